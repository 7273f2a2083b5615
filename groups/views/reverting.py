"""Putting an edit of a group back, from its line of the history or from the toast of a save."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from auditlog.models import LogEntry
from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.changes import Change, Names, changes_of
from backoffice.middleware import reference
from backoffice.parts import Impact, Label, panel_url
from backoffice.templatetags.ui import moment, number, percent
from backoffice.traces import lines_about
from backoffice.views import ConfirmScreen
from backoffice.views.base import is_ours, safe_next
from catalog import selectors as catalog
from catalog.models import Channel
from groups import selectors, services
from groups.edits import LISTS, Edit, Setting, edit_of, latest_line
from groups.models import CustomerGroup
from groups.record import REVERT, GroupRecord
from groups.views.history import GroupHistory

TICKED = {None: _("not ticked"), True: _("ticked")}
COUNTED = {None: _("as the group"), True: _("on"), False: _("ignored")}


class Seen(forms.Form):
    """What the page said would change, sent back with the consent given to it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class GroupRevert(GroupRecord, ConfirmScreen):
    """« Rétablir ce qui précédait ? »: each setting, what it is and what it would be again."""

    access = REVERT
    code = "G13r"
    title = _("History")
    form_class = Seen
    confirm_label = _("Put back")

    @cached_property
    def entry(self) -> LogEntry:
        lines = lines_about(record=self.record).filter(action=LogEntry.Action.UPDATE)
        return get_object_or_404(lines, pk=self.kwargs["entry"])

    @cached_property
    def edit(self) -> Edit:
        return edit_of(group=self.record, entry=self.entry)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"seen": self.edit.seal}}

    def ask(self) -> Label:
        told = {"when": moment(self.entry.timestamp)}
        return gettext("Put back the settings of before %(when)s?") % told

    def blocked(self) -> Label:
        return services.refusal(edit=self.edit, entry=self.entry, at=timezone.now()) or ""

    def impacts(self) -> Iterator[Impact]:
        words = Words(self.edit)
        for one in self.edit.back:
            text = gettext("%(label)s: %(now)s → %(was)s") % words.of(one)
            yield Impact(slug=_slug(one), text=text)
        starred = any(one.name == "is_default" and one.was for one in self.edit.back)
        if starred and (other := selectors.starred()) is not None:
            text = gettext("“%(title)s” is no longer the default group.") % {"title": other}
            yield Impact(slug="star", text=text, warning=True)
        for one in self.edit.kept:
            yield Impact(slug=f"kept-{_slug(one)}", text=_kept(one, words), warning=True)
        for label in words.untold():
            text = gettext("%(label)s: this line does not say enough to put it back.")
            yield Impact(slug="untold", text=text % {"label": label}, warning=True)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("seen", self.edit.seal) != self.edit.seal and not self.blocked():
            self.tell(services.HasChanged.message, messages.WARNING)
            return self.show(self.form(), status=422)
        return super().post(request, *args, **kwargs)

    def act(self, form: Seen) -> Edit:
        return services.revert(
            group=self.record,
            entry=self.entry,
            actor=self.actor,
            at=timezone.now(),
            on=self.on,
            seen=form.cleaned_data["seen"],
        )

    def done(self, result: Edit) -> Label:
        if result.kept:
            words = Words(result)
            left = " ".join(_kept(one, words) for one in result.kept)
            self.tell(left, messages.WARNING)
        count = len(result.back)
        told = ngettext("%(n)s setting as before", "%(n)s settings as before", count)
        return told % {"n": number(count)}

    def undo_url(self, result: Edit) -> str:
        return undo_of_save(self.record)

    def back_url(self) -> str:
        return panel_url("group_history", self.record.pk)

    def success_url(self) -> str:
        """The page on which « Annuler » was pressed, unless it was this one."""
        referer = self.request.headers.get("Referer", "")
        elsewhere = urlsplit(referer).path != self.request.path
        came_from = referer if elsewhere and is_ours(self.request, referer) else ""
        return safe_next(self.request, came_from or self.back_url())


def undo_of_save(group: CustomerGroup) -> str:
    """The address that takes back what this request has just changed of the group."""
    line = latest_line(group=group, request=reference())
    return panel_url("group_revert", group.pk, line.pk) if line else ""


class Words:
    """The settings of an edit as staff read them; what they point at is read once for all."""

    def __init__(self, edit: Edit) -> None:
        self._edit = edit
        self._names = Names(GroupHistory.tellers)
        self._names.read((_raw(one), CustomerGroup) for one in edit.settings if not one.key)
        kinds = {LISTS[one.name] for one in edit.settings if one.key}
        self._called = {kind: _called(kind) for kind in kinds}

    def of(self, one: Setting) -> dict[str, Label]:
        """What the setting is called, what it is today, what it was before the edit."""
        if one.key:
            key = int(one.key)
            label = f"{_label(one.name)} · {self._called[LISTS[one.name]].get(key, one.key)}"
            return {
                "label": label,
                "now": _said(one.name, one.now),
                "was": _said(one.name, one.was),
            }
        found = self._change(_raw(one)) or self._change({one.name: [None, str(one.now)]})
        if found is None:
            return {"label": _label(one.name), "now": "—", "was": "—"}
        return {"label": found.label, "now": found.after, "was": found.before}

    def untold(self) -> Iterator[str]:
        for name in self._edit.untold:
            yield _label(name)

    def _change(self, raw: dict[str, list[Any]]) -> Change | None:
        return next(iter(changes_of(raw, model=CustomerGroup, names=self._names)), None)


def _kept(one: Setting, words: Words) -> str:
    if one.gone:
        told = gettext("%(label)s: what it was no longer exists. It stays: %(now)s.")
    else:
        told = gettext("%(label)s has changed again since. It stays: %(now)s.")
    return told % words.of(one)


def _raw(one: Setting) -> dict[str, list[Any]]:
    """What was and is said of a column, as a line of the log would write it."""
    return {one.name: [None if value is None else str(value) for value in (one.was, one.now)]}


def _label(name: str) -> str:
    change = next(changes_of({name: ["", "1"]}, model=CustomerGroup, names=Names({})), None)
    return str(change.label) if change else name


def _said(name: str, value: Any) -> Label:
    if name == "category_access":
        return TICKED[value]
    if name == "channel_pricing":
        return COUNTED[value]
    return "—" if value is None else percent(Decimal(value))


def _called(kind: type[Model]) -> dict[int, str]:
    if kind is Channel:
        return {one.pk: str(one) for one in Channel.objects.all()}
    return catalog.category_paths()


def _slug(one: Setting) -> str:
    return f"{one.name}-{one.key}" if one.key else one.name
