"""What staff do to groups, and to the promotions and discounts that name them."""

from groups.services.group import (
    CannotBeDefault,
    Switched,
    clear_default,
    make_default,
    names_taken,
    next_position,
    save,
    switch,
)
from groups.services.offers import (
    NotAttached,
    attach,
    detach,
    save_discount,
    save_promotion,
)

__all__ = [
    "CannotBeDefault",
    "NotAttached",
    "Switched",
    "attach",
    "clear_default",
    "detach",
    "make_default",
    "names_taken",
    "next_position",
    "save",
    "save_discount",
    "save_promotion",
    "switch",
]
