"""Members moved from one group to another, each in the role he had."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from backoffice.services import patiently
from customers.models import Customer, Kind, Membership, MembershipEvent, Way
from customers.services import membership_rows
from customers.services.membership import begin, locked, locked_customers, log, make_main
from groups.models import CustomerGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """How many left the group, how many of them were in the other one already, and the act."""

    moved: int
    already: int
    batch: int


@patiently
def transfer(
    *,
    source: CustomerGroup,
    target: CustomerGroup,
    customers: QuerySet[Customer],
    actor: User | None,
    way: Way,
    at: datetime,
    reason: str = "",
) -> Transferred:
    """These members leave one group for another: main group stays main, additional additional.

    Raises GroupIsGone when either group has been deleted meanwhile.
    """
    # Both rows in one order, whichever is left.
    list(
        CustomerGroup.objects.select_for_update()
        .filter(Q(pk=source.pk) | Q(pk=target.pk))
        .order_by("pk")
    )
    source, target = locked(group=source), locked(group=target)
    people = locked_customers(customers.filter(kind=Kind.ACCOUNT))
    batch = begin(actor=actor, way=way, at=at, reason=reason)
    rows = Membership.objects.filter(group=source, customer__in=people)
    membership_rows.record(rows=rows, batch=batch, verb=MembershipEvent.Verb.REMOVED)
    moved, _by_model = rows.delete()
    left = Customer.objects.filter(events__batch=batch, events__group=source)
    mains = Customer.objects.filter(
        events__batch=batch, events__group=source, events__held_primary=True
    )
    already = Membership.objects.filter(group=target, customer__in=left.values("pk")).count()
    added = membership_rows.insert(group=target, candidates=mains, batch=batch, primary=True)
    make_main(target, mains, batch)
    added += membership_rows.insert(group=target, candidates=left, batch=batch, primary=False)
    membership_rows.recount(groups={source.pk, target.pk})
    log(group=source, batch=batch, verb="members_removed", count=moved)
    log(group=target, batch=batch, verb="members_added", count=added)
    return Transferred(moved=moved, already=already, batch=batch.pk)
