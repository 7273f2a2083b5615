"""Random shops, viewers and carts for the properties, biased to where cents are lost.

Products and viewers come from fixed pools, plainer ones first: one choice instead of thirty keeps
thousands of carts cheap, and a failing one still shrinks.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from pricing.engine import (
    Basis,
    DeliveryCharge,
    DeliveryTerms,
    DiscountKind,
    FloorMode,
    Item,
    Line,
    OrderDiscount,
    Policy,
    PriceTemplate,
    Promotion,
    PromotionKind,
    RoundingLevel,
    RuleKind,
    Shipping,
    ShopTerms,
    TemplateRule,
    Tier,
    VatMode,
)
from tests.engine.figures import D, rate, source

Thing = TypeVar("Thing")

RATES = (
    rate("20"),
    rate("0"),
    rate("2.1"),
    rate("5.5"),
    rate("8.1"),
    rate("10"),
    rate("5", "9.975"),
    rate("5"),
)
TREES = (
    (),
    (("home",),),
    (("home", "kitchen", "knives"),),
    (("home", "garden"), ("sale",)),
)
CATEGORIES = ("home", "kitchen", "knives", "garden", "sale")
SKUS = ("A", "B", "C")
CATEGORY_DISCOUNTS: tuple[dict[str, Decimal], ...] = (
    {},
    {},
    {"home": D(10)},
    {"knives": D(0), "sale": D(40)},
    {"home": D(10), "sale": D("12.5")},
    {"garden": D("5.55")},
)
QUANTITIES = (1, 2, 3, 4, 5, 6, 7, 12, 100, 999)
ODD_AMOUNTS = ("0.00", "0.01", "0.02", "0.05", "0.99", "1.00", "9.99", "19.95", "99999.99")
ODD_PERCENTS = ("0", "0.01", "33.33", "50", "99.99", "100")


def _amount(number: int) -> Decimal:
    """Small amounts, awkward ones, and a few up to a hundred thousand."""
    kind, number = number % 4, number // 4
    if kind == 0:
        return D(ODD_AMOUNTS[number % len(ODD_AMOUNTS)])
    return Decimal(number % (10_000_000 if kind == 1 else 20_000)).scaleb(-2)


def _percent(number: int) -> Decimal:
    if number % 4 == 0:
        return D(ODD_PERCENTS[number // 4 % len(ODD_PERCENTS)])
    return Decimal(number // 4 % 10_001).scaleb(-2)


def _maybe(number: int) -> Decimal | None:
    return _amount(number // 2) if number % 2 else None


def _any_amount(chance: Random) -> Decimal:
    return _amount(chance.randrange(10**9))


def _any_percent(chance: Random) -> Decimal:
    return _percent(chance.randrange(10**6))


def _basis(chance: Random) -> Basis | None:
    choices: Sequence[Basis | None] = (None, None, *Basis)
    return chance.choice(choices)


def _promotion(chance: Random, number: int) -> Promotion:
    kind = chance.choice(tuple(PromotionKind))
    percent = kind is PromotionKind.PERCENT
    return Promotion(
        id=number,
        source=source(f"Sale {number}"),
        kind=kind,
        value=_any_percent(chance) if percent else _any_amount(chance),
        basis=_basis(chance),
        rank=chance.randrange(3),
        combinable=chance.random() < 0.5,
        public=chance.random() < 0.5,
        skus=frozenset(chance.choice(((), (), ("A", "C")))),
        categories=frozenset(chance.choice(((), (), ("home",), ("knives", "sale")))),
    )


def _rule(chance: Random, number: int) -> TemplateRule:
    kind = chance.choice(tuple(RuleKind))
    scope = chance.choice(("", "", "sku", "category"))
    signed = Decimal(chance.randrange(-5_000, 5_000)).scaleb(-2)
    return TemplateRule(
        source=source(f"Rule {number}"),
        kind=kind,
        value=_any_amount(chance) if kind is RuleKind.FIXED else signed,
        sku=chance.choice(SKUS) if scope == "sku" else "",
        category=chance.choice(CATEGORIES) if scope == "category" else "",
        min_quantity=chance.choice((1, 1, 2, 5)),
        basis=_basis(chance),
    )


def _tier(chance: Random, threshold: str) -> Tier:
    if chance.random() < 0.5:
        return Tier(threshold=D(threshold), percent=_any_percent(chance))
    return Tier(threshold=D(threshold), amount=_any_amount(chance))


def _order_discount(chance: Random, number: int) -> OrderDiscount:
    thresholds = chance.choice((("0",), ("50",), ("0", "100"), ("20", "300")))
    return OrderDiscount(
        id=number,
        source=source(f"Discount {number}"),
        kind=chance.choice(tuple(DiscountKind)),
        tiers=tuple(_tier(chance, threshold) for threshold in thresholds),
        basis=_basis(chance),
        rank=chance.randrange(2),
    )


def _template(chance: Random, number: int) -> PriceTemplate | None:
    rules = tuple(_rule(chance, 10 * number + place) for place in range(chance.randrange(4)))
    return PriceTemplate(source=source("Template"), rules=rules) if rules else None


def _delivery(chance: Random) -> DeliveryTerms:
    return DeliveryTerms(
        charge=chance.choice(tuple(DeliveryCharge)),
        fee=_any_amount(chance),
        threshold=_maybe(chance.randrange(10**9)),
    )


def _shipping(chance: Random, _number: int) -> Shipping:
    return Shipping(
        code="carrier",
        fee=_any_amount(chance),
        rate=chance.choice(RATES),
        reference_rate=chance.choice(RATES),
        pickup=chance.random() < 0.2,
    )


def _item(chance: Random, _number: int) -> Item:
    at_home = chance.choice(RATES)
    return Item(
        sku="A",
        price=_any_amount(chance),
        cost=_maybe(chance.randrange(10**9)),
        minimum=chance.choice((None, _any_amount(chance))),
        rate=chance.choice((at_home, chance.choice(RATES))),
        reference_rate=at_home,
        categories=chance.choice(TREES),
    )


def _policy(chance: Random, number: int) -> Policy:
    """Any viewer, with more and more terms."""
    own, public = (_template(chance, 2 * number + place) for place in (0, 1))
    promotions = [
        _promotion(chance, place) for place in range(chance.randrange(min(5, number + 1)))
    ]
    discounts = [_order_discount(chance, place) for place in range(chance.randrange(4))]
    return Policy(
        display=chance.choice(tuple(Basis)),
        group=source("Wholesale"),
        vat_mode=chance.choice((VatMode.STANDARD, *VatMode)),
        vat_rate=chance.choice(RATES),
        discount=_any_percent(chance),
        category_discounts=chance.choice(CATEGORY_DISCOUNTS),
        template=own if number > 20 else None,
        public_template=public if number > 40 else None,
        floor_percent=chance.choice((None, _any_percent(chance))),
        floor_mode=chance.choice((FloorMode.RAISE, *FloorMode)),
        public_ceiling=chance.random() < 0.7,
        promotions=tuple(promotions),
        order_discounts=tuple(discounts),
        delivery=_delivery(chance),
    )


def pool(make: Callable[[Random, int], Thing], size: int = 2_000) -> SearchStrategy[Thing]:
    chance = Random(1)
    return st.sampled_from([make(chance, number) for number in range(size)])


def _cart(chance: Random, number: int) -> list[Line]:
    """A few products, one of which may stand on several lines."""
    shelf = [replace(_item(chance, number), sku=sku) for sku in SKUS]
    return [
        Line(item=chance.choice(shelf), quantity=chance.choice(QUANTITIES))
        for _ in range(1 + chance.randrange(min(5, number + 1)))
    ]


amounts = st.integers(0, 40_000_000).map(_amount)
percents = st.integers(0, 40_003).map(_percent)
quantities = st.sampled_from(QUANTITIES)
shops = st.sampled_from(
    [ShopTerms(entered=basis, rounding_level=level) for basis in Basis for level in RoundingLevel]
)
cent_shops = st.sampled_from([ShopTerms(entered=basis) for basis in Basis])
# Yen and dinars, and HT shops that price under the cent.
foreign_shops = st.sampled_from(
    [
        ShopTerms(entered=basis, rounding_level=level, currency_digits=digits, unit_digits=finer)
        for level in RoundingLevel
        for basis, digits, finer in (
            (Basis.NET, 0, None),
            (Basis.GROSS, 0, None),
            (Basis.NET, 3, None),
            (Basis.GROSS, 3, None),
            (Basis.NET, 2, 4),
        )
    ]
)
shippings = pool(_shipping)
items = st.builds(lambda item, price: replace(item, price=price), pool(_item), amounts)
policies = st.builds(
    lambda policy, discount: replace(policy, discount=discount), pool(_policy), percents
)
undiscounted = policies.map(lambda policy: replace(policy, order_discounts=()))
carts = pool(_cart)
