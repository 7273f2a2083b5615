"""What the shop does with its customers and their groups."""

from customers.services.accounts import change_email, create_customer, open_account
from customers.services.deletion import DefaultGroupStays, GroupIsGone, delete_group
from customers.services.membership import Assigned, assign, move, remove

__all__ = [
    "Assigned",
    "DefaultGroupStays",
    "GroupIsGone",
    "assign",
    "change_email",
    "create_customer",
    "delete_group",
    "move",
    "open_account",
    "remove",
]
