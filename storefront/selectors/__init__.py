"""What the pages of the shop front are made of."""

from storefront.selectors.account import (
    Level,
    MemberLevel,
    addresses,
    level,
    member_level,
    other_levels,
)
from storefront.selectors.offers import (
    SORTS,
    Offer,
    Price,
    Step,
    found,
    in_order,
    neighbours,
    newest,
    offers,
    on_shelf,
    ordered,
    quantity_steps,
    unit_prices,
)
from storefront.selectors.shelves import Shelf, Shelves, shelves
from storefront.selectors.texts import Text, text
from storefront.selectors.visits import Visit, visit

__all__ = [
    "SORTS",
    "Level",
    "MemberLevel",
    "Offer",
    "Price",
    "Shelf",
    "Shelves",
    "Step",
    "Text",
    "Visit",
    "addresses",
    "found",
    "in_order",
    "level",
    "member_level",
    "neighbours",
    "newest",
    "offers",
    "on_shelf",
    "ordered",
    "other_levels",
    "quantity_steps",
    "shelves",
    "text",
    "unit_prices",
    "visit",
]
