"""All groups at a glance: their terms, the star, and what may be done to several at once."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from backoffice.paging import Page
from backoffice.parts import (
    Action,
    Banner,
    Column,
    Empty,
    Preset,
    adding,
    deleting,
    opening,
    panel_url,
)
from backoffice.templatetags.ui import number
from backoffice.views import ListScreen
from catalog.shop_screen import ShopScreen
from customers import selectors as customers
from groups import selectors
from groups.filters import OUTSIDE, GroupFilter
from groups.models import CustomerGroup
from groups.record import ADD, CHANGE, DEFAULT, DELETE, MEMBERS, MOVE, VIEW

JUST_STARRED = "just_starred"


class GroupList(ShopScreen, ListScreen):
    """The summary of all groups, from which everything else starts."""

    access = VIEW
    code = "G1"
    title = _("Customer groups")
    model = CustomerGroup
    filter_class = GroupFilter
    template = "groups/group_list.html"
    row_template = "groups/_cells.html"
    search_label = _("Search by title, code or description")
    found = ngettext_lazy("%(n)s group found", "%(n)s groups found", "n")
    columns = (
        Column(name="star", label=_("Default"), bare=True),
        Column(name="title", label=_("Title"), sort=("sort_title",), head=True),
        Column(name="vat", label=_("VAT"), sort=("vat_percent",), numeric=True),
        Column(name="discount", label=_("Discount"), sort=("discount_percent",), numeric=True),
        Column(name="display", label=_("Price display")),
        Column(name="members", label=_("Members"), sort=("member_count",), numeric=True),
        Column(name="template", label=_("Template"), sort=("price_template__title",), hidden=True),
        Column(name="period", label=_("Period"), hidden=True),
        Column(name="updated", label=_("Updated"), sort=("updated_at",), hidden=True),
        Column(name="order", label=_("Order"), hidden=True),
    )
    presets = (
        Preset(slug="active", label=pgettext_lazy("groups", "Active"), query="status=active"),
        Preset(slug="outside", label=_("Upcoming or ended"), query=f"status={OUTSIDE}"),
        Preset(slug="exempt", label=pgettext_lazy("groups", "Tax exempt"), query="exempt=yes"),
        Preset(slug="empty", label=_("No members"), query="members=no"),
    )
    no_result = Empty(
        title=_("No group matches"),
        text=_("Remove a filter or search for another word."),
        icon="outline/search-off",
    )

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        group = CustomerGroup.objects.live().filter(pk=self._just_starred() or 0).first()
        count = customers.ungrouped().count() if group else 0
        if group is None or not count:
            return
        told = ngettext("%(n)s customer is in no group.", "%(n)s customers are in no group.", count)
        give = gettext("Assign “%(title)s” to these customers") % {"title": group}
        url = f"{panel_url('customer_list')}?group=none&kind=account"
        yield Banner(
            slug="ungrouped",
            text=told % {"n": number(count)},
            actions=(Action(name="assign", label=give, url=url, rule=MEMBERS),),
        )

    def _just_starred(self) -> int | None:
        """The group that has just become the default one: new accounts join it, no one else."""
        return self.request.session.pop(JUST_STARRED, None) if self.shows_members else None

    @cached_property
    def shows_members(self) -> bool:
        return self.may(MEMBERS)

    @cached_property
    def may_star(self) -> bool:
        return self.may(DEFAULT, "POST")

    @cached_property
    def movable(self) -> bool:
        """Whether the rows stand in the shop's own order, and this person may change it."""
        narrowed = self.params.get("q") or (self.filter and any(self.filter.chips(self.params)))
        return self.may(MOVE, "POST") and not (self.sort or narrowed)

    def page(self) -> Page:
        page = super().page()
        for place, row in enumerate(page.rows, start=page.first):
            row.is_first, row.is_last = place == 1, place == page.total
        return page

    @cached_property
    def way_back(self) -> str:
        """The query string that brings a confirmation back to this list as it stands."""
        return urlencode({"next": self.request.get_full_path()})

    def context(self) -> dict[str, Any]:
        # The frame's shop is the list's: it is read once.
        return {**super().context(), "shop": self.shop}

    def _url(self, name: str, row: Any) -> str:
        return f"{panel_url(name, row.pk)}?{self.way_back}"

    def rows(self) -> QuerySet[CustomerGroup]:
        return selectors.summary(shop=self.shop, on=self.on, language=self.language)

    def actions(self) -> Iterator[Action]:
        yield adding(_("Add a group"), panel_url("group_create"), rule=ADD)
        yield Action(
            name="export",
            label=_("Export"),
            icon="file-export",
            url=f"{panel_url('group_export')}?{self.params.urlencode()}",
            rule=VIEW,
        )
        yield Action(
            name="bin", label=_("Bin"), icon="trash", url=panel_url("group_bin"), rule=VIEW
        )

    def row_actions(self, row: Any) -> Iterator[Action]:
        edits = self.may(CHANGE, "POST")
        yield opening(panel_url("group_general", row.pk), rule=VIEW, edits=edits)
        yield Action(
            name="members",
            label=_("Users"),
            icon="users",
            url=panel_url("group_members", row.pk),
            rule=MEMBERS,
        )
        yield Action(
            name="preview",
            label=_("Preview"),
            icon="eye",
            url=panel_url("group_preview", row.pk),
            rule=VIEW,
        )
        yield Action(
            name="duplicate",
            label=_("Duplicate"),
            icon="copy",
            url=panel_url("group_duplicate", row.pk),
            rule=ADD,
            method="post",
        )
        yield from self._star(row)
        yield from self._moves(row)
        yield self._delete(row, testid="")

    def _star(self, row: Any) -> Iterator[Action]:
        if not row.is_default:
            yield Action(
                name="default",
                label=_("Set as default"),
                icon="star",
                url=self._url("group_default", row),
                rule=DEFAULT,
                dialog=True,
            )

    def _moves(self, row: Any) -> Iterator[Action]:
        """One place up or down, where the list is read in its own order."""
        up, down = self.movable and not row.is_first, self.movable and not row.is_last
        for name, label, icon, open_to in (
            ("up", _("Move up"), "arrow-up", up),
            ("down", _("Move down"), "arrow-down", down),
        ):
            if open_to:
                url = panel_url(f"group_{name}", row.pk)
                yield Action(name=name, label=label, icon=icon, url=url, rule=MOVE, method="post")

    def direct_actions(self, row: Any) -> Iterator[Action]:
        yield self._delete(row, testid=f"row-delete-{row.pk}")

    def _delete(self, row: Any, *, testid: str) -> Action:
        return deleting(
            self._url("group_delete", row),
            rule=DELETE,
            hint=gettext("Delete %(name)s") % {"name": self.name_of(row)},
            testid=testid,
        )

    def bulk_actions(self) -> Iterator[Action]:
        yield Action(
            name="edit",
            label=_("Edit…"),
            icon="pencil",
            url=panel_url("group_bulk_edit"),
            rule=CHANGE,
            method="post",
        )
        for name, label, icon in (
            ("activate", _("Activate"), "player-play"),
            ("deactivate", _("Deactivate"), "player-pause"),
        ):
            url = f"{panel_url('group_bulk')}?do={name}"
            yield Action(name=name, label=label, icon=icon, url=url, rule=CHANGE, method="post")
        yield Action(
            name="export",
            label=_("Export"),
            icon="file-export",
            url=panel_url("group_export"),
            rule=VIEW,
            method="post",
        )
        yield Action(
            name="delete",
            label=_("Delete"),
            icon="trash",
            url=panel_url("group_bulk_delete"),
            rule=DELETE,
            method="post",
            danger=True,
        )

    def empty(self) -> Empty:
        return Empty(
            title=_("Create your first customer group"),
            text=_("VIPs, wholesalers, partners: give each their prices and their VAT."),
            icon="users-group",
            actions=tuple(self.actions()),
        )


class GroupsFromSettings(RedirectView):
    """« Paramètres › Groupes de clients » leads to the list itself."""

    access = VIEW
    pattern_name = "panel:group_list"
    query_string = True
