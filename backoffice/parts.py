"""The small things a screen declares and its templates print."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.db.models.expressions import BaseExpression, Combinable, OrderBy
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backoffice.access import STAFF, Rule, may_open, rule_of

Label = str | Promise
SortKey = str | Combinable | BaseExpression


def panel_url(name: str, *args: Any) -> str:
    return reverse(f"panel:{name}", args=args)


def open_url(request: HttpRequest, name: str, *args: Any) -> str:
    """The address of a page of the panel for who may open it; for others, nothing."""
    url = panel_url(name, *args)
    rule = rule_of(resolve(url).func)
    return url if rule is not None and may_open(request, rule) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A button or a menu entry; shown only to those its rule lets through."""

    name: str
    label: Label
    url: str
    icon: str = ""
    rule: Rule = STAFF
    method: str = "get"
    fields: tuple[tuple[str, str], ...] = ()  # what a POST carries; in a menu, one value at most
    primary: bool = False
    danger: bool = False
    dialog: bool = False  # the page behind the link also opens in the dialog
    testid: str = ""
    hint: Label = ""  # longer accessible name, where the label alone is ambiguous


def adding(label: Label, url: str, *, rule: Rule) -> Action:
    """The main button of a list: a new row."""
    return Action(name="add", label=label, icon="plus", url=url, rule=rule, primary=True)


def opening(url: str, *, rule: Rule = STAFF, edits: bool = True) -> Action:
    """The first entry of a row's menu: its record, to change it or only to read it."""
    label = _("Edit") if edits else _("Open")
    return Action(name="edit", label=label, icon="pencil", url=url, rule=rule)


def looking_back(url: str, *, rule: Rule = STAFF) -> Action:
    """The way to what happened to a row."""
    return Action(name="history", label=_("History"), icon="history", url=url, rule=rule)


def deleting(url: str, *, rule: Rule, hint: Label = "", testid: str = "") -> Action:
    """The last entry of a row's menu: its deletion, asked about in the dialog."""
    return Action(
        name="delete",
        label=_("Delete"),
        hint=hint,
        icon="trash",
        url=url,
        rule=rule,
        danger=True,
        dialog=True,
        testid=testid,
    )


def allowed(request: HttpRequest, actions: Iterable[Action]) -> tuple[Action, ...]:
    """Those of the actions this person may take."""
    return tuple(
        action
        for action in actions
        if may_open(request, action.rule, "POST" if action.method == "post" else "GET")
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a list: declared once, for the table, its sorting and the column chooser."""

    name: str
    label: Label
    sort: tuple[SortKey, ...] = ()
    numeric: bool = False
    hidden: bool = False  # by default; each person may show it
    fixed: bool = False  # cannot be hidden
    head: bool = False  # names the row: printed as its <th>
    bare: bool = False  # the label is for screen readers and the column chooser only
    rights: tuple[str, ...] = ()

    def order(self, *, descending: bool) -> list[OrderBy]:
        return [_ordered(key, descending) for key in self.sort]


def _ordered(key: SortKey, descending: bool) -> OrderBy:
    if isinstance(key, OrderBy):
        turned = key.copy()
        if descending:
            turned.reverse_ordering()
        return turned
    expression: Any = F(key) if isinstance(key, str) else key
    return OrderBy(expression, descending=descending, nulls_last=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A part of a record with its own address and its own form."""

    slug: str
    label: Label
    url_name: str
    count: int | None = None
    rule: Rule = STAFF


@dataclass(frozen=True, slots=True)
class TabLink:
    """A tab as drawn for one person on one record."""

    slug: str
    label: Label
    url: str
    count: int | None
    current: bool


@dataclass(frozen=True, slots=True)
class Crumb:
    label: Label
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A ready-made view of a list: a name for a query string."""

    slug: str
    label: Label
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """What a list says when it has nothing to show, and what to do about it."""

    title: Label
    text: Label = ""
    actions: tuple[Action, ...] = ()
    icon: str = "outline/inbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """One consequence of an act, told before it is confirmed."""

    slug: str
    text: Label
    warning: bool = False
    url: str = ""  # where these rows can be looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A notice in the page: info, success, warning or danger."""

    slug: str
    text: Label
    tone: str = "info"
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a list with its printed name and what this person may do to it."""

    row: Any
    name: str
    actions: tuple[Action, ...] = field(default=())
    direct: tuple[Action, ...] = field(default=())  # also printed as icons beside the menu
