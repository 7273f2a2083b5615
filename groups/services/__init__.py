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

__all__ = [
    "CannotBeDefault",
    "Switched",
    "clear_default",
    "make_default",
    "names_taken",
    "next_position",
    "save",
    "switch",
]
