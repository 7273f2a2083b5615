"""What staff do to the catalogue: products, categories and taxes."""

from catalog.services.categories import (
    CategoryIsGone,
    CategoryLoop,
    ProductsNeedAPlace,
    delete_category,
    move_down,
    move_up,
    save_category,
)
from catalog.services.products import SkuTaken, save_product
from catalog.services.rates import RateInUse, Tax, add_rate, delete_rate, save_taxes

__all__ = [
    "CategoryIsGone",
    "CategoryLoop",
    "ProductsNeedAPlace",
    "RateInUse",
    "SkuTaken",
    "Tax",
    "add_rate",
    "delete_category",
    "delete_rate",
    "move_down",
    "move_up",
    "save_category",
    "save_product",
    "save_taxes",
]
