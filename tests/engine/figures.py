"""The terms the engine's tests speak about, with only what matters left to say."""

from decimal import Decimal
from itertools import count
from typing import Any

from pricing.engine import (
    Basis,
    Component,
    DiscountKind,
    Item,
    OrderDiscount,
    Policy,
    PriceTemplate,
    Promotion,
    PromotionKind,
    Rate,
    RuleKind,
    Shipping,
    ShopTerms,
    Source,
    TemplateRule,
    Tier,
)

D = Decimal
_numbers = count(1)


def rate(*percents: str) -> Rate:
    """A rate of one component per percentage."""
    parts = (Component(code=f"T{percent}", percent=D(percent)) for percent in percents)
    return Rate(key="+".join(percents), components=tuple(parts))


NO_VAT = rate("0")
TVA20 = rate("20")
TVA10 = rate("10")
TVA55 = rate("5.5")
QUEBEC = rate("5", "9.975")
HT_SHOP = ShopTerms(entered=Basis.NET, display=Basis.NET)
TTC_SHOP = ShopTerms(entered=Basis.GROSS, display=Basis.GROSS)
VISITOR = Policy(display=Basis.GROSS)


def source(title: str) -> Source:
    return Source(code=title.lower(), title=title)


WHOLESALE = source("Wholesale")


def item(price: str, vat: Rate = TVA20, **more: Any) -> Item:
    for name in ("cost", "minimum"):
        if name in more:
            more[name] = D(more[name])
    more.setdefault("reference_rate", vat)
    terms: dict[str, Any] = {"sku": "A", "price": D(price), "rate": vat} | more
    return Item(**terms)


def member(**terms: Any) -> Policy:
    """A member of the wholesale group."""
    for name in ("discount", "floor_percent"):
        if name in terms:
            terms[name] = D(terms[name])
    whole: dict[str, Any] = {"display": Basis.NET, "group": WHOLESALE} | terms
    return Policy(**whole)


def promotion(value: str, kind: PromotionKind = PromotionKind.PERCENT, **more: Any) -> Promotion:
    number = next(_numbers)
    terms: dict[str, Any] = {"id": number, "source": source(f"Sale {number}")} | more
    return Promotion(kind=kind, value=D(value), **terms)


def rule(kind: RuleKind, value: str, **more: Any) -> TemplateRule:
    return TemplateRule(source=source(f"Rule {next(_numbers)}"), kind=kind, value=D(value), **more)


def template(*rules: TemplateRule) -> PriceTemplate:
    return PriceTemplate(source=source("Template"), rules=rules)


def percent_off(percent: str, *, above: str = "0", **more: Any) -> OrderDiscount:
    return _discount(Tier(threshold=D(above), percent=D(percent)), **more)


def flat_off(amount: str, *, above: str = "0", **more: Any) -> OrderDiscount:
    return _discount(Tier(threshold=D(above), amount=D(amount)), **more)


def shipping(fee: str, vat: Rate = TVA20, **more: Any) -> Shipping:
    more.setdefault("reference_rate", vat)
    terms: dict[str, Any] = {"code": "carrier", "fee": D(fee), "rate": vat} | more
    return Shipping(**terms)


def _discount(*tiers: Tier, **more: Any) -> OrderDiscount:
    number = next(_numbers)
    terms: dict[str, Any] = {"id": number, "source": source(f"Discount {number}")} | more
    terms.setdefault("kind", DiscountKind.SUBTOTAL)
    return OrderDiscount(tiers=tiers, **terms)
