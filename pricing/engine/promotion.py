"""Promotions: dated reductions of the unit price of chosen products."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from operator import attrgetter

from pricing.engine.money import ZERO, amount_of, kept, percent_of
from pricing.engine.scope import ScopeIndex
from pricing.engine.terms import Item, Source
from pricing.engine.vat import Basis, converted


class PromotionKind(StrEnum):
    """A percentage off, an amount off, or a sale price."""

    PERCENT = "percent"
    AMOUNT = "amount"
    PRICE = "price"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A reduction open to the viewer today; no product and no category means every product."""

    id: int
    source: Source
    kind: PromotionKind
    value: Decimal
    basis: Basis | None = None  # of an amount or a sale price; None means the shop's
    rank: int = 0
    combinable: bool = False
    public: bool = True  # a visitor gets it too
    group: Source | None = None  # the group that brought it
    skus: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    percent: Decimal | None = field(init=False, compare=False, repr=False)
    _kept: Decimal | None = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        by_percent = self.kind is PromotionKind.PERCENT
        check = percent_of if by_percent else amount_of
        check(self.source.title, self.value)
        object.__setattr__(self, "percent", self.value if by_percent else None)
        object.__setattr__(self, "_kept", kept(self.value) if by_percent else None)

    def starts_from(self, price: Decimal, public: Decimal) -> bool:
        """Whether it is taken off this price rather than everyone's; a sale price is off none."""
        return self.combinable or price == public or self.kind is PromotionKind.PRICE

    def reduced(self, price: Decimal, item: Item, entered: Basis) -> Decimal:
        """The price under this promotion: never raised, never under zero."""
        if self._kept is not None:
            return price * self._kept
        amount = converted(self.value, item.reference_rate, self.basis or entered, entered)
        if self.kind is PromotionKind.AMOUNT:
            return max(ZERO, price - amount)
        return min(price, amount)


_by_rank = attrgetter("rank", "id")


def shelved(promotions: Iterable[Promotion]) -> ScopeIndex[Promotion]:
    """The promotions of a policy, ready to be asked about one item."""
    ranked = sorted(promotions, key=_by_rank)
    return ScopeIndex((rule, rule.skus, rule.categories) for rule in ranked)


def about(item: Item, shelves: ScopeIndex[Promotion]) -> list[Promotion]:
    """The promotions on an item, by rank, then by id."""
    found = shelves.about(item)
    if len(found) < 2:
        return found
    return sorted({rule.id: rule for rule in found}.values(), key=_by_rank)


@dataclass(slots=True)
class Offer:
    """The lowest price promotions lead to, how it was reached, and what the others gave."""

    price: Decimal
    applied: list[tuple[Promotion, Decimal]]  # each with the price after it
    others: list[tuple[Promotion, Decimal]]


def best_offer(
    price: Decimal, public: Decimal, promotions: Iterable[Promotion], item: Item, entered: Basis
) -> Offer:
    """Combinable ones follow each other from the viewer's price; the rest start from everyone's."""
    chained = price
    chain: list[tuple[Promotion, Decimal]] = []
    singles: list[tuple[Promotion, Decimal]] = []
    for promotion in promotions:
        if promotion.combinable:
            chained = promotion.reduced(chained, item, entered)
            chain.append((promotion, chained))
        else:
            singles.append((promotion, promotion.reduced(public, item, entered)))
    winner, lowest = None, min(chained, price)
    for single in singles:
        if single[1] < lowest:
            winner, lowest = single, single[1]
    if winner is not None:
        return Offer(lowest, [winner], chain + [one for one in singles if one is not winner])
    if chained < price:
        return Offer(chained, chain, singles)
    return Offer(price, [], chain + singles)
