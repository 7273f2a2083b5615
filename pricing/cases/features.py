"""What a case asks of an engine, and which of it ours is meant to do."""

from collections.abc import Iterable, Iterator
from itertools import chain

from pricing.cases.reading import Case, Given

# Why the others are missing is told in docs/adr; a feature nobody has heard of is missing too.
SUPPORTED = frozenset(
    {
        "cart:fixed/order",
        "cart:fixed/unit",
        "cart:free_shipping/shipping",
        "cart:percent/order",
        "cart:percent/unit",
        "catalog:fixed/unit",
        "catalog:percent/unit",
        "catalog:set_price/unit",
        "catalog_combination:best_only",
        "cond:ends",
        "cond:groups",
        "cond:min_line_qty",
        "cond:min_subtotal",
        "cond:starts",
        "cond:subtotal_basis",
        "floor_redistributes:true",
        "gross_price_policy:keep_net",
        "gross_prices",
        "group_prices",
        "level:line",
        "level:none",
        "level:total",
        "level:unit",
        "mode:down",
        "mode:half_down",
        "mode:half_even",
        "mode:up",
        "order_combination:best_only",
        "price_floor",
        "price_lists",
        "priority_order:ascending",
        "priority_order:descending",
        "promo_basis:gross",
        "promo_basis:net",
        "proration:exact",
        "proration:half_down_then_first_cents",
        "proration:largest_remainder",
        "proration:last_takes_rest",
        "several_taxes_per_line",
        "shipping_tax",
        "subcent_prices",
        "target:categories",
        "target:skus",
        "tier_prices",
    }
)

# What a case may say without naming it among its needs, as far as we understand it.
PROMOTION = ("id", "type", "value", "scope", "conditions", "targets", "priority", "basis")
KNOWN = {
    "setup": (
        "priority_order",
        "catalog_combination",
        "order_combination",
        "gross_price_policy",
        "floor_redistributes",
    ),
    "context": ("reference_rate", "tax_enabled", "country_has_tax_rule", "default_rate"),
    "lines": (
        "sku",
        "qty",
        "unit_price",
        "price_includes_tax",
        "tax_rates",
        "categories",
        "min_price",
        "override_unit_price",
        "gift",
    ),
    "catalog_promotions": PROMOTION,
    "promotions": PROMOTION,
    "price_lists": ("id", "type", "groups", "starts", "ends", "prices"),
}
AUDIENCE = ("groups", "starts", "ends")
CONDITIONS = {
    "catalog/unit": (*AUDIENCE, "min_line_qty"),
    "cart/unit": AUDIENCE,
    "cart/order": (*AUDIENCE, "min_subtotal", "subtotal_basis"),
    "cart/shipping": (*AUDIENCE, "min_subtotal"),
}
TARGETS = {
    "catalog/unit": ("skus", "categories"),
    "cart/unit": ("skus", "categories"),
}


def missing_feature(case: Case) -> str | None:
    """The first feature of a case that the engine is not meant to have."""
    if case.honour == "peer_only":
        return "honour:peer_only"
    needs = (need for need in case.needs if need not in SUPPORTED)
    return next(chain(needs, _combinations(case), _unknown_words(case)), None)


def _combinations(case: Case) -> Iterator[str]:
    """Features that are known apart, and not together."""
    for section, stage in (("catalog_promotions", "catalog"), ("promotions", "cart")):
        for given in case.given.get(section, ()):
            scope, tag = f"{stage}/{given['scope']}", f"{stage}:{given['type']}/{given['scope']}"
            for key in _beyond(given.get("conditions", {}), CONDITIONS.get(scope, ())):
                yield f"{tag}+cond:{key}"
            for key in _beyond(given.get("targets", {}), TARGETS.get(scope, ())):
                yield f"{tag}+target:{key}"


def _unknown_words(case: Case) -> Iterator[str]:
    for section, known in KNOWN.items():
        found = case.given.get(section, ())
        for given in [found] if isinstance(found, dict) else found:
            for key in _beyond(given, known):
                yield f"{section}:{key}"
    taxes = chain.from_iterable(line.get("tax_rates", ()) for line in case.given["lines"])
    if any(tax.get("compound") for tax in taxes):
        yield "compound_taxes"
    # Our order discounts are shared out over lines, never over the units of a line.
    stated = chain.from_iterable(case.expected.get("lines", {}).values())
    if "unit_discounts" in stated and case.given.get("promotions"):
        yield "expected:unit_discounts"


def _beyond(given: Given, known: Iterable[str]) -> Iterator[str]:
    return (key for key, value in given.items() if value is not None and key not in known)
