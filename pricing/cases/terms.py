"""A pricing case in the engine's words: the shop and what is sold."""

from collections.abc import Iterable
from decimal import Decimal

from pricing.cases.reading import Case, Given
from pricing.engine import (
    Basis,
    Combination,
    Component,
    Item,
    Line,
    PercentBase,
    Rate,
    RoundingLevel,
    RoundingMode,
    Shipping,
    ShopTerms,
    Split,
)

PRECISE = 9  # decimals of a price or a line that the case keeps unrounded

LEVELS = {
    "unit": RoundingLevel.UNIT,
    "line": RoundingLevel.LINE,
    "total": RoundingLevel.TOTAL,
    "none": RoundingLevel.TOTAL,
}
SPLITS = {
    "exact": Split.EXACT,
    "largest_remainder": Split.LARGEST_REMAINDER,
    "half_down_then_first_cents": Split.FIRST_LINES,
    "last_takes_rest": Split.LAST_LINE,
}


def shop_of(case: Case) -> ShopTerms:
    """The shop's rounding and combination, as the case states them."""
    rounding, setup = case.given["rounding"], case.given.get("setup", {})
    best_only = setup.get("order_combination") == "best_only"
    return ShopTerms(
        entered=basis_of(case.given["prices_include_tax"]),
        unit_digits=_unit_digits(case),
        line_digits=PRECISE if rounding["discounted_line"] == "none" else None,
        rounding_level=LEVELS[rounding["level"]],
        rounding_mode=RoundingMode[rounding["mode"].upper()],
        split=SPLITS[rounding["proration"]],
        percent_base=PercentBase.RUNNING,
        combination=Combination.BEST if best_only else Combination.ALL,
    )


def basis_of(includes_tax: bool) -> Basis:
    return Basis.GROSS if includes_tax else Basis.NET


def rate_of(taxes: Iterable[Given]) -> Rate:
    """The taxes of a line or of a delivery as one rate."""
    components = tuple(Component(code=tax["code"], percent=Decimal(tax["rate"])) for tax in taxes)
    return Rate(
        key="+".join(f"{c.code} {c.percent}" for c in components) or "-", components=components
    )


def lines_of(case: Case) -> list[Line]:
    """The cart; a gift and a price typed by staff are final."""
    return [_line(given, case) for given in case.given["lines"]]


def shipping_of(case: Case) -> Shipping | None:
    """The delivery, with its fee in the shop's basis."""
    given = case.given.get("shipping")
    if given is None:
        return None
    rate = rate_of(given.get("tax_rates", ()))
    shop_basis = case.given["prices_include_tax"]
    fee = _in_shop_basis(given["fee"], rate, given.get("fee_includes_tax", shop_basis), case)
    return Shipping(code=given["method"], fee=fee, rate=rate, reference_rate=rate)


def _line(given: Given, case: Case) -> Line:
    rate = rate_of(given.get("tax_rates", ()))
    reference = case.given.get("context", {}).get("reference_rate")
    includes_tax = given.get("price_includes_tax", case.given["prices_include_tax"])
    item = Item(
        sku=given["sku"],
        price=_in_shop_basis(given["unit_price"], rate, includes_tax, case),
        minimum=Decimal(given["min_price"]) if "min_price" in given else None,
        rate=rate,
        reference_rate=rate
        if reference is None
        else rate_of([{"code": "reference", "rate": reference}]),
        categories=tuple((category,) for category in given.get("categories", ())),
    )
    typed = "0" if given.get("gift") else given.get("override_unit_price")
    return Line(
        item=item, quantity=given.get("qty", 1), typed=None if typed is None else Decimal(typed)
    )


def _in_shop_basis(amount: str, rate: Rate, includes_tax: bool, case: Case) -> Decimal:
    value = Decimal(amount)
    if includes_tax == case.given["prices_include_tax"]:
        return value
    return value / rate.factor if includes_tax else value * rate.factor


def _unit_digits(case: Case) -> int:
    if case.given["rounding"]["level"] == "unit":
        return 2
    if case.given["rounding"]["catalog_unit"] == "none":
        return PRECISE
    if case.given.get("catalog_promotions"):
        return 2
    exponents = (Decimal(line["unit_price"]).as_tuple().exponent for line in case.given["lines"])
    return max([2, *(-exponent for exponent in exponents if isinstance(exponent, int))])
