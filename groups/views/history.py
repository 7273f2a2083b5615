"""What happened to a group, its members' comings and goings included."""

from dataclasses import replace
from typing import Any

from auditlog.models import LogEntry
from django.utils.translation import gettext, ngettext

from backoffice.templatetags.ui import number
from backoffice.views import HistoryScreen
from backoffice.views.history import Event
from catalog import selectors as catalog
from customers.models import Way
from groups.record import VIEW, GroupRecord


class GroupHistory(GroupRecord, HistoryScreen):
    """The timeline of a group."""

    access = VIEW
    code = "G13"

    def event(self, entry: LogEntry) -> Event:
        if "vat_rate" in entry.changes_dict:
            rates = [self._rate(one) for one in entry.changes_dict["vat_rate"]]
            entry.changes = {**entry.changes_dict, "vat_rate": rates}
        event = super().event(entry)
        note = entry.additional_data if isinstance(entry.additional_data, dict) else {}
        if note.get("verb") == "copied":
            told = gettext("copied the settings of “%(title)s”") % {"title": note.get("of", "")}
            return replace(event, verb=told, changes=())
        if note.get("verb") == "restored":
            return replace(event, verb=_restored(int(note.get("count", 0))), changes=())
        if note.get("verb") not in ("members_added", "members_removed"):
            return event
        told = _told(str(note["verb"]), int(note.get("count", 0)))
        way = str(note.get("way", ""))
        if way in Way:
            told = gettext("%(told)s (%(way)s)") % {"told": told, "way": Way(way).label}
        return replace(event, verb=told, changes=())

    def _rate(self, pk: Any) -> str | None:
        rate = catalog.rates().filter(pk=pk).first() if str(pk).isdigit() else None
        return catalog.rate_label(rate) if rate else None


def _told(verb: str, count: int) -> str:
    if verb == "members_added":
        told = ngettext("added %(n)s member", "added %(n)s members", count)
    else:
        told = ngettext("removed %(n)s member", "removed %(n)s members", count)
    return told % {"n": number(count)}


def _restored(count: int) -> str:
    told = ngettext(
        "restored the group with %(n)s member", "restored the group with %(n)s members", count
    )
    return told % {"n": number(count)}
