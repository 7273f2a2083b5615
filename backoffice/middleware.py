"""What happens to every request of the panel before a view sees it."""

import uuid
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from backoffice.access import Rule, rule_of

PANEL = "/admin-panel/"

Next = Callable[[HttpRequest], HttpResponseBase]


class MissingRight(PermissionDenied):
    """The visitor is staff but lacks every one of these rights."""

    def __init__(self, rights: tuple[str, ...]) -> None:
        super().__init__(*rights)
        self.rights = rights


_reference: ContextVar[str | None] = ContextVar("reference", default=None)


def reference() -> str | None:
    """The reference of the request at work; none for a command."""
    return _reference.get()


class RequestId:
    """A reference for each request, shown on the error page and written in the log."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.reference = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        mark = _reference.set(request.reference)  # type: ignore[attr-defined]
        try:
            return self.get_response(request)
        finally:
            _reference.reset(mark)


class PanelLanguage:
    """The panel speaks the staff member's language, else the cookie's, else the shop's.

    The storefront's language is in its path; the browser's wishes count nowhere in the panel.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.of_the_shop: Callable[[], str] = import_string(settings.PANEL_LANGUAGE)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PANEL):
            return self.get_response(request)
        language = self._language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers["Content-Language"] = language
            return response

    def _language(self, request: HttpRequest) -> str:
        chosen = (
            getattr(request.user, "language", ""),
            request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
        )
        known = dict(settings.LANGUAGES)
        found = next((code for code in chosen if code in known), "")
        # Whoever is signed in was read together with the shop's language.
        return found or getattr(request.user, "shop_language", "") or self.of_the_shop()


class AccessControl:
    """Holds the rule of each view; without a rule, nobody passes."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.elsewhere: dict[str, Rule] = import_string(settings.ACCESS_RULES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        rule = rule_of(view) or self._rule_by_name(request)
        if rule is None:
            raise PermissionDenied
        if rule.allows(request.user, request.method or "GET"):
            return None
        if not request.user.is_authenticated:
            return self._to_sign_in(request)
        raise MissingRight(rule.missing(request.user, request.method or "GET"))

    def _rule_by_name(self, request: HttpRequest) -> Rule | None:
        match = request.resolver_match
        return self.elsewhere.get(match.view_name) if match else None

    def _to_sign_in(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("HX-Request"):
            # A sign-in page must not land in the middle of a list: the script asks instead.
            return HttpResponse(status=401)
        panel = request.path_info.startswith(PANEL)
        page = reverse("panel:login") if panel else resolve_url(settings.LOGIN_URL)
        if request.method == "GET":
            page = f"{page}?{urlencode({'next': request.get_full_path()})}"
        return HttpResponseRedirect(page)
