"""Who sees a product and through which category, and what stays in sight of a group."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from catalog import selectors as catalog
from catalog.models import Category, Product
from groups import selectors
from groups.access import Reach
from groups.book import Holding, PriceBook
from groups.models import CustomerGroup, ProductRestriction, State

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What somebody makes of one product; no group is a visitor."""

    group: CustomerGroup | None
    acts: bool  # a group that does not act today leaves its members with what visitors see
    sees: bool
    through: tuple[str, ...]  # the categories that show it, in words; none where it stands in none
    closed: tuple[str, ...]  # those it also stands in, and that are closed
    reserved: bool

    @property
    def buys(self) -> bool:
        return self.sees and not self.reserved


def sights(*, product: Product, book: PriceBook, on: date) -> tuple[Sight, ...]:
    """For visitors, then for the members of each group alone: do they see it, may they buy it?"""
    homes = catalog.homes_of(products=[product]).get(product.pk, [])
    paths = catalog.category_paths()
    allowed = set(
        ProductRestriction.objects.filter(product=product).values_list("group_id", flat=True)
    )

    def told(group: CustomerGroup | None) -> Sight:
        acts = group is None or group.state(on=on) == State.ACTIVE
        holding = Holding(active=(group.pk,)) if group and acts else Holding()
        reach = book.reach(holding=holding)
        open_ones = [pk for pk in homes if reach.sees(pk)]
        return Sight(
            group=group,
            acts=acts,
            sees=product.is_published and bool(open_ones if homes else reach.loose),
            through=tuple(paths[pk] for pk in open_ones),
            closed=tuple(paths[pk] for pk in homes if pk not in open_ones),
            reserved=reach.restricts and product.is_reserved and not allowed & reach.groups,
        )

    return (told(None), *(told(group) for group in selectors.choices()))


def still_in_sight(*, reach: Reach) -> QuerySet[Product]:
    """Products of a closed category that another category still shows."""
    closed = reach.hidden - reach.shelves.unpublished
    links = Product.categories.through.objects.filter(product=OuterRef("pk"), category__in=closed)
    return reach.products().filter(Exists(links))


@dataclass(frozen=True, slots=True)
class Leak:
    """A product of a closed category, and the categories that show it all the same."""

    product: Product
    through: tuple[str, ...]


def leaks(*, reach: Reach, paths: dict[int, str]) -> Iterator[Leak]:
    """The first products still in sight, with what shows them: two queries."""
    shelves = Prefetch("categories", queryset=Category.objects.order_by("position", "pk"))
    rows = still_in_sight(reach=reach).prefetch_related(shelves).order_by("sku")
    for row in rows[:SHOWN]:
        yield Leak(row, tuple(paths[one.pk] for one in row.categories.all() if reach.sees(one.pk)))


def reserved_products(*, group: CustomerGroup) -> QuerySet[Product]:
    """Every reserved product, `mine` telling whether members of the group may buy it."""
    mine = ProductRestriction.objects.filter(product=OuterRef("pk"), group=group)
    rows = Product.objects.filter(is_reserved=True).annotate(mine=Exists(mine))
    return rows.order_by("-mine", "sku")


def restricted_groups(*, product: Product) -> QuerySet[CustomerGroup]:
    """The groups outside the bin whose members may buy a reserved product."""
    open_to = ProductRestriction.objects.filter(product=product)
    return selectors.choices().filter(pk__in=open_to.values("group_id"))
