"""Order discounts: which ones count, what they take off, and from which lines."""

from dataclasses import replace

import pytest

from pricing.engine import (
    Basis,
    Combination,
    DiscountKind,
    Line,
    OrderDiscount,
    PercentBase,
    Policy,
    Quote,
    Reason,
    ShopTerms,
    Split,
    StepCode,
    Tier,
    quote,
)
from tests.engine.figures import (
    HT_SHOP,
    TTC_SHOP,
    TVA20,
    TVA55,
    D,
    flat_off,
    item,
    member,
    percent_off,
    source,
)

GROUPS = DiscountKind.GROUPS
BOTH = DiscountKind.GROUPS_AND_SUBTOTAL


def cart(
    *discounts: OrderDiscount, prices: tuple[str, ...] = ("350",), shop: ShopTerms = HT_SHOP
) -> Quote:
    lines = [Line(item=item(price, sku=f"P{index}")) for index, price in enumerate(prices)]
    policy = Policy(display=Basis.NET, order_discounts=discounts)
    return quote(lines=lines, policy=policy, shop=shop)


@pytest.mark.parametrize(
    ("case", "discounts", "off"),
    [
        ("a cent under the threshold", [percent_off("10", above="350.01")], "0.00"),
        ("on the threshold", [percent_off("10", above="350")], "35.00"),
        ("a flat amount", [flat_off("12.50")], "12.50"),
        ("never more than the goods", [flat_off("400")], "350.00"),
        (
            "of one kind, the one worth most",
            [percent_off("5", above="200"), flat_off("5", above="300")],
            "17.50",
        ),
        (
            "the kinds add up, each on the whole subtotal",
            [percent_off("5", above="200"), percent_off("10", kind=BOTH)],
            "52.50",
        ),
        (
            "three kinds",
            [percent_off("5"), flat_off("7", kind=GROUPS), percent_off("10", kind=BOTH)],
            "59.50",
        ),
        (
            "together never more than the goods",
            [percent_off("60"), percent_off("60", kind=GROUPS)],
            "350.00",
        ),
    ],
)
def test_what_is_taken_off(case: str, discounts: list[OrderDiscount], off: str) -> None:
    document = cart(*discounts)
    assert str(document.discount_net) == off, case
    assert document.subtotal_net - document.discount_net == document.net


@pytest.mark.parametrize(("subtotal", "off"), [("99", "0"), ("100", "5"), ("250", "25")])
def test_the_highest_tier_reached_counts(subtotal: str, off: str) -> None:
    tiered = OrderDiscount(
        id=1,
        source=source("Tiers"),
        kind=DiscountKind.SUBTOTAL,
        tiers=(
            Tier(threshold=D(200), percent=D(10)),
            Tier(threshold=D(100), amount=D(5)),
        ),
    )
    assert cart(tiered, prices=(subtotal,)).discount_net == D(off)


@pytest.mark.parametrize(
    ("combination", "off"),
    [(Combination.PER_KIND, "45"), (Combination.BEST, "35"), (Combination.ALL, "50")],
)
def test_how_discounts_combine(combination: Combination, off: str) -> None:
    discounts = (percent_off("10"), flat_off("5"), flat_off("10", kind=GROUPS))
    document = cart(*discounts, shop=replace(HT_SHOP, combination=combination))
    assert document.discount_net == D(off)


def test_a_tie_goes_to_the_lower_id_whatever_the_order() -> None:
    first, second = percent_off("10"), flat_off("35")
    for discounts in ((first, second), (second, first)):
        document = cart(*discounts)
        assert [cut.source for cut in document.reductions] == [first.source]
        assert [(lost.rule, lost.price, lost.reason) for lost in document.lost] == [
            (second.source, D(35), Reason.BETTER_DISCOUNT)
        ]


def test_running_percentages_follow_the_ranks() -> None:
    shop = replace(HT_SHOP, combination=Combination.ALL, percent_base=PercentBase.RUNNING)
    discounts = (percent_off("10", rank=2), flat_off("50", rank=1))
    assert cart(*discounts, shop=shop).discount_net == D(80)


@pytest.mark.parametrize(
    ("threshold", "off"), [("420", "10.00"), ("420.01", "0.00")], ids=["reached", "missed"]
)
def test_a_ttc_discount_in_an_ht_shop(threshold: str, off: str) -> None:
    document = cart(flat_off("12", above=threshold, basis=Basis.GROSS))
    assert str(document.discount_net) == off
    assert document.discount_gross == D(off) * D("1.2")


def test_an_ht_discount_in_a_ttc_shop_is_converted_at_each_line_rate() -> None:
    lines = [
        Line(item=item("120", TVA20, sku="A")),
        Line(item=item("105.50", TVA55, sku="B")),
    ]
    policy = Policy(display=Basis.GROSS, order_discounts=(flat_off("20", basis=Basis.NET),))
    document = quote(lines=lines, policy=policy, shop=TTC_SHOP)
    assert [str(line.discount) for line in document.lines] == ["12.00", "10.55"]
    assert str(document.net) == "180.00"


def test_an_ht_discount_may_take_the_last_cent_of_a_ttc_cart() -> None:
    # 1.25 TTC is 1.18 HT, and 1.18 HT is 1.24 TTC: the cent lost on the way is taken too
    policy = Policy(display=Basis.GROSS, order_discounts=(flat_off("20", basis=Basis.NET),))
    line = Line(item=item("1.25", TVA55))
    assert str(quote(lines=[line], policy=policy, shop=TTC_SHOP).gross) == "0.00"


def test_percentages_come_before_flat_amounts() -> None:
    flat, percent = flat_off("300", kind=GROUPS), percent_off("60")
    document = cart(flat, percent)
    assert [(cut.source, cut.amount) for cut in document.reductions] == [
        (percent.source, D(210)),
        (flat.source, D(140)),
    ]


@pytest.mark.parametrize(
    ("split", "shares"),
    [
        (Split.LARGEST_REMAINDER, ["3.34", "3.33", "3.33"]),
        (Split.FIRST_LINES, ["3.34", "3.33", "3.33"]),
        (Split.LAST_LINE, ["3.33", "3.33", "3.34"]),
    ],
)
def test_equal_lines_share_a_discount(split: Split, shares: list[str]) -> None:
    document = cart(flat_off("10"), prices=("20",) * 3, shop=replace(HT_SHOP, split=split))
    assert [str(line.discount) for line in document.lines] == shares


def test_the_largest_remainder_takes_the_cent() -> None:
    document = cart(flat_off("1"), prices=("10", "20", "30.01"))
    assert [str(line.discount) for line in document.lines] == ["0.17", "0.33", "0.50"]


def test_a_floor_sends_its_share_to_the_other_lines() -> None:
    held = item("50", minimum="48", sku="held")
    free = item("50", sku="free")
    policy = Policy(display=Basis.NET, order_discounts=(flat_off("20"),))
    document = quote(lines=[Line(item=held), Line(item=free)], policy=policy, shop=HT_SHOP)
    assert [line.discount for line in document.lines] == [D(2), D(18)]


def test_order_discounts_stop_at_a_raising_cost_floor() -> None:
    policy = member(floor_percent="10", order_discounts=(percent_off("50"),))
    document = quote(
        lines=[Line(item=item("100", cost="80"), quantity=2)], policy=policy, shop=HT_SHOP
    )
    assert document.net == D(176)
    assert document.reductions[0].amount == D(24)


def test_a_discount_with_nothing_left_to_take_is_explained() -> None:
    policy = member(discount="100", order_discounts=(percent_off("5"),))
    document = quote(lines=[Line(item=item("10"))], policy=policy, shop=HT_SHOP)
    assert [lost.reason for lost in document.lost] == [Reason.NOTHING_LEFT]


def test_a_typed_line_neither_counts_nor_gives() -> None:
    lines = [Line(item=item("100", sku="A")), Line(item=item("100", sku="B"), typed=D(90))]
    policy = Policy(display=Basis.NET, order_discounts=(percent_off("10", above="100"),))
    document = quote(lines=lines, policy=policy, shop=HT_SHOP)
    assert [line.discount for line in document.lines] == [D(10), D(0)]
    missed = Policy(display=Basis.NET, order_discounts=(percent_off("10", above="100.01"),))
    assert quote(lines=lines, policy=missed, shop=HT_SHOP).discount_net == 0


def test_each_reduction_is_told_with_its_figures() -> None:
    group = source("Wholesale")
    document = cart(percent_off("5"), flat_off("7", kind=GROUPS, group=group))
    assert [(step.code, step.before, step.after) for step in document.trace] == [
        (StepCode.ORDER_DISCOUNT, D(350), D("332.50")),
        (StepCode.ORDER_DISCOUNT, D("332.50"), D("325.50")),
    ]
    assert [(cut.net, cut.gross) for cut in document.reductions] == [
        (D("17.50"), D("21.00")),
        (D("7.00"), D("8.40")),
    ]
    assert document.reductions[1].group == group
    assert [line.total for line in document.lines] == [D(350)]
