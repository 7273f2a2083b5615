"""What every list inside a group's record shares."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Crumb, Label, panel_url
from backoffice.views import ListScreen
from groups.models import CustomerGroup
from groups.record import GroupRecord


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
