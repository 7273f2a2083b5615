"""The groups deleted of late, and how long each can still be restored."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Action, Column, Crumb, Empty, Line, panel_url
from backoffice.templatetags.ui import number
from backoffice.views import ListScreen
from groups import selectors
from groups.filters import BinFilter
from groups.models import CustomerGroup
from groups.record import DELETE, VIEW


class GroupBin(ListScreen):
    """« Corbeille »: deleted groups wait thirty days for somebody to change his mind."""

    access = VIEW
    code = "G15"
    title = _("Bin")
    section = _("Customer groups")
    model = CustomerGroup
    filter_class = BinFilter
    row_template = "groups/_bin_cells.html"
    search_label = _("Search by title, code or description")
    found = ngettext_lazy("%(n)s deleted group", "%(n)s deleted groups", "n")
    columns = (
        Column(name="title", label=_("Title"), head=True),
        Column(name="members", label=_("Members"), sort=("member_count",), numeric=True),
        Column(name="deleted", label=_("Deleted on"), sort=("binned_at",), fixed=True),
        Column(name="by", label=_("Deleted by"), fixed=True),
        Column(name="left", label=_("Can be restored"), fixed=True),
    )

    @property
    def key(self) -> str:
        return "groups.bin"

    @cached_property
    def at(self) -> datetime:
        return timezone.now()

    def rows(self) -> QuerySet[CustomerGroup]:
        return selectors.binned(at=self.at)

    def line(self, row: Any) -> Line:
        days = selectors.days_in_bin(group=row, at=self.at)
        told = ngettext("%(n)s day left", "%(n)s days left", days) % {"n": number(days)}
        row.days_left = told
        return super().line(row)

    def row_actions(self, row: Any) -> Iterator[Action]:
        yield self._restore(row)

    def direct_actions(self, row: Any) -> Iterator[Action]:
        yield self._restore(row, testid=f"row-restore-{row.pk}")

    def _restore(self, row: Any, *, testid: str = "") -> Action:
        return Action(
            name="restore",
            label=_("Restore"),
            hint=gettext("Restore %(name)s") % {"name": self.name_of(row)},
            icon="restore",
            url=panel_url("group_restore", row.pk),
            rule=DELETE,
            dialog=True,
            testid=testid,
        )

    def empty(self) -> Empty:
        return Empty(
            title=_("The bin is empty"),
            text=_("Deleted groups wait here for 30 days and can be restored with their members."),
            icon="outline/trash",
        )

    def trail(self) -> list[Crumb]:
        return [*super().trail(), Crumb(_("Customer groups"), panel_url("group_list"))]
