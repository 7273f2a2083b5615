"""From a group's row to the plain terms the price engine reads."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from catalog.models import Shop, VatRate
from groups.models import CustomerGroup, PriceDisplay, VatMode
from pricing import engine, rules
from pricing.book import Scoped, Tiered
from pricing.selectors import engine_rate

_VAT_MODES = {
    VatMode.SHOP: engine.VatMode.STANDARD,
    VatMode.OWN: engine.VatMode.OVERRIDE,
    VatMode.EXEMPT: engine.VatMode.EXEMPT,
}


def policy(
    *,
    group: CustomerGroup | None,
    shop: Shop,
    category_discounts: Mapping[str, Decimal],
    template: engine.PriceTemplate | None,
    public_template: engine.PriceTemplate | None,
    promotions: Iterable[tuple[Scoped, CustomerGroup | None]],
    order_discounts: Iterable[tuple[Tiered, CustomerGroup | None]],
    own_prices: bool = True,
) -> engine.Policy:
    """The terms of somebody whom this group speaks for; no group leaves a visitor's.

    The caller has made sure that group, template, promotions and discounts act on the day in
    question; promotions and discounts come with the group that brought them. `own_prices` tells
    whether the group's own prices count in the channel.
    """
    visitor = engine.Policy(
        display=engine.Basis(shop.price_display),
        public_template=public_template,
        promotions=tuple(_promotion(one, by) for one, by in promotions),
        order_discounts=tuple(_discount(one, by) for one, by in order_discounts),
    )
    if group is None:
        return visitor
    member = replace(
        visitor,
        group=source(group=group),
        display=display(group=group, shop=shop),
        vat_mode=_VAT_MODES[VatMode(group.vat_mode)],
        vat_rate=_own_rate(group.vat_rate),
        exemption_reason=group.exemption_reason,
    )
    if not own_prices:
        return member
    return replace(member, template=template, category_discounts=category_discounts, **_own(group))


def exempted(*, policy: engine.Policy, reason: str) -> engine.Policy:
    """The same terms without any tax: the exemption is the person's own, not a group's."""
    return replace(policy, vat_mode=engine.VatMode.EXEMPT, vat_rate=None, exemption_reason=reason)


def prices_here(*, group: CustomerGroup, said: bool | None) -> bool:
    """Whether the group's own prices count: its template, discounts, floor and promotions.

    `said` is what the channel says of it; where it says nothing, the group decides.
    """
    return group.use_group_pricing if said is None else said


def source(*, group: CustomerGroup) -> engine.Source:
    """The group as the trace of a price names it."""
    return engine.Source(code=group.code or str(group.pk), title=group.title)


def display(*, group: CustomerGroup, shop: Shop) -> engine.Basis:
    """Whether members see prices without or with tax."""
    if group.price_display == PriceDisplay.SHOP:
        return engine.Basis(shop.price_display)
    return engine.Basis(group.price_display)


def _own(group: CustomerGroup) -> dict[str, Any]:
    """What the group's own columns say of prices."""
    return {
        "discount": group.discount_percent,
        "floor_percent": group.floor_percent,
        "floor_mode": engine.FloorMode(group.floor_mode),
        "public_ceiling": group.public_ceiling,
    }


def _promotion(one: Scoped, by: CustomerGroup | None) -> engine.Promotion:
    return rules.promotion(
        row=one.row,
        skus=one.skus,
        categories=one.categories,
        group=source(group=by) if by else None,
    )


def _discount(one: Tiered, by: CustomerGroup | None) -> engine.OrderDiscount:
    return rules.order_discount(
        row=one.row, tiers=one.tiers, group=source(group=by) if by else None
    )


def _own_rate(rate: VatRate | None) -> engine.Rate | None:
    return None if rate is None else engine_rate(rate=rate)
