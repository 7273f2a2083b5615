"""What a group's prices would do that nobody means."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog.models import Product, Shop
from groups.book import Holding, price_book
from groups.models import CustomerGroup, FloorMode
from pricing import engine, reductions
from pricing import selectors as pricing
from pricing.selectors import Place

LOOKED_AT = 500  # products priced to tell what a floor leaves of the reductions
TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """What the group's reductions come to on average, in percent of everyone's price."""

    asked: Decimal
    granted: Decimal
    held: int  # products whose price the floor holds up
    products: int


def lacks_a_floor(*, group: CustomerGroup, shop: Shop) -> bool:
    """Whether the group takes something off somewhere without saying how far it may go."""
    held = group.floor_percent is not None and group.floor_mode != FloorMode.OFF
    if held or not price_book(shop=shop).channels_with_prices(group=group):
        return False
    return group.discount_percent > 0 or group.category_discounts.filter(percent__gt=0).exists()


def below_cost(
    *, group: CustomerGroup, shop: Shop, on: date
) -> list[tuple[Product, engine.UnitPrice]]:
    """The products members of the group would have under their cost, the group active or not."""
    products = list(Product.objects.filter(cost__isnull=False).order_by("pk"))
    prices = _prices(products, group, shop, on)
    told = ((one, prices[one.pk]) for one in products)
    return [(one, price) for one, price in told if engine.Caution.BELOW_COST in price.warnings]


def granted(*, group: CustomerGroup, shop: Shop, on: date) -> Granted | None:
    """The real reduction beside the one that was asked; nothing where no floor holds it up."""
    if group.floor_percent is None or group.floor_mode != FloorMode.RAISE:
        return None
    products = Product.objects.published().order_by("pk")[:LOOKED_AT]
    prices = _prices(products, group, shop, on)
    found = [reductions.reduction(price=one) for one in prices.values()]
    known = [one for one in found if one is not None]
    held = sum(one.granted != one.asked for one in known)
    if not held:
        return None
    return Granted(
        asked=_mean([one.asked for one in known]),
        granted=_mean([one.granted for one in known]),
        held=held,
        products=len(known),
    )


def _mean(percents: list[Decimal]) -> Decimal:
    return (sum(percents, Decimal(0)) / len(percents)).quantize(TENTH)


def _prices(
    products: Iterable[Product], group: CustomerGroup, shop: Shop, on: date
) -> dict[int, engine.UnitPrice]:
    """What members of the group pay for each product, whether the group is active or not."""
    book = price_book(shop=shop)
    holding = Holding(primary=group.pk, active=(group.pk,))
    channel = next(iter(book.channels_with_prices(group=group)), None)
    policy = book.policy(holding=holding, on=on, channel=channel)
    items = pricing.items(products=products, taxes=book.taxes, shelves=book.shelves, place=Place())
    return engine.unit_prices(items=items, policy=policy, shop=book.terms)
