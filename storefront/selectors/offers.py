"""Products with the price this viewer pays: what cards and product pages print."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from django.db.models import QuerySet
from django.urls import reverse

from backoffice.folding import folded_search
from catalog import selectors as catalog
from catalog.history import lowest_prices
from catalog.models import Product
from groups.policies import source
from pricing import engine
from pricing.tags import PriceTag, price_tag
from storefront.selectors.shelves import Shelf
from storefront.selectors.texts import Text, public_name, reader, text
from storefront.selectors.visits import Visit

SORTS = ("title", "price", "-price")


@dataclass(frozen=True, slots=True)
class Offer:
    """A product and what it costs this viewer."""

    pk: int
    sku: str
    title: Text
    description: Text
    url: str
    shelf: Shelf | None
    in_stock: bool
    price: PriceTag
    other: (
        PriceTag | None
    )  # in the basis the viewer does not see; none where no tax sets them apart
    rate: engine.Rate
    thanks_to: Text  # the group whose terms lower the price, if members are told of it
    lowest: PriceTag | None = None  # of the last 30 days, where a promotion for everyone lowers it
    reserved: bool = False  # for groups this viewer is not in: he sees it, and may not buy it


@dataclass(frozen=True, slots=True)
class Step:
    """What one unit costs this viewer from so many on."""

    quantity: int
    price: PriceTag


def offers(*, visit: Visit, products: Iterable[Product], shelf: Shelf | None = None) -> list[Offer]:
    """The products in their order, priced for this visit; all of one shelf where it is given."""
    rows = list(products)
    prices = unit_prices(visit=visit, products=rows)
    homes = {} if shelf else _homes(visit, rows)
    lowest = _lowest(visit, rows, prices)
    reserved = visit.viewer.reach.reserved(rows)
    found = (
        _offer(visit, row, prices[row.pk], homes.get(row.pk, shelf), lowest.get(row.pk))
        for row in rows
    )
    return [replace(one, reserved=one.pk in reserved) for one in found]


def quantity_steps(*, visit: Visit, product: Product) -> list[Step]:
    """Each quantity from which this viewer pays less for the product, and what he pays."""
    viewer = visit.viewer
    item = viewer.items([product])[product.pk]
    templates = (viewer.policy.template, viewer.policy.public_template)
    quantities = {step for one in templates if one is not None for step in one.steps(item)}
    steps: list[Step] = []
    paid = _paid(visit, item, 1)
    for quantity in sorted(quantities - {1}):
        price = _paid(visit, item, quantity)
        if price.shown < paid.shown:
            tag = PriceTag(price.shown, price.display, visit.shop.currency)
            steps.append(Step(quantity, tag))
            paid = price
    return steps


def _paid(visit: Visit, item: engine.Item, quantity: int) -> engine.UnitPrice:
    viewer = visit.viewer
    return engine.unit_price(
        item=item, quantity=quantity, policy=viewer.policy, shop=viewer.book.terms
    )


def _lowest(
    visit: Visit, products: list[Product], prices: Mapping[int, engine.UnitPrice]
) -> dict[int, PriceTag]:
    """The lowest price of the last 30 days of those a promotion for everyone lowers."""
    told = [row for row in products if _is_on_sale(prices[row.pk])]
    if not told:
        return {}
    lowest = lowest_prices(products=told, on=visit.on)
    # As a visitor reads it: the list price that was, without any rule of today.
    policy = replace(
        visit.viewer.policy,
        template=None,
        public_template=None,
        promotions=(),
        discount=Decimal(0),
        category_discounts={},
        floor_percent=None,
    )
    items = {
        pk: replace(item, price=lowest[pk], minimum=None)
        for pk, item in visit.viewer.items(told).items()
    }
    found = engine.unit_prices(items=items, policy=policy, shop=visit.viewer.book.terms)
    return {
        pk: PriceTag(price.shown, price.display, visit.shop.currency) for pk, price in found.items()
    }


def _is_on_sale(price: engine.UnitPrice) -> bool:
    public = (step.code is engine.StepCode.PROMOTION and not step.group for step in price.trace)
    return price.struck is not None and any(public)


def unit_prices(*, visit: Visit, products: Iterable[Product]) -> Mapping[int, engine.UnitPrice]:
    """What one unit of each costs this viewer."""
    return visit.viewer.unit_prices(products)


def _offer(
    visit: Visit,
    product: Product,
    price: engine.UnitPrice,
    shelf: Shelf | None,
    lowest: PriceTag | None,
) -> Offer:
    currency = visit.shop.currency
    net = price.display is engine.Basis.NET
    beside = PriceTag(price.gross if net else price.net, price.display.other, currency)
    return Offer(
        pk=product.pk,
        sku=product.sku,
        title=text(product, "title"),
        description=text(product, "description"),
        url=reverse("shop_product", args=[product.slug]),
        shelf=shelf,
        in_stock=product.stock > 0,
        price=price_tag(price=price, currency=currency),
        other=beside if price.rate.taxable else None,
        rate=price.rate,
        thanks_to=_thanks_to(visit, price),
        lowest=lowest,
    )


def _thanks_to(visit: Visit, price: engine.UnitPrice) -> Text:
    if price.struck is None:
        return Text("")
    found = [step.group for step in price.trace if step.group and step.after < step.before]
    viewer = visit.viewer
    mine = (viewer.group, *viewer.others) if found else ()
    known = {source(group=group): public_name(group) for group in mine if group is not None}
    return known.get(found[-1], Text("")) if found else Text("")


def _homes(visit: Visit, products: list[Product]) -> dict[int, Shelf]:
    links = catalog.homes_of(products=products)
    homes = {product: visit.shelves.home(keys) for product, keys in links.items()}
    return {product: shelf for product, shelf in homes.items() if shelf is not None}


def met(*, visit: Visit, slug: str) -> Product | None:
    """The product at this address, if this visitor meets it."""
    return visit.viewer.reach.products().filter(slug=slug).first()


def on_shelf(*, visit: Visit, shelf: Shelf) -> QuerySet[Product]:
    """The products this visitor meets on a shelf and on all those in it, each once."""
    return visit.viewer.reach.products(among=visit.shelves.below(shelf))


def found(*, visit: Visit, words: str) -> QuerySet[Product]:
    """The products met that hold every word, accents and case aside; no word, none."""
    products = visit.viewer.reach.products()
    wanted = folded_search(words).split()
    for word in wanted:
        products = products.filter(search__contains=word)
    return products if wanted else products.none()


def ordered(*, visit: Visit, products: QuerySet[Product], sort: str) -> list[int]:
    """The keys of the products, by title as the reader spells it or by the price he pays.

    The database can do neither: it sorts « É » after « Z », and it knows no viewer's price.
    """
    titles = _titles(products)
    keys = sorted(titles, key=lambda pk: (titles[pk], pk))
    if sort == "title":
        return keys
    priced = products.only("sku", "price", "cost", "minimum_price", "vat_class_id")
    prices = unit_prices(visit=visit, products=priced)
    # Equal prices stay in the order of their titles, cheapest or dearest first.
    return sorted(keys, key=lambda pk: prices[pk].shown, reverse=sort == "-price")


def _titles(products: QuerySet[Product]) -> dict[int, str]:
    language = reader()
    other = "en" if language == "fr" else "fr"
    rows = products.values_list("pk", f"title_{language}", f"title_{other}")
    return {pk: _spelling(own or standing_in or "") for pk, own, standing_in in rows}


@lru_cache(maxsize=50_000)
def _spelling(title: str) -> str:
    return folded_search(title)


def in_order(*, visit: Visit, keys: list[int]) -> list[Product]:
    """These products, in this order."""
    rows = visit.viewer.reach.products().in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def newest(*, visit: Visit, count: int) -> QuerySet[Product]:
    """The products met that came into the shop last."""
    return visit.viewer.reach.products().order_by("-pk")[:count]


def addresses_of_products(*, visit: Visit) -> list[str]:
    """The slug of every product met."""
    return list(visit.viewer.reach.products().order_by("pk").values_list("slug", flat=True))


def neighbours(*, visit: Visit, offer: Offer, count: int) -> QuerySet[Product]:
    """Other products of the same shelf, the next ones first."""
    if offer.shelf is None:
        return visit.viewer.reach.products().none()
    shelf = on_shelf(visit=visit, shelf=offer.shelf).exclude(pk=offer.pk)
    return shelf.order_by("pk")[:count]
