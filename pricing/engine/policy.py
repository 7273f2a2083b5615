"""What one viewer is granted on one day in one channel."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pricing.engine.delivery import DeliveryTerms
from pricing.engine.discount import OrderDiscount
from pricing.engine.money import ZERO, TermsError, kept, optional_amount, percent_of
from pricing.engine.promotion import Promotion, about, shelved
from pricing.engine.scope import ScopeIndex
from pricing.engine.template import PriceTemplate
from pricing.engine.terms import Item, Source
from pricing.engine.vat import EXEMPT, Basis, Rate, VatMode

CARRIERS = DeliveryTerms()
_STANDARD = VatMode.STANDARD


class FloorMode(StrEnum):
    """What the cost floor of a group does: raise the price, warn, or nothing."""

    RAISE = "raise"
    WARN = "warn"
    OFF = "off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The terms of one viewer; with every default it is a visitor's."""

    display: Basis
    group: Source | None = None  # the effective primary group
    vat_mode: VatMode = VatMode.STANDARD
    vat_rate: Rate | None = None
    exemption_reason: str = ""
    discount: Decimal = ZERO  # percent
    category_discounts: Mapping[str, Decimal] = field(default_factory=dict)
    template: PriceTemplate | None = None
    public_template: PriceTemplate | None = None  # the shop's quantity steps, for everyone
    floor_percent: Decimal | None = None  # the least over the cost; None means no cost floor
    floor_mode: FloorMode = FloorMode.RAISE
    public_ceiling: bool = True
    promotions: tuple[Promotion, ...] = ()  # open to this viewer
    order_discounts: tuple[OrderDiscount, ...] = ()  # open to this viewer
    delivery: DeliveryTerms = CARRIERS
    kept: Decimal = field(init=False, compare=False, repr=False)  # what the discount leaves of 1
    _shelves: ScopeIndex[Promotion] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        percent_of("The discount", self.discount)
        object.__setattr__(self, "kept", kept(self.discount))
        for category, percent in self.category_discounts.items():
            percent_of(f"The discount on {category}", percent)
        optional_amount("The least over the cost", self.floor_percent)
        if self.vat_mode is VatMode.OVERRIDE and self.vat_rate is None:
            raise TermsError("A VAT rate of the group's own is chosen, but none is given")
        object.__setattr__(self, "_shelves", shelved(self.promotions))

    def rate_for(self, rate: Rate) -> Rate:
        """The rate this viewer pays where others pay the given one."""
        if self.vat_mode is _STANDARD:
            return rate
        if self.vat_mode is VatMode.EXEMPT:
            return EXEMPT
        if self.vat_mode is VatMode.OVERRIDE and self.vat_rate is not None and rate.taxable:
            return self.vat_rate
        return rate

    def promotions_on(self, item: Item) -> Sequence[Promotion]:
        """The promotions open to this viewer on one product, by rank, then by id."""
        return about(item, self._shelves) if self.promotions else ()

    def category_discount(self, item: Item) -> Decimal | None:
        """The percentage of the deepest category that has one; the larger of two as deep."""
        if not self.category_discounts:
            return None
        for level in item.by_depth:
            found = [
                self.category_discounts[code] for code in level if code in self.category_discounts
            ]
            if found:
                return max(found)
        return None
