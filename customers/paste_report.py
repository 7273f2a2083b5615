"""The report of a pasted list, in words: each address, what happens to it, whose it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from customers.near_misses import NearMisses
from customers.triage import AWAITED, JOINING, Outcome, Sorted, Triage
from groups.models import CustomerGroup

CHUNK = 1_000
RECENT = 2_000  # customers whose addresses tell from which domains people write here

TONES = {
    Outcome.OK: ("circle-check", "success"),
    Outcome.MOVED: ("arrows-exchange", "info"),
    Outcome.ALREADY: ("user-check", "quiet"),
    Outcome.DUPLICATE: ("copy", "quiet"),
    Outcome.INVALID: ("alert-triangle", "danger"),
    Outcome.UNKNOWN: ("user-question", "warning"),
    Outcome.GUEST: ("user-off", "warning"),
    Outcome.DISABLED: ("lock", "warning"),
}
DONE: dict[Outcome, str | Promise] = {
    Outcome.OK: _("Added"),
    Outcome.MOVED: _("Added, left another main group"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportLine:
    """One address of the report as it is printed."""

    number: int
    line: int
    address: str
    outcome: Outcome
    text: str
    icon: str
    tone: str
    customer: Customer | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How the addresses of one list are told: whether they are saved, and who is awaited."""

    titles: dict[int, str]  # of the groups
    near: NearMisses
    saved: bool
    awaits: bool

    def lines(self, rows: Sequence[tuple[int, Sorted]]) -> Iterator[ReportLine]:
        """These addresses with their owners, in one query for each thousand."""
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            keys = {row.customer for _number, row in part if row.customer is not None}
            owners = Customer.objects.in_bulk(keys)
            for number, row in part:
                yield self._line(number, row, owners.get(row.customer or 0))

    def _line(self, number: int, row: Sorted, owner: Customer | None) -> ReportLine:
        icon, tone = TONES[row.outcome]
        return ReportLine(
            number=number,
            line=row.entry.line,
            address=row.entry.text,
            outcome=row.outcome,
            text=self._told(row),
            icon=icon,
            tone=tone,
            customer=owner,
            detail=self._detail(row),
        )

    def _told(self, row: Sorted) -> str:
        if row.outcome == Outcome.MOVED:
            return self._moved(row)
        if row.outcome == Outcome.DUPLICATE:
            told = {"line": row.entry.repeats}
            return gettext("Duplicate in the list (line %(line)s)") % told
        return str(DONE[row.outcome] if self.saved and row.outcome in DONE else row.outcome.label)

    def _moved(self, row: Sorted) -> str:
        left = self.titles.get(row.leaves or 0, "")
        if not left:
            told = _("Becomes the main group") if not self.saved else _("Became the main group")
        elif row.is_here:
            told = _("Becomes the main group, in place of “%(group)s”")
        elif self.saved:
            told = _("Added, left “%(group)s” (main group)")
        else:
            told = _("Will be added, leaves “%(group)s” (main group)")
        return str(told) % {"group": left} if left else str(told)

    def _detail(self, row: Sorted) -> str:
        told = []
        if row.outcome in (Outcome.UNKNOWN, Outcome.INVALID):
            meant = self.near.suggestion(row.entry.text)
            if meant:
                told.append(gettext("Did you mean %(address)s?") % {"address": meant})
        if self.awaits and row.outcome in AWAITED:
            told.append(gettext("Awaited: joins once the account is opened"))
        return " ".join(told)


def wording(*, report: Triage, saved: bool, awaits: bool) -> Wording:
    """The words for one list, in two queries at most."""
    left = {row.leaves for row in report.having(JOINING) if row.leaves is not None}
    titles = CustomerGroup.objects.in_bulk(left) if left else {}
    return Wording(
        titles={pk: str(group) for pk, group in titles.items()},
        near=NearMisses(_domains(report)),
        saved=saved,
        awaits=awaits,
    )


def _domains(report: Triage) -> set[str]:
    """Where customers of this shop write from; not asked where every address is known."""
    if not report.count((Outcome.UNKNOWN, Outcome.INVALID)):
        return set()
    newest = Customer.objects.order_by("-pk").values_list("email_key", flat=True)[:RECENT]
    return {email.rpartition("@")[2] for email in newest}
