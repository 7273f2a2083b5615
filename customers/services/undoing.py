"""Taking an act back: who joined leaves, who left returns as he was, main groups are as before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.functional import Promise
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
from customers.services import membership_rows, undoing_rows
from customers.services.membership import begin, locked_customers, log
from groups.models import CustomerGroup
from groups.services import GroupIsGone

Verb = MembershipEvent.Verb
UNDONE_FOR = timedelta(days=30)  # after which an act stays
NAMED = 10  # of those left as they are, how many are called by name


class CannotUndo(ShopRefusal):
    """The act is too old, has already been taken back, or is itself an undo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """How many customers are as before the act, and how many had changed since."""

    customers: int
    skipped: int
    names: tuple[str, ...] = ()  # of some of those skipped
    batch: int = 0


@patiently
def undo(*, batch: MembershipBatch, actor: User | None, at: datetime) -> Undone:
    """The act is taken back; customers whose membership changed since stay as they are.

    Those who left return with their date, author, way, days and role of then. Raises CannotUndo
    for an act taken back already, an undo, or one older than thirty days, and GroupIsGone where a
    group of the act has been deleted.
    """
    touched = MembershipEvent.objects.filter(batch=batch)
    hold_live(touched)
    if (why := refusal(batch=batch, at=at)) is not None:
        raise CannotUndo(why)
    people = locked_customers(Customer.objects.filter(events__batch=batch))
    everyone = people.count()
    back = begin(actor=actor, way=Way.UNDO, at=at, reason=batch.reason)
    back.undoes = batch
    back.save(update_fields=["undoes"])
    undoing_rows.reverse(batch=batch, into=back)
    PendingMembership.objects.filter(batch=batch).delete()
    _apply(back)
    skipped = people.exclude(events__batch=back).order_by("name_key", "pk")
    left_alone = skipped.count()
    if left_alone == everyone:
        raise CannotUndo(_("All these customers have changed since: there is nothing to undo."))
    return Undone(
        customers=everyone - left_alone,
        skipped=left_alone,
        names=tuple(str(person) for person in skipped[:NAMED]) if left_alone else (),
        batch=back.pk,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """How many are in the group again, and the act that can itself be undone."""

    count: int
    batch: int = 0


@patiently
def put_back(*, departures: QuerySet[MembershipEvent], actor: User | None, at: datetime) -> PutBack:
    """Those who left a group, each told once, return as they were; who is in it again stays so.

    It is their main group as before, unless they have another one now. Raises CannotUndo for a
    departure older than thirty days, GroupIsGone where the group has been deleted.
    """
    hold_live(departures)
    if departures.filter(batch__at__lt=at - UNDONE_FOR).exists():
        raise CannotUndo(_("More than 30 days have passed: add this customer again instead."))
    locked_customers(Customer.objects.filter(pk__in=departures.order_by().values("customer")))
    here = Membership.objects.filter(group=OuterRef("group"), customer=OuterRef("customer"))
    absent = departures.filter(~Exists(here))
    if not absent.exists():
        return PutBack(count=0)
    back = begin(actor=actor, way=Way.UNDO, at=at)
    undoing_rows.repeat(departures=absent, into=back)
    _apply(back)
    return PutBack(count=back.events.count(), batch=back.pk)


def refusal(*, batch: MembershipBatch, at: datetime) -> Promise | None:
    """Why an act cannot be taken back, if it cannot."""
    if batch.undoes_id is not None:
        return _("This act is itself an undo.")
    if MembershipBatch.objects.filter(undoes=batch).exists():
        return _("This act has already been undone.")
    if at - batch.at > UNDONE_FOR:
        return _("An act can be undone for 30 days.")
    return None


def still_open(*, acts: Iterable[int], at: datetime) -> set[int]:
    """Those of these acts that can still be taken back."""
    found = MembershipBatch.objects.filter(
        pk__in=acts, undoes__isnull=True, undone_by__isnull=True, at__gte=at - UNDONE_FOR
    )
    return set(found.values_list("pk", flat=True))


def hold_live(events: QuerySet[MembershipEvent]) -> None:
    """Hold the groups of these events until the transaction ends; none may be in the bin."""
    keys = events.order_by().values("group")
    groups = list(CustomerGroup.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    for group in groups:
        if group.binned_at is not None:
            told = _("The group “%(group)s” has been deleted meanwhile: restore it first.")
            raise GroupIsGone(told % {"group": group})


def _apply(back: MembershipBatch) -> None:
    """Do what the events of the undo say, leaving first: nobody has two main groups on the way."""
    undoing_rows.take_out(back)
    undoing_rows.stand_down(back)
    undoing_rows.bring_back(back)
    undoing_rows.promote(back)
    events = MembershipEvent.objects.filter(batch=back).order_by().values("group")
    counts = events.annotate(n=Count("customer", distinct=True))
    touched: dict[int, int] = dict(counts.values_list("group", "n"))
    membership_rows.recount(groups=set(touched))
    for group in CustomerGroup.objects.filter(pk__in=touched).order_by("pk"):
        log(group=group, batch=back, verb="members_undone", count=touched[group.pk])
