"""« Annuler » after an act on several groups, or on the star, from its toast."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.middleware import reference
from backoffice.parts import panel_url
from backoffice.templatetags.ui import number
from backoffice.views.base import Screen, is_ours
from catalog import selectors as catalog
from groups import services
from groups.record import REVERT


def undo_of_act() -> str:
    """The address that takes back all that this request has just changed of groups."""
    act = reference()
    return panel_url("group_bulk_undo", act) if act else ""


class GroupBulkUndo(Screen):
    """Every group the act changed is as before, but for what has changed again since."""

    access = REVERT
    http_method_names = ["post"]

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        done = services.revert_act(
            act=self.kwargs["act"],
            actor=request.user,
            at=timezone.now(),
            on=catalog.today(shop=catalog.shop_of(request)),
        )
        if done.refusals:
            self.tell(" ".join(done.refusals), messages.WARNING)
        if done.groups:
            text = ngettext("%(n)s group as before", "%(n)s groups as before", done.groups)
            self.tell(text % {"n": number(done.groups)})
        elif not done.refusals:
            self.tell(_("There is nothing to put back."), messages.WARNING)
        came_from = request.headers.get("Referer", "")
        return self.go(came_from if is_ours(request, came_from) else panel_url("group_list"))
