"""The one place where a price is made: pure arithmetic on frozen terms."""

from pricing.engine.basket import ComponentTax, Quote, QuoteLine, RateTotal, quote
from pricing.engine.money import RoundingMode, TermsError
from pricing.engine.policy import FloorMode, Policy
from pricing.engine.promotion import Promotion, PromotionKind
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
from pricing.engine.unit import UnitPrice, unit_price
from pricing.engine.vat import EXEMPT, Basis, Component, Rate, VatMode

__all__ = [
    "EXEMPT",
    "Basis",
    "Caution",
    "Combination",
    "Component",
    "ComponentTax",
    "FloorMode",
    "Item",
    "Line",
    "Lost",
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
    "RoundingLevel",
    "RoundingMode",
    "RuleKind",
    "ShopTerms",
    "Source",
    "Split",
    "Step",
    "StepCode",
    "TemplateRule",
    "TermsError",
    "UnitPrice",
    "VatMode",
    "quote",
    "unit_price",
]
