"""What holds for every unit price, whatever the product, the viewer and the shop."""

from dataclasses import replace
from decimal import Context, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pricing.engine import (
    Basis,
    Item,
    Line,
    Policy,
    PriceTemplate,
    ShopTerms,
    StepCode,
    UnitPrice,
    VatMode,
    quote,
    unit_price,
)
from tests.engine import oracle
from tests.engine.figures import HT_SHOP, TTC_SHOP, D
from tests.engine.worlds import cent_shops, items, percents, quantities, undiscounted

CENT = D("0.01")
viewers = undiscounted


def price(item: Item, policy: Policy, shop: ShopTerms, quantity: int = 1) -> Decimal:
    return unit_price(item=item, quantity=quantity, policy=policy, shop=shop).price


def at_home(item: Item) -> Item:
    return replace(item, rate=item.reference_rate)


def plainly_taxed(policy: Policy) -> Policy:
    return replace(policy, vat_mode=VatMode.STANDARD)


def visitor(policy: Policy) -> Policy:
    """Somebody of no group, on the day and in the place of the policy."""
    promotions = tuple(promotion for promotion in policy.promotions if promotion.public)
    return Policy(
        display=policy.display, public_template=policy.public_template, promotions=promotions
    )


def amounts_of(unit: UnitPrice) -> list[Decimal]:
    return [unit.net, unit.gross, unit.shown, unit.list_net, unit.list_gross, unit.price]


@given(items, quantities, undiscounted, cent_shops)
def test_p1_p12_p22_p25_a_price_depends_on_nothing_but_its_terms(
    item: Item, quantity: int, policy: Policy, shop: ShopTerms
) -> None:
    alone = unit_price(item=item, quantity=quantity, policy=policy, shop=shop)
    cart = quote(lines=[Line(item=item, quantity=quantity)], policy=policy, shop=shop)
    assert cart.lines[0].unit == alone
    with localcontext(Context(prec=4, rounding="ROUND_UP")):
        assert unit_price(item=item, quantity=quantity, policy=policy, shop=shop) == alone
    other = replace(policy, display=policy.display.other)
    seen = unit_price(item=item, quantity=quantity, policy=other, shop=shop)
    assert (seen.net, seen.gross, seen.trace) == (alone.net, alone.gross, alone.trace)
    assert {alone.shown, seen.shown} == {alone.net, alone.gross}


@given(items, quantities, undiscounted, cent_shops)
def test_p2_p5_prices_are_whole_cents_and_no_more_than_the_list_price(
    item: Item, quantity: int, policy: Policy, shop: ShopTerms
) -> None:
    unit = unit_price(item=item, quantity=quantity, policy=policy, shop=shop)
    for amount in amounts_of(unit):
        assert amount.as_tuple().exponent == -2
        assert not amount.is_signed()
    assert unit.struck is None or unit.shown < unit.struck
    if policy.public_ceiling:
        assert (unit.net, unit.gross) <= (unit.list_net, unit.list_gross)
    assert unit.trace[0].code is StepCode.LIST
    for earlier, later in pairwise(unit.trace):
        assert later.before == earlier.after
    assert unit.trace[-1].after == unit.price


@given(items, quantities, undiscounted, cent_shops)
def test_p8_p9_half_a_cent_from_the_exact_price_and_a_floor_up_to_the_visitors(
    item: Item, quantity: int, policy: Policy, shop: ShopTerms
) -> None:
    home, plain = at_home(item), plainly_taxed(policy)
    found = price(home, plain, shop, quantity)
    truth = oracle.unit(home, quantity, plain, shop)
    assert Fraction(found) >= min(truth.floor, truth.visitor)
    if plain.public_ceiling:
        assert found <= price(home, visitor(plain), shop, quantity)
    if not plain.public_ceiling or found < truth.visitor:
        assert abs(Fraction(found) - truth.exact) <= Fraction(1, 200)


@given(items, quantities, undiscounted, cent_shops)
def test_p14_the_order_of_rows_means_nothing_and_a_promotion_never_raises(
    item: Item, quantity: int, policy: Policy, shop: ShopTerms
) -> None:
    def turned(template: PriceTemplate | None) -> PriceTemplate | None:
        return template and replace(template, rules=template.rules[::-1])

    other = replace(
        policy,
        promotions=policy.promotions[::-1],
        template=turned(policy.template),
        public_template=turned(policy.public_template),
    )
    one = unit_price(item=item, quantity=quantity, policy=policy, shop=shop)
    two = unit_price(item=item, quantity=quantity, policy=other, shop=shop)
    assert one.trace == two.trace
    assert sorted(one.lost, key=str) == sorted(two.lost, key=str)
    fewer = replace(policy, promotions=policy.promotions[:-1])
    assert one.price <= price(item, fewer, shop, quantity)


@given(items, viewers, cent_shops, percents, percents)
def test_p6_more_discount_or_a_lower_list_price_never_costs_more(
    item: Item, policy: Policy, shop: ShopTerms, one: Decimal, other: Decimal
) -> None:
    low, high = sorted((one, other))
    general = replace(policy, category_discounts={})
    less = price(item, replace(general, discount=low), shop)
    assert less >= price(item, replace(general, discount=high), shop)
    cheaper = replace(item, price=item.price * low / 100)
    assert price(cheaper, policy, shop) <= price(item, policy, shop)


@given(items, cent_shops, st.booleans())
def test_p7_no_terms_change_nothing_and_a_whole_discount_is_free(
    item: Item, shop: ShopTerms, typed_terms: bool
) -> None:
    item = replace(at_home(item), minimum=None)
    nothing = Policy(display=Basis.NET, discount=D("0.00") if typed_terms else D(0))
    assert price(item, nothing, shop) == item.price
    free = unit_price(item=item, policy=Policy(display=Basis.NET, discount=D(100)), shop=shop)
    assert [str(free.net), str(free.gross)] == ["0.00", "0.00"]


@given(items, quantities, viewers)
def test_p11_a_rate_of_the_groups_own_keeps_the_net(
    item: Item, quantity: int, policy: Policy
) -> None:
    for mode in (VatMode.OVERRIDE, VatMode.EXEMPT):
        own, plain = replace(policy, vat_mode=mode), plainly_taxed(policy)
        unit = unit_price(item=item, quantity=quantity, policy=own, shop=HT_SHOP)
        assert unit.net == price(item, plain, HT_SHOP, quantity)
        unit = unit_price(item=item, quantity=quantity, policy=own, shop=TTC_SHOP)
        entered = price(at_home(item), plain, TTC_SHOP, quantity)
        net = Fraction(entered) / Fraction(item.reference_rate.factor)
        assert abs(Fraction(unit.net) - net) <= Fraction(1, 100)
        if mode is VatMode.EXEMPT:
            assert unit.net == unit.gross
        elif item.rate.taxable:
            assert unit.rate == policy.vat_rate
