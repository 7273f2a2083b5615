"""What all screens share: their rule, their title, their trail, the record they are about."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views import View
from django_htmx.http import HttpResponseClientRedirect

from backoffice.access import Rule, may_open
from backoffice.http import NotThere, StaffRequest
from backoffice.parts import Action, Banner, Crumb, Label, Tab, TabLink, allowed, panel_url


class SeeOther(HttpResponseRedirect):
    """After a successful POST: look at this page."""

    status_code = 303


def safe_next(request: HttpRequest, fallback: str) -> str:
    """Where the request asks to go on to, if that is a page of this shop."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_ours(request, wanted) else fallback


def is_ours(request: HttpRequest, url: str) -> bool:
    return url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )


class Screen(View):
    """A page of the panel."""

    access: ClassVar[Rule]
    code: str = ""
    title: Label = ""
    section: Label = ""
    template: str = "backoffice/page.html"
    list_url: str = ""
    request: StaffRequest

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if not getattr(request, "htmx", None):
                raise
            return self.start_again()

    def start_again(self) -> HttpResponse:
        """What was pressed is about something that is gone: the page is drawn anew without it."""
        self.tell(
            _("This is no longer there: it may have been deleted meanwhile."), messages.WARNING
        )
        here = str(self.request.htmx.current_url_abs_path or "")  # type: ignore[attr-defined]
        return self.go(here if self.stands(here) else panel_url(self.list_url or "home"))

    def stands(self, url: str) -> bool:
        """Whether the page the person is on is still there."""
        return is_ours(self.request, url)

    def get(self, request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.render()

    @property
    def actor(self) -> Any:
        """Whoever is signed in, as services take him: the model of users stands above the kit."""
        return self.request.user

    def context(self) -> dict[str, Any]:
        """What the template of this screen prints, beside the frame; screens add their own."""
        return {}

    def actions(self) -> Iterable[Action]:
        """The buttons at the head of the page."""
        return ()

    def banners(self) -> Iterable[Banner]:
        """Notices above the content."""
        return ()

    def heading(self) -> Label:
        return self.title

    def trail(self) -> list[Crumb]:
        """The way back: home, then the section's list; this page comes last, without a link."""
        trail = [Crumb(_("Home"), panel_url("home"))]
        settings = panel_url("settings")
        inside = self.request.path.startswith(settings) and self.request.path != settings
        if inside and self.list_url != "settings":
            trail.append(Crumb(_("Settings"), settings))
        if self.list_url and self.section:
            trail.append(Crumb(self.section, panel_url(self.list_url)))
        return trail

    def back_url(self) -> str:
        """Where « Annuler » leads and where an act returns."""
        return panel_url(self.list_url) if self.list_url else panel_url("home")

    def render(self, *, status: int = 200, template: str = "", **context: Any) -> HttpResponse:
        page = {
            "screen": self,
            "heading": self.heading(),
            "title": self.title or self.heading(),
            "section": self.section,
            "trail": self.trail(),
            "actions": allowed(self.request, self.actions()),
            "banners": tuple(self.banners()),
            "refused": status >= 400,
            **self.context(),
            **context,
        }
        response = render(self.request, template or self.template, page, status=status)
        patch_vary_headers(response, ["HX-Request"])
        return response

    def go(self, url: str) -> HttpResponse:
        """Send the browser on after a POST, whether the page or htmx asked."""
        htmx = getattr(self.request, "htmx", None)
        return HttpResponseClientRedirect(url) if htmx else SeeOther(url)

    def tell(self, text: Label, level: int = messages.SUCCESS, *, undo: str = "") -> None:
        """Say what was done; `undo` is the address whose POST takes it back."""
        if text:
            messages.add_message(self.request, level, str(text), extra_tags=undo)

    def may(self, rule: Rule, method: str = "GET") -> bool:
        return may_open(self.request, rule, method)


class RecordScreen(Screen):
    """A page about one row: its heading, its tabs, its own addresses."""

    model: type[Model]
    template = "backoffice/record.html"
    tab: str = ""  # the slug of this screen's own tab
    record_url: str = ""  # the row's main page, for the trail and the way back
    header_template: str = ""  # printed before the title: a tag, a status, a line of facts

    def records(self) -> QuerySet:
        """The rows this person may reach."""
        return self.model._default_manager.all()

    @cached_property
    def record(self) -> Any:
        row = self.records().filter(pk=self.kwargs["pk"]).first()
        if row is None:
            raise NotThere(url=panel_url(self.list_url or "home"), section=self.section)
        return row

    def stands(self, url: str) -> bool:
        """The pages of a record go with it; the list it stood in stays."""
        known = "record" in vars(self) or urlsplit(url).path == panel_url(self.list_url or "home")
        return known and super().stands(url)

    def heading(self) -> Label:
        return str(self.record)

    def tabs(self) -> Iterable[Tab]:
        """The parts of the record, in order."""
        return ()

    def meta(self) -> Label:
        """The line of facts under the title."""
        return ""

    def tab_links(self) -> tuple[TabLink, ...]:
        return tuple(
            TabLink(
                tab.slug,
                tab.label,
                panel_url(tab.url_name, self.record.pk),
                tab.count,
                tab.slug == self.tab,
            )
            for tab in self.tabs()
            if self.may(tab.rule)
        )

    def trail(self) -> list[Crumb]:
        trail = super().trail()
        if self.record_url and self.title:
            trail.append(Crumb(str(self.record), panel_url(self.record_url, self.record.pk)))
        return trail

    def back_url(self) -> str:
        if self.record_url:
            return panel_url(self.record_url, self.record.pk)
        return super().back_url()

    def render(self, *, status: int = 200, template: str = "", **context: Any) -> HttpResponse:
        record = {
            "record": self.record,
            "tabs": self.tab_links(),
            "meta": self.meta(),
            "header_template": self.header_template,
        }
        return super().render(status=status, template=template, **{**record, **context})
