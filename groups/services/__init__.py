"""What staff do to groups, and to the promotions and discounts that name them."""

from groups.services.access import restrict, save_category_access, set_category_access
from groups.services.bulk import SomeRefuse, change_all, refused
from groups.services.categories import delete_category
from groups.services.channels import (
    ChannelInUse,
    delete_channel,
    ignore_prices,
    in_use,
    save_channel,
    set_channel_pricing,
)
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
from groups.services.notices import announce, put_away
from groups.services.offers import (
    NotAttached,
    attach,
    detach,
    give,
    save_discount,
    save_promotion,
)
from groups.services.ordering import move
from groups.services.reverting import CannotRevert, HasChanged, refusal, revert
from groups.services.settings import save_accounts
from groups.services.undoing import PutBack, revert_act

__all__ = [
    "CannotBeDefault",
    "CannotRevert",
    "ChannelInUse",
    "GroupIsGone",
    "HasChanged",
    "NotAttached",
    "PutBack",
    "SomeRefuse",
    "Switched",
    "announce",
    "attach",
    "change_all",
    "clear_default",
    "delete_category",
    "delete_channel",
    "detach",
    "duplicate",
    "free_code",
    "free_titles",
    "give",
    "ignore_prices",
    "in_use",
    "make_default",
    "move",
    "names_taken",
    "next_position",
    "put_away",
    "refusal",
    "refused",
    "restrict",
    "revert",
    "revert_act",
    "save",
    "save_accounts",
    "save_category_access",
    "save_channel",
    "save_discount",
    "save_promotion",
    "set_category_access",
    "set_channel_pricing",
    "switch",
]
