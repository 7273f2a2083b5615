"""The figures a case may state, taken from the engine's own answers."""

from decimal import Decimal
from typing import Any

from pricing.cases.policy import policy_of
from pricing.cases.reading import Case
from pricing.cases.terms import lines_of, shipping_of, shop_of
from pricing.engine import (
    Basis,
    Line,
    Policy,
    Quote,
    QuoteLine,
    RateTotal,
    ShopTerms,
    StepCode,
    quote,
    unit_price,
)

Figures = dict[str, Any]


def answer(case: Case) -> Figures:
    """Every figure of the engine on this case, under the names of the schema."""
    shop, lines = shop_of(case), lines_of(case)
    policy = policy_of(case)
    catalogue = policy_of(case, with_cart_promotions=False)
    before = quote(lines=lines, policy=catalogue, shop=shop)
    after = quote(lines=lines, policy=policy, shop=shop, shipping=shipping_of(case))
    goods_net, goods_gross = _goods(after)
    discount = {Basis.NET: before.net - goods_net, Basis.GROSS: before.gross - goods_gross}
    return {
        "order_net": after.net,
        "order_gross": after.gross,
        "items_net": before.net,
        "items_gross": before.gross,
        "items_gross_after_discount": goods_gross,
        "tax_total": after.vat,
        "tax_included_total": after.vat,
        "tax_by_rate": _taxes(after.taxes),
        "shipping_net": after.shipping.net if after.shipping else Decimal(0),
        "shipping_gross": after.shipping.gross if after.shipping else Decimal(0),
        "discount_net": discount[Basis.NET],
        "discount_gross": discount[Basis.GROSS],
        "discount_total": discount[shop.entered],
        "promotion_amounts": {cut.source.code: cut.amount for cut in after.reductions},
        "promotion_amounts_net": {cut.source.code: cut.net for cut in after.reductions},
        "promotion_line_amounts": _shares(after),
        "applied": _applied(after, case),
        "tier_table": _tier_table(case, lines, policy, shop),
        "lines": {
            line.line.item.sku: _line(line, stage)
            for line, stage in zip(after.lines, before.lines, strict=True)
        },
    }


def _goods(document: Quote) -> tuple[Decimal, Decimal]:
    if document.shipping is None:
        return document.net, document.gross
    return document.net - document.shipping.net, document.gross - document.shipping.gross


def _taxes(taxes: tuple[RateTotal, ...]) -> Figures:
    found: dict[str, dict[str, Decimal]] = {}
    for total in taxes:
        for part in total.components:
            tax = found.setdefault(part.code, {"base": Decimal(0), "amount": Decimal(0)})
            tax["base"] += total.net
            tax["amount"] += part.amount
    return dict(found)


def _shares(document: Quote) -> Figures:
    skus = [line.line.item.sku for line in document.lines]
    return {
        cut.source.code: dict(zip(skus, cut.shares, strict=True)) for cut in document.reductions
    }


def _applied(document: Quote, case: Case) -> list[str]:
    ids = {cut.source.code for cut in document.reductions}
    for line in document.lines:
        ids |= {step.rule.code for step in line.unit.trace if step.rule is not None}
    waived = any(step.code is StepCode.SHIPPING for step in document.trace)
    for given in case.given.get("promotions", ()):
        if given["type"] == "free_shipping" and waived:
            ids.add(given["id"])
    return sorted(ids)


def _tier_table(case: Case, lines: list[Line], policy: Policy, shop: ShopTerms) -> Figures:
    quantities = case.expected.get("tier_table", {})
    item = lines[0].item
    return {
        quantity: unit_price(item=item, quantity=int(quantity), policy=policy, shop=shop).price
        for quantity in quantities
    }


def _line(line: QuoteLine, before: QuoteLine) -> Figures:
    unit, quantity = line.unit, line.line.quantity
    cent = Decimal("0.01")
    return {
        "unit_net": unit.net,
        "unit_gross": unit.gross,
        "catalog_unit_net": before.unit.net,
        "catalog_unit_gross": before.unit.gross,
        "unit_net_display": unit.net.quantize(cent),
        "unit_gross_display": unit.gross.quantize(cent),
        "original_unit": unit.trace[0].before,
        "net": line.net,
        "gross": line.gross,
        "tax": line.vat,
        "discount": (unit.trace[0].before - unit.price) * quantity + line.discount,
        "unit_discounts": [
            step.before - step.after for step in unit.trace if step.code is StepCode.PROMOTION
        ],
    }
