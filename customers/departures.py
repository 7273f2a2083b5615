"""Whom the deletion of a group touches, and whom its restoration brings back."""

from dataclasses import astuple, dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from catalog.selectors import Shelves
from customers.models import Membership, MembershipBatch, PendingMembership, Way
from groups.losses import Losses, losses
from groups.models import CustomerGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Everything that goes with a group: members, those it is the main group of, and rules."""

    members: int
    main: int
    awaited: int  # addresses that were to join
    losses: Losses

    @property
    def seal(self) -> str:
        """All the figures in a row: they are compared with those somebody consented to."""
        own = (self.members, self.main, self.awaited, *astuple(self.losses))
        return "-".join(str(one) for one in own)


def departure(*, group: CustomerGroup, shelves: Shelves) -> Departure:
    """What deleting the group would touch today."""
    rows = Membership.objects.filter(group=group)
    count = rows.aggregate(all=Count("pk"), main=Count("pk", filter=Q(is_primary=True)))
    return Departure(
        members=count["all"],
        main=count["main"],
        awaited=PendingMembership.objects.filter(group=group).count(),
        losses=losses(group=group, shelves=shelves),
    )


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
    members = Membership.objects.filter(group=group).order_by().values("customer_id")
    into = acts.filter(events__customer__in=members).exclude(events__group=group)
    return into.filter(events__group__binned_at__isnull=True).distinct().order_by("-pk")


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
