"""The panel's first page."""

from typing import Any

from django.http import HttpResponse
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.access import STAFF, rule_of, staff_with
from backoffice.parts import Crumb, Label, panel_url
from backoffice.views import Screen
from catalog import selectors as catalog
from groups import notices
from shopadmin import dashboard
from shopadmin.navigation import menu

SHOP_SEEN = "shop_seen"
IGNORE = staff_with("groups.change_customergroup", "catalog.change_channel")
READS_THE_LOG = staff_with("auditlog.view_logentry")


class SettingsIndex(Screen):
    """Every page of the settings this person may open, with what is decided there."""

    access = staff_with(
        "catalog.change_shop",
        "catalog.view_vatrate",
        "catalog.view_channel",
        "accounts.view_user",
        "auth.view_group",
        "auditlog.view_logentry",
    )
    code = "SE0"
    title = _("Settings")
    template = "shopadmin/settings.html"

    def context(self) -> dict[str, Any]:
        user: Any = self.request.user
        sections = menu(request=self.request, user=user)
        links = next((one.links for one in sections if one.key == "settings"), ())
        return {"links": [link for link in links if link.about]}


class Dashboard(Screen):
    """Where the day starts: only what this person may open, only what is true."""

    access = STAFF
    code = "H1"
    title = _("Home")
    template = "shopadmin/home.html"

    def heading(self) -> Label:
        user: Any = self.request.user
        return _t("Hello, %(name)s") % {"name": user.get_short_name()}

    def trail(self) -> list[Crumb]:
        return []

    def opens(self, name: str, method: str = "GET") -> bool:
        """Whether this person may open a page of the panel, by the name of its address."""
        rule = rule_of(resolve(panel_url(name)).func)
        return rule is not None and self.may(rule, method)

    def context(self) -> dict[str, Any]:
        cards = dashboard.cards(may=self.opens)
        shop = catalog.shop_of(self.request)
        today = catalog.today(shop=shop)
        groups = self.opens("group_list")
        return {
            "shop": shop,
            "cards": cards,
            "steps": self.steps(),
            "notices": notices.told(reader=self.request.user) if groups else (),
            "may_ignore": self.may(IGNORE, "POST"),
            "watches_groups": groups,
            "ending": dashboard.ending_soon(on=today) if groups else (),
            "reads_the_log": self.may(READS_THE_LOG),
            "activities": self.activities(),
        }

    def activities(self) -> tuple[dashboard.Activity, ...]:
        if not self.may(READS_THE_LOG):
            return ()
        return tuple(dashboard.activities(user=self.request.user, at=timezone.now()))

    def steps(self) -> tuple[dashboard.Step, ...]:
        """The first steps, for whoever can take them all."""
        if not all(self.opens(name) for name in ("group_create", "customer_create")):
            return ()
        return dashboard.first_steps(shop_seen=SHOP_SEEN in self.request.session)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Go and see the shop; that step is then done."""
        request.session[SHOP_SEEN] = True
        return self.go(reverse("shop_home"))
