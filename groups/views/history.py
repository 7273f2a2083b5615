"""What happened to a group: its terms, its members' comings and goings, its promotions."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.access import with_comments
from backoffice.parts import Action, panel_url
from backoffice.templatetags.ui import moment, number
from backoffice.traces import Strand, lines, not_saying, note_of, saying
from backoffice.views import HistoryScreen
from backoffice.views.history import Event
from backoffice.views.timeline import Kind, base_kinds
from catalog import selectors as catalog
from catalog.models import VatRate
from customers.models import Way
from customers.services import still_open
from groups.edits import REVERTED, act_of, can_come_back, is_too_old, taken_back
from groups.models import CustomerGroup
from groups.record import MEMBERS, REVERT, UNDO_MEMBERS, VIEW, GroupRecord
from groups.services.offers import group_key
from pricing.models import OrderDiscount, Promotion

MOVES = ("members_added", "members_removed", "members_awaited", "members_undone")
OFFERS = {
    Promotion: (_("attached the promotion “%(name)s”"), _("detached the promotion “%(name)s”")),
    OrderDiscount: (_("attached the discount “%(name)s”"), _("detached the discount “%(name)s”")),
}
READS_OFFERS = {Promotion: "pricing.view_promotion", OrderDiscount: "pricing.view_orderdiscount"}


class GroupHistory(GroupRecord, HistoryScreen):
    """The timeline of a group."""

    access = with_comments(VIEW)
    code = "G13"
    tellers: ClassVar = {VatRate: (catalog.rates, catalog.rate_label)}

    def strands(self) -> Iterator[Strand]:
        yield from super().strands()
        user = self.request.user
        read = [kind for kind in OFFERS if user.has_perm(READS_OFFERS[kind])]
        kinds = ContentType.objects.get_for_models(*read).values()
        named = lines().filter(
            content_type__in=list(kinds), additional_data__groups__has_key=self._key
        )
        yield Strand(name="offers", rows=named, at="timestamp", who="actor")

    @property
    def _key(self) -> str:
        return group_key(self.record.pk)

    def kinds(self) -> tuple[Kind, ...]:
        members = Kind("members", _("Members"), {"logs": saying(*MOVES)})
        offers = Kind("promotions", _("Promotions"), {"offers": Q()})
        return base_kinds(plain=not_saying(*MOVES), others=(members, offers))

    def events(self, rows: Iterable[Any]) -> list[Event]:
        rows = list(rows)
        logged = [row for row in rows if isinstance(row, LogEntry)]
        self.taken_back = taken_back(logged)
        acts = [note_of(row).get("batch") for row in logged]
        self.still_open = still_open(acts=[one for one in acts if one], at=timezone.now())
        return super().events(rows)

    def event_of(self, entry: LogEntry) -> Event:
        event, note = super().event_of(entry), note_of(entry)
        if entry.content_type.model_class() is not CustomerGroup:
            return replace(event, verb=self._offered(entry), changes=())
        verb, count = str(note.get("verb", "")), int(note.get("count", 0))
        if verb == "copied":
            told = gettext("copied the settings of “%(title)s”") % {"title": note.get("of", "")}
            return replace(event, verb=told, changes=())
        if verb == "restored":
            return replace(event, verb=_restored(count), changes=())
        if verb == REVERTED:
            told = gettext("put back the settings of before %(when)s") % {"when": _when(note)}
            return replace(event, verb=told, changes=())
        if verb in MOVES:
            return self._moved(event, entry)
        return replace(event, actions=tuple(self._revert(entry)))

    def _revert(self, entry: Any) -> Iterator[Action]:
        """Putting the edit back, while that can be done."""
        late = is_too_old(entry=entry, at=timezone.now())
        if can_come_back(entry) and not late and act_of(entry) not in self.taken_back:
            yield Action(
                name="revert",
                label=_("Put back"),
                url=panel_url("group_revert", entry.object_pk, entry.pk),
                icon="arrow-back-up",
                rule=REVERT,
                dialog=True,
                testid=f"revert-{entry.pk}",
            )

    def _offered(self, entry: Any) -> str:
        came, left = OFFERS[entry.content_type.model_class()]
        joined = note_of(entry).get("groups", {}).get(self._key) == "add"
        return str(came if joined else left) % {"name": entry.object_repr}

    def _moved(self, event: Event, entry: LogEntry) -> Event:
        """One line for the whole batch, with the way to those it is about."""
        note = note_of(entry)
        told = _told(str(note["verb"]), int(note.get("count", 0)))
        way = str(note.get("way", ""))
        if way in Way and way != Way.UNDO:
            told = gettext("%(told)s (%(way)s)") % {"told": told, "way": Way(way).label}
        act = note.get("batch")
        actions = tuple(self._about(entry.object_pk, act)) if act else ()
        return replace(event, verb=told, changes=(), actions=actions)

    def _about(self, group: str, act: int) -> Iterator[Action]:
        """Whom the act touched, and taking it back while that can be done."""
        yield Action(
            name="members",
            label=_("See the customers"),
            url=panel_url("members_act", group, act),
            rule=MEMBERS,
        )
        if act in self.still_open:
            yield Action(
                name="undo",
                label=_("Undo"),
                url=panel_url("members_undo", group, act),
                rule=UNDO_MEMBERS,
                dialog=True,
            )


def _told(verb: str, count: int) -> str:
    if verb == "members_undone":
        told = ngettext(
            "took back a change of %(n)s member", "took back a change of %(n)s members", count
        )
    elif verb == "members_awaited":
        told = ngettext("awaits %(n)s address", "awaits %(n)s addresses", count)
    elif verb == "members_added":
        told = ngettext("added %(n)s member", "added %(n)s members", count)
    else:
        told = ngettext("removed %(n)s member", "removed %(n)s members", count)
    return told % {"n": number(count)}


def _when(note: dict[str, Any]) -> str:
    return moment(parse_datetime(str(note.get("of", ""))))


def _restored(count: int) -> str:
    told = ngettext(
        "restored the group with %(n)s member", "restored the group with %(n)s members", count
    )
    return told % {"n": number(count)}
