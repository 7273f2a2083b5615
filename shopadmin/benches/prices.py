"""Prices against bare arithmetic: a cart, its growth, more promotions, a page of products."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from catalog.models import Product
from customers.viewers import Viewer, viewer
from pricing import engine
from shopadmin.benches import bare
from shopadmin.benches.bare import Cart, Plain, Row, Unit
from shopadmin.benches.measuring import Bench
from shopadmin.benches.stock import DISCOUNT, Stock, reduction

CART, PAGE, QUANTITY = 50, 24, 3
Quoted = Callable[[], engine.Quote]


def benches(stock: Stock) -> Iterator[Bench]:
    """Every bench of prices."""
    yield from _carts(stock)
    yield from _pages(stock)


def _carts(stock: Stock) -> Iterator[Bench]:
    cart, plain = _quoted(stock, stock.few, CART), _plain(stock, CART)
    yield Bench(
        name="W8 cart of 50",
        ours=cart,
        floor=lambda: bare.cart(plain, QUANTITY),
        goal=4,
        most_queries=0,
        figures=_figures,
    )
    yield Bench(
        name="W8 cart of 50 beside its totals",
        ours=cart,
        floor=lambda: bare.total(plain, QUANTITY),
        goal=None,
        figures=lambda quote: (quote.net, quote.vat, quote.gross),
    )
    yield Bench(
        name="W8 100 lines beside 4 × 25",
        ours=_quoted(stock, stock.few, 100),
        floor=_quoted(stock, stock.few, 25),
        times=4,
        goal=1.1,
        same=False,
    )
    yield Bench(
        name="W8 200 promotions beside 20",
        ours=_quoted(stock, stock.many, CART),
        floor=cart,
        goal=1.1,
    )
    yield Bench(
        name="W8 cart of 50, all read",
        ours=_read_and_quoted(stock),
        floor=_read_and_bare(stock),
        goal=None,
        most_queries=4,
        figures=_figures,
    )


def _pages(stock: Stock) -> Iterator[Bench]:
    plain, shown = _plain(stock, PAGE), stock.products[:PAGE]
    yield Bench(
        name="W7 page of 24",
        ours=_page(stock),
        floor=lambda: [bare.unit(line) for line in plain],
        goal=4,
        most_queries=0,
        figures=lambda prices: [_unit(price) for price in prices.values()],
    )
    # What the visitor's page asks too is the categories of its products, for their promotions.
    yield Bench(
        name="W7 page, member beside visitor",
        ours=lambda: _shown(_member(stock), shown),
        floor=lambda: _shown(stock.visitor, shown),
        goal=None,
        most_queries=3,
        same=False,
    )


def _member(stock: Stock) -> Viewer:
    return viewer(customer=stock.member, shop=stock.shop, on=stock.on)


def _figures(quote: engine.Quote) -> Cart:
    rows = [Row(_unit(line.unit), line.net, line.vat, line.gross) for line in quote.lines]
    return Cart(rows, quote.net, quote.vat, quote.gross)


def _unit(price: engine.UnitPrice) -> Unit:
    return Unit(price.net, price.gross, price.list_net, price.list_gross)


def _quoted(stock: Stock, person: Viewer, count: int) -> Quoted:
    items = person.items(stock.products[:count])
    lines = [engine.Line(item=item, quantity=QUANTITY) for item in items.values()]
    return lambda: engine.quote(lines=lines, policy=person.policy, shop=person.book.terms)


def _products(stock: Stock) -> list[Product]:
    keys = [product.pk for product in stock.products[:CART]]
    return list(Product.objects.filter(pk__in=keys).order_by("pk"))


def _read_and_quoted(stock: Stock) -> Quoted:
    def quoted() -> engine.Quote:
        basket = [(one, QUANTITY) for one in _products(stock)]
        return _member(stock).quote(basket)

    return quoted


def _read_and_bare(stock: Stock) -> Callable[[], Cart]:
    plain = _plain(stock, CART)
    keys = [product.pk for product in stock.products[:CART]]

    def computed() -> Cart:
        list(Product.objects.filter(pk__in=keys).values_list("pk", "price"))
        return bare.cart(plain, QUANTITY)

    return computed


def _plain(stock: Stock, count: int) -> list[Plain]:
    items = stock.few.items(stock.products[:count])
    return [
        Plain(item.price, DISCOUNT, reduction(stock.shelf_of[pk]), item.rate.percent)
        for pk, item in items.items()
    ]


def _page(stock: Stock) -> Callable[[], dict[int, engine.UnitPrice]]:
    items = stock.few.items(stock.products[:PAGE])
    policy, terms = stock.few.policy, stock.few.book.terms
    return lambda: engine.unit_prices(items=items, policy=policy, shop=terms)


def _shown(person: Viewer, products: Sequence[Product]) -> list[Decimal]:
    return [price.shown for price in person.unit_prices(products).values()]
