"""What the shop settles once, and what is sold."""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import chain

from pricing.engine.money import (
    ZERO,
    RoundingMode,
    TermsError,
    amount_of,
    optional_amount,
    smallest,
)
from pricing.engine.vat import Basis, Rate


class RoundingLevel(StrEnum):
    """Where VAT is rounded: once per rate on the document, on each line, or on one unit."""

    TOTAL = "total"
    LINE = "line"
    UNIT = "unit"


class Split(StrEnum):
    """How an order discount is cut into shares of the lines."""

    LARGEST_REMAINDER = "largest_remainder"
    FIRST_LINES = "first_lines"
    LAST_LINE = "last_line"
    EXACT = "exact"


class PercentBase(StrEnum):
    """What the percentage of an order discount is taken on."""

    SUBTOTAL = "subtotal"
    RUNNING = "running"


class Combination(StrEnum):
    """Which order discounts count together."""

    PER_KIND = "per_kind"
    ALL = "all"
    BEST = "best"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopTerms:
    """How the shop enters, rounds and combines its prices."""

    entered: Basis = Basis.GROSS
    display: Basis = Basis.GROSS  # of a viewer who has no display of his own
    currency_digits: int = 2
    unit_digits: int | None = None  # decimals of a unit price; None means those of the currency
    line_digits: int | None = None  # decimals of a line; None means those of the currency
    rounding_level: RoundingLevel = RoundingLevel.TOTAL
    rounding_mode: RoundingMode = RoundingMode.HALF_UP
    split: Split = Split.LARGEST_REMAINDER
    percent_base: PercentBase = PercentBase.SUBTOTAL
    combination: Combination = Combination.PER_KIND
    zero: Decimal = field(init=False, compare=False, repr=False)
    cent: Decimal = field(init=False, compare=False, repr=False)
    unit_cent: Decimal = field(init=False, compare=False, repr=False)
    line_cent: Decimal = field(init=False, compare=False, repr=False)
    whole_lines: bool = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        digits = self.currency_digits
        object.__setattr__(self, "cent", smallest(digits))
        object.__setattr__(self, "zero", ZERO.quantize(self.cent))
        for name, wanted in (("unit_cent", self.unit_digits), ("line_cent", self.line_digits)):
            object.__setattr__(self, name, smallest(digits if wanted is None else wanted))
        whole = self.line_cent >= self.cent and self.split is not Split.EXACT
        object.__setattr__(self, "whole_lines", whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something came from (a group, a template, a promotion…); the title is not read."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A product as the engine sees it, for one destination."""

    sku: str
    price: Decimal  # the catalogue price, in the shop's entered basis
    rate: Rate  # of its VAT class at the destination
    reference_rate: Rate  # of its VAT class at the shop's address
    cost: Decimal | None = None  # always HT
    minimum: Decimal | None = None  # never sold under this, in the entered basis
    categories: tuple[tuple[str, ...], ...] = ()  # each from the root to the leaf
    by_depth: tuple[tuple[str, ...], ...] = field(init=False, compare=False, repr=False)
    codes: tuple[str, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "price", amount_of(f"The price of {self.sku}", self.price))
        for name in ("cost", "minimum"):
            value = optional_amount(f"The {name} of {self.sku}", getattr(self, name))
            object.__setattr__(self, name, value)
        by_depth = _deepest_first(self.categories)
        object.__setattr__(self, "by_depth", by_depth)
        object.__setattr__(self, "codes", tuple(chain.from_iterable(by_depth)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """So many of one item; a price typed by staff stands in the shop's entered basis."""

    item: Item
    quantity: int = 1
    typed: Decimal | None = None

    def __post_init__(self) -> None:
        checked_quantity(self.quantity)
        object.__setattr__(self, "typed", optional_amount("A typed price", self.typed))


def checked_quantity(quantity: object) -> int:
    """A whole number of units, at least one."""
    if not isinstance(quantity, int) or isinstance(quantity, bool) or quantity < 1:
        raise TermsError(f"A quantity must be a whole number from 1, got {quantity!r}")
    return quantity


def _deepest_first(paths: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    levels: dict[int, dict[str, None]] = {}
    for path in paths:
        for depth, code in enumerate(path):
            levels.setdefault(depth, {})[code] = None
    return tuple(tuple(levels[depth]) for depth in sorted(levels, reverse=True))
