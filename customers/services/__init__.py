"""What the shop does with its customers and their groups."""

from customers.services.accounts import (
    EmailTaken,
    change_email,
    create_customer,
    open_account,
)
from customers.services.addresses import delete_address, save_address
from customers.services.awaiting import forget_awaited
from customers.services.choosing import choose_groups
from customers.services.contact import ContactStaysOut, add_contact
from customers.services.deletion import DefaultGroupStays, delete_group, delete_groups
from customers.services.membership import (
    Assigned,
    GuestsStayOut,
    Removed,
    assign,
    move,
    remove,
)
from customers.services.pasting import assign_by_email, choose_role, keep_list, save_pasted
from customers.services.records import MainGroup, choose_main_group, create_record, save_record
from customers.services.restoration import NotInBin, Restored, TooLate, restore_group
from customers.services.transferring import Transferred, transfer
from customers.services.undoing import CannotUndo, PutBack, Undone, put_back, still_open, undo

__all__ = [
    "Assigned",
    "CannotUndo",
    "ContactStaysOut",
    "DefaultGroupStays",
    "EmailTaken",
    "GuestsStayOut",
    "MainGroup",
    "NotInBin",
    "PutBack",
    "Removed",
    "Restored",
    "TooLate",
    "Transferred",
    "Undone",
    "add_contact",
    "assign",
    "assign_by_email",
    "change_email",
    "choose_groups",
    "choose_main_group",
    "choose_role",
    "create_customer",
    "create_record",
    "delete_address",
    "delete_group",
    "delete_groups",
    "forget_awaited",
    "keep_list",
    "move",
    "open_account",
    "put_back",
    "remove",
    "restore_group",
    "save_address",
    "save_pasted",
    "save_record",
    "still_open",
    "transfer",
    "undo",
]
