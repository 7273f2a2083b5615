"""What every screen of discounts shares: who may open it, its words, its record."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Action, Label, Tab, panel_url
from backoffice.views import RecordScreen
from catalog.shop_screen import ShopScreen
from groups import offers
from groups.offers import TONES, Standing
from pricing.models import OrderDiscount
from pricing.wording import period, threshold_told, tier_value

VIEW = staff_with("pricing.view_orderdiscount")
ADD = staff_with("pricing.add_orderdiscount")
CHANGE = staff_with("pricing.view_orderdiscount", change="pricing.change_orderdiscount")
TURN = staff_with("pricing.change_orderdiscount")
DELETE = staff_with("pricing.delete_orderdiscount")


def discount_in_words(row: Any, *, currency: str) -> Any:
    """A discount of `offers.discounts` with all a list says of it."""
    row.tiers_told = [
        (
            tier_value(tier=tier, currency=currency),
            threshold_told(tier=tier, discount=row, currency=currency),
        )
        for tier in row.tiers.all()
    ]
    row.period_told = period(row=row)
    row.state, row.tone = Standing(row.standing), TONES[Standing(row.standing)]
    row.groups = offers.groups_of(row=row)
    return row


def turning(row: OrderDiscount) -> Action:
    """Giving a discount, or giving it no more, from the list."""
    return Action(
        name="turn",
        label=_("Deactivate") if row.is_active else _("Activate"),
        icon="player-pause" if row.is_active else "player-play",
        url=panel_url("discount_turn", row.pk),
        rule=TURN,
        method="post",
        fields=(("is_active", "" if row.is_active else "on"),),
    )


class DiscountRecord(ShopScreen, RecordScreen):
    """What every page about one discount shares."""

    model = OrderDiscount
    section = _("Discounts")
    list_url = "discount_list"
    record_url = "discount_edit"
    header_template = "groups/_discount_header.html"

    def records(self) -> QuerySet[OrderDiscount]:
        return offers.discounts(on=self.on, language="fr").select_related("updated_by")

    def tabs(self) -> Iterator[Tab]:
        yield Tab(slug="general", label=_("General"), url_name="discount_edit", rule=VIEW)
        yield Tab(slug="history", label=_("History"), url_name="discount_history", rule=VIEW)

    def meta(self) -> Label:
        return OrderDiscount.Kind(self.record.kind).label

    def context(self) -> dict[str, Any]:
        discount_in_words(self.record, currency=self.shop.currency)
        return super().context()
