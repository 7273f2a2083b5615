"""The screens of the groups."""

from groups.views.acting import GroupBulkDelete, GroupDefault, GroupSwitch
from groups.views.colors import colors
from groups.views.editing import GroupAdd, GroupGeneral
from groups.views.health import GroupHealth
from groups.views.history import GroupHistory
from groups.views.listing import GroupList, GroupsFromSettings

__all__ = [
    "GroupAdd",
    "GroupBulkDelete",
    "GroupDefault",
    "GroupGeneral",
    "GroupHealth",
    "GroupHistory",
    "GroupList",
    "GroupSwitch",
    "GroupsFromSettings",
    "colors",
]
