"""What is wrong with the groups, on a page of its own and at the head of each group."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.access import may_open, staff_with
from backoffice.parts import Action, Banner, Empty, Label, open_url, panel_url
from backoffice.templatetags.ui import number
from backoffice.views import Screen
from catalog import selectors as catalog
from catalog.models import Shop
from customers.selectors import group_findings
from groups.health import Code, Finding, Severity
from groups.models import CustomerGroup
from groups.record import VIEW

TONES = {Severity.ERROR: "danger", Severity.WARNING: "warning", Severity.INFO: "info"}
ICONS = {
    Severity.ERROR: "alert-circle",
    Severity.WARNING: "alert-triangle",
    Severity.INFO: "info-circle",
}
BANNERS = 3
COSTS = staff_with("pricing.view_cost")
_TELL_COSTS = frozenset({Code.BELOW_COST, Code.DISCOUNT_WITHOUT_FLOOR})
# The group's own page says these in their place.
_TOLD_THERE = frozenset({Code.CONSUMER_DEFAULT_SHOWS_NET, Code.DISCOUNT_WITHOUT_FLOOR})


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as drawn for one person: the way to mend it only where he may go there."""

    finding: Finding
    tone: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class Block:
    """The findings that matter equally."""

    severity: Severity
    heading: str
    rows: tuple[Row, ...]


class GroupHealth(Screen):
    """Every conflict the shop finds in its groups, the worst first."""

    access = VIEW
    code = "G15"
    title = _("Group health")
    section = _("Customer groups")
    list_url = "group_list"
    template = "groups/health.html"

    def context(self) -> dict[str, Any]:
        shop = catalog.shop_of(self.request)
        found = _open_to(self.request, group_findings(shop=shop, on=catalog.today(shop=shop)))
        return {"blocks": tuple(_blocks(self.request, found)), "empty": _nothing()}


def group_banners(
    *, request: HttpRequest, group: CustomerGroup, shop: Shop, on: date
) -> Iterator[Banner]:
    """The errors and warnings about one group, three at most, then the way to all of them."""
    known = _open_to(request, group_findings(shop=shop, on=on, group=group))
    told = set(_TOLD_THERE)
    if any(one.code == Code.BELOW_COST for one in known):
        told.add(Code.DISCOUNT_WITHOUT_FLOOR)  # the loss says it already, with the same remedy
    found = [one for one in known if one.severity != Severity.INFO and one.code not in told]
    for one in found[:BANNERS]:
        yield _banner(request, one)
    more = len(found) - BANNERS
    if more > 0:
        rest = ngettext("%(n)s more thing to check.", "%(n)s more things to check.", more)
        url = panel_url("group_health")
        see_all = Action(name="health", label=_("See all"), url=url, rule=VIEW)
        yield Banner(slug="health-more", text=rest % {"n": number(more)}, actions=(see_all,))


def _open_to(request: HttpRequest, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings this person may read: what goes below cost tells the cost."""
    if may_open(request, COSTS):
        return found
    return tuple(one for one in found if one.code not in _TELL_COSTS)


def _banner(request: HttpRequest, one: Finding) -> Banner:
    url = _fix_url(request, one)
    fix = (Action(name=f"fix-{one.code}", label=one.fix, url=url),) if url else ()
    return Banner(slug=f"health-{one.code}", text=one.text, tone=TONES[one.severity], actions=fix)


def _blocks(request: HttpRequest, found: tuple[Finding, ...]) -> Iterator[Block]:
    for severity in Severity:
        rows = tuple(
            Row(one, TONES[severity], ICONS[severity], _fix_url(request, one))
            for one in found
            if one.severity == severity
        )
        if rows:
            yield Block(severity, str(_heading(severity, len(rows))), rows)


def _heading(severity: Severity, count: int) -> Label:
    told = {"n": number(count)}
    if severity == Severity.ERROR:
        return ngettext("%(n)s error", "%(n)s errors", count) % told
    if severity == Severity.WARNING:
        return ngettext("%(n)s warning", "%(n)s warnings", count) % told
    return ngettext("%(n)s thing to know", "%(n)s things to know", count) % told


def _nothing() -> Empty:
    text = gettext("Prices, dates, promotions and titles of the groups hold together today.")
    return Empty(title=_("Nothing to report"), text=text, icon="outline/heartbeat")


def _fix_url(request: HttpRequest, one: Finding) -> str:
    url = open_url(request, one.page, *one.args)
    return f"{url}#id_{one.field}" if url and one.field else url
