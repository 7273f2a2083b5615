"""Terms from which no price can be made are refused where they are said, by name."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pricing.engine import (
    Basis,
    Component,
    DeliveryTerms,
    Item,
    Line,
    Policy,
    PromotionKind,
    RuleKind,
    ShopTerms,
    TemplateRule,
    TermsError,
    Tier,
    VatMode,
    unit_price,
)
from tests.engine.figures import HT_SHOP, TVA20, VISITOR, D, item, promotion, shipping, source

NOT_AMOUNTS = [1.5, 1, "1", D("NaN"), D("Infinity"), D("-0.01"), D("1E+999")]


def product(**terms: Any) -> Item:
    usual: dict[str, Any] = {"sku": "A", "price": D(1), "rate": TVA20, "reference_rate": TVA20}
    return Item(**(usual | terms))


def policy(**terms: Any) -> Policy:
    return Policy(display=Basis.NET, **terms)


@pytest.mark.parametrize("amount", NOT_AMOUNTS, ids=repr)
@pytest.mark.parametrize(
    "say",
    [
        lambda amount: product(price=amount),
        lambda amount: product(cost=amount),
        lambda amount: product(minimum=amount),
        lambda amount: Line(item=item("1"), typed=amount),
        lambda amount: Component(code="TVA", percent=amount),
        lambda amount: policy(discount=amount),
        lambda amount: policy(floor_percent=amount),
        lambda amount: policy(category_discounts={"home": amount}),
        lambda amount: DeliveryTerms(fee=amount),
        lambda amount: DeliveryTerms(threshold=amount),
        lambda amount: Tier(threshold=amount, percent=D(1)),
        lambda amount: Tier(amount=amount),
        lambda amount: Tier(percent=amount),
    ],
    ids=[
        "price",
        "cost",
        "minimum",
        "typed price",
        "VAT component",
        "discount",
        "floor",
        "category discount",
        "delivery fee",
        "delivery threshold",
        "threshold",
        "flat amount",
        "tier percentage",
    ],
)
def test_an_amount_is_a_finite_decimal_of_zero_or_more(
    say: Callable[[Any], Any], amount: Any
) -> None:
    with pytest.raises(TermsError):
        say(amount)


@pytest.mark.parametrize(
    "say",
    [
        lambda: policy(discount=D("100.01")),
        lambda: policy(category_discounts={"home": D("100.01")}),
        lambda: promotion("100.01"),
        lambda: promotion("-1", PromotionKind.AMOUNT),
        lambda: Tier(percent=D("100.01")),
        lambda: Tier(percent=D(5), amount=D(5)),
        lambda: Tier(threshold=D(5)),
        lambda: policy(vat_mode=VatMode.OVERRIDE),
        lambda: shipping("-1"),
        lambda: ShopTerms(currency_digits=-1),
        lambda: ShopTerms(unit_digits=13),
        lambda: TemplateRule(
            source=source("R"), kind=RuleKind.FIXED, value=D(1), sku="A", category="home"
        ),
        lambda: TemplateRule(source=source("R"), kind=RuleKind.FIXED, value=D(-1)),
        lambda: TemplateRule(source=source("R"), kind=RuleKind.LIST_AMOUNT, value=D("NaN")),
        lambda: TemplateRule(source=source("R"), kind=RuleKind.FIXED, value=D(1), min_quantity=0),
    ],
)
def test_terms_that_contradict_themselves_are_refused(say: Callable[[], Any]) -> None:
    with pytest.raises(TermsError):
        say()


@pytest.mark.parametrize("quantity", [0, -1, 1.5, True, "2", Decimal(2)])
def test_a_quantity_is_a_whole_number_from_one(quantity: Any) -> None:
    with pytest.raises(TermsError):
        Line(item=item("1"), quantity=quantity)
    with pytest.raises(TermsError):
        unit_price(item=item("1"), quantity=quantity, policy=VISITOR, shop=HT_SHOP)


def test_a_stored_minus_zero_is_a_plain_zero() -> None:
    unit = unit_price(item=product(price=D("-0.00")), policy=VISITOR, shop=HT_SHOP)
    assert str(unit.gross) == "0.00"


def test_the_refusal_names_the_figure() -> None:
    with pytest.raises(TermsError, match=r"The price of A must be a Decimal, got float"):
        product(price=9.99)
