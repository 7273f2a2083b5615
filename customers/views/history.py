"""What happened to a customer: his record and his groups, on one timeline."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.access import with_comments
from backoffice.traces import Source, Strand
from backoffice.views import HistoryScreen
from backoffice.views.history import Event
from backoffice.views.timeline import Kind, base_kinds
from customers.models import MembershipEvent, Way
from customers.record import VIEW, CustomerRecord

Verb = MembershipEvent.Verb
VERBS = {
    Verb.ADDED: _("added this customer to “%(group)s”"),
    Verb.REMOVED: _("removed this customer from “%(group)s”"),
    Verb.MADE_PRIMARY: _("made “%(group)s” the main group"),
    Verb.NO_LONGER_PRIMARY: _("ended “%(group)s” as the main group"),
}
SOURCES = {
    Way.IMPORT: Source.IMPORT,
    Way.COMMAND: Source.COMMAND,
    Way.SIGN_UP: Source.SHOP,
}


class CustomerHistory(CustomerRecord, HistoryScreen):
    """Who changed what, and which groups the customer joined or left."""

    access = with_comments(VIEW)
    code = "C6"

    def strands(self) -> Iterator[Strand]:
        yield from super().strands()
        moves = MembershipEvent.objects.filter(customer=self.record)
        rows = moves.select_related("group", "batch__actor")
        yield Strand(name="moves", rows=rows, at="batch__at", who="batch__actor")

    def kinds(self) -> tuple[Kind, ...]:
        return base_kinds(others=(Kind("groups", _("Groups"), {"moves": Q()}),))

    def event(self, entry: Any) -> Event:
        if not isinstance(entry, MembershipEvent):
            return super().event(entry)
        batch = entry.batch
        way = gettext("By: %(way)s") % {"way": batch.get_way_display()}
        return Event(
            at=batch.at,
            who=str(batch.actor) if batch.actor else gettext("The shop"),
            verb=VERBS[Verb(entry.verb)] % {"group": entry.group},
            changes=(),
            note=f"{way} · {batch.reason}" if batch.reason else way,
            source=str(SOURCES.get(Way(batch.way), Source.PANEL).label),
        )
