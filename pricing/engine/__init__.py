"""The one place where a price is made: pure arithmetic on frozen terms."""

from pricing.engine.basket import quote
from pricing.engine.delivery import DeliveryCharge, DeliveryTerms, Shipping
from pricing.engine.discount import DiscountKind, OrderDiscount, Tier
from pricing.engine.document import Quote, QuoteLine, Reduction, ShippingPrice
from pricing.engine.money import RoundingMode, TermsError
from pricing.engine.policy import FloorMode, Policy
from pricing.engine.promotion import Promotion, PromotionKind
from pricing.engine.tax import ComponentTax, RateTotal
from pricing.engine.template import PriceTemplate, RuleKind, TemplateRule
from pricing.engine.terms import (
    Combination,
    Item,
    Line,
    PercentBase,
    RoundingLevel,
    ShopTerms,
    Source,
    Split,
)
from pricing.engine.trace import Caution, Lost, Reason, Step, StepCode
from pricing.engine.unit import UnitPrice, unit_price, unit_prices
from pricing.engine.vat import EXEMPT, Basis, Component, Rate, VatMode

__all__ = [
    "EXEMPT",
    "Basis",
    "Caution",
    "Combination",
    "Component",
    "ComponentTax",
    "DeliveryCharge",
    "DeliveryTerms",
    "DiscountKind",
    "FloorMode",
    "Item",
    "Line",
    "Lost",
    "OrderDiscount",
    "PercentBase",
    "Policy",
    "PriceTemplate",
    "Promotion",
    "PromotionKind",
    "Quote",
    "QuoteLine",
    "Rate",
    "RateTotal",
    "Reason",
    "Reduction",
    "RoundingLevel",
    "RoundingMode",
    "RuleKind",
    "Shipping",
    "ShippingPrice",
    "ShopTerms",
    "Source",
    "Split",
    "Step",
    "StepCode",
    "TemplateRule",
    "TermsError",
    "Tier",
    "UnitPrice",
    "VatMode",
    "quote",
    "unit_price",
    "unit_prices",
]
