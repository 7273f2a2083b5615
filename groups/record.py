"""What every screen of one group shares: who may open it, its heading, its tabs, its neighbours."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Action, Banner, Label, Tab, panel_url
from backoffice.templatetags.ui import clock, day, long_day, number
from backoffice.views import RecordScreen
from catalog.shop_screen import ShopScreen
from groups import selectors
from groups.models import CustomerGroup, State

VIEW = staff_with("groups.view_customergroup")
ADD = staff_with("groups.add_customergroup")
CHANGE = staff_with("groups.view_customergroup", change="groups.change_customergroup")
DEFAULT = staff_with("groups.change_customergroup")
MOVE = staff_with("groups.change_customergroup")
REVERT = staff_with("groups.change_customergroup", every=("groups.view_customergroup",))
DELETE = staff_with("groups.delete_customergroup")
ON_SALE = staff_with("groups.view_customergroup", every=("pricing.view_promotion",))
ATTACH = staff_with(
    "groups.change_customergroup", every=("groups.view_customergroup", "pricing.view_promotion")
)
MEMBERS = staff_with(every=("groups.view_customergroup", "customers.view_customer"))
UNDO_MEMBERS = staff_with(
    "groups.change_customergroup", "groups.manage_members", every=("customers.view_customer",)
)
CHANGE_MEMBERS = staff_with(
    *("groups.change_customergroup", "groups.manage_members"),
    every=("groups.view_customergroup", "customers.view_customer"),
)
NEW_TEMPLATE = staff_with("pricing.add_pricetemplate")

TONES = {
    State.ACTIVE: "success",
    State.UPCOMING: "info",
    State.ENDED: "quiet",
    State.INACTIVE: "warning",
}


class GroupRecord(ShopScreen, RecordScreen):
    """A page about one group outside the bin."""

    model = CustomerGroup
    section = _("Customer groups")
    list_url = "group_list"
    record_url = "group_general"
    header_template = "groups/_header.html"

    def records(self) -> QuerySet[CustomerGroup]:
        return selectors.record()

    def tabs(self) -> Iterator[Tab]:
        yield Tab(slug="general", label=_("General"), url_name="group_general", rule=VIEW)
        yield Tab(
            slug="categories",
            label=_("Category restrictions"),
            url_name="group_categories",
            rule=VIEW,
        )
        yield Tab(
            slug="members",
            label=_("Users"),
            url_name="group_members",
            count=self.record.member_count,
            rule=MEMBERS,
        )
        yield Tab(
            slug="promotions",
            label=_("Group on sale"),
            url_name="group_promotions",
            count=self.record.promotion_count,
            rule=ON_SALE,
        )
        yield Tab(slug="history", label=_("History"), url_name="group_history", rule=VIEW)
        yield Tab(slug="preview", label=_("Preview"), url_name="group_preview", rule=VIEW)

    def meta(self) -> Label:
        """« 42 membres · créé le 3 mars 2026 · modifié par Marie Roy, hier à 14:32 »."""
        group = self.record
        count = group.member_count
        facts = [
            ngettext("%(n)s member", "%(n)s members", count) % {"n": number(count)},
            gettext("created %(day)s") % {"day": long_day(timezone.localtime(group.created_at))},
        ]
        if group.updated_by:
            told = {"name": group.updated_by, "when": _when(group.updated_at)}
            facts.append(gettext("changed by %(name)s, %(when)s") % told)
        return " · ".join(facts)

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        if self.request.GET.get("created") == "1":
            url = panel_url("group_general", self.record.pk)
            yield Banner(
                slug="created",
                text=_("Group created. Add customers now or later."),
                tone="success",
                actions=(
                    Action(name="later", label=_("Later"), url=url, rule=VIEW),
                    Action(name="go-on", label=_("Continue setting up"), url=url, rule=VIEW),
                ),
            )

    def neighbours(self) -> selectors.Neighbours:
        """Where the arrows beside the title lead."""
        return selectors.neighbours(group=self.record)

    def context(self) -> dict[str, Any]:
        state = self.record.state(on=self.on)
        return {
            **super().context(),
            "state": state,
            "tone": TONES[state],
            "neighbours": self.neighbours(),
        }


def _when(at: datetime) -> str:
    here = timezone.localtime(at)
    told = {"day": day(here), "time": clock(here)}
    today = timezone.localdate()
    if here.date() == today:
        return gettext("today at %(time)s") % told
    if here.date() == today - timedelta(days=1):
        return gettext("yesterday at %(time)s") % told
    return gettext("on %(day)s at %(time)s") % told
