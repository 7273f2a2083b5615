"""What a quote hands back."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from pricing.engine.discount import DiscountKind
from pricing.engine.tax import RateTotal
from pricing.engine.terms import Line, Source
from pricing.engine.trace import Lost, Step
from pricing.engine.unit import UnitPrice
from pricing.engine.vat import Rate


class QuoteLine(NamedTuple):
    """One line of the cart; net, VAT and gross are what is left after its order discounts."""

    line: Line
    unit: UnitPrice
    total: Decimal  # unit × quantity before order discounts, in the shop's entered basis
    discount: Decimal  # its share of the order discounts, in the same basis
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """One order discount, as it is written on the document."""

    source: Source
    kind: DiscountKind
    group: Source | None
    percent: Decimal | None
    amount: Decimal  # in the shop's entered basis
    net: Decimal
    gross: Decimal
    shares: tuple[Decimal, ...]  # line by line, in the shop's entered basis


@dataclass(frozen=True, slots=True, kw_only=True)
class ShippingPrice:
    """What the chosen delivery costs."""

    code: str
    carrier_fee: Decimal  # before the viewer's terms, in the shop's entered basis
    rate: Rate
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a cart costs a viewer: subtotal − discount + delivery = total, HT and TTC."""

    lines: tuple[QuoteLine, ...]
    reductions: tuple[Reduction, ...]
    shipping: ShippingPrice | None
    taxes: tuple[RateTotal, ...]
    subtotal_net: Decimal
    subtotal_gross: Decimal
    discount_net: Decimal
    discount_gross: Decimal
    net: Decimal
    vat: Decimal
    gross: Decimal
    exemption_reason: str  # the legal mention, where the viewer is exempt
    trace: tuple[Step, ...]
    lost: tuple[Lost, ...]
