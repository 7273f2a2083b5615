"""The screens apps declare: list, add, edit, delete, confirm, act, move, bulk, history."""

from backoffice.views.base import RecordScreen, Screen
from backoffice.views.bulk import BulkScreen
from backoffice.views.confirm import ActionScreen, ConfirmScreen, DeleteScreen
from backoffice.views.edit import AddScreen, EditScreen, FormScreen
from backoffice.views.history import HistoryScreen
from backoffice.views.listing import ListScreen
from backoffice.views.moving import MoveScreen

__all__ = [
    "ActionScreen",
    "AddScreen",
    "BulkScreen",
    "ConfirmScreen",
    "DeleteScreen",
    "EditScreen",
    "FormScreen",
    "HistoryScreen",
    "ListScreen",
    "MoveScreen",
    "RecordScreen",
    "Screen",
]
