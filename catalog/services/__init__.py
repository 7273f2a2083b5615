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
from catalog.services.channels import (
    ChannelIsGone,
    NoWebStoreLeft,
    delete_channel,
    lock_channels,
    move_channel,
    save_channel,
)
from catalog.services.products import SkuTaken, save_product
from catalog.services.rates import RateInUse, Tax, add_rate, delete_rate, save_taxes

__all__ = [
    "CategoryIsGone",
    "CategoryLoop",
    "ChannelIsGone",
    "NoWebStoreLeft",
    "ProductsNeedAPlace",
    "RateInUse",
    "SkuTaken",
    "Tax",
    "add_rate",
    "delete_category",
    "delete_channel",
    "delete_rate",
    "lock_channels",
    "move_channel",
    "move_down",
    "move_up",
    "save_category",
    "save_channel",
    "save_product",
    "save_taxes",
]
