"""The panel's first page."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.access import STAFF
from backoffice.parts import Crumb, Label
from backoffice.views import Screen
from shopadmin.navigation import menu


class Dashboard(Screen):
    """What the person can open, to start the day."""

    access = STAFF
    code = "H1"
    title = _("Home")
    template = "backoffice/home.html"

    def heading(self) -> Label:
        user: Any = self.request.user
        return gettext("Hello, %(name)s") % {"name": user.get_short_name()}

    def trail(self) -> list[Crumb]:
        return []

    def context(self) -> dict[str, Any]:
        blocks = menu(request=self.request, user=self.request.user)  # type: ignore[arg-type]
        return {"blocks": [block for block in blocks if block.key != "home"]}
