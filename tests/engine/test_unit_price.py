"""The price of one unit, on figures worked out by hand."""

from decimal import Decimal

from pricing.engine import Basis, Component, Item, Line, Policy, Rate, ShopTerms, quote, unit_price

D = Decimal
TVA20 = Rate(key="20", components=(Component(code="TVA", percent=D(20)),))


def test_the_floor_beats_the_group_discount() -> None:
    item = Item(sku="A", price=D(100), cost=D(80), rate=TVA20, reference_rate=TVA20)
    policy = Policy(display=Basis.NET, discount=D(20), floor_percent=D(10))
    shop = ShopTerms(entered=Basis.NET)
    unit = unit_price(item=item, policy=policy, shop=shop)
    assert (unit.net, unit.gross, unit.struck) == (D("88.00"), D("105.60"), D("100.00"))
    cart = quote(lines=[Line(item=item, quantity=3)], policy=policy, shop=shop)
    assert (cart.net, cart.vat, cart.gross) == (D("264.00"), D("52.80"), D("316.80"))
    assert cart.lines[0].unit == unit
