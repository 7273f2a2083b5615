"""What an order discount takes off a subtotal, asked of the price engine itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from django.utils.translation import gettext

from backoffice.templatetags.ui import money
from catalog.models import Basis, Shop
from pricing import engine, rules
from pricing.models import DiscountTier, OrderDiscount
from pricing.selectors import shop_terms
from pricing.wording import tier_value

# No tax sets the bases apart: a subtotal of 500 is 500 whether thresholds are HT or TTC.
_UNTAXED = engine.Rate(key="untaxed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A subtotal with what is taken off it, in the basis of the discount."""

    subtotal: Decimal
    taken: Decimal
    left: Decimal
    missing: str  # « encore 50,00 € pour 10 % »
    basis: str


def tried(
    *, discount: OrderDiscount, tiers: Iterable[DiscountTier], shop: Shop, subtotal: Decimal
) -> Trial:
    """The discount alone, on a basket worth that much, for somebody who may have it."""
    rows = tuple(tiers)
    rule = rules.order_discount(row=discount, tiers=rows, group=None)
    item = engine.Item(sku="trial", price=subtotal, rate=_UNTAXED, reference_rate=_UNTAXED)
    quote = engine.quote(
        lines=[engine.Line(item=item)],
        policy=engine.Policy(display=engine.Basis(shop.price_display), order_discounts=(rule,)),
        shop=shop_terms(shop=shop),
    )
    further = (row for row in rows if row.threshold > subtotal)
    following = min(further, key=attrgetter("threshold"), default=None)
    return Trial(
        subtotal=subtotal,
        taken=quote.discount_net,
        left=quote.net,
        missing=_missing(following, subtotal, shop.currency) if following else "",
        basis=str(Basis(discount.basis).label),
    )


def _missing(tier: DiscountTier, subtotal: Decimal, currency: str) -> str:
    return gettext("%(amount)s more for %(worth)s") % {
        "amount": money(tier.threshold - subtotal, currency),
        "worth": tier_value(tier=tier, currency=currency),
    }
