"""What staff do to a group as a whole."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.services import ShopRefusal
from groups.models import CustomerGroup, State


class CannotBeDefault(ShopRefusal):
    """A group that gives nothing today cannot be given to new customers."""


@transaction.atomic
def make_default(*, group: CustomerGroup, actor: User | None, on: date) -> CustomerGroup:
    """New customers will join this group; the former default steps down.

    Raises CannotBeDefault for a group that is not active that day or lies in the bin.
    """
    groups = _locked()
    chosen = groups.get(group.pk)
    if chosen is None or chosen.state(on=on) != State.ACTIVE:
        raise CannotBeDefault(_("An inactive group cannot be the default group."))
    for former in groups.values():
        if former.is_default and former.pk != chosen.pk:
            _mark(former, default=False, actor=actor)
    if not chosen.is_default:
        _mark(chosen, default=True, actor=actor)
    return chosen


@transaction.atomic
def clear_default(*, actor: User | None) -> None:
    """New customers will join no group."""
    for group in _locked().values():
        if group.is_default:
            _mark(group, default=False, actor=actor)


def next_position() -> int:
    """The place behind every other group."""
    last = CustomerGroup.objects.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def _locked() -> dict[int, CustomerGroup]:
    # All rows in one order: two people starring two groups wait for each other, never in a ring.
    rows = CustomerGroup.objects.live().select_for_update().order_by("pk")
    return {group.pk: group for group in rows}


def _mark(group: CustomerGroup, *, default: bool, actor: User | None) -> None:
    group.is_default = default
    group.version += 1
    group.updated_by = actor
    group.save(update_fields=["is_default", "version", "updated_by", "updated_at"])
