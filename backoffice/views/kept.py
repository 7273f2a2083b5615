"""The views of a list: all rows, the ready-made ones, one's own, those the team shares."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from backoffice import selectors
from backoffice.filters import Filter
from backoffice.models import SavedView
from backoffice.parts import Action, Column, Label, Preset, panel_url
from backoffice.views.base import Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewTab:
    """A view as drawn for one person: its name, what opens it, what may be done with it."""

    slug: str
    label: Label
    query: str
    current: bool
    shared: bool = False
    actions: tuple[Action, ...] = ()


class KeptViews(Screen):
    """What a list knows of its views; part of `ListScreen`."""

    presets: tuple[Preset, ...] = ()
    default_sort: str = ""
    params: Any
    filter: Any
    open_columns: Any

    @property
    def key(self) -> str:
        """What this list is remembered under: its columns, its views."""
        raise NotImplementedError

    # -- the state of a list: its search, its filters, its sorting; never the page ------------

    def state(self, params: QueryDict) -> str:
        """The part of a query string worth keeping: what this list knows, in one order."""
        narrowing: Filter | None = self.filter
        columns: tuple[Column, ...] = self.open_columns
        kept = QueryDict(mutable=True)
        for name in sorted(narrowing.form.fields if narrowing else ()):
            values = [value for value in params.getlist(name) if value]
            if values:
                kept.setlist(name, values)
        sort = params.get("sort", "")
        if sort != self.default_sort and sort.removeprefix("-") in _sortable(columns):
            kept["sort"] = sort
        return kept.urlencode()

    @cached_property
    def here(self) -> str:
        return self.state(self.params)

    # -- the tabs above the table ---------------------------------------------------------------

    @cached_property
    def kept(self) -> list[SavedView]:
        return selectors.views_of(user=self.request.user, key=self.key)

    @cached_property
    def opened(self) -> SavedView | None:
        """The kept view the address names, if this person has it."""
        asked = self.params.get("view", "")
        return next((one for one in self.kept if str(one.pk) == asked), None)

    @cached_property
    def preset(self) -> Preset | None:
        """The ready-made view whose filters are all in force."""
        if self.opened:
            return None
        return next((one for one in self.presets if self._holds(one)), None)

    def _holds(self, preset: Preset) -> bool:
        wanted = QueryDict(preset.query)
        return all(self.params.getlist(name) == wanted.getlist(name) for name in wanted)

    @property
    def has_views(self) -> bool:
        """Whether there is anything to choose between, or to keep."""
        return bool(self.presets or self.kept or self.here)

    def view_tabs(self) -> Iterator[ViewTab]:
        yield ViewTab(
            slug="all", label=_("All"), query="", current=not (self.opened or self.preset)
        )
        for one in self.presets:
            yield ViewTab(
                slug=one.slug, label=one.label, query=one.query, current=one is self.preset
            )
        for view in self.kept:
            yield self._tab(view)

    def _tab(self, view: SavedView) -> ViewTab:
        state = self.state(QueryDict(view.query))
        mine = view.owner_id == self.request.user.pk
        return ViewTab(
            slug=str(view.pk),
            label=view.name,
            query=opening(state, view),
            current=view is self.opened,
            shared=view.is_shared,
            actions=tuple(self._acts(view, opening(state, view))) if mine else (),
        )

    def _acts(self, view: SavedView, query: str) -> Iterator[Action]:
        back = urlencode({"next": f"{self.request.path}?{query}"})
        gone = urlencode({"next": self.request.path})
        yield Action(
            name="rename",
            label=_("Rename"),
            icon="pencil",
            url=f"{panel_url('view_rename', view.pk)}?{back}",
            dialog=True,
        )
        yield Action(
            name="duplicate",
            label=_("Duplicate"),
            icon="copy",
            url=panel_url("view_duplicate", view.pk),
            method="post",
            fields=(("list", self.request.path_info),),
        )
        yield Action(
            name="delete",
            label=_("Delete"),
            icon="trash",
            url=f"{panel_url('view_delete', view.pk)}?{gone}",
            danger=True,
            dialog=True,
        )

    # -- keeping what is on the screen ----------------------------------------------------------

    def view_actions(self) -> Iterator[Action]:
        """How to keep the state on the screen, where it is not that of the current view."""
        if self.here == self._current_state():
            return
        told = (("list", self.request.path_info), ("query", self.here))
        mine = self.opened is not None and self.opened.owner_id == self.request.user.pk
        if self.opened and mine:
            yield Action(
                name="save-view",
                label=_("Save view"),
                icon="device-floppy",
                url=panel_url("view_update", self.opened.pk),
                method="post",
                fields=told,
                testid="save-view",
            )
        yield Action(
            name="save-view-as",
            label=_("Save as…") if self.opened else _("Save view"),
            icon="plus",
            url=f"{panel_url('views')}?{urlencode(told)}",
            dialog=True,
            testid="save-view-as",
        )

    def _current_state(self) -> str:
        query = self.opened.query if self.opened else self.preset.query if self.preset else ""
        return self.state(QueryDict(query))


def opening(state: str, view: SavedView) -> str:
    """The query string that opens a kept view."""
    return f"{state}&view={view.pk:d}" if state else f"view={view.pk:d}"


def _sortable(columns: tuple[Column, ...]) -> set[str]:
    return {one.name for one in columns if one.sort}
