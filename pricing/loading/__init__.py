"""Price templates, promotions and order discounts brought in line with what a folder says."""

from pricing.loading.offers import (
    DiscountEntry,
    PromotionEntry,
    discounts,
    load_discounts,
    load_promotions,
    promotions,
)
from pricing.loading.templates import (
    Scope,
    Step,
    TemplateEntry,
    load_quantity_prices,
    load_templates,
    shared_templates,
    template_titles,
)

__all__ = [
    "DiscountEntry",
    "PromotionEntry",
    "Scope",
    "Step",
    "TemplateEntry",
    "discounts",
    "load_discounts",
    "load_promotions",
    "load_quantity_prices",
    "load_templates",
    "promotions",
    "shared_templates",
    "template_titles",
]
