"""The shop the benchmarks run in: built for them, gone after them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection
from django.utils import timezone

from catalog import selectors as catalog
from catalog.models import Category, Product, Shop
from customers.models import Customer, Membership, MembershipEvent
from customers.viewers import Viewer, viewer
from groups.models import CustomerGroup
from pricing.models import Promotion

MARK = "bench"  # begins every name, so that nothing of the shop's own is met
DISCOUNT = Decimal(10)
FEW, MANY = 20, 200  # promotions
LINES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much there is of everything."""

    groups: int
    customers: int
    rounds: int
    crowd: int  # members of the group that is deleted or moved
    people: int  # customers of the shop in which a group holds a tenth


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What was built: a member of the group, its products, and how each is reduced."""

    shop: Shop
    on: date
    group: CustomerGroup
    member: Customer
    products: tuple[Product, ...]
    shelf_of: dict[int, int]  # product to its number of category
    few: Viewer  # the member while FEW promotions run
    many: Viewer  # the member while MANY do
    visitor: Viewer


def build(*, scale: Scale) -> Stock:
    """Fill the shop; the caller undoes it."""
    Shop.objects.update(
        prices_entered="net", price_display="net", rounding_level="total", unit_digits=None
    )
    Promotion.objects.update(is_active=False)
    on = catalog.today(shop=catalog.shop())
    shelves = _shelves()
    products = _products(shelves)
    group, member = _people(scale, on)
    few = _viewer(member, on, shelves[:FEW])
    visitor = viewer(customer=None, shop=catalog.shop(), on=on)
    many = _viewer(member, on, shelves[FEW:])
    return Stock(
        shop=many.shop,
        on=on,
        group=group,
        member=member,
        products=products,
        shelf_of={product.pk: n % FEW for n, product in enumerate(products)},
        few=few,
        many=many,
        visitor=visitor,
    )


def forget_tries() -> None:
    """Drop from the indexes of members what earlier tries wrote and took back.

    A try that is undone leaves its dead rows in them until the end of the transaction: the next
    would walk past a hundred thousand that no shop has, the more of them the more it asks.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        # Keys are checked at the end of a transaction; no index is rebuilt before they are.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for model in (Membership, MembershipEvent):
            cursor.execute(f"REINDEX TABLE {model._meta.db_table}")


def reduction(shelf: int) -> Decimal:
    """What the promotion on a category takes off, in percent."""
    return Decimal(2 + shelf)


def _shelves() -> list[Category]:
    # Created one by one: the tree of categories keeps itself in save().
    return [
        Category.objects.create(code=f"{MARK}-{n}", slug=f"{MARK}-{n}", title=f"Rayon {n}")
        for n in range(MANY)
    ]


def _products(shelves: list[Category]) -> tuple[Product, ...]:
    usual = catalog.shop().default_vat_class
    rows = Product.objects.bulk_create(
        Product(
            sku=f"{MARK}-{n}",
            slug=f"{MARK}-{n}",
            title=f"Article {n}",
            price=Decimal(1000 + 37 * n) / 100,
            stock=1000,
            vat_class=usual,
        )
        for n in range(LINES)
    )
    placed = Product.categories.through
    placed.objects.bulk_create(
        placed(product_id=row.pk, category_id=shelves[n % FEW].pk) for n, row in enumerate(rows)
    )
    return tuple(Product.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk"))


def _people(scale: Scale, on: date) -> tuple[CustomerGroup, Customer]:
    began = on - timedelta(days=1)
    groups = [
        CustomerGroup.objects.create(
            title=f"{MARK} groupe {n}",
            code=f"BENCH-{n}",
            position=n,
            starts_on=began,
            discount_percent=DISCOUNT,
        )
        for n in range(scale.groups)
    ]
    mails = [f"{MARK}{n}@shop.invalid" for n in range(scale.customers)]
    members = Customer.objects.bulk_create(
        Customer(email=mail, first_name="Léa", last_name=f"Petit {n}")
        for n, mail in enumerate(mails)
    )
    Membership.objects.bulk_create(
        Membership(group=groups[0], customer=one, is_primary=True, added_at=timezone.now())
        for one in members
    )
    return groups[0], members[0]


def _viewer(member: Customer, on: date, shelves: list[Category]) -> Viewer:
    for shelf in shelves:
        number = int(shelf.code.rpartition("-")[2])
        promotion = Promotion.objects.create(
            title=f"{MARK} soldes {number}",
            value=reduction(number % FEW),
        )
        promotion.categories.add(shelf)
    return viewer(customer=member, shop=catalog.shop(), on=on)
