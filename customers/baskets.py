"""A small basket priced for one viewer, with the order discounts it reaches and misses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from backoffice.templatetags.ui import money, percent
from catalog.models import Product
from customers.viewers import Viewer
from pricing import engine, presenting

Lines = Sequence[tuple[Product, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDiscountState:
    """What an order discount does to the basket, and what it would take for more."""

    code: str
    title: str
    group: str
    reached: str  # its tier, in words; blank where none is
    lost: str  # why it takes nothing off
    missing: str  # « encore 37,50 € pour 10 % »
    net: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """The lines as they were asked, the engine's quote, and every discount open to the viewer."""

    lines: tuple[tuple[Product, engine.QuoteLine], ...]
    quote: engine.Quote
    discounts: tuple[OrderDiscountState, ...]
    rates: tuple[tuple[str, engine.RateTotal], ...]


def priced(*, viewer: Viewer, lines: Lines) -> Basket:
    """The basket as this viewer would pay it, without delivery."""
    quote = viewer.quote(lines)
    products = (product for product, _quantity in lines)
    return Basket(
        lines=tuple(zip(products, quote.lines, strict=True)),
        quote=quote,
        discounts=tuple(_discounts(viewer, quote)),
        rates=tuple((presenting.rate_label(rate=tax.rate), tax) for tax in quote.taxes),
    )


def _discounts(viewer: Viewer, quote: engine.Quote) -> Iterator[OrderDiscountState]:
    taken = {reduction.source.code: reduction for reduction in quote.reductions}
    lost = {one.rule.code: presenting.reason_label(reason=one.reason) for one in quote.lost}
    for discount in viewer.policy.order_discounts:
        basis = discount.basis or engine.Basis(viewer.shop.prices_entered)
        subtotal = quote.subtotal_net if basis is engine.Basis.NET else quote.subtotal_gross
        tier, mine = discount.reached(subtotal), taken.get(discount.source.code)
        zero = Decimal(0)
        yield OrderDiscountState(
            code=discount.source.code,
            title=discount.source.title,
            group=discount.group.title if discount.group else "",
            reached=_tier(tier, basis, viewer.shop.currency) if tier else "",
            lost=lost.get(discount.source.code, ""),
            missing=_missing(discount, subtotal, basis, viewer.shop.currency),
            net=mine.net if mine else zero,
            gross=mine.gross if mine else zero,
        )


def _tier(tier: engine.Tier, basis: engine.Basis, currency: str) -> str:
    if not tier.threshold:
        return _worth(tier, currency)
    return _("%(worth)s from %(threshold)s %(basis)s") % {
        "worth": _worth(tier, currency),
        "threshold": money(tier.threshold, currency),
        "basis": presenting.basis_label(basis=basis),
    }


def _missing(
    discount: engine.OrderDiscount, subtotal: Decimal, basis: engine.Basis, currency: str
) -> str:
    further = [tier for tier in discount.tiers if tier.threshold > subtotal]
    if not further:
        return ""
    tier = min(further, key=lambda one: one.threshold)
    told = _("%(amount)s more for %(worth)s") % {
        "amount": money(tier.threshold - subtotal, currency),
        "worth": _worth(tier, currency),
    }
    return f"{told} ({presenting.basis_label(basis=basis)})"


def _worth(tier: engine.Tier, currency: str) -> str:
    return money(tier.amount, currency) if tier.percent is None else percent(tier.percent)
