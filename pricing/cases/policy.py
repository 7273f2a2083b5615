"""A pricing case in the engine's words: what the case's customer is granted that day."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pricing.cases.reading import Case, Given
from pricing.cases.terms import basis_of, rate_of
from pricing.engine import (
    Basis,
    DeliveryCharge,
    DeliveryTerms,
    DiscountKind,
    OrderDiscount,
    Policy,
    PriceTemplate,
    Promotion,
    PromotionKind,
    RuleKind,
    Source,
    TemplateRule,
    Tier,
    VatMode,
)

EVERY_GROUP = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """The customer of a case, on its day."""

    group: str | None
    on: date | None

    def may_have(self, conditions: Given) -> bool:
        """Whether a rule is for this customer on this day."""
        groups = conditions.get("groups")
        if groups and self.group not in groups:
            return False
        starts, ends = conditions.get("starts"), conditions.get("ends")
        if self.on is None:
            return True
        begun = not starts or date.fromisoformat(starts) <= self.on
        return begun and (not ends or self.on <= date.fromisoformat(ends))


def viewer_of(case: Case) -> Viewer:
    day = case.given.get("as_of")
    return Viewer(
        group=case.given.get("customer", {}).get("group"),
        on=None if day is None else date.fromisoformat(day),
    )


def policy_of(case: Case, *, with_cart_promotions: bool = True) -> Policy:
    """The customer's terms; without cart promotions, they stop at the catalogue's."""
    viewer = viewer_of(case)
    terms = case.given.get("groups", {}).get(viewer.group, {})
    tax = terms.get("tax", {})
    taxed = case.given.get("context", {}).get("tax_enabled", True)
    promotions = list(_ranked(case, "catalog_promotions", viewer))
    cart = list(_ranked(case, "promotions", viewer)) if with_cart_promotions else []
    return Policy(
        display=Basis(terms.get("display", basis_of(case.given["prices_include_tax"]))),
        vat_mode=VatMode(tax.get("mode", "standard")) if taxed else VatMode.EXEMPT,
        vat_rate=rate_of([{"code": "group", "rate": tax["rate"]}]) if "rate" in tax else None,
        discount=Decimal(terms.get("discount_percent", 0)),
        template=_template(case, viewer),
        promotions=_unit_promotions(case, promotions, cart),
        order_discounts=tuple(
            _order_discount(rank, given) for rank, given in cart if given["scope"] == "order"
        ),
        delivery=_delivery(terms, [given for _, given in cart]),
    )


def _ranked(case: Case, kind: str, viewer: Viewer) -> Iterator[tuple[int, Given]]:
    """The promotions for this viewer, each with its rank: as listed, or by stated priority."""
    order = case.given.get("setup", {}).get("priority_order")
    for place, given in enumerate(case.given.get(kind, ())):
        if not viewer.may_have(given.get("conditions", {})):
            continue
        priority = given.get("priority", 0)
        yield {"ascending": priority, "descending": -priority}.get(order, place), given


def _unit_promotions(
    case: Case, catalogue: Iterable[tuple[int, Given]], cart: Iterable[tuple[int, Given]]
) -> tuple[Promotion, ...]:
    best_only = case.given.get("setup", {}).get("catalog_combination") == "best_only"
    found = [
        _promotion(number, rank, given, combinable=not best_only)
        for number, (rank, given) in enumerate(catalogue)
        if not _is_step(given)
    ]
    after = max((promotion.rank for promotion in found), default=0) + 1
    found += [
        _promotion(len(found) + number, after + rank, given, combinable=True)
        for number, (rank, given) in enumerate(cart)
        if given["scope"] == "unit"
    ]
    return tuple(found)


def _promotion(number: int, rank: int, given: Given, *, combinable: bool) -> Promotion:
    kinds = {
        "percent": PromotionKind.PERCENT,
        "fixed": PromotionKind.AMOUNT,
        "set_price": PromotionKind.PRICE,
    }
    targets = given.get("targets", {})
    return Promotion(
        id=number,
        source=_source(given),
        kind=kinds[given["type"]],
        value=Decimal(given["value"]),
        basis=Basis(given["basis"]) if "basis" in given else None,
        rank=rank,
        combinable=combinable,
        skus=frozenset(targets.get("skus", ())),
        categories=frozenset(targets.get("categories", ())),
    )


def _is_step(given: Given) -> bool:
    """Whether a catalogue promotion waits for a quantity: in our words, a template's step."""
    return int(given.get("conditions", {}).get("min_line_qty", 1)) > 1


def _template(case: Case, viewer: Viewer) -> PriceTemplate | None:
    rules = [
        *_quantity_promotions(case, viewer),
        *_listed_prices(case, viewer),
        *_group_prices(case, viewer),
    ]
    source = Source(code="template", title="template")
    return PriceTemplate(source=source, rules=tuple(rules)) if rules else None


def _quantity_promotions(case: Case, viewer: Viewer) -> Iterator[TemplateRule]:
    kinds = {
        "percent": (RuleKind.LIST_PERCENT, -1),
        "fixed": (RuleKind.LIST_AMOUNT, -1),
        "set_price": (RuleKind.FIXED, 1),
    }
    for _, given in _ranked(case, "catalog_promotions", viewer):
        if not _is_step(given):
            continue
        kind, sign = kinds[given["type"]]
        targets = given.get("targets", {})
        scopes = [(sku, "") for sku in targets.get("skus", ())]
        scopes += [("", category) for category in targets.get("categories", ())]
        for sku, category in scopes or [("", "")]:
            yield TemplateRule(
                source=_source(given),
                kind=kind,
                value=sign * Decimal(given["value"]),
                sku=sku,
                category=category,
                min_quantity=given["conditions"]["min_line_qty"],
            )


def _listed_prices(case: Case, viewer: Viewer) -> Iterator[TemplateRule]:
    for given in case.given.get("price_lists", ()):
        if viewer.may_have(given):
            for price in given["prices"]:
                yield _fixed(_source(given), price)


def _group_prices(case: Case, viewer: Viewer) -> Iterator[TemplateRule]:
    source = Source(code="group", title="group")
    for price in (*case.given.get("group_prices", ()), *case.given.get("tier_prices", ())):
        if price.get("group", EVERY_GROUP) in (EVERY_GROUP, viewer.group):
            yield _fixed(source, price)


def _fixed(source: Source, price: Given) -> TemplateRule:
    return TemplateRule(
        source=source,
        kind=RuleKind.FIXED,
        value=Decimal(price["amount"]),
        sku=price["sku"],
        min_quantity=price.get("min_qty", 1),
    )


def _order_discount(rank: int, given: Given) -> OrderDiscount:
    conditions = given.get("conditions", {})
    value = Decimal(given["value"])
    percent, amount = (value, None) if given["type"] == "percent" else (None, value)
    threshold = Decimal(conditions.get("min_subtotal", 0))
    basis = given.get("basis", conditions.get("subtotal_basis"))
    return OrderDiscount(
        id=rank,
        source=_source(given),
        kind=DiscountKind.SUBTOTAL,
        tiers=(Tier(threshold=threshold, percent=percent, amount=amount),),
        basis=None if basis is None else Basis(basis),
        rank=rank,
    )


def _delivery(terms: Given, cart: Iterable[Given]) -> DeliveryTerms:
    if terms.get("free_shipping"):
        return DeliveryTerms(charge=DeliveryCharge.FREE)
    for given in cart:
        if given["type"] == "free_shipping":
            threshold = given.get("conditions", {}).get("min_subtotal")
            return DeliveryTerms(
                charge=DeliveryCharge.FREE,
                threshold=None if threshold is None else Decimal(threshold),
            )
    return DeliveryTerms()


def _source(given: Given) -> Source:
    return Source(code=given["id"], title=given["id"])
