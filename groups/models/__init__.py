"""A group and everything that hangs on it."""

from groups.models.access import (
    CategoryAccess,
    ProductRestriction,
)
from groups.models.channels import (
    ChannelPricing,
    GroupNotice,
)
from groups.models.group import (
    CategoryMode,
    CustomerGroup,
    FloorMode,
    GroupQuerySet,
    PriceDisplay,
    State,
    VatMode,
)
from groups.models.links import (
    GroupCategoryDiscount,
    GroupOrderDiscount,
    GroupPromotion,
)

__all__ = [
    "CategoryAccess",
    "CategoryMode",
    "ChannelPricing",
    "CustomerGroup",
    "FloorMode",
    "GroupCategoryDiscount",
    "GroupNotice",
    "GroupOrderDiscount",
    "GroupPromotion",
    "GroupQuerySet",
    "PriceDisplay",
    "ProductRestriction",
    "State",
    "VatMode",
]
