"""Moving a group in the list: its place decides which group speaks for a member of several."""

from typing import ClassVar

from django.utils.translation import pgettext_lazy

from backoffice.parts import Label
from backoffice.views import MoveScreen
from groups import services
from groups.record import MOVE, GroupRecord
from groups.views.listing import GroupList


class GroupMove(GroupRecord, MoveScreen):
    """One place up or down among the groups."""

    access = MOVE
    list_screen = GroupList
    moved_text: ClassVar[dict[tuple[int, bool], Label]] = {
        (-1, True): pgettext_lazy("group", "“%(name)s” has moved up."),
        (1, True): pgettext_lazy("group", "“%(name)s” has moved down."),
        (-1, False): pgettext_lazy("group", "“%(name)s” is already first."),
        (1, False): pgettext_lazy("group", "“%(name)s” is already last."),
    }

    def act(self) -> bool:
        return services.move(group=self.record, by=self.by, actor=self.actor)
