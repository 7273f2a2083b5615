"""What a group's prices would do that nobody means."""

from datetime import date

from catalog.models import Product, Shop
from groups.book import Holding, price_book
from groups.models import CustomerGroup, FloorMode
from pricing import engine
from pricing import selectors as pricing
from pricing.selectors import Place


def lacks_a_floor(*, group: CustomerGroup, shop: Shop) -> bool:
    """Whether the group takes something off somewhere without saying how far it may go."""
    held = group.floor_percent is not None and group.floor_mode != FloorMode.OFF
    if held or not price_book(shop=shop).channels_with_prices(group=group):
        return False
    return group.discount_percent > 0 or group.category_discounts.filter(percent__gt=0).exists()


def below_cost(*, group: CustomerGroup, shop: Shop, on: date) -> int:
    """How many products members of the group would have under their cost, active or not."""
    book = price_book(shop=shop)
    holding = Holding(primary=group.pk, active=(group.pk,))
    channel = next(iter(book.channels_with_prices(group=group)), None)
    policy = book.policy(holding=holding, on=on, channel=channel)
    items = pricing.items(
        products=Product.objects.filter(cost__isnull=False),
        taxes=book.taxes,
        shelves=book.shelves,
        place=Place(),
    )
    prices = engine.unit_prices(items=items, policy=policy, shop=book.terms)
    return sum(engine.Caution.BELOW_COST in price.warnings for price in prices.values())
