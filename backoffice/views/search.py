"""The command palette, and the same search as a page."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from backoffice.access import STAFF
from backoffice.http import StaffRequest
from backoffice.palette import kinds
from backoffice.views.base import Screen


class _Typed(forms.Form):
    q = forms.CharField(required=False, max_length=200)


class Search(Screen):
    """Go to a page, find a record, run a command."""

    access = STAFF
    code = "search"
    title = _("Search or run a command")
    template = "backoffice/search.html"

    def get(self, request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        htmx = getattr(request, "htmx", None)
        return self.render(template="backoffice/_palette_list.html" if htmx else "")

    @cached_property
    def typed(self) -> str:
        """The words of the address; nonsense finds nothing."""
        form = _Typed(self.request.GET)
        return str(form.cleaned_data["q"]) if form.is_valid() else ""

    def context(self) -> dict[str, Any]:
        return {"q": self.typed, "kinds": kinds(request=self.request, typed=self.typed)}
