"""What happened to a customer: his record and his groups, on one timeline."""

from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django.db.models import CharField, F, QuerySet, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.views import HistoryScreen
from backoffice.views.history import Event
from customers.models import MembershipEvent
from customers.record import VIEW, CustomerRecord

Verb = MembershipEvent.Verb
VERBS = {
    Verb.ADDED: _("added this customer to “%(group)s”"),
    Verb.REMOVED: _("removed this customer from “%(group)s”"),
    Verb.MADE_PRIMARY: _("made “%(group)s” the main group"),
    Verb.NO_LONGER_PRIMARY: _("ended “%(group)s” as the main group"),
}


@dataclass(frozen=True, slots=True)
class Timeline:
    """Changes of a record and of its groups, newest first, read a page at a time."""

    logs: QuerySet[LogEntry]
    moves: QuerySet[MembershipEvent]

    def count(self) -> int:
        return self.logs.count() + self.moves.count()

    def __getitem__(self, part: slice) -> list[LogEntry | MembershipEvent]:
        chosen = list(self._order()[part])
        logs = self.logs.in_bulk([pk for _at, source, pk in chosen if source == "logs"])
        moves = self.moves.in_bulk([pk for _at, source, pk in chosen if source == "moves"])
        return [logs[pk] if source == "logs" else moves[pk] for _at, source, pk in chosen]

    def _order(self) -> Any:
        logs = self.logs.order_by().annotate(at=F("timestamp"), source=_told("logs"))
        moves = self.moves.order_by().annotate(at=F("batch__at"), source=_told("moves"))
        columns = ("at", "source", "id")
        both = logs.values_list(*columns).union(moves.values_list(*columns), all=True)
        return both.order_by("-at", "-id")


def _told(source: str) -> Value:
    return Value(source, output_field=CharField())


class CustomerHistory(CustomerRecord, HistoryScreen):
    """Who changed what, and which groups the customer joined or left."""

    access = VIEW
    code = "C6"

    def entries(self) -> Any:
        moves = MembershipEvent.objects.filter(customer=self.record)
        return Timeline(logs=super().entries(), moves=moves.select_related("group", "batch__actor"))

    def event(self, entry: LogEntry | MembershipEvent) -> Event:
        if isinstance(entry, LogEntry):
            return super().event(entry)
        batch = entry.batch
        way = gettext("By: %(way)s") % {"way": batch.get_way_display()}
        return Event(
            at=batch.at,
            who=str(batch.actor) if batch.actor else gettext("The shop"),
            verb=VERBS[Verb(entry.verb)] % {"group": entry.group},
            changes=(),
            note=f"{way} · {batch.reason}" if batch.reason else way,
        )
