"""The categories somebody meets, read once for the menu, the way back and the lists of a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from catalog import selectors as catalog
from groups.access import Reach
from storefront.selectors.texts import Text, text

TINTS = 8  # as many as shop.css has


@dataclass(frozen=True, slots=True)
class Shelf:
    """A category on the way of whoever looks."""

    pk: int
    parent: int | None
    slug: str
    title: Text
    url: str
    tint: int  # the colour its whole branch of the shop shares


@dataclass(frozen=True)
class Shelves:
    """The shelves in shop order."""

    rows: tuple[Shelf, ...]

    @cached_property
    def _by_pk(self) -> dict[int, Shelf]:
        return {shelf.pk: shelf for shelf in self.rows}

    @cached_property
    def _by_slug(self) -> dict[str, Shelf]:
        return {shelf.slug: shelf for shelf in self.rows}

    @cached_property
    def _children(self) -> dict[int | None, list[Shelf]]:
        found: dict[int | None, list[Shelf]] = {}
        for shelf in self.rows:
            found.setdefault(shelf.parent, []).append(shelf)
        return found

    @property
    def roots(self) -> list[Shelf]:
        return self._children.get(None, [])

    @property
    def branches(self) -> list[tuple[Shelf, list[Shelf]]]:
        """The top shelves, each with those right below it."""
        return [(root, self.children(root)) for root in self.roots]

    def at(self, slug: str) -> Shelf | None:
        return self._by_slug.get(slug)

    def children(self, shelf: Shelf) -> list[Shelf]:
        return self._children.get(shelf.pk, [])

    def path(self, shelf: Shelf) -> list[Shelf]:
        """From the top of the shop down to this shelf, itself included."""
        above = self.path(self._by_pk[shelf.parent]) if shelf.parent is not None else []
        return [*above, shelf]

    def below(self, shelf: Shelf) -> set[int]:
        """The shelf and all those in it, as keys."""
        found = {shelf.pk}
        for child in self.children(shelf):
            found |= self.below(child)
        return found

    def home(self, keys: Iterable[int]) -> Shelf | None:
        """Where a product of several shelves is at home: the deepest one, the first if equal."""
        known = [self._by_pk[key] for key in keys if key in self._by_pk]
        order = {shelf.pk: place for place, shelf in enumerate(self.rows)}
        known.sort(key=lambda shelf: (-len(self.path(shelf)), order[shelf.pk]))
        return known[0] if known else None


def shelves(*, reach: Reach) -> Shelves:
    """The shelves somebody may open, in one query.

    One that stands in a shelf he does not meet moves up to the nearest one he does, or to the top.
    """
    rows: dict[int, Shelf] = {}
    tints: dict[int, int] = {}
    for row in catalog.tree():
        line = reach.shelves.lines.get(row.pk, (row.pk,))
        tint = tints.setdefault(line[0], len(tints) % TINTS)
        if not reach.sees(row.pk):
            continue
        rows[row.pk] = Shelf(
            pk=row.pk,
            parent=next((pk for pk in reversed(line[:-1]) if pk in rows), None),
            slug=row.slug,
            title=text(row, "title"),
            url=reverse("shop_category", args=[row.slug]),
            tint=tint,
        )
    return Shelves(tuple(rows.values()))
