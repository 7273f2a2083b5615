"""What was asked off a price, and what its floor granted."""

from dataclasses import dataclass
from decimal import Decimal

from pricing import engine
from pricing.engine import StepCode

HUNDRED = Decimal(100)
_EVERYONE = (StepCode.LIST, StepCode.PUBLIC_STEP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """In percent of everyone's price: −25 is a quarter off; equal where no floor held it up."""

    asked: Decimal
    granted: Decimal
    floor: engine.Step | None


def reduction(*, price: engine.UnitPrice) -> Reduction | None:
    """How far a price is from everyone's; nothing where everyone has it for nothing."""
    public = [step.after for step in price.trace if step.code in _EVERYONE][-1]
    if not public:
        return None
    floor = next((step for step in price.trace if step.code is StepCode.FLOOR), None)
    last = [step.after for step in price.trace if step.code is not StepCode.VAT_RATE][-1]
    granted = _over(last, public)
    asked = granted if floor is None else _over(floor.before, public)
    return Reduction(asked=asked, granted=granted, floor=floor)


def _over(price: Decimal, public: Decimal) -> Decimal:
    return (price - public) / public * HUNDRED
