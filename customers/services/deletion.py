"""Deleting a group: its members are told of first, its past stays."""

from collections.abc import Sequence
from datetime import datetime

from auditlog.models import LogEntry
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.services import ShopRefusal, patiently
from customers.models import (
    Customer,
    Membership,
    MembershipBatch,
    MembershipEvent,
    PendingMembership,
    Way,
)
from customers.services import membership_rows
from customers.services.awaiting import forget_awaited
from customers.services.membership import (
    begin,
    locked,
    locked_customers,
    log,
    make_main,
)
from groups.models import CustomerGroup


class DefaultGroupStays(ShopRefusal):
    """The group new customers join cannot be deleted."""


@patiently
def delete_group(
    *,
    group: CustomerGroup,
    actor: User | None,
    at: datetime,
    transfer_to: CustomerGroup | None = None,
) -> None:
    """The group goes to the bin; its members are left without it, or join another group.

    Its memberships stay, no longer primary, so that the group can be restored with them; it
    awaits nobody any more.

    Raises DefaultGroupStays, or GroupIsGone when either group was deleted meanwhile.
    """
    for pk in sorted({group.pk, *([transfer_to.pk] if transfer_to else [])}):
        # Both rows in one order, whichever is deleted.
        locked(group=CustomerGroup(pk=pk))
    group = locked(group=group)
    if group.is_default:
        raise DefaultGroupStays(_("This is the default group. Choose another default group first."))
    # Whoever moves a member holds the group he leaves: its row alone is enough here.
    batch = begin(actor=actor, way=Way.DELETION, at=at, reason="")
    _stand_down(group, batch)
    _bin(group, actor, at)
    forget_awaited(awaited=PendingMembership.objects.filter(group=group))
    if transfer_to is not None:
        _transfer(group, transfer_to, batch)


@patiently
def delete_groups(
    *,
    groups: Sequence[CustomerGroup],
    actor: User | None,
    at: datetime,
    transfer_to: CustomerGroup | None = None,
) -> int:
    """These groups go to the bin, the default one and those already there stay; how many went."""
    ours = {group.pk for group in groups} | ({transfer_to.pk} if transfer_to else set())
    held = CustomerGroup.objects.select_for_update().filter(pk__in=ours).order_by("pk")
    going = [row for row in held if row.pk in {one.pk for one in groups}]
    gone = [row for row in going if row.binned_at is None and not row.is_default]
    for group in gone:
        delete_group(group=group, actor=actor, at=at, transfer_to=transfer_to)
    return len(gone)


def _stand_down(group: CustomerGroup, batch: MembershipBatch) -> None:
    rows = Membership.objects.filter(group=group, is_primary=True)
    membership_rows.record(rows=rows, batch=batch, verb=MembershipEvent.Verb.NO_LONGER_PRIMARY)
    rows.update(is_primary=False, was_primary=True)


def _bin(group: CustomerGroup, actor: User | None, at: datetime) -> None:
    group.binned_at = at
    group.updated_by = actor
    group.version += 1
    group.save(update_fields=["binned_at", "updated_by", "updated_at", "version"])
    LogEntry.objects.log_create(
        group,
        force_log=True,
        action=LogEntry.Action.DELETE,
        changes={},
        actor=actor,
        additional_data={"verb": "deleted", "count": group.member_count},
    )


def _transfer(group: CustomerGroup, target: CustomerGroup, batch: MembershipBatch) -> None:
    """Main group stays main, additional stays additional; the old memberships wait in the bin."""
    members = locked_customers(Customer.objects.filter(memberships__group=group))
    mains = Customer.objects.filter(memberships__group=group, memberships__was_primary=True)
    added = membership_rows.insert(group=target, candidates=mains, batch=batch, primary=True)
    make_main(target, mains, batch)
    added += membership_rows.insert(group=target, candidates=members, batch=batch, primary=False)
    membership_rows.recount(groups={target.pk})
    log(group=target, batch=batch, verb="members_added", count=added)
