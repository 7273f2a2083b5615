"""Whom the deletion of a group touches, and whom its restoration brings back."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from catalog.selectors import Shelves
from customers.models import (
    Membership,
    MembershipBatch,
    MembershipEvent,
    PendingMembership,
    Way,
)
from groups.losses import losses
from groups.models import CustomerGroup
from groups.partings import Departure


def departures(*, groups: Collection[int], shelves: Shelves) -> dict[int, Departure]:
    """What deleting these groups, all together, would touch today; seven queries."""
    rows = Membership.objects.filter(group__in=groups).order_by().values("group_id")
    counts = rows.annotate(all=Count("pk"), main=Count("pk", filter=Q(is_primary=True)))
    people = {row["group_id"]: (row["all"], row["main"]) for row in counts}
    coming = PendingMembership.objects.filter(group__in=groups).order_by()
    awaited = dict(coming.values_list("group_id").annotate(n=Count("pk")))
    gone = losses(groups=groups, shelves=shelves)
    return {
        pk: Departure(
            members=people.get(pk, (0, 0))[0],
            main=people.get(pk, (0, 0))[1],
            awaited=awaited.get(pk, 0),
            losses=gone[pk],
        )
        for pk in groups
    }


def remembered(*, group: CustomerGroup) -> QuerySet[Membership]:
    """The memberships of a deleted group that were the main one of their customer."""
    return Membership.objects.filter(group=group, was_primary=True)


def settled_elsewhere() -> Exists:
    """Whether the customer of a membership has a main group."""
    return Exists(Membership.objects.filter(customer=OuterRef("customer"), is_primary=True))


def transfers(*, group: CustomerGroup) -> QuerySet[MembershipBatch]:
    """The acts by which the deletion of this group moved its members to another one."""
    if group.binned_at is None:
        return MembershipBatch.objects.none()
    acts = MembershipBatch.objects.filter(
        at=group.binned_at, way=Way.DELETION, undone_by__isnull=True
    )
    told = MembershipEvent.objects.filter(batch=OuterRef("pk"))
    elsewhere = told.exclude(group=group).filter(group__binned_at__isnull=True)
    return acts.filter(Exists(told.filter(group=group)), Exists(elsewhere)).order_by("-pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Homecoming:
    """Who comes back with a group, and how many of them keep the main group they have since."""

    members: int
    moved: int
    transferred_to: CustomerGroup | None


def homecoming(*, group: CustomerGroup) -> Homecoming:
    """What restoring the group would do today."""
    return Homecoming(
        members=Membership.objects.filter(group=group).count(),
        moved=remembered(group=group).filter(settled_elsewhere()).count(),
        transferred_to=CustomerGroup.objects.filter(events__batch__in=transfers(group=group))
        .exclude(pk=group.pk)
        .first(),
    )
