"""What the pages of the shop front are made of."""

from storefront.selectors.account import (
    Level,
    MemberLevel,
    Standing,
    addresses,
    group_named,
    standing,
)
from storefront.selectors.offers import (
    SORTS,
    Offer,
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
    "Shelf",
    "Shelves",
    "Standing",
    "Step",
    "Text",
    "Visit",
    "addresses",
    "addresses_of_products",
    "found",
    "group_named",
    "in_order",
    "met",
    "neighbours",
    "newest",
    "offers",
    "on_shelf",
    "ordered",
    "public_visit",
    "quantity_steps",
    "standing",
    "text",
    "unit_prices",
    "visit",
]
