"""Order discounts: reductions of the whole cart, by subtotal, by group, or by both."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pricing.engine.money import ZERO, TermsError, amount_of, percent_of
from pricing.engine.terms import Source
from pricing.engine.vat import Basis


class DiscountKind(StrEnum):
    """What opens an order discount: a subtotal, being in a group, or both."""

    SUBTOTAL = "subtotal"
    GROUPS = "groups"
    GROUPS_AND_SUBTOTAL = "groups_and_subtotal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """From a threshold on, a percentage or a flat amount."""

    threshold: Decimal = ZERO
    percent: Decimal | None = None
    amount: Decimal | None = None

    def __post_init__(self) -> None:
        amount_of("A threshold", self.threshold)
        if (self.percent is None) is (self.amount is None):
            raise TermsError("A tier gives either a percentage or an amount")
        if self.percent is not None:
            percent_of("The percentage of a tier", self.percent)
        else:
            amount_of("The amount of a tier", self.amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDiscount:
    """A discount open to the viewer today."""

    id: int
    source: Source
    kind: DiscountKind
    tiers: tuple[Tier, ...]
    basis: Basis | None = None  # of thresholds and flat amounts; None means the shop's
    rank: int = 0
    group: Source | None = None  # the group that brought it

    def reached(self, subtotal: Decimal) -> Tier | None:
        """The highest tier whose threshold the subtotal reaches."""
        open_tiers = [tier for tier in self.tiers if subtotal >= tier.threshold]
        return max(open_tiers, key=lambda tier: tier.threshold, default=None)


def in_rank_order(discounts: Iterable[OrderDiscount]) -> list[OrderDiscount]:
    return sorted(discounts, key=lambda discount: (discount.rank, discount.id))
