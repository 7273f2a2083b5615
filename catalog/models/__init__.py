"""What the shop sells, where, and under which tax."""

from catalog.models.goods import (
    Category,
    PriceHistory,
    Product,
    ProductQuerySet,
)
from catalog.models.shop import (
    Basis,
    Channel,
    LevelCaption,
    RoundingLevel,
    Shop,
)
from catalog.models.taxes import (
    VatClass,
    VatComponent,
    VatRate,
)

__all__ = [
    "Basis",
    "Category",
    "Channel",
    "LevelCaption",
    "PriceHistory",
    "Product",
    "ProductQuerySet",
    "RoundingLevel",
    "Shop",
    "VatClass",
    "VatComponent",
    "VatRate",
]
