"""Who meets which category and product of the shop, and who may buy what he meets."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import QuerySet

from catalog.models import Product
from catalog.selectors import Shelves
from groups.models import CategoryMode, CustomerGroup, ProductRestriction

Ticked = Mapping[int, frozenset[int]]  # by group


class Refusal(StrEnum):
    """Why somebody may not buy a product."""

    HIDDEN = "hidden"  # he does not meet it: nobody does, or his groups do not
    RESERVED = "reserved"  # he sees it, and it is for groups he is not in


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What somebody meets in the shop on a day, and as a member of which groups he buys."""

    shelves: Shelves
    hidden: frozenset[int]  # categories
    loose: bool  # products that stand in no category
    groups: frozenset[int]
    restricts: bool  # whether the shop reserves products at all

    def sees(self, category: int) -> bool:
        """Whether this category is on his way."""
        return category in self.shelves.lines and category not in self.hidden

    def products(self, *, among: Collection[int] | None = None) -> QuerySet[Product]:
        """The products he meets; with `among`, those he meets in these categories."""
        return self.shelves.products(hidden=self.hidden, loose=self.loose, among=among)

    def reserved(self, products: Iterable[Product]) -> frozenset[int]:
        """Those of the products that are for groups he is not in: at most one query."""
        asked = {row.pk for row in products if row.is_reserved} if self.restricts else set()
        if not asked:
            return frozenset()
        open_to = ProductRestriction.objects.filter(product__in=asked, group__in=self.groups)
        return frozenset(asked.difference(open_to.values_list("product_id", flat=True)))

    def refusals(self, products: Iterable[Product]) -> dict[int, Refusal]:
        """Why he may not buy each of these products, where he may not: two queries at most."""
        rows = list(products)
        met = set(
            self.products().filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
        )
        reserved = self.reserved(rows)
        found = dict.fromkeys(reserved, Refusal.RESERVED)
        return found | {row.pk: Refusal.HIDDEN for row in rows if row.pk not in met}


def opens(*, mode: str, ticked: Collection[int], category: int, shelves: Shelves) -> bool:
    """Whether a group with these ticks opens the category; a tick covers all that stands in it."""
    if category in shelves.unpublished:
        return False
    if mode == CategoryMode.SHOP:
        return category not in shelves.private
    covered = any(one in ticked for one in shelves.lines[category])
    return mode == CategoryMode.ALL or covered == (mode == CategoryMode.ONLY)


def hidden_by(*, mode: str, ticked: Collection[int], shelves: Shelves) -> frozenset[int]:
    """The categories that members of a group with these ticks alone do not meet."""
    if mode == CategoryMode.SHOP:
        return shelves.private
    if mode == CategoryMode.ALL:
        return shelves.unpublished
    return frozenset(
        pk
        for pk in shelves.lines
        if not opens(mode=mode, ticked=ticked, category=pk, shelves=shelves)
    )


def trial(*, mode: str, ticked: Collection[int], shelves: Shelves) -> Reach:
    """What members of a group with these ticks, and of no other, would meet."""
    return Reach(
        shelves=shelves,
        hidden=hidden_by(mode=mode, ticked=ticked, shelves=shelves),
        loose=mode != CategoryMode.ONLY,
        groups=frozenset(),
        restricts=False,
    )


def reach(
    *, shelves: Shelves, groups: Collection[CustomerGroup], ticked: Ticked, restricts: bool
) -> Reach:
    """What a member of these groups meets: all that one of them opens; no group is a visitor."""
    hidden = [
        hidden_by(
            mode=group.category_mode,
            ticked=ticked.get(group.pk, frozenset()),
            shelves=shelves,
        )
        for group in groups
    ]
    return Reach(
        shelves=shelves,
        hidden=frozenset.intersection(*hidden) if hidden else shelves.private,
        loose=not groups or any(one.category_mode != CategoryMode.ONLY for one in groups),
        groups=frozenset(group.pk for group in groups),
        restricts=restricts,
    )
