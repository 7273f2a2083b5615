"""Deleting a group: its members are told of first, its past stays."""

from datetime import datetime

from auditlog.models import LogEntry
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.services import ShopRefusal
from customers.models import Customer, Membership, MembershipBatch, MembershipEvent, Way
from customers.services import membership_rows
from customers.services.membership import GroupIsGone, assign, locked
from groups.models import CustomerGroup

__all__ = ["DefaultGroupStays", "GroupIsGone", "delete_group"]


class DefaultGroupStays(ShopRefusal):
    """The group new customers join cannot be deleted."""


@transaction.atomic
def delete_group(
    *,
    group: CustomerGroup,
    actor: User | None,
    at: datetime,
    transfer_to: CustomerGroup | None = None,
) -> None:
    """The group goes to the bin; its members are left without it, or join another group.

    Its memberships stay, no longer primary, so that the group can be restored with them.

    Raises DefaultGroupStays, or GroupIsGone when either group was deleted meanwhile.
    """
    for pk in sorted({group.pk, *([transfer_to.pk] if transfer_to else [])}):
        # Both rows in one order, whichever is deleted.
        locked(group=CustomerGroup(pk=pk))
    group = locked(group=group)
    if group.is_default:
        raise DefaultGroupStays(_("This is the default group. Choose another default group first."))
    _stand_down(group, actor, at)
    _bin(group, actor, at)
    if transfer_to is not None:
        _transfer(group, transfer_to, actor=actor, at=at)


def _stand_down(group: CustomerGroup, actor: User | None, at: datetime) -> None:
    rows = Membership.objects.filter(group=group, is_primary=True)
    batch = MembershipBatch.objects.create(at=at, actor=actor, way=Way.DELETION)
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


def _transfer(
    group: CustomerGroup, target: CustomerGroup, *, actor: User | None, at: datetime
) -> None:
    left = Membership.objects.filter(group=group)
    for was_primary in (True, False):
        people = left.filter(was_primary=was_primary).values("customer_id")
        assign(
            group=target,
            customers=Customer.objects.filter(pk__in=people),
            actor=actor,
            way=Way.DELETION,
            at=at,
            primary=was_primary,
        )
