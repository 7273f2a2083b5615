"""What every screen of promotions shares: who may open it, its words, its record."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Action, Label, Tab, panel_url
from backoffice.templatetags.ui import day
from backoffice.views import RecordScreen
from backoffice.views.history import Event
from catalog.shop_screen import ShopScreen
from groups import offers
from groups.offers import TONES, Standing
from pricing.models import Promotion
from pricing.wording import period, promotion_scope, promotion_value

VIEW = staff_with("pricing.view_promotion")
ADD = staff_with("pricing.add_promotion")
CHANGE = staff_with("pricing.view_promotion", change="pricing.change_promotion")
RESERVE = staff_with("pricing.change_promotion")
DELETE = staff_with("pricing.delete_promotion")


def in_words(row: Any, *, currency: str) -> Any:
    """A promotion of `offers.promotions` with all a list says of it."""
    row.value_told = promotion_value(promotion=row, currency=currency)
    row.scope_told = promotion_scope(
        products=row.product_count,
        categories=row.category_count,
        is_general=row.is_general,
    )
    row.period_told = period(row=row)
    row.state, row.tone = Standing(row.standing), TONES[Standing(row.standing)]
    row.audience = offers.audience(promotion=row)
    row.groups = offers.groups_of(row=row)
    return row


def more_actions(row: Promotion) -> Iterator[Action]:
    """What may be done to a promotion beside editing it."""
    if not row.groups_only:
        yield Action(
            name="group-only",
            label=_("Restrict to groups"),
            icon="lock",
            url=panel_url("promotion_group_only", row.pk),
            rule=RESERVE,
            dialog=True,
        )
    yield Action(
        name="duplicate",
        label=_("Duplicate as a public promotion"),
        icon="copy",
        url=panel_url("promotion_duplicate", row.pk),
        rule=ADD,
        method="post",
    )


class PromotionRecord(ShopScreen, RecordScreen):
    """What every page about one promotion shares."""

    model = Promotion
    section = _("On-sale promotions")
    list_url = "promotion_list"
    record_url = "promotion_edit"
    header_template = "groups/_promotion_header.html"

    def records(self) -> QuerySet[Promotion]:
        rows = offers.promotions(on=self.on, language="fr")
        return rows.select_related("groups_only_by", "updated_by")

    def tabs(self) -> Iterator[Tab]:
        yield Tab(slug="general", label=_("General"), url_name="promotion_edit", rule=VIEW)
        yield Tab(slug="history", label=_("History"), url_name="promotion_history", rule=VIEW)

    def meta(self) -> Label:
        row = in_words(self.record, currency=self.shop.currency)
        return " · ".join((row.value_told, row.scope_told, row.period_told))

    def context(self) -> dict[str, Any]:
        in_words(self.record, currency=self.shop.currency)
        return {**super().context(), "shop": self.shop, "chosen": _choice(self.record)}


def _choice(row: Promotion) -> str:
    """« Choix définitif fait par Marie Roy le 22/11/2026. »"""
    if not row.groups_only:
        return ""
    at = row.groups_only_at
    told = {"name": row.groups_only_by or "", "day": day(at)}
    if at is None:
        return gettext("This choice is permanent.")
    if row.groups_only_by is None:
        return gettext("Permanent choice made on %(day)s.") % told
    return gettext("Permanent choice made by %(name)s on %(day)s.") % told


def with_groups(event: Event) -> Event:
    """The groups that came and went are told as staff call them."""
    names = {"Groups": _("Customer groups")}
    told = [replace(one, label=names.get(str(one.label), one.label)) for one in event.changes]
    return replace(event, changes=tuple(told))
