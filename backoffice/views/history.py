"""What happened to one record and what staff say about it, newest first, in the shop's words."""

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any, ClassVar

from auditlog.models import LogEntry
from django.db.models import Model, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice import commenting
from backoffice.access import staff_with
from backoffice.changes import Change, Names, Teller, changes_of
from backoffice.exports import csv_download
from backoffice.forms import dress, refuse
from backoffice.http import typed_key
from backoffice.models import Comment
from backoffice.paging import page_of
from backoffice.parts import Action, Label, allowed
from backoffice.services import ShopRefusal
from backoffice.templatetags.ui import long_day, moment
from backoffice.traces import (
    COMMENT_WITHDRAWN,
    COMMENTED,
    Source,
    Strand,
    lines_about,
    not_saying,
    note_of,
)
from backoffice.views.base import RecordScreen
from backoffice.views.timeline import CommentForm, Kind, Narrowing, base_kinds

VERBS = {
    LogEntry.Action.CREATE: _("created this record"),
    LogEntry.Action.UPDATE: _("changed this record"),
    LogEntry.Action.DELETE: _("deleted this record"),
    LogEntry.Action.ACCESS: _("opened this record"),
}
SAID = {COMMENTED: _("commented on this record"), COMMENT_WITHDRAWN: _("deleted a comment")}
CHUNK = 500  # rows of a download read at a time


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the timeline; `actions` are what may be done about it."""

    at: datetime.datetime
    who: str
    verb: Label
    changes: tuple[Change, ...]
    note: str
    source: str = ""
    comment: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Day:
    label: str
    events: tuple[Event, ...]


class HistoryScreen(RecordScreen):
    """The timeline of one record."""

    template = "backoffice/history.html"
    tab = "history"
    title: Label = _("History")
    # How to read, and to call, rows whose own text is not what staff call them.
    tellers: ClassVar[Mapping[type[Model], tuple[Callable[[], Any], Teller]]] = {}

    def untold(self) -> Collection[str]:
        """The fields whose changes this person may not read."""
        return ()

    def entries(self) -> QuerySet[LogEntry]:
        """The log entries of the record."""
        return lines_about(record=self.record).filter(not_saying(COMMENTED))

    def strands(self) -> Iterator[Strand]:
        """All that has a place on the timeline."""
        said = commenting.comments_on(record=self.record)
        yield Strand(name="logs", rows=self.entries(), at="timestamp", who="actor")
        yield Strand(name="comments", rows=said, at="at", who="author")

    def kinds(self) -> Iterable[Kind]:
        """The choices of « Type », in order."""
        return base_kinds()

    def event(self, entry: Any) -> Event:
        """One row of the timeline in words."""
        if isinstance(entry, Comment):
            return self._said(entry)
        return self.event_of(entry)

    def event_of(self, entry: Any) -> Event:
        """One log entry in words."""
        note = note_of(entry)
        changes = changes_of(
            entry.changes_dict, model=self.model, names=self.names, untold=self.untold()
        )
        usual = VERBS.get(entry.action, VERBS[LogEntry.Action.UPDATE])
        return Event(
            at=entry.timestamp,
            who=str(entry.actor) if entry.actor_id else gettext("The shop"),
            verb=SAID.get(str(note.get("verb")), usual),
            changes=() if entry.action == LogEntry.Action.CREATE else tuple(changes),
            note=str(note.get("note", "")),
            source=str(Source(entry.source).label) if hasattr(entry, "source") else "",
        )

    def _said(self, comment: Comment) -> Event:
        return Event(
            at=comment.at,
            who=str(comment.author) if comment.author else gettext("The shop"),
            verb=gettext("commented"),
            changes=(),
            note="",
            comment=comment.text,
            actions=self._withdrawal(comment),
        )

    def _withdrawal(self, comment: Comment) -> tuple[Action, ...]:
        actor = self.request.user
        if not commenting.may_withdraw(comment=comment, actor=actor, at=timezone.now()):
            return ()
        return (
            Action(
                name="withdraw",
                label=_("Delete my comment"),
                url=self.request.path,
                method="post",
                fields=(("withdraw", str(comment.pk)),),
                rule=staff_with("backoffice.add_comment"),
            ),
        )

    @cached_property
    def names(self) -> Names:
        return Names(self.tellers)

    def events(self, rows: Iterable[Any]) -> list[Event]:
        """These rows in words; what they point at is read once for all of them."""
        rows = list(rows)
        logged = (row for row in rows if isinstance(row, LogEntry))
        self.names.read((row.changes_dict, self.model) for row in logged)
        told = (self.event(row) for row in rows)
        return [replace(one, actions=allowed(self.request, one.actions)) for one in told]

    # -- the page -------------------------------------------------------------------------------

    @cached_property
    def narrowing(self) -> Narrowing:
        return Narrowing(self.request.GET, strands=tuple(self.strands()), kinds=tuple(self.kinds()))

    def context(self) -> dict[str, Any]:
        rows: Any = self.narrowing.timeline(at=timezone.now())  # read as a queryset is
        page = page_of(rows, self.request.GET)
        return {
            **super().context(),
            "page": page,
            "days": list(by_day(self.events(page.rows))),
            "narrowing": self.narrowing,
            "may_comment": self.may(self.access, "POST"),
            "comment_form": dress(CommentForm()),
        }

    def get(  # type: ignore[override]
        self, request: Any, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        return self.download() if request.GET.get("format") == "csv" else self.render()

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "withdraw" in request.POST:
            return self._withdraw(request.POST["withdraw"])
        form = dress(CommentForm(request.POST))
        if not form.is_valid():
            return self.render(status=422, comment_form=form, form=form)
        text = form.cleaned_data["text"]
        commenting.publish(record=self.record, text=text, actor=request.user, at=timezone.now())
        self.tell(_("Comment published"))
        return self.go(request.path)

    def _withdraw(self, asked: str) -> HttpResponse:
        said = commenting.comments_on(record=self.record)
        comment = get_object_or_404(said, pk=typed_key(asked) or 0)
        try:
            commenting.withdraw(
                record=self.record, comment=comment, actor=self.actor, at=timezone.now()
            )
        except ShopRefusal as refusal:
            form = dress(CommentForm({}))
            form.errors.clear()
            refuse(form, refusal)
            return self.render(status=422, comment_form=form, form=form)
        self.tell(_("Comment deleted"))
        return self.go(self.request.path)

    def download(self) -> HttpResponseBase:
        """The whole timeline, as it is narrowed, for a spreadsheet."""
        head = (_("Date"), _("Person"), _("Action"), _("Detail"), _("Source"))
        name = f"{self.model._meta.model_name}-{self.record.pk}-history"
        return csv_download(name=name, head=head, rows=self._lines())

    def _lines(self) -> Iterator[tuple[str, ...]]:
        timeline = self.narrowing.timeline(at=timezone.now())
        for start in range(0, timeline.count(), CHUNK):
            for event in self.events(timeline[start : start + CHUNK]):
                yield (moment(event.at), event.who, str(event.verb), detail(event), event.source)


def detail(event: Event) -> str:
    """What an event says beside who did what, on one line."""
    moved = (f"{one.label} : {one.before or '—'} → {one.after or '—'}" for one in event.changes)
    return " · ".join(text for text in (*moved, event.note, event.comment) if text)


def by_day(events: list[Event]) -> Iterator[Day]:
    today = timezone.localdate()
    for date, group in groupby(events, key=lambda event: timezone.localtime(event.at).date()):
        yield Day(_day_label(date, today), tuple(group))


def _day_label(date: datetime.date, today: datetime.date) -> str:
    if date == today:
        return gettext("Today")
    return gettext("Yesterday") if date == today - datetime.timedelta(days=1) else long_day(date)
