"""What delivery costs: the carrier's price, the group's own fee, or nothing."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pricing.engine.money import ZERO, amount_of, optional_amount
from pricing.engine.vat import Rate


class DeliveryCharge(StrEnum):
    """The group's choice for its deliveries."""

    CARRIERS = "carriers"
    FIXED = "fixed"
    FREE = "free"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipping:
    """The delivery method chosen for a cart, at its carrier's price in the entered basis."""

    code: str
    fee: Decimal
    rate: Rate  # of its VAT class at the destination
    reference_rate: Rate  # of its VAT class at the shop's address
    pickup: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "fee", amount_of(f"The fee of {self.code}", self.fee))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTerms:
    """What a viewer pays for delivery; the threshold is on goods after their discounts."""

    charge: DeliveryCharge = DeliveryCharge.CARRIERS
    fee: Decimal = ZERO
    threshold: Decimal | None = None

    def __post_init__(self) -> None:
        amount_of("A delivery fee", self.fee)
        optional_amount("A delivery threshold", self.threshold)

    def fee_for(self, shipping: Shipping, goods: Decimal) -> Decimal:
        """The fee of one method for so much of goods, before any change of VAT rate."""
        if shipping.pickup:
            return ZERO
        reached = self.threshold is None or goods >= self.threshold
        if self.charge is DeliveryCharge.CARRIERS or not reached:
            return shipping.fee
        return self.fee if self.charge is DeliveryCharge.FIXED else ZERO
