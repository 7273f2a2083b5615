"""All customers: found by group, by name, by account."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.paging import Page, counted_page, keyed_page
from backoffice.parts import (
    Action,
    Banner,
    Column,
    Empty,
    Line,
    Preset,
    adding,
    allowed,
    looking_back,
    opening,
    panel_url,
)
from backoffice.views import ListScreen
from catalog.shop_screen import ShopScreen
from customers import rolls, selectors
from customers.filters import UNGROUPED, CustomerFilter
from customers.models import Customer, Kind
from customers.record import ADD, CHANGE, MOVE, NOBODY_FOUND, VIEW, listed_name
from customers.selectors import Belonging

CHANGE_SHOP = staff_with("catalog.change_shop")


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerLine(Line):
    """A customer with the groups the row shows."""

    belonging: Belonging


class CustomerList(ShopScreen, ListScreen):
    """Everyone the shop knows."""

    access = VIEW
    code = "C1"
    title = _("Customers")
    model = Customer
    filter_class = CustomerFilter
    row_template = "customers/_cells.html"
    filters_first = True
    search_label = _("Search by name, e-mail, phone, company or number")
    found = ngettext_lazy("%(n)s customer found", "%(n)s customers found", "n")
    columns = (
        Column(name="group", label=_("Group")),
        Column(name="name", label=_("Last and first name"), sort=("name_key",), head=True),
        Column(name="email", label=_("E-mail"), sort=("email_key",)),
        Column(name="company", label=_("Company"), hidden=True),
        Column(name="joined", label=_("Joined"), sort=("joined_on",), hidden=True),
        Column(name="last_login", label=_("Last login"), sort=("last_seen_at",), hidden=True),
    )
    presets = (
        Preset(slug="ungrouped", label=_("No group"), query=f"group={UNGROUPED}"),
        Preset(slug="guests", label=_("Guest accounts"), query=f"kind={Kind.GUEST}"),
        Preset(slug="disabled", label=pgettext_lazy("customers", "Disabled"), query="active=no"),
    )
    no_result = NOBODY_FOUND

    def rows(self) -> QuerySet[Customer]:
        return selectors.roster()

    def page(self) -> Page:
        """All customers, or those of one group, come by an index; what a search finds is walked."""
        rows = self.sorted(self.matching())
        group = self.filter.group_alone
        if self.sort or (self.filter.narrows and group is None):
            return counted_page(rows, self.params, sizes=self.sizes)
        index = rolls.index(of=group)
        return keyed_page(rows, self.params, keys=index.keys, total=index.total, sizes=self.sizes)

    @cached_property
    def filter(self) -> CustomerFilter:
        return CustomerFilter(self.params, self.rows(), request=self.request)

    def name_of(self, row: Any) -> str:
        return listed_name(row)

    def line(self, row: Any) -> CustomerLine:
        return CustomerLine(
            row=row,
            name=self.name_of(row),
            actions=allowed(self.request, self.row_actions(row)),
            direct=allowed(self.request, self.direct_actions(row)),
            belonging=selectors.belonging(memberships=row.live_memberships, on=self.on),
        )

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        if not self.shop.has_accounts:
            setting = Action(
                name="accounts",
                label=_("Customer accounts"),
                url=panel_url("settings_accounts"),
                rule=CHANGE_SHOP,
            )
            text = _("Customer accounts are turned off.")
            actions = allowed(self.request, (setting,))
            yield Banner(slug="accounts-off", text=text, tone="warning", actions=actions)

    def actions(self) -> Iterator[Action]:
        yield adding(_("Add a customer"), panel_url("customer_create"), rule=ADD)

    def row_actions(self, row: Any) -> Iterator[Action]:
        edits = self.may(CHANGE, "POST")
        yield opening(panel_url("customer_general", row.pk), rule=VIEW, edits=edits)
        if not row.is_guest:
            yield self._assign(row)
        yield looking_back(panel_url("customer_history", row.pk), rule=VIEW)

    def direct_actions(self, row: Any) -> Iterator[Action]:
        if not row.is_guest:
            yield self._assign(row, testid=f"row-assign-{row.pk}")

    def _assign(self, row: Any, *, testid: str = "") -> Action:
        way_back = urlencode({"next": self.request.get_full_path()})
        return Action(
            name="assign",
            label=_("Assign a group…"),
            hint=gettext("Assign a group to %(name)s") % {"name": self.name_of(row)},
            icon="pencil" if testid else "users-group",
            url=f"{panel_url('customer_assign', row.pk)}?{way_back}",
            rule=MOVE,
            dialog=True,
            testid=testid,
        )

    def bulk_actions(self) -> Iterator[Action]:
        for name, label, icon, url in (
            ("group", _("Assign a main group…"), "users-group", "customer_bulk"),
            ("add", _("Add to a group…"), "user-plus", "customer_bulk_add"),
            ("remove", _("Remove from a group…"), "user-minus", "customer_bulk_remove"),
        ):
            yield Action(
                name=name, label=label, icon=icon, url=panel_url(url), rule=MOVE, method="post"
            )

    def empty(self) -> Empty:
        return Empty(
            title=_("Your customers will appear here"),
            text=_("They are added at sign-up or by staff."),
            icon="users",
            actions=tuple(self.actions()),
        )

    def context(self) -> dict[str, Any]:
        return {**super().context(), "shop": self.shop}
