"""One act on many rows: those ticked, or all that match the filters."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _

from backoffice.forms import dress, helper_of, refuse
from backoffice.parts import Impact, Label, panel_url
from backoffice.services import ShopRefusal
from backoffice.views.base import Screen, safe_next
from backoffice.views.listing import ListScreen


class BulkScreen(Screen):
    """Asks once for several rows, then acts; nothing ticked goes back to the list."""

    http_method_names = ["post"]
    list_screen: type[ListScreen]
    template = "backoffice/bulk.html"
    form_class: type[forms.BaseForm] | None = None
    confirm_label: Label = _("Confirm")
    danger: bool = False
    asks: bool = True  # False: acts at the first POST
    done_text: Label = ""

    @cached_property
    def everything(self) -> bool:
        return self.request.POST.get("_all") == "1"

    @cached_property
    def listing(self) -> ListScreen:
        """The list the rows were ticked in, with the filters it had."""
        screen = self.list_screen()
        screen.setup(self.request)
        screen.params = QueryDict(self.request.POST.get("_query", ""))
        return screen

    @cached_property
    def selection(self) -> QuerySet:
        rows = self.listing.matching()
        return rows if self.everything else self.listing.rows().filter(pk__in=self.ids)

    @cached_property
    def ids(self) -> list[int]:
        asked = self.request.POST.getlist("ids")
        # Eighteen digits fit every database's big integer.
        return [int(one) for one in asked if one.isascii() and one.isdigit() and len(one) < 19]

    @cached_property
    def count(self) -> int:
        return self.selection.count()

    def ask(self) -> Label:
        """The question, with the number of rows in it."""
        return self.title

    def impacts(self) -> tuple[Impact, ...]:
        return ()

    def act(self, rows: QuerySet, form: Any) -> Any:
        """Do it: one call to a service."""
        raise NotImplementedError

    def done(self, result: Any) -> Label:
        return self.done_text

    def undo_url(self, result: Any) -> str:
        """The address whose POST takes the act back, if there is one."""
        return ""

    def heading(self) -> Label:
        return self.ask()

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def form(self, data: Any = None) -> Any:
        chosen = self.form_class or forms.Form
        return dress(chosen(data=data, **self.form_kwargs()))

    def success_url(self) -> str:
        return safe_next(self.request, panel_url(self.list_url))

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.count:
            self.tell(_("Select at least one row."), messages.WARNING)
            return self.go(self.success_url())
        confirmed = not self.asks or request.POST.get("_confirmed") == "1"
        form = self.form(request.POST if confirmed else None)
        if not confirmed:
            return self.show(form)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            result = self.act(self.selection, form)
        except ShopRefusal as refusal:
            refuse(form, refusal)
            return self.show(form, status=422)
        self.tell(self.done(result), undo=self.undo_url(result))
        return self.go(self.success_url())

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        return self.render(
            status=status,
            form=form,
            helper=helper_of(form),
            ids=() if self.everything else self.ids,
            everything=self.everything,
            count=self.count,
            query=self.request.POST.get("_query", ""),
            impacts=self.impacts(),
            confirm_label=self.confirm_label,
            danger=self.danger,
            cancel_url=self.success_url(),
            next=safe_next(self.request, ""),
            action_url=self.request.get_full_path(),
        )
