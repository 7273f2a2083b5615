"""What happened to one record, newest first, in the shop's words."""

import datetime
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.forms import worded
from backoffice.paging import page_of
from backoffice.parts import Label
from backoffice.templatetags.ui import day, long_day, moment, number, percent
from backoffice.views.base import RecordScreen

NOT_NEWS = ("version", "updated_at", "updated_by", "created_at", "id")
VERBS = {
    LogEntry.Action.CREATE: _("created this record"),
    LogEntry.Action.UPDATE: _("changed this record"),
    LogEntry.Action.DELETE: _("deleted this record"),
    LogEntry.Action.ACCESS: _("opened this record"),
}


@dataclass(frozen=True, slots=True)
class Change:
    label: Label
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the timeline."""

    at: datetime.datetime
    who: str
    verb: Label
    changes: tuple[Change, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Day:
    label: str
    events: tuple[Event, ...]


class HistoryScreen(RecordScreen):
    """The timeline of one record."""

    template = "backoffice/history.html"
    tab = "history"
    title: Label = _("History")

    def untold(self) -> Collection[str]:
        """The fields whose changes this person may not read."""
        return ()

    def entries(self) -> QuerySet:
        """The log entries of the record."""
        kind = ContentType.objects.get_for_model(self.model)
        found: QuerySet = LogEntry.objects.filter(content_type=kind, object_pk=str(self.record.pk))
        return found.select_related("actor").order_by("-timestamp", "-pk")

    def event(self, entry: LogEntry) -> Event:
        """One log entry in words."""
        return event_of(entry, self.model, self.untold())

    def context(self) -> dict[str, Any]:
        page = page_of(self.entries(), self.request.GET)
        events = [self.event(entry) for entry in page.rows]
        return {**super().context(), "page": page, "days": list(by_day(events))}


def by_day(events: list[Event]) -> Iterator[Day]:
    today = timezone.localdate()
    for date, group in groupby(events, key=lambda event: timezone.localtime(event.at).date()):
        yield Day(_day_label(date, today), tuple(group))


def _day_label(date: datetime.date, today: datetime.date) -> str:
    if date == today:
        return gettext("Today")
    return gettext("Yesterday") if date == today - datetime.timedelta(days=1) else long_day(date)


def event_of(entry: Any, model: type[Model], untold: Collection[str] = ()) -> Event:
    told = {name: one for name, one in entry.changes_dict.items() if name not in untold}
    changes = tuple(_changes(told, model))
    note = entry.additional_data if isinstance(entry.additional_data, dict) else {}
    return Event(
        at=entry.timestamp,
        who=str(entry.actor) if entry.actor_id else gettext("The shop"),
        verb=VERBS.get(entry.action, VERBS[LogEntry.Action.UPDATE]),
        changes=() if entry.action == LogEntry.Action.CREATE else changes,
        note=str(note.get("note", "")),
    )


def _changes(found: dict[str, Any], model: type[Model]) -> Iterator[Change]:
    for name, values in found.items():
        if name in NOT_NEWS:
            continue
        if isinstance(values, dict):  # many rows added to or removed from a relation
            told = ", ".join(str(one) for one in values.get("objects", []))
            added = values.get("operation") == "add"
            yield Change(_label(model, name), "" if added else told, told if added else "")
            continue
        before, after = (_value(model, name, one) for one in values)
        if before != after:
            yield Change(_label(model, name), before, after)


def _field(model: type[Model], name: str) -> Field | None:
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _label(model: type[Model], name: str) -> Label:
    field = _field(model, name)
    label = worded(str(field.verbose_name)) if field else _lines_label(model, name)
    return f"{label[:1].upper()}{label[1:]}"


def _lines_label(model: type[Model], name: str) -> str:
    """The name of a record's lines: the rules of a template, the tiers of a discount."""
    found = {one.name: one.related_model for one in model._meta.related_objects}
    related = found.get(name)
    return str(related._meta.verbose_name_plural) if isinstance(related, type) else name


def _value(model: type[Model], name: str, raw: Any) -> str:
    if raw in (None, "None", ""):
        return "—"
    text = str(raw)
    if text in ("True", "False"):
        return gettext("Yes") if text == "True" else gettext("No")
    field = _field(model, name)
    if field is None:
        return text
    if field.choices:
        return str(dict(field.flatchoices).get(text, text))
    if field.is_relation:
        return _related(field, text)
    if field.get_internal_type() == "DecimalField":
        return percent(Decimal(text)) if name.endswith("_percent") else number(Decimal(text))
    return _date(field, text)


def _related(field: Any, text: str) -> str:
    if not text.isdigit():
        return text
    return str(field.related_model._default_manager.filter(pk=text).first() or text)


def _date(field: Field, text: str) -> str:
    if field.get_internal_type() == "DateField":
        date = parse_date(text[:10])
        return day(date) if date else text
    if field.get_internal_type() == "DateTimeField":
        at = parse_datetime(text)
        return moment(timezone.make_aware(at, datetime.UTC) if at and not at.tzinfo else at)
    return text
