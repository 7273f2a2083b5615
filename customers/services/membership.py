"""Who is in which group: one act, one transaction, one trace."""

from dataclasses import dataclass
from datetime import datetime

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.services import ShopRefusal
from customers.models import (
    Customer,
    Kind,
    Membership,
    MembershipBatch,
    MembershipEvent,
    Way,
)
from customers.services import membership_rows
from groups.models import CustomerGroup

Verb = MembershipEvent.Verb


class GroupIsGone(ShopRefusal):
    """The group was deleted meanwhile."""


class GuestsStayOut(ShopRefusal):
    """A guest cannot join a group before opening an account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """What an assignment did: newcomers, members whose main group it became, and the rest."""

    added: int
    moved: int
    already: int
    guests: int


@transaction.atomic
def assign(
    *,
    group: CustomerGroup,
    customers: QuerySet[Customer],
    actor: User | None,
    way: Way,
    at: datetime,
    primary: bool = False,
    reason: str = "",
) -> Assigned:
    """These customers join the group; guests are left out and counted.

    With `primary` it becomes their main group, and they leave the one they had. Without, it
    becomes the main group of those who were in none.

    Raises GroupIsGone when the group has been deleted meanwhile.
    """
    if primary:
        hold_groups(customers=customers, joining=group)
    group = locked(group=group)
    people = _locked_customers(customers)
    accounts = people.filter(kind=Kind.ACCOUNT)
    guests = people.filter(kind=Kind.GUEST).count()
    batch = _batch(actor=actor, way=way, at=at, reason=reason)
    already = Membership.objects.filter(group=group, customer__in=accounts).count()
    moved = _leave_main_groups(accounts, batch, stay_in=group) if primary else 0
    added = membership_rows.insert(group=group, candidates=accounts, batch=batch, primary=primary)
    if primary:
        _make_main(group, accounts, batch)
    membership_rows.recount(groups={group.pk})
    _log(group=group, batch=batch, verb="members_added", count=added)
    return Assigned(added=added, moved=moved, already=already, guests=guests)


@transaction.atomic
def remove(
    *,
    group: CustomerGroup,
    customers: QuerySet[Customer],
    actor: User | None,
    way: Way,
    at: datetime,
    reason: str = "",
) -> int:
    """These customers leave the group; where it was the main one, they are left without (N/C)."""
    group = locked(group=group)
    rows = Membership.objects.filter(group=group, customer__in=_locked_customers(customers))
    batch = _batch(actor=actor, way=way, at=at, reason=reason)
    membership_rows.record(rows=rows, batch=batch, verb=Verb.REMOVED)
    removed, _by_model = rows.delete()
    membership_rows.recount(groups={group.pk})
    _log(group=group, batch=batch, verb="members_removed", count=removed)
    return removed


@transaction.atomic
def move(
    *,
    customer: Customer,
    group: CustomerGroup | None,
    actor: User | None,
    way: Way,
    at: datetime,
) -> None:
    """The customer's main group becomes this one, or none (N/C); he leaves the one he had.

    Raises GuestsStayOut for a guest, GroupIsGone for a deleted group.
    """
    one = Customer.objects.filter(pk=customer.pk)
    hold_groups(customers=one, joining=group)
    if group is not None:
        group = locked(group=group)
    person = one.select_for_update().get()
    if person.is_guest and group is not None:
        raise GuestsStayOut(
            _("A guest account cannot join a group: the customer must create an account first.")
        )
    held = Membership.objects.filter(customer=person, is_primary=True).first()
    if (held.group_id if held else None) == (group.pk if group else None):
        return
    if group is not None:
        assign(group=group, customers=one, actor=actor, way=way, at=at, primary=True)
    elif held is not None:
        remove(group=held.group, customers=one, actor=actor, way=way, at=at)


def hold_groups(*, customers: QuerySet[Customer], joining: CustomerGroup | None) -> None:
    """Hold the group to be joined and the main groups to be left until the transaction ends.

    Groups before customers, each in one order: two acts that swap customers between two groups
    wait for each other instead of blocking each other.
    """
    left = Membership.objects.filter(
        customer__in=customers.order_by().values("pk"), is_primary=True
    )
    wanted = Q(pk__in=left.values("group_id"))
    if joining is not None:
        wanted |= Q(pk=joining.pk)
    list(CustomerGroup.objects.select_for_update().filter(wanted).order_by("pk"))


def locked(*, group: CustomerGroup) -> CustomerGroup:
    """The group's row, held until the end of the transaction."""
    row = CustomerGroup.objects.live().select_for_update().filter(pk=group.pk).first()
    if row is None:
        raise GroupIsGone(_("This group has been deleted meanwhile."))
    return row


def _locked_customers(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    # Held in one order, so that two acts on the same people queue instead of blocking each other.
    chosen = Customer.objects.filter(pk__in=customers.order_by().values("pk"))
    list(chosen.select_for_update().order_by("pk").values_list("pk", flat=True))
    return chosen


def _batch(*, actor: User | None, way: Way, at: datetime, reason: str) -> MembershipBatch:
    return MembershipBatch.objects.create(at=at, actor=actor, way=way, reason=reason)


def _leave_main_groups(
    people: QuerySet[Customer], batch: MembershipBatch, *, stay_in: CustomerGroup
) -> int:
    left = Membership.objects.filter(
        customer__in=people, is_primary=True, group__binned_at__isnull=True
    ).exclude(group=stay_in)
    groups = set(left.order_by().values_list("group_id", flat=True).distinct())
    membership_rows.record(rows=left, batch=batch, verb=Verb.REMOVED)
    count, _by_model = left.delete()
    membership_rows.recount(groups=groups)
    return count


def _make_main(group: CustomerGroup, people: QuerySet[Customer], batch: MembershipBatch) -> None:
    rows = Membership.objects.filter(group=group, customer__in=people, is_primary=False)
    membership_rows.record(rows=rows, batch=batch, verb=Verb.MADE_PRIMARY)
    rows.update(is_primary=True)


def _log(*, group: CustomerGroup, batch: MembershipBatch, verb: str, count: int) -> None:
    """One line of the group's history for the whole batch, however many it moved."""
    if not count:
        return
    LogEntry.objects.log_create(
        group,
        force_log=True,
        action=LogEntry.Action.UPDATE,
        changes={},
        actor=batch.actor,
        additional_data={"verb": verb, "count": count, "batch": batch.pk, "way": batch.way},
    )
