"""The pages for a refused, a missing and a broken request."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

from backoffice import selectors
from backoffice.http import NotThere
from backoffice.middleware import PANEL, MissingRight


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: which right is missing, and who can give it."""
    page: dict[str, Any] = {"frame": _frame(request)}
    if request.path_info.startswith(PANEL) and not getattr(request.user, "is_staff", False):
        page["outsider"] = True
    elif isinstance(exception, MissingRight) and exception.rights:
        page["rights"] = selectors.right_names(rights=exception.rights)
        page["administrators"] = selectors.administrators()
    return render(request, "403.html", page, status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the address leads nowhere, or nowhere for this person."""
    gone = exception if isinstance(exception, NotThere) else None
    return render(request, "404.html", {"frame": _frame(request), "gone": gone}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: the reference to pass on; asks nothing of a database that may be down."""
    page = {
        "reference": getattr(request, "reference", ""),
        "LANGUAGE_CODE": get_language() or "fr",
        "panel": request.path_info.startswith(PANEL),
    }
    return HttpResponse(render_to_string("500.html", page), status=500)


def _frame(request: HttpRequest) -> str:
    staff = getattr(getattr(request, "user", None), "is_staff", False)
    in_panel = request.path_info.startswith(PANEL)
    return "backoffice/page.html" if staff and in_panel else "backoffice/plain.html"
