"""Taking a group out of the bin, with the members it had."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.services import ShopRefusal, Taken, patiently
from customers.departures import remembered, settled_elsewhere, transfers
from customers.models import Customer, Membership, MembershipEvent, Way
from customers.services import membership_rows
from customers.services.membership import begin, log
from customers.services.undoing import CannotUndo, undo
from groups.models import CustomerGroup
from groups.selectors import BIN_DAYS
from groups.services import names_taken


class NotInBin(ShopRefusal):
    """The group was restored meanwhile."""

    message = _("This group is no longer in the bin.")


class TooLate(ShopRefusal):
    """The bin keeps a group for thirty days."""

    message = _("This group was deleted more than 30 days ago: it can no longer be restored.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """Who is in the group again: all of them, those whose main group it is, those who had moved."""

    members: int
    main: int
    moved: int


@patiently
def restore_group(
    *,
    group: CustomerGroup,
    actor: User | None,
    at: datetime,
    names: Mapping[str, str | None] | None = None,
    recall: bool = False,
) -> Restored:
    """The group comes back with its settings and its members.

    It is again the main group of those who had it and have none now; whoever has another one
    since keeps that one. With `recall`, the deletion's own transfer to another group is taken back
    first, but for those who moved since. `names` are other titles or another code, where its own
    are taken.

    Raises NotInBin, TooLate, or Taken where a group outside the bin has one of the names.
    """
    row = _held(group)
    if row.binned_at is None:
        raise NotInBin
    if row.binned_at <= at - timedelta(days=BIN_DAYS):
        raise TooLate
    acts = list(transfers(group=row)) if recall else []
    _come_back(row, actor, dict(names or {}))
    for act in acts:
        with suppress(CannotUndo):
            undo(batch=act, actor=actor, at=at)
    return _with_its_members(row, actor, at)


def _held(group: CustomerGroup) -> CustomerGroup:
    # Every row in one order: the group itself, and the one its members may have been moved to.
    stored = CustomerGroup.objects.get(pk=group.pk)
    received = Q(events__batch__in=transfers(group=stored))
    wanted = CustomerGroup.objects.filter(received | Q(pk=group.pk)).values("pk")
    rows = CustomerGroup.objects.select_for_update().filter(
        pk__in=list(wanted.values_list("pk", flat=True))
    )
    return {row.pk: row for row in rows.order_by("pk")}[group.pk]


def _come_back(group: CustomerGroup, actor: User | None, names: dict[str, Any]) -> None:
    for name, value in names.items():
        setattr(group, name, value)
    stored = {name: vars(group)[name] for name in ("title_fr", "title_en", "code")}
    taken = names_taken(besides=group.pk, **stored)
    if taken:
        raise Taken({name: [ValidationError(text)] for name, text in taken.items()})
    group.binned_at = None
    group.updated_by = actor
    group.version += 1
    try:
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise Taken from error


def _with_its_members(group: CustomerGroup, actor: User | None, at: datetime) -> Restored:
    rows = Membership.objects.filter(group=group)
    theirs = remembered(group=group).filter(is_primary=False)
    _hold(theirs)
    moved = theirs.filter(settled_elsewhere()).count()
    back = theirs.exclude(settled_elsewhere())
    batch = begin(actor=actor, way=Way.RESTORATION, at=at)
    membership_rows.record(rows=back, batch=batch, verb=MembershipEvent.Verb.MADE_PRIMARY)
    back.update(is_primary=True, was_primary=False)
    rows.filter(was_primary=True).update(was_primary=False)
    membership_rows.recount(groups={group.pk})
    members = rows.count()
    log(group=group, batch=batch, verb="restored", count=members, even_none=True)
    main = rows.filter(is_primary=True).count()
    return Restored(members=members, main=main, moved=moved)


def _hold(rows: QuerySet[Membership]) -> None:
    # In one order, as everyone who moves members: nobody gets a second main group meanwhile.
    people = Customer.objects.filter(pk__in=rows.order_by().values("customer_id"))
    list(people.select_for_update().order_by("pk").values_list("pk", flat=True))
