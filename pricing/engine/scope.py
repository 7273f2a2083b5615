"""Rules about a product, a category or everything, found without reading the others."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from pricing.engine.terms import Item

Rule = TypeVar("Rule")


class ScopeIndex(Generic[Rule]):
    """Rules shelved by what they are about, so that their number costs nothing."""

    __slots__ = ("_by_category", "_by_sku", "_general")

    def __init__(self, scoped: Iterable[tuple[Rule, Iterable[str], Iterable[str]]]) -> None:
        self._by_sku: dict[str, list[Rule]] = {}
        self._by_category: dict[str, list[Rule]] = {}
        self._general: list[Rule] = []
        for rule, skus, categories in scoped:
            if not skus and not categories:
                self._general.append(rule)
            for sku in skus:
                self._by_sku.setdefault(sku, []).append(rule)
            for category in categories:
                self._by_category.setdefault(category, []).append(rule)

    def about(self, item: Item) -> list[Rule]:
        """Every rule on an item, as often as it is found."""
        found = [*self._general, *self._by_sku.get(item.sku, ())]
        if self._by_category:
            for code in item.codes:
                found += self._by_category.get(code, ())
        return found

    def levels(self, item: Item) -> Iterator[Sequence[Rule]]:
        """The rules of the product, of its categories from the deepest up, and of everything."""
        if item.sku in self._by_sku:
            yield self._by_sku[item.sku]
        if self._by_category:
            for level in item.by_depth:
                found = [rule for code in level for rule in self._by_category.get(code, ())]
                if found:
                    yield found
        if self._general:
            yield self._general
