"""One act on many rows: those ticked, or all that match the filters."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.forms import helper_of, refuse
from backoffice.http import typed_keys
from backoffice.parts import Impact, panel_url
from backoffice.services import ShopRefusal
from backoffice.templatetags.ui import number
from backoffice.views.base import safe_next
from backoffice.views.confirm import QuestionScreen
from backoffice.views.listing import ListScreen


class BulkScreen(QuestionScreen):
    """Asks once for several rows, then acts; nothing ticked goes back to the list."""

    http_method_names = ["post"]
    list_screen: type[ListScreen]
    template = "backoffice/bulk.html"
    asks: bool = True  # False: acts at the first POST

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
        return typed_keys(self.request.POST.getlist("ids"))

    @cached_property
    def count(self) -> int:
        return self.selection.count()

    def act(self, rows: QuerySet, form: Any) -> Any:
        """Do it: one call to a service."""
        raise NotImplementedError

    def _missing(self) -> Iterator[Impact]:
        count = 0 if self.everything else len(set(self.ids)) - self.count
        if count > 0:
            told = ngettext(
                "%(n)s of the rows you ticked is no longer there.",
                "%(n)s of the rows you ticked are no longer there.",
                count,
            )
            yield Impact(slug="missing", text=told % {"n": number(count)}, warning=True)

    def success_url(self) -> str:
        return safe_next(self.request, panel_url(self.list_url))

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.count:
            ticked = self.everything or self.ids
            told = _("These rows are no longer there.") if ticked else _("Select at least one row.")
            self.tell(told, messages.WARNING)
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
            impacts=(*self._missing(), *self.impacts()),
            confirm_label=self.confirm_label,
            danger=self.danger,
            cancel_url=self.success_url(),
            next=safe_next(self.request, ""),
            action_url=self.request.get_full_path(),
        )
