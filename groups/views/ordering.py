"""Moving a group in the list: its place decides which group speaks for a member of several."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, QueryDict
from django.utils.translation import pgettext_lazy

from backoffice.parts import Label, panel_url
from backoffice.views import ActionScreen
from groups import services
from groups.record import MOVE, GroupRecord
from groups.views.listing import GroupList

MOVED = {  # by way and whether it moved
    (-1, True): pgettext_lazy("group", "“%(name)s” has moved up."),
    (1, True): pgettext_lazy("group", "“%(name)s” has moved down."),
    (-1, False): pgettext_lazy("group", "“%(name)s” is already first."),
    (1, False): pgettext_lazy("group", "“%(name)s” is already last."),
}


class GroupMove(GroupRecord, ActionScreen):
    """One place up or down; with htmx the list is drawn again and the focus stays."""

    access = MOVE
    by = -1

    def act(self) -> bool:
        actor: Any = self.request.user
        return services.move(group=self.record, by=self.by, actor=actor)

    def done(self, result: Any) -> Label:
        self.told = MOVED[self.by, bool(result)] % {"name": self.record}
        return "" if getattr(self.request, "htmx", None) else self.told

    def back_url(self) -> str:
        return panel_url("group_list")

    def go(self, url: str) -> HttpResponse:
        if not getattr(self.request, "htmx", None):
            return super().go(url)
        screen = GroupList()
        screen.setup(self.request)
        screen.params = QueryDict(urlsplit(url).query)
        told = getattr(self, "told", "")
        return screen.render(template="backoffice/_results.html", live=True, found_text=told)
