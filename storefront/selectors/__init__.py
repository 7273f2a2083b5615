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
    addresses_of_products,
    found,
    in_order,
    met,
    neighbours,
    newest,
    offers,
    on_shelf,
    ordered,
    quantity_steps,
    unit_prices,
)
from storefront.selectors.shelves import Shelf, Shelves
from storefront.selectors.texts import Text, text
from storefront.selectors.visits import Visit, public_visit, visit

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
    "addresses_of_products",
    "found",
    "in_order",
    "level",
    "member_level",
    "met",
    "neighbours",
    "newest",
    "offers",
    "on_shelf",
    "ordered",
    "other_levels",
    "public_visit",
    "quantity_steps",
    "text",
    "unit_prices",
    "visit",
]
