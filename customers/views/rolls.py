"""What every list inside a group's record shares, and every act on its ticked rows."""

from functools import cached_property
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Crumb, Label, panel_url
from backoffice.views import BulkScreen, ListScreen
from backoffice.views.base import safe_next
from groups.models import CustomerGroup
from groups.record import CHANGE_MEMBERS, GroupRecord


class GroupRoll(GroupRecord, ListScreen):
    """Customers of one group, under its heading and its tabs."""

    model = CustomerGroup
    tab = "members"
    template = "customers/roll.html"
    fragment = "backoffice/_results.html"
    model_label = "customer"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        htmx: Any = getattr(request, "htmx", None)
        part = bool(htmx) and not htmx.history_restore_request
        return self.render(template=self.fragment if part else "", live=part)

    def told(self) -> str:
        """What the list is of, where its title does not say it."""
        return ""

    def heading(self) -> Label:
        return str(self.record)

    def trail(self) -> list[Crumb]:
        home = Crumb(_("Home"), panel_url("home"))
        groups = Crumb(self.section, panel_url(self.list_url))
        return [home, groups, Crumb(str(self.record), self.record.get_absolute_url())]

    def _table(self) -> dict[str, Any]:
        return {**super()._table(), "model_name": self.model_label, "told": self.told()}

    def context(self) -> dict[str, Any]:
        return {**super().context(), "shop": self.shop}


class RollBulk(BulkScreen):
    """An act on the rows ticked in a list inside a group's record."""

    access = CHANGE_MEMBERS
    title = _("Users")
    section = _("Customer groups")
    list_url = "group_list"
    roll_url = "group_members"  # the list itself

    @cached_property
    def listing(self) -> ListScreen:
        screen = self.list_screen()
        screen.setup(self.request, **self.kwargs)
        screen.params = QueryDict(self.request.POST.get("_query", ""))
        return screen

    @property
    def group(self) -> CustomerGroup:
        found: CustomerGroup = self.listing.record  # type: ignore[attr-defined]
        return found

    def success_url(self) -> str:
        return safe_next(self.request, panel_url(self.roll_url, self.group.pk))

    def trail(self) -> list[Crumb]:
        return [*super().trail(), Crumb(str(self.group), self.group.get_absolute_url())]
