"""What staff do to groups, and to the promotions and discounts that name them."""

from groups.services.copying import duplicate
from groups.services.group import (
    CannotBeDefault,
    GroupIsGone,
    Switched,
    clear_default,
    make_default,
    names_taken,
    next_position,
    save,
    switch,
)
from groups.services.naming import free_code, free_titles
from groups.services.offers import (
    NotAttached,
    attach,
    detach,
    give,
    save_discount,
    save_promotion,
)

__all__ = [
    "CannotBeDefault",
    "GroupIsGone",
    "NotAttached",
    "Switched",
    "attach",
    "clear_default",
    "detach",
    "duplicate",
    "free_code",
    "free_titles",
    "give",
    "make_default",
    "names_taken",
    "next_position",
    "save",
    "save_discount",
    "save_promotion",
    "switch",
]
