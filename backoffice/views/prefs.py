"""What people choose about the panel itself: theme, language, density, columns, keys."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

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
    chosen: dict[str, Any] = {
        name: value for name in known if (value := _known(request, name, known[name]))
    }
    if single := _known(request, "single_keys", ("on", "off")):
        chosen["single_keys"] = single == "on"
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


@access(STAFF)
@require_safe
def session(request: HttpRequest) -> HttpResponse:
    """Whether the person is still signed in, with the token his next form needs."""
    response = HttpResponse(get_token(request), content_type="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True, slots=True)
class Shortcut:
    """Keys and what they do; `single` ones need no modifier and may be turned off."""

    keys: tuple[Label, ...]
    label: Label
    single: bool = True


class Shortcuts(Screen):
    """The keyboard shortcuts of the panel, and the switch of the single keys."""

    access = STAFF
    code = "HE1"
    title: Label = _("Keyboard shortcuts")
    template = "backoffice/shortcuts.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        htmx = getattr(request, "htmx", None)
        here = htmx.current_url_abs_path if htmx else request.get_full_path()
        return self.render(template="backoffice/_shortcuts.html" if htmx else "", next=here)

    def context(self) -> dict[str, Any]:
        return {"shortcuts": SHORTCUTS}


SHORTCUTS = (
    Shortcut(("Ctrl K", "⌘ K"), _("Command palette"), single=False),
    Shortcut(("/", "s"), _("Search the list")),
    Shortcut(("j", "k"), _("Next row, previous row")),
    Shortcut(("x", _("Shift X")), _("Select the row, the whole page")),
    Shortcut((_("Enter"), "o"), _("Open the row")),
    Shortcut(("e",), _("Edit the row")),
    Shortcut(("m",), _("Open the row menu")),
    Shortcut((pgettext_lazy("key", "Delete"),), _("Delete the row, after asking")),
    Shortcut(("n",), _("New")),
    Shortcut(("f",), _("Add a filter")),
    Shortcut(("g h", "g g", "g c"), _("Home, Customer groups, Customers")),
    Shortcut(("g p", "g r", "g t"), _("Products, Discounts, Price simulator")),
    Shortcut(("g s",), _("All settings")),
    Shortcut(("1 – 9",), _("Tabs of a record, from the first to the ninth")),
    Shortcut(
        (_("Shift J"), _("Shift K")), _("Next record, previous record, in the order of the list")
    ),
    Shortcut(("Ctrl S", "⌘ S"), _("Save"), single=False),
    Shortcut((_("Ctrl Enter"),), _("Submit the dialog or the comment"), single=False),
    Shortcut((_("Esc"),), _("Close, clear the search, clear the selection"), single=False),
    Shortcut(("?",), _("These shortcuts")),
)
