"""A price as its one renderer prints it, and what the shop keeps of it."""

from dataclasses import dataclass
from decimal import Decimal

from pricing import engine

HUNDRED, TENTH = Decimal(100), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class PriceTag:
    """An amount with the basis it is in; struck, what everyone pays beside it."""

    shown: Decimal
    basis: str
    currency: str
    struck: Decimal | None = None


def price_tag(*, price: engine.UnitPrice, currency: str) -> PriceTag:
    """The price in the basis its viewer sees, beside everyone's where he pays less."""
    return PriceTag(price.shown, price.display, currency, price.struck)


def margin_share(*, price: engine.UnitPrice, cost: Decimal) -> Decimal | None:
    """Percent of the price excl. VAT that is left over the cost; none of a price of nothing."""
    return ((price.net - cost) / price.net * HUNDRED).quantize(TENTH) if price.net else None
