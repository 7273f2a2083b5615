"""Moving a row one place up or down in a list that staff put in order."""

from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Label, panel_url
from backoffice.views.confirm import ActionScreen
from backoffice.views.listing import ListScreen


class MoveScreen(ActionScreen):
    """One place up (`by=-1`) or down (1); with htmx the list is drawn again and the focus stays."""

    list_screen: type[ListScreen]
    by = -1
    told: Label = ""
    moved_text: ClassVar[dict[tuple[int, bool], Label]] = {  # by way and whether it moved
        (-1, True): _("“%(name)s” has moved up."),
        (1, True): _("“%(name)s” has moved down."),
        (-1, False): _("“%(name)s” is already first."),
        (1, False): _("“%(name)s” is already last."),
    }

    def done(self, result: Any) -> Label:
        return self.moved_text[self.by, bool(result)] % {"name": self.record}

    def back_url(self) -> str:
        return panel_url(self.list_url)

    def tell(self, text: Label, level: int = messages.SUCCESS, *, undo: str = "") -> None:
        # The list that is drawn again says it itself: no page comes to show a toast.
        if getattr(self.request, "htmx", None):
            self.told = text
        else:
            super().tell(text, level, undo=undo)

    def go(self, url: str) -> HttpResponse:
        if not getattr(self.request, "htmx", None):
            return super().go(url)
        screen = self.list_screen()
        screen.setup(self.request)
        screen.params = QueryDict(urlsplit(url).query)
        return screen.render(template="backoffice/_results.html", live=True, found_text=self.told)
