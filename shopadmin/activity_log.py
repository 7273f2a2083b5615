"""The screen of the activity log: who did what, when, by which way."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from auditlog.models import LogEntry
from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from backoffice.access import staff_with
from backoffice.exports import csv_download
from backoffice.filters import ChoiceFilter, DayFilter, Filter, ModelChoiceFilter
from backoffice.parts import Action, Column, Empty, Label, Line
from backoffice.templatetags.ui import moment
from backoffice.traces import Source, lines
from backoffice.views import ListScreen, history
from backoffice.views.history import Event, detail
from shopadmin import activity, subjects
from shopadmin.dashboard import VERBS

READ = staff_with("auditlog.view_logentry")
CHUNK = 500  # lines of a download read at a time


class ActivityFilter(Filter):
    """By person, act, kind of thing, way and days."""

    search_in = ("object_repr",)
    promoted = ("actor", "action", "kind")

    actor = ModelChoiceFilter(
        queryset=get_user_model()._default_manager.filter(is_staff=True).order_by("pk"),
        label=_("Person"),
    )
    action = ChoiceFilter(
        choices=(
            (LogEntry.Action.CREATE, _("Creation")),
            (LogEntry.Action.UPDATE, pgettext_lazy("kind of event", "Change")),
            (LogEntry.Action.DELETE, _("Deletion")),
        ),
        label=_("Action"),
    )
    kind = ChoiceFilter(method="by_kind", choices=(), label=_("Object"))
    source = ChoiceFilter(choices=Source.choices, label=_("Source"))
    since = DayFilter(field_name="timestamp__date", lookup_expr="gte", label=_("From"))
    until = DayFilter(field_name="timestamp__date", lookup_expr="lte", label=_("To"))

    def __init__(self, data: Any, queryset: QuerySet, *, request: Any = None) -> None:
        self.known = activity.kinds(user=request.user)
        super().__init__(data, queryset, request=request)
        choices = [(kind.slug, kind.label) for kind in self.known.values()]
        self.form.fields["kind"].choices = choices

    def by_words(self, rows: QuerySet, _name: str, words: str) -> QuerySet:
        for word in words.split()[:10]:
            rows = rows.filter(object_repr__icontains=word)
        return rows

    def by_kind(self, rows: QuerySet, _name: str, slug: str) -> QuerySet:
        return rows.filter(content_type=self.known[slug].content_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityLine(Line):
    """A line of the log in words, with the page of what it is about."""

    event: Event
    verb: Label
    kind: str
    url: str


class ActivityLog(ListScreen):
    """Everything that was done, of which this reader may know; nobody edits it."""

    access = READ
    code = "LG1"
    title = _("Activity log")
    model = LogEntry
    filter_class = ActivityFilter
    row_template = "shopadmin/_activity_cells.html"
    default_sort = "-at"
    search_label = _("Search by object")
    found = ngettext_lazy("%(n)s action found", "%(n)s actions found", "n")
    columns = (
        Column(name="at", label=_("Date"), sort=("timestamp", "id")),
        Column(name="who", label=_("Person"), sort=("actor_email",)),
        Column(name="action", label=_("Action")),
        Column(name="object", label=_("Object"), head=True),
        Column(name="source", label=_("Source")),
    )

    @cached_property
    def known(self) -> dict[str, activity.Kind]:
        return activity.kinds(user=self.request.user)

    def rows(self) -> QuerySet[LogEntry]:
        return lines().filter(content_type__in=[kind.content_type for kind in self.known.values()])

    def name_of(self, row: Any) -> str:
        return str(row.object_repr)

    def empty(self) -> Empty:
        return Empty(title=_("No activity"), icon="outline/history")

    def actions(self) -> Iterator[Action]:
        query = self.params.copy()
        query["format"] = "csv"
        yield Action(
            name="csv",
            label=_("Download (CSV)"),
            icon="download",
            url=f"{self.request.path}?{query.urlencode()}",
            rule=READ,
        )

    def context(self) -> dict[str, Any]:
        found = super().context()
        rows = found["page"].rows
        events = activity.told(entries=rows, request=self.request)
        urls = subjects.pages(entries=rows, at=timezone.now())
        lines = [self._told(row, events[row.pk], urls.get(row.pk, "")) for row in rows]
        return {**found, "lines": lines}

    def _told(self, row: LogEntry, event: Event, url: str = "") -> ActivityLine:
        model: Any = row.content_type.model_class()
        return ActivityLine(
            row=row,
            name=row.object_repr,
            event=event,
            verb=_short(row, event),
            kind=activity.kind_label(model),
            url=url,
        )

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET.get("format") == "csv":
            return self.download()  # type: ignore[return-value]
        return super().get(request, *args, **kwargs)

    def download(self) -> HttpResponseBase:
        """The log as it is narrowed, for a spreadsheet."""
        head = (_("Date"), _("Person"), _("Action"), _("Object"), _("Detail"), _("Source"))
        return csv_download(name="activity", head=head, rows=self._csv())

    def _csv(self) -> Iterator[tuple[str, ...]]:
        rows = self.sorted(self.matching()).iterator(chunk_size=CHUNK)
        while chunk := list(islice(rows, CHUNK)):
            events = activity.told(entries=chunk, request=self.request)
            for line in (self._told(row, events[row.pk]) for row in chunk):
                event, thing = line.event, f"{line.kind} {line.name}"
                when = moment(event.at)
                yield when, event.who, str(line.verb), thing, detail(event), event.source


def _short(row: LogEntry, event: Event) -> Label:
    """On its own page « a modifié cette fiche »; here the record is named beside."""
    usual = history.VERBS.get(row.action)
    return VERBS[row.action] if str(event.verb) == str(usual) else event.verb
