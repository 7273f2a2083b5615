"""Asking before acting, and acting at once: confirmations, deletions, one-click verbs."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from backoffice import services
from backoffice.forms import dress, helper_of, refuse
from backoffice.parts import Impact, Label, panel_url
from backoffice.services import ShopRefusal
from backoffice.views.base import RecordScreen, Screen, is_ours, safe_next


class ToldScreen(Screen):
    """A screen whose act, once done, is told in a toast."""

    done_text: Label = ""

    def done(self, result: Any) -> Label:
        return self.done_text

    def undo_url(self, result: Any) -> str:
        """The address whose POST takes the act back, if there is one."""
        return ""


class QuestionScreen(ToldScreen):
    """What a question about one row, several or none has in common."""

    form_class: type[forms.BaseForm] | None = None
    question: Label = ""
    confirm_label: Label = _("Confirm")
    danger: bool = False

    def ask(self) -> Label:
        """The question, with the record's name or the number of rows in it."""
        return self.question or self.title

    def impacts(self) -> Iterable[Impact]:
        """What the act changes, line by line."""
        return ()

    def form_kwargs(self) -> dict[str, Any]:
        return {}

    def form(self, data: Any = None) -> Any:
        chosen = self.form_class or forms.Form
        return dress(chosen(data=data, **self.form_kwargs()))

    def heading(self) -> Label:
        return self.ask()


class AskScreen(QuestionScreen):
    """A question before an act: a page of its own, and the same words in the dialog."""

    template = "backoffice/confirm.html"
    fragment = "backoffice/_confirm.html"
    cancel_label: Label = _("Cancel")

    def blocked(self) -> Label:
        """Why the act is impossible, if it is."""
        return ""

    def act(self, form: Any) -> Any:
        """Do it: one call to a service."""
        raise NotImplementedError

    def success_url(self) -> str:
        return safe_next(self.request, self.back_url())

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form(request.POST)
        if self.blocked() or not form.is_valid():
            return self.show(form, status=422)
        try:
            result = self.act(form)
        except ShopRefusal as refusal:
            refuse(form, refusal)
            return self.show(form, status=422)
        self.tell(self.done(result), undo=self.undo_url(result))
        return self.go(self.next_url(result))

    def next_url(self, result: Any) -> str:
        """Where the act leads, once done."""
        return self.success_url()

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        return self.render(
            status=status,
            template=self.fragment if getattr(self.request, "htmx", None) else self.template,
            form=form,
            helper=helper_of(form),
            impacts=tuple(self.impacts()),
            blocked=self.blocked(),
            confirm_label=self.confirm_label,
            cancel_label=self.cancel_label,
            danger=self.danger,
            cancel_url=safe_next(self.request, self.back_url()),
            next=safe_next(self.request, ""),
            action_url=self.request.get_full_path(),
        )


class ConfirmScreen(AskScreen, RecordScreen):
    """A question about one row."""


class DeleteScreen(ConfirmScreen):
    """Deleting one row, after saying what goes with it."""

    danger = True
    confirm_label: Label = _("Delete")
    done_text: Label = _("Deleted")

    def ask(self) -> Label:
        return _("Delete “%(name)s”?") % {"name": self.record}

    def act(self, form: Any) -> Any:
        services.delete(row=self.record)

    def success_url(self) -> str:
        return safe_next(self.request, panel_url(self.list_url))


class ActionScreen(ToldScreen, RecordScreen):
    """A verb without a page: POST does it and goes back where the person was."""

    http_method_names = ["post"]

    def act(self) -> Any:
        """Do it: one call to a service."""
        raise NotImplementedError

    def success_url(self) -> str:
        current = getattr(getattr(self.request, "htmx", None), "current_url_abs_path", None)
        came_from = current or self.request.headers.get("Referer", "")
        fallback = came_from if is_ours(self.request, came_from) else self.back_url()
        return safe_next(self.request, fallback)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            result = self.act()
        except ShopRefusal as refusal:
            self.tell(refusal.message, messages.ERROR)
        else:
            self.tell(self.done(result), undo=self.undo_url(result))
        return self.go(self.success_url())
