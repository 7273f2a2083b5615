"""Carts: lines, VAT, delivery and totals, on figures worked out by hand."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from pricing.engine import (
    Basis,
    DeliveryCharge,
    DeliveryTerms,
    Item,
    Line,
    Policy,
    Quote,
    Rate,
    RoundingLevel,
    RuleKind,
    ShopTerms,
    StepCode,
    VatMode,
    quote,
    unit_price,
)
from tests.engine.figures import (
    HT_SHOP,
    NO_VAT,
    QUEBEC,
    TTC_SHOP,
    TVA10,
    TVA55,
    VISITOR,
    WHOLESALE,
    D,
    item,
    member,
    percent_off,
    rule,
    shipping,
    template,
)


def cart(
    *products: tuple[str, int] | tuple[str, int, Rate],
    policy: Policy = VISITOR,
    shop: ShopTerms = HT_SHOP,
    **more: Any,
) -> Quote:
    lines = [
        Line(item=item(product[0], *product[2:], sku=f"P{index}"), quantity=product[1])
        for index, product in enumerate(products)
    ]
    return quote(lines=lines, policy=policy, shop=shop, **more)


def totals(document: Quote) -> tuple[str, str, str]:
    return str(document.net), str(document.vat), str(document.gross)


def components(document: Quote) -> list[str]:
    return [str(part.amount) for tax in document.taxes for part in tax.components]


@pytest.mark.parametrize(
    ("price", "quantity", "level", "taxes", "gross"),
    [
        ("100.00", 1, RoundingLevel.TOTAL, ["5.00", "9.98"], "114.98"),
        ("19.99", 1, RoundingLevel.TOTAL, ["1.00", "1.99"], "22.98"),
        ("19.99", 3, RoundingLevel.TOTAL, ["3.00", "5.98"], "68.95"),
        ("19.99", 3, RoundingLevel.UNIT, ["3.00", "5.97"], "68.94"),
    ],
)
def test_quebec_rounds_each_tax_on_its_own(
    price: str, quantity: int, level: RoundingLevel, taxes: list[str], gross: str
) -> None:
    shop = replace(HT_SHOP, rounding_level=level)
    document = cart((price, quantity, QUEBEC), shop=shop)
    assert (components(document), str(document.gross)) == (taxes, gross)


def test_quebec_taxes_what_is_left_after_the_discount() -> None:
    policy = Policy(display=Basis.NET, order_discounts=(percent_off("10"),))
    document = cart(("19.99", 3, QUEBEC), policy=policy)
    assert totals(document) == ("53.97", "8.08", "62.05")
    assert components(document) == ["2.70", "5.38"]


def test_a_ttc_price_contains_both_quebec_taxes() -> None:
    document = cart(("100.00", 1, QUEBEC), shop=TTC_SHOP)
    assert totals(document) == ("86.98", "13.02", "100.00")
    assert sum(map(Decimal, components(document))) == D("13.02")


@pytest.mark.parametrize("shop", [HT_SHOP, TTC_SHOP], ids=["HT", "TTC"])
def test_lines_rates_and_document_add_up(shop: ShopTerms) -> None:
    document = cart(*[("1.00", 1)] * 3, ("0.99", 7, TVA55), ("3.33", 3, TVA10), shop=shop)
    for basis in ("net", "vat", "gross"):
        amount = getattr(document, basis)
        assert sum(getattr(line, basis) for line in document.lines) == amount
        assert sum(getattr(tax, basis) for tax in document.taxes) == amount
    for line in document.lines:
        assert line.net + line.vat == line.gross
    assert [str(tax.vat) for tax in document.taxes] == (
        ["0.60", "0.38", "1.00"] if shop is HT_SHOP else ["0.50", "0.36", "0.91"]
    )


def test_three_lines_of_one_euro_ttc() -> None:
    document = cart(*[("1.00", 1)] * 3, shop=TTC_SHOP)
    assert [str(line.vat) for line in document.lines] == ["0.17", "0.17", "0.16"]
    assert [str(line.net) for line in document.lines] == ["0.83", "0.83", "0.84"]
    assert totals(document) == ("2.50", "0.50", "3.00")


@pytest.mark.parametrize(
    ("level", "vat"),
    [
        (RoundingLevel.TOTAL, "2.30"),
        (RoundingLevel.LINE, "2.31"),
        (RoundingLevel.UNIT, "2.34"),
    ],
)
def test_vat_is_rounded_where_the_shop_says(level: RoundingLevel, vat: str) -> None:
    shop = replace(HT_SHOP, rounding_level=level)
    # 4.98 + 6.54: a fifth is 0.996 and 1.308, 2.304 together, 0.166 and 0.218 on one unit
    assert str(cart(("0.83", 6), ("1.09", 6), shop=shop).vat) == vat


def test_level_unit_takes_the_tax_of_the_discount_off() -> None:
    shop = replace(HT_SHOP, rounding_level=RoundingLevel.UNIT)
    policy = Policy(display=Basis.NET, order_discounts=(percent_off("10"),))
    # 3 × round(19.99 × 9.975 %) − round(6.00 × 9.975 %)
    document = cart(("19.99", 3, QUEBEC), policy=policy, shop=shop)
    assert components(document) == ["2.70", "5.37"]


def test_nothing_left_to_pay_carries_no_vat_at_any_level() -> None:
    policy = Policy(display=Basis.NET, order_discounts=(percent_off("100"),))
    for level in RoundingLevel:
        shop = replace(HT_SHOP, rounding_level=level)
        assert totals(cart(("0.02", 3), policy=policy, shop=shop)) == ("0.00", "0.00", "0.00")


MIXED = (("120.00", 1), ("52.75", 2, TVA55), ("10.00", 1, NO_VAT))


@pytest.mark.parametrize(
    ("case", "policy", "expected"),
    [
        ("as the products are", member(), ("215.00", "26.50", "241.50")),
        (
            "a rate of the group's own keeps the net and spares the zero-rated",
            member(vat_mode=VatMode.OVERRIDE, vat_rate=TVA10),
            ("215.00", "20.50", "235.50"),
        ),
        ("exempt on everything", member(vat_mode=VatMode.EXEMPT), ("215.00", "0.00", "215.00")),
    ],
)
def test_group_vat_on_a_ttc_catalogue_with_taxed_delivery(
    case: str, policy: Policy, expected: tuple[str, str, str]
) -> None:
    document = cart(*MIXED, policy=policy, shop=TTC_SHOP, shipping=shipping("6.00"))
    assert totals(document) == expected, case


def test_an_exempt_document_bears_the_legal_mention() -> None:
    exempt = member(vat_mode=VatMode.EXEMPT, exemption_reason="Art. 262 ter I")
    assert cart(("10", 1), policy=exempt).exemption_reason == "Art. 262 ter I"
    assert cart(("10", 1), policy=replace(exempt, vat_mode=VatMode.STANDARD)).exemption_reason == ""


@pytest.mark.parametrize("shop", [HT_SHOP, TTC_SHOP], ids=["HT", "TTC"])
def test_display_changes_no_amount_due(shop: ShopTerms) -> None:
    documents = [
        cart(*MIXED, policy=member(discount="7", display=basis), shop=shop) for basis in Basis
    ]
    assert totals(documents[0]) == totals(documents[1])


@pytest.mark.parametrize(
    ("case", "terms", "goods", "fee"),
    [
        ("the carrier's price", DeliveryTerms(), "500", "8.00"),
        ("a fixed fee", DeliveryTerms(charge=DeliveryCharge.FIXED, fee=D(5)), "1", "5.00"),
        ("free", DeliveryTerms(charge=DeliveryCharge.FREE), "1", "0.00"),
        (
            "a cent under the threshold",
            DeliveryTerms(charge=DeliveryCharge.FREE, threshold=D(100)),
            "99.99",
            "8.00",
        ),
        (
            "on the threshold",
            DeliveryTerms(charge=DeliveryCharge.FREE, threshold=D(100)),
            "100",
            "0.00",
        ),
        (
            "a fixed fee under its threshold",
            DeliveryTerms(charge=DeliveryCharge.FIXED, fee=D(5), threshold=D(100)),
            "99.99",
            "8.00",
        ),
        (
            "a fixed fee from its threshold",
            DeliveryTerms(charge=DeliveryCharge.FIXED, fee=D(5), threshold=D(100)),
            "100",
            "5.00",
        ),
        (
            "free wins over a fee left in the data",
            DeliveryTerms(charge=DeliveryCharge.FREE, fee=D(5)),
            "1",
            "0.00",
        ),
    ],
)
def test_delivery_fee(case: str, terms: DeliveryTerms, goods: str, fee: str) -> None:
    document = cart((goods, 1), policy=member(delivery=terms), shipping=shipping("8"))
    assert document.shipping is not None
    assert str(document.shipping.net) == fee, case
    assert document.shipping.gross == document.shipping.net * D("1.2")
    assert document.gross == (D(goods) * D("1.2")).quantize(D("0.01")) + document.shipping.gross


def test_the_delivery_threshold_counts_goods_after_their_discounts() -> None:
    terms = DeliveryTerms(charge=DeliveryCharge.FREE, threshold=D(100))
    policy = member(delivery=terms, order_discounts=(percent_off("10"),))
    for goods, fee in (("111.10", "8.00"), ("111.12", "0.00")):
        document = cart((goods, 1), policy=policy, shipping=shipping("8"))
        assert document.shipping is not None
        assert str(document.shipping.net) == fee


def test_pickup_costs_nothing_whatever_the_choice() -> None:
    terms = DeliveryTerms(charge=DeliveryCharge.FIXED, fee=D(5))
    counter = shipping("8", pickup=True)
    document = cart(("10", 1), policy=member(delivery=terms), shipping=counter)
    assert document.shipping is not None
    assert str(document.shipping.gross) == "0.00"


def test_delivery_is_explained() -> None:
    terms = DeliveryTerms(charge=DeliveryCharge.FREE)
    document = cart(("10", 1), policy=member(delivery=terms), shipping=shipping("8"))
    assert [(s.code, s.before, s.after, s.group) for s in document.trace] == [
        (StepCode.SHIPPING, D(8), D(0), WHOLESALE)
    ]


def test_delivery_of_an_exempt_member_keeps_its_net() -> None:
    document = cart(
        ("12", 1),
        policy=member(vat_mode=VatMode.EXEMPT),
        shop=TTC_SHOP,
        shipping=shipping("6.00"),
    )
    assert document.shipping is not None
    assert (str(document.shipping.net), str(document.shipping.vat)) == ("5.00", "0.00")
    assert [step.code for step in document.trace] == [StepCode.VAT_RATE]


def test_a_quantity_step_counts_the_product_in_the_whole_cart() -> None:
    product = item("10")
    policy = Policy(
        display=Basis.NET,
        public_template=template(rule(RuleKind.FIXED, "8", min_quantity=3)),
    )
    lines = [Line(item=product, quantity=1), Line(item=product, quantity=2)]
    split = quote(lines=lines, policy=policy, shop=HT_SHOP)
    merged = quote(lines=[Line(item=product, quantity=3)], policy=policy, shop=HT_SHOP)
    assert totals(split) == totals(merged) == ("24.00", "4.80", "28.80")


@pytest.mark.parametrize(
    ("shop", "policy", "expected"),
    [
        (HT_SHOP, member(discount="50"), ("7.77", "9.32")),
        (TTC_SHOP, member(discount="50"), ("6.48", "7.77")),
        (TTC_SHOP, member(vat_mode=VatMode.EXEMPT), ("6.48", "6.48")),
    ],
    ids=["HT", "TTC", "exempt in a TTC shop"],
)
def test_a_price_typed_by_staff_replaces_every_rule(
    shop: ShopTerms, policy: Policy, expected: tuple[str, str]
) -> None:
    dear = item("100", cost="90", minimum="95")
    line = Line(item=dear, typed=D("7.77"))
    document = quote(lines=[line], policy=policy, shop=shop)
    assert (str(document.net), str(document.gross)) == expected
    assert StepCode.TYPED in [step.code for step in document.lines[0].unit.trace]


def test_the_same_product_may_be_typed_on_one_line_only() -> None:
    product = item("10")
    lines = [Line(item=product), Line(item=product, typed=D(4))]
    assert quote(lines=lines, policy=VISITOR, shop=HT_SHOP).net == D(14)


def test_a_line_is_rounded_to_the_cent_even_where_units_are_finer() -> None:
    shop = replace(HT_SHOP, unit_digits=4)
    document = cart(("0.1234", 7, NO_VAT), shop=shop)
    assert totals(document) == ("0.86", "0.00", "0.86")


@pytest.mark.parametrize(
    ("digits", "price", "expected"),
    [(0, "999", ("999", "200", "1199")), (3, "9.999", ("9.999", "2.000", "11.999"))],
)
def test_currencies_without_cents_or_with_three_decimals(
    digits: int, price: str, expected: tuple[str, str, str]
) -> None:
    assert totals(cart((price, 1), shop=replace(HT_SHOP, currency_digits=digits))) == expected


def test_an_empty_cart_costs_nothing() -> None:
    assert totals(cart()) == ("0.00", "0.00", "0.00")


def test_another_policy_prices_the_same_cart_anew() -> None:
    lines = [Line(item=item("10"), quantity=3)]
    before = quote(lines=lines, policy=member(discount="20"), shop=HT_SHOP)
    after = quote(lines=lines, policy=VISITOR, shop=HT_SHOP)
    assert (before.net, after.net) == (D(24), D(30))


def test_one_line_and_one_unit_agree() -> None:
    product: Item = item("19.99", QUEBEC)
    policy = member(discount="13")
    document = quote(lines=[Line(item=product)], policy=policy, shop=HT_SHOP)
    unit = unit_price(item=product, policy=policy, shop=HT_SHOP)
    assert document.lines[0].unit == unit
    assert (document.net, document.gross) == (unit.net, unit.gross)
