"""Who is in which group: one act, one transaction, one trace."""

from dataclasses import dataclass
from datetime import datetime

from auditlog.models import LogEntry
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.services import ShopRefusal, patiently
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
from groups.services import GroupIsGone

Verb = MembershipEvent.Verb


class GuestsStayOut(ShopRefusal):
    """A guest cannot join a group before opening an account."""

    message = _("A guest account cannot join a group: the customer must create an account first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """What an assignment did: newcomers, members whose main group it became, and the rest."""

    added: int
    moved: int
    already: int
    guests: int
    batch: int = 0  # the act, to be undone by


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """How many left a group, and the act that can be undone."""

    count: int
    batch: int


@patiently
def assign(
    *,
    group: CustomerGroup,
    customers: QuerySet[Customer],
    actor: User | None,
    way: Way,
    at: datetime,
    primary: bool = False,
    reason: str = "",
    batch: MembershipBatch | None = None,
) -> Assigned:
    """These customers join the group; guests are left out and counted.

    With `primary` it becomes their main group, and they leave the one they had. Without, it
    becomes the main group of those who were in none. Several calls are one act where they are
    given the same `batch`.

    Raises GroupIsGone when the group has been deleted meanwhile.
    """
    if primary:
        hold_groups(customers=customers, joining=group)
    group = locked(group=group)
    held = membership_rows.hold(customers)
    (known, keys), (guests, _keys) = (
        held.get(kind, (0, "")) for kind in (Kind.ACCOUNT, Kind.GUEST)
    )
    accounts = membership_rows.among(keys)
    batch = batch or begin(actor=actor, way=way, at=at, reason=reason)
    moved = _leave_main_groups(accounts, batch, stay_in=group) if primary else 0
    added = membership_rows.insert(
        group=group, candidates=accounts, batch=batch, primary=primary or None
    )
    already = known - added
    if primary and already:
        make_main(group, accounts, batch)
    membership_rows.recount(groups={group.pk})
    log(group=group, batch=batch, verb="members_added", count=added)
    return Assigned(added=added, moved=moved, already=already, guests=guests, batch=batch.pk)


@patiently
def remove(
    *,
    group: CustomerGroup,
    customers: QuerySet[Customer],
    actor: User | None,
    way: Way,
    at: datetime,
    reason: str = "",
    batch: MembershipBatch | None = None,
) -> Removed:
    """These customers leave the group; where it was the main one, they are left without (N/C).

    Raises GroupIsGone when the group has been deleted meanwhile.
    """
    group = locked(group=group)
    rows = Membership.objects.filter(group=group, customer__in=locked_customers(customers))
    batch = batch or begin(actor=actor, way=way, at=at, reason=reason)
    membership_rows.record(rows=rows, batch=batch, verb=Verb.REMOVED)
    removed, _by_model = rows.delete()
    membership_rows.recount(groups={group.pk})
    log(group=group, batch=batch, verb="members_removed", count=removed)
    return Removed(count=removed, batch=batch.pk)


@patiently
def move(
    *,
    customer: Customer,
    group: CustomerGroup | None,
    actor: User | None,
    way: Way,
    at: datetime,
    reason: str = "",
    batch: MembershipBatch | None = None,
) -> int:
    """The customer's main group becomes this one, or none (N/C); he leaves the one he had.

    Answers with the act, to be undone by; 0 where nothing had to change.

    Raises GuestsStayOut for a guest, GroupIsGone for a deleted group.
    """
    one = Customer.objects.filter(pk=customer.pk)
    hold_groups(customers=one, joining=group)
    if group is not None:
        group = locked(group=group)
    person = one.select_for_update().get()
    if person.is_guest and group is not None:
        raise GuestsStayOut
    held = Membership.objects.filter(customer=person, is_primary=True).first()
    if (held.group_id if held else None) == (group.pk if group else None):
        return 0
    batch = batch or begin(actor=actor, way=way, at=at, reason=reason)
    if group is not None:
        assign(group=group, customers=one, actor=actor, way=way, at=at, primary=True, batch=batch)
    elif held is not None:
        remove(group=held.group, customers=one, actor=actor, way=way, at=at, batch=batch)
    return batch.pk


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
        raise GroupIsGone
    return row


def locked_customers(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """The same customers, held until the end of the transaction."""
    # From here on by their ids: what chose them is not asked again, and may no longer hold.
    held = membership_rows.hold(customers)
    return membership_rows.among(",".join(keys for _count, keys in held.values()))


def begin(*, actor: User | None, way: Way, at: datetime, reason: str = "") -> MembershipBatch:
    """A new act, to which what follows belongs."""
    return MembershipBatch.objects.create(at=at, actor=actor, way=way, reason=reason)


def _leave_main_groups(
    people: QuerySet[Customer], batch: MembershipBatch, *, stay_in: CustomerGroup
) -> int:
    left = Membership.objects.filter(
        customer__in=people, is_primary=True, group__binned_at__isnull=True
    ).exclude(group=stay_in)
    of_group = left.order_by().values("group").annotate(n=Count("pk"))
    counts: dict[int, int] = dict(of_group.values_list("group", "n"))
    if not counts:
        return 0
    membership_rows.record(rows=left, batch=batch, verb=Verb.REMOVED)
    count, _by_model = left.delete()
    membership_rows.recount(groups=set(counts))
    for group in CustomerGroup.objects.filter(pk__in=counts).order_by("pk"):
        log(group=group, batch=batch, verb="members_removed", count=counts[group.pk])
    return count


def make_main(group: CustomerGroup, people: QuerySet[Customer], batch: MembershipBatch) -> None:
    """The group becomes the main one of its members among these people, who have no other."""
    rows = Membership.objects.filter(group=group, customer__in=people, is_primary=False)
    membership_rows.record(rows=rows, batch=batch, verb=Verb.MADE_PRIMARY)
    rows.update(is_primary=True)


def log(
    *, group: CustomerGroup, batch: MembershipBatch, verb: str, count: int, even_none: bool = False
) -> None:
    """One line of the group's history for the whole batch, however many it moved.

    None where it moved nobody, unless what was done is to be told `even_none`.
    """
    if not (count or even_none):
        return
    LogEntry.objects.log_create(
        group,
        force_log=True,
        action=LogEntry.Action.UPDATE,
        changes={},
        actor=batch.actor,
        additional_data={"verb": verb, "count": count, "batch": batch.pk, "way": batch.way},
    )
