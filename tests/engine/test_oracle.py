"""The engine against the oracle: the same cents, by another road."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pricing.engine import Item, Line, Policy, Shipping, ShopTerms, quote, unit_price
from tests.engine import oracle
from tests.engine.worlds import (
    carts,
    foreign_shops,
    items,
    policies,
    shippings,
    shops,
    undiscounted,
)


@given(items, st.integers(1, 12), undiscounted, st.one_of(shops, foreign_shops))
def test_unit_prices_are_the_oracles(
    item: Item, quantity: int, policy: Policy, shop: ShopTerms
) -> None:
    ours = unit_price(item=item, quantity=quantity, policy=policy, shop=shop)
    theirs = oracle.unit(item, quantity, policy, shop)
    assert Fraction(ours.price) == theirs.price, ours.trace


@given(carts, policies, st.one_of(shops, foreign_shops), st.one_of(st.none(), shippings))
def test_documents_are_the_oracles(
    lines: list[Line], policy: Policy, shop: ShopTerms, shipping: Shipping | None
) -> None:
    ours = quote(lines=lines, policy=policy, shop=shop, shipping=shipping)
    assert (ours.net, ours.gross) == oracle.totals(lines, policy, shop, shipping)
