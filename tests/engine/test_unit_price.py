"""The price of one unit, on figures worked out by hand."""

from decimal import Decimal

import pytest

from pricing.engine import (
    Basis,
    Caution,
    FloorMode,
    Item,
    Policy,
    PromotionKind,
    Reason,
    RuleKind,
    ShopTerms,
    Source,
    StepCode,
    UnitPrice,
    VatMode,
    unit_price,
)
from tests.engine.figures import (
    HT_SHOP,
    NO_VAT,
    TTC_SHOP,
    TVA10,
    TVA20,
    VISITOR,
    WHOLESALE,
    D,
    item,
    member,
    promotion,
    rule,
    source,
    template,
)

SALE_30 = promotion("30")
SHELF = item("100", categories=(("home", "kitchen", "knives"),))


def price(
    product: Item, policy: Policy, shop: ShopTerms = HT_SHOP, quantity: int = 1
) -> tuple[UnitPrice, Decimal]:
    unit = unit_price(item=product, quantity=quantity, policy=policy, shop=shop)
    return unit, unit.price


@pytest.mark.parametrize(
    ("case", "product", "policy", "expected"),
    [
        ("a visitor pays the list price", item("100"), VISITOR, "100.00"),
        ("a group discount", item("100"), member(discount="12.5"), "87.50"),
        ("half a cent goes up", item("0.05"), member(discount="10"), "0.05"),
        ("a whole discount is free", item("19.99"), member(discount="100"), "0.00"),
        (
            "the vendor's worked example",
            item("100", cost="80"),
            member(discount="20", floor_percent="10"),
            "88.00",
        ),
        (
            "a floor is rounded up",
            item("100", cost="33.33"),
            member(discount="70", floor_percent="10"),
            "36.67",
        ),
        (
            "a floor never goes over everyone's price",
            item("85", cost="80"),
            member(discount="20", floor_percent="10"),
            "85.00",
        ),
        (
            "no known cost, no cost floor",
            item("100"),
            member(discount="50", floor_percent="10"),
            "50.00",
        ),
        (
            "no minimum percentage, no cost floor",
            item("100", cost="80"),
            member(discount="50"),
            "50.00",
        ),
        (
            "a switched-off floor",
            item("100", cost="80"),
            member(discount="50", floor_percent="10", floor_mode=FloorMode.OFF),
            "50.00",
        ),
        (
            "the product's own minimum always raises",
            item("100", minimum="60"),
            member(discount="50", floor_mode=FloorMode.OFF),
            "60.00",
        ),
        (
            "the product's own minimum raises a visitor's sale",
            item("100", minimum="80"),
            Policy(display=Basis.NET, promotions=(SALE_30,)),
            "80.00",
        ),
        (
            "the deepest category has its percentage",
            SHELF,
            member(discount="5", category_discounts={"home": D(10), "knives": D(20)}),
            "80.00",
        ),
        (
            "zero is a percentage",
            SHELF,
            member(discount="5", category_discounts={"home": D(10), "kitchen": D(0)}),
            "100.00",
        ),
        (
            "of two categories as deep, the larger percentage",
            item("100", categories=(("home",), ("sale",))),
            member(category_discounts={"home": D(10), "sale": D(20)}),
            "80.00",
        ),
        (
            "a category without one inherits",
            SHELF,
            member(discount="5", category_discounts={"garden": D(20)}),
            "95.00",
        ),
        (
            "a sale the group is excluded from",
            item("100"),
            member(discount="10"),
            "90.00",
        ),
        (
            "the same sale, open to all",
            item("100"),
            member(discount="10", promotions=(SALE_30,)),
            "70.00",
        ),
        (
            "combinable sales follow each other and beat the single one",
            item("100"),
            member(
                discount="10",
                promotions=(
                    promotion("10", combinable=True),
                    promotion("20", combinable=True),
                    SALE_30,
                ),
            ),
            "64.80",
        ),
        (
            "a cost floor does not undo a public sale",
            item("100", cost="80"),
            member(discount="10", floor_percent="10", promotions=(SALE_30,)),
            "70.00",
        ),
        (
            "a cost floor does undo a sale for the group only",
            item("100", cost="80"),
            member(discount="10", floor_percent="10", promotions=(promotion("30", public=False),)),
            "88.00",
        ),
        (
            "without the public ceiling, the floor holds against everything",
            item("100", cost="80"),
            member(floor_percent="10", public_ceiling=False, promotions=(SALE_30,)),
            "88.00",
        ),
        (
            "a sale price never raises",
            item("100"),
            Policy(
                display=Basis.NET,
                promotions=(promotion("120", PromotionKind.PRICE),),
            ),
            "100.00",
        ),
        (
            "an amount off stops at zero",
            item("100"),
            Policy(
                display=Basis.NET,
                promotions=(promotion("120", PromotionKind.AMOUNT),),
            ),
            "0.00",
        ),
        (
            "a TTC amount off, in an HT shop",
            item("100"),
            Policy(
                display=Basis.NET,
                promotions=(promotion("12", PromotionKind.AMOUNT, basis=Basis.GROSS),),
            ),
            "90.00",
        ),
    ],
)
def test_price_in_an_ht_shop(case: str, product: Item, policy: Policy, expected: str) -> None:
    unit, found = price(product, policy)
    assert str(found) == expected, (case, unit.trace)


QUANTITY_STEP = template(
    rule(RuleKind.FIXED, "95", min_quantity=5), rule(RuleKind.FIXED, "85", min_quantity=10)
)


@pytest.mark.parametrize(
    ("case", "policy", "quantity", "expected"),
    [
        ("list price under the first step", Policy(display=Basis.NET), 4, "100.00"),
        ("the first step, reached exactly", Policy(display=Basis.NET), 5, "95.00"),
        ("the highest step reached", Policy(display=Basis.NET), 12, "85.00"),
        ("a group discount on the step", member(discount="10"), 5, "85.50"),
        (
            "a list rule is computed on the list price",
            member(template=template(rule(RuleKind.LIST_PERCENT, "-10"))),
            5,
            "90.00",
        ),
        (
            "everyone's step is lower than the template",
            member(template=template(rule(RuleKind.LIST_PERCENT, "-10"))),
            10,
            "85.00",
        ),
        (
            "without the ceiling, the template may be dearer",
            member(template=template(rule(RuleKind.LIST_PERCENT, "-10")), public_ceiling=False),
            10,
            "90.00",
        ),
        (
            "a discount on top of the template",
            member(template=template(rule(RuleKind.LIST_AMOUNT, "-20")), discount="10"),
            1,
            "72.00",
        ),
        (
            "group per cent, a step and a sale",
            member(discount="10", promotions=(promotion("20", combinable=True),)),
            5,
            "68.40",
        ),
    ],
)
def test_public_steps_and_templates(
    case: str, policy: Policy, quantity: int, expected: str
) -> None:
    terms = {
        name: getattr(policy, name)
        for name in ("group", "discount", "template", "public_ceiling", "promotions")
    }
    everyone = Policy(display=Basis.NET, public_template=QUANTITY_STEP, **terms)
    unit, found = price(item("100"), everyone, quantity=quantity)
    assert str(found) == expected, (case, unit.trace)


@pytest.mark.parametrize(
    ("case", "rules", "expected", "reasons"),
    [
        (
            "the product beats its categories, even dearer",
            [
                rule(RuleKind.FIXED, "95", sku="A"),
                rule(RuleKind.FIXED, "80", category="knives"),
                rule(RuleKind.FIXED, "70"),
            ],
            "95.00",
            [Reason.LESS_SPECIFIC, Reason.LESS_SPECIFIC],
        ),
        (
            "the deepest category beats its parents",
            [
                rule(RuleKind.FIXED, "70", category="home"),
                rule(RuleKind.FIXED, "80", category="knives"),
            ],
            "80.00",
            [Reason.LESS_SPECIFIC],
        ),
        (
            "a product rule whose step is not reached leaves the place",
            [
                rule(RuleKind.FIXED, "50", sku="A", min_quantity=7),
                rule(RuleKind.FIXED, "80", category="home"),
            ],
            "80.00",
            [Reason.STEP_NOT_REACHED],
        ),
        (
            "the highest step, though dearer",
            [
                rule(RuleKind.FIXED, "80", min_quantity=2),
                rule(RuleKind.FIXED, "90", min_quantity=6),
            ],
            "90.00",
            [Reason.LOWER_STEP],
        ),
        (
            "then the lowest price",
            [rule(RuleKind.FIXED, "90"), rule(RuleKind.LIST_PERCENT, "-15")],
            "85.00",
            [Reason.BETTER_PRICE],
        ),
        (
            "cost and a margin",
            [rule(RuleKind.COST_PERCENT, "25")],
            "75.00",
            [],
        ),
        (
            "nothing matches",
            [rule(RuleKind.FIXED, "10", category="garden")],
            "100.00",
            [],
        ),
        (
            "a fixed price given in TTC",
            [rule(RuleKind.FIXED, "96", basis=Basis.GROSS)],
            "80.00",
            [],
        ),
    ],
)
def test_which_template_rule_wins(
    case: str, rules: list, expected: str, reasons: list[Reason]
) -> None:
    product = item("100", cost="60", categories=(("home", "kitchen", "knives"),))
    unit, found = price(product, member(template=template(*rules)), quantity=6)
    assert str(found) == expected, (case, unit.trace)
    assert [lost.reason for lost in unit.lost] == reasons, case


def test_a_cost_rule_without_a_cost_does_not_match() -> None:
    rules = template(rule(RuleKind.COST_PERCENT, "10", sku="A"), rule(RuleKind.FIXED, "90"))
    unit, found = price(item("100"), member(template=rules))
    assert found == D(90)
    assert [(lost.price, lost.reason) for lost in unit.lost] == [(None, Reason.NO_COST)]


@pytest.mark.parametrize(
    ("case", "product", "policy", "expected"),
    [
        (
            "a floor is HT, the shop TTC",
            item("120", cost="80"),
            member(discount="30", floor_percent="10"),
            ("88.00", "105.60"),
        ),
        (
            "a group rate equal to the product's changes nothing",
            item("9.99"),
            member(vat_mode=VatMode.OVERRIDE, vat_rate=TVA20),
            ("8.33", "9.99"),
        ),
        (
            "an exempt group pays the net",
            item("120"),
            member(vat_mode=VatMode.EXEMPT),
            ("100.00", "100.00"),
        ),
        (
            "another rate keeps the net",
            item("120"),
            member(vat_mode=VatMode.OVERRIDE, vat_rate=TVA10),
            ("100.00", "110.00"),
        ),
        (
            "a zero-rated product stays at zero",
            item("120", NO_VAT),
            member(vat_mode=VatMode.OVERRIDE, vat_rate=TVA10),
            ("120.00", "120.00"),
        ),
        (
            "another destination keeps the net",
            item("120", TVA10, reference_rate=TVA20),
            member(),
            ("100.00", "110.00"),
        ),
        (
            "discount, then the rate",
            item("120"),
            member(discount="10", vat_mode=VatMode.EXEMPT),
            ("90.00", "90.00"),
        ),
    ],
)
def test_price_in_a_ttc_shop(
    case: str, product: Item, policy: Policy, expected: tuple[str, str]
) -> None:
    unit = unit_price(item=product, policy=policy, shop=TTC_SHOP)
    assert (str(unit.net), str(unit.gross)) == expected, (case, unit.trace)


def test_what_is_shown_follows_the_viewer_and_nothing_else_does() -> None:
    net = unit_price(item=item("100"), policy=member(discount="10"), shop=HT_SHOP)
    gross = unit_price(
        item=item("100"), policy=member(discount="10", display=Basis.GROSS), shop=HT_SHOP
    )
    assert (net.shown, net.struck) == (D(90), D(100))
    assert (gross.shown, gross.struck) == (D(108), D(120))
    assert (net.net, net.gross) == (gross.net, gross.gross)


def test_no_price_is_struck_where_the_viewer_pays_what_everyone_pays() -> None:
    assert unit_price(item=item("100"), policy=VISITOR, shop=HT_SHOP).struck is None


@pytest.mark.parametrize(
    ("digits", "list_price", "expected"),
    [(0, "1995", "1796"), (2, "19.95", "17.96"), (3, "1.995", "1.796")],
)
def test_currencies_have_their_own_smallest_unit(
    digits: int, list_price: str, expected: str
) -> None:
    shop = ShopTerms(entered=Basis.NET, currency_digits=digits)
    unit = unit_price(item=item(list_price), policy=member(discount="10"), shop=shop)
    assert str(unit.net) == expected


def test_a_chain_of_percentages_is_rounded_once_however_long_it_gets() -> None:
    # 1 000 001 × 0.999999 × 0.000000005 is a hair under half a cent
    chain = (promotion("0.0001", combinable=True), promotion("99.9999995", combinable=True))
    unit, _ = price(item("1000001"), Policy(display=Basis.NET, promotions=chain))
    assert str(unit.net) == "0.00"


def test_an_ht_shop_may_price_under_the_cent() -> None:
    shop = ShopTerms(entered=Basis.NET, unit_digits=4)
    unit = unit_price(item=item("0.1234"), policy=member(discount="10"), shop=shop)
    assert str(unit.net) == "0.1111"


def test_the_trace_tells_each_step_its_rule_and_its_group() -> None:
    sale = promotion("25", combinable=True, group=WHOLESALE_CLUB)
    policy = member(
        template=template(rule(RuleKind.FIXED, "95")),
        discount="10",
        floor_percent="10",
        promotions=(sale, SALE_5),
    )
    unit = unit_price(item=item("100", cost="70"), policy=policy, shop=HT_SHOP)
    steps = [(step.code, step.before, step.after) for step in unit.trace]
    assert steps == [
        (StepCode.LIST, D(100), D(100)),
        (StepCode.TEMPLATE, D(100), D(95)),
        (StepCode.GROUP_DISCOUNT, D(95), D("85.5")),
        (StepCode.PROMOTION, D("85.5"), D("64.125")),
        (StepCode.FLOOR, D("64.125"), D(77)),
        (StepCode.CEILING, D(77), D(75)),
    ]
    assert unit.trace[2].percent == D(10)
    assert unit.trace[3].rule == sale.source
    assert unit.trace[3].group == WHOLESALE_CLUB
    assert [(lost.rule, lost.price, lost.reason) for lost in unit.lost] == [
        (SALE_5.source, D(95), Reason.BETTER_PRICE)
    ]


WHOLESALE_CLUB = source("Club")
SALE_5 = promotion("5")


@pytest.mark.parametrize(
    ("discount", "warnings"),
    [
        ("10", ()),
        ("15", (Caution.BELOW_FLOOR,)),
        ("30", (Caution.BELOW_FLOOR, Caution.BELOW_COST)),
    ],
)
def test_a_floor_that_only_warns(discount: str, warnings: tuple[Caution, ...]) -> None:
    policy = member(discount=discount, floor_percent="10", floor_mode=FloorMode.WARN)
    unit = unit_price(item=item("100", cost="80"), policy=policy, shop=HT_SHOP)
    assert unit.net == 100 - D(discount)
    assert unit.warnings == warnings


@pytest.mark.parametrize(("minimum", "brought_by"), [("85", WHOLESALE), ("95", None)])
def test_a_floor_names_the_group_only_where_the_group_raises(
    minimum: str, brought_by: Source | None
) -> None:
    policy = member(discount="30", floor_percent="10")
    unit = unit_price(item=item("100", cost="80", minimum=minimum), policy=policy, shop=HT_SHOP)
    assert (unit.trace[-1].code, unit.trace[-1].group) == (StepCode.FLOOR, brought_by)


def test_selling_under_cost_is_always_said() -> None:
    unit = unit_price(item=item("100", cost="80"), policy=member(discount="30"), shop=HT_SHOP)
    assert unit.warnings == (Caution.BELOW_COST,)


def test_a_general_discount_replaced_by_a_category_is_explained() -> None:
    policy = member(discount="30", category_discounts={"knives": D(10)})
    unit = unit_price(item=SHELF, policy=policy, shop=HT_SHOP)
    assert [(lost.price, lost.reason) for lost in unit.lost] == [(D(70), Reason.LESS_SPECIFIC)]
