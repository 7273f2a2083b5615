"""Lists of addresses: kept while they are checked, saved in one act, forgotten after a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.services import ShopRefusal, patiently
from customers.models import MembershipBatch, PastedList, Way
from customers.services import membership_rows
from customers.services.awaiting import wait_for
from customers.services.membership import assign, begin, locked, log
from customers.triage import AWAITED, Triage, triage
from groups.models import CustomerGroup

KEPT = timedelta(days=1)


class ListIsGone(ShopRefusal):
    """The list was forgotten, or has already been saved."""


class OutcomesChanged(ShopRefusal):
    """Customers changed since the report was read: it must be read again before it is saved."""

    message = _("Customers have changed since this report was shown. Check it and save again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What saving a list did, address by address, and the act that can be undone."""

    report: Triage
    added: int
    moved: int
    awaited: int
    batch: int


def keep_list(
    *,
    group: CustomerGroup,
    author: User,
    text: str,
    primary: bool,
    keeps_unknown: bool,
    reason: str,
    at: datetime,
) -> PastedList:
    """A list is put aside for its author to check; older ones are forgotten."""
    PastedList.objects.filter(created_at__lt=at - KEPT).delete()
    return PastedList.objects.create(
        group=group,
        author=author,
        text=text,
        is_primary=primary,
        keeps_unknown=keeps_unknown,
        reason=reason,
    )


def choose_role(*, pasted: PastedList, primary: bool) -> None:
    """Its people leave their main group for this one, or keep it; a saved list stays as it was."""
    PastedList.objects.filter(pk=pasted.pk, batch__isnull=True).update(is_primary=primary)


@patiently
def save_pasted(*, pasted: PastedList, seen: str, actor: User, at: datetime) -> Pasted:
    """Those the report promised enter the group, in one act, exactly as it was read.

    Raises ListIsGone for a list saved before, OutcomesChanged where the report would be another
    one now, GroupIsGone.
    """
    # Twice the same button: the second waits here, and finds the list saved.
    held = PastedList.objects.select_for_update().filter(pk=pasted.pk).first()
    if held is None or held.batch_id is not None:
        raise ListIsGone(_("This list has already been saved."))
    report = triage(text=held.text, group=held.group, primary=held.is_primary)
    if report.digest != seen:
        raise OutcomesChanged
    if not report.saves(awaiting=held.keeps_unknown):
        raise ShopRefusal(_("Nobody in this list can be added."))
    batch = begin(actor=actor, way=Way.PASTE, at=at, reason=held.reason)
    saved = _enter(report, held.group, batch, primary=held.is_primary, keeps=held.keeps_unknown)
    held.batch = batch
    held.save(update_fields=["batch"])
    return saved


@patiently
def assign_by_email(
    *, group: CustomerGroup, text: str, primary: bool, actor: User | None, at: datetime
) -> Pasted:
    """The owners of the addresses in this text enter the group, without a report beforehand.

    Raises OutcomesChanged where somebody else moved them at the same moment, GroupIsGone.
    """
    report = triage(text=text, group=group, primary=primary)
    if not report.joining:
        return Pasted(report=report, added=0, moved=0, awaited=0, batch=0)
    batch = begin(actor=actor, way=Way.COMMAND, at=at)
    return _enter(report, group, batch, primary=primary, keeps=False)


def _enter(
    report: Triage, group: CustomerGroup, batch: MembershipBatch, *, primary: bool, keeps: bool
) -> Pasted:
    promised = (report.newcomers, report.leavers)
    kept = (0, 0)
    if report.joining:
        done = assign(
            group=group,
            customers=membership_rows.among(",".join(map(str, report.joining))),
            actor=batch.actor,
            way=Way(batch.way),
            at=batch.at,
            primary=primary,
            batch=batch,
        )
        kept = (done.added, done.moved)
    if kept != promised:
        # They moved between the reading and the locks.
        raise OutcomesChanged
    awaited = _await(report, group, batch, primary=primary) if keeps else 0
    return Pasted(
        report=report, added=report.newcomers, moved=report.leavers, awaited=awaited, batch=batch.pk
    )


def _await(report: Triage, group: CustomerGroup, batch: MembershipBatch, *, primary: bool) -> int:
    emails = [row.entry.text for row in report.having(AWAITED)]
    if not emails:
        return 0
    group = locked(group=group)
    count = wait_for(group=group, emails=emails, primary=primary, batch=batch)
    log(group=group, batch=batch, verb="members_awaited", count=count)
    return count
