"""What people choose about the panel itself: theme, language, density, columns."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from backoffice import services
from backoffice.access import PUBLIC, STAFF, access
from backoffice.models import Density, Theme
from backoffice.parts import Label, panel_url
from backoffice.views.base import Screen, SeeOther, safe_next

YEAR = 365 * 24 * 3600


@access(PUBLIC)
@require_POST
def prefs(request: HttpRequest) -> HttpResponse:
    """Remember a choice; whoever is not signed in only chooses a language."""
    if request.user.is_authenticated:
        _remember(request)
    htmx = bool(getattr(request, "htmx", False))
    response: HttpResponse = (
        HttpResponse(status=204) if htmx else SeeOther(safe_next(request, panel_url("home")))
    )
    language = _known(request, "language", dict(settings.LANGUAGES))
    if language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=YEAR,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    return response


def _remember(request: HttpRequest) -> None:
    user: Any = request.user
    known = {"theme": Theme.values, "density": Density.values}
    chosen = {name: value for name in known if (value := _known(request, name, known[name]))}
    if chosen:
        services.prefer(user=user, **chosen)
    key = request.POST.get("list", "")
    if key and len(key) < 100:
        services.prefer_columns(user=user, key=key, names=request.POST.getlist("column")[:50])
    language = _known(request, "language", dict(settings.LANGUAGES))
    if language:
        user.language = language
        user.save(update_fields=["language"])


def _known(request: HttpRequest, name: str, values: Any) -> str:
    asked = request.POST.get(name, "")
    return asked if asked in values else ""


class Shortcuts(Screen):
    """The keyboard shortcuts of the panel."""

    access = STAFF
    code = "HE1"
    title: Label = _("Keyboard shortcuts")
    template = "backoffice/shortcuts.html"

    def context(self) -> dict[str, Any]:
        return {"shortcuts": SHORTCUTS}


SHORTCUTS = (
    (("/", "s"), _("Search the list")),
    (("j", "k"), _("Next row, previous row")),
    (("x",), _("Select the row")),
    (("o",), _("Open the row")),
    (("e",), _("Edit the row")),
    (("m",), _("Open the row menu")),
    (("n",), _("New")),
    (("f",), _("Add a filter")),
    (("1", "9"), _("Tabs of a record, from the first to the ninth")),
    (("Shift J", "Shift K"), _("Next record, previous record")),
    (("Ctrl S",), _("Save")),
    (("Esc",), _("Close, clear the search, clear the selection")),
    (("?",), _("This page")),
)
