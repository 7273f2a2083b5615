"""Adding and editing a row: a form, a split save, and nothing typed ever lost."""

from collections.abc import Iterable
from copy import copy
from functools import partial
from secrets import token_urlsafe
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice import selectors, sending, services
from backoffice.access import STAFF, Rule
from backoffice.forms import dress, helper_of, refuse, shown_value
from backoffice.http import typed_key
from backoffice.parts import Action, Banner, Label, allowed, deleting, panel_url
from backoffice.services import ShopRefusal, Stale
from backoffice.views.base import RecordScreen, Screen
from backoffice.views.stale import comparison, seen_values


class FormScreen(Screen):
    """A page with one form: invalid comes back filled in, refused too, saved moves on."""

    form_class: type[forms.BaseForm]
    template = "backoffice/form.html"
    saved_text: Label = _("Saved")
    submit_label: Label = _("Save")
    unsaved_text: Label = _("Unsaved changes")

    def form_kwargs(self) -> dict[str, Any]:
        """What the form needs beside its data: instance, initial, choices by right."""
        return {}

    def form(self, data: Any = None, files: Any = None) -> Any:
        return dress(self.form_class(data=data, files=files, **self.form_kwargs()))

    def save(self, form: Any) -> Any:
        """Do what the form asks, in one call to a service; returns the row."""
        return services.save(form=form, actor=self.actor)

    def success_url(self, row: Any) -> str:
        return self.request.get_full_path()

    def undo_url(self, row: Any) -> str:
        """The address whose POST takes the save back, if there is one."""
        return ""

    def cancel_url(self) -> str:
        return panel_url(self.list_url) if self.list_url else panel_url("home")

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        key = sending.key_of(request)
        if before := sending.led_to(key=key):
            return self.go(before)
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self._refused(form, key)
        try:
            where = sending.once(key=key, act=partial(self._saved, form), at=timezone.now())
        except Stale as stale:
            return self.compare(form, stale)
        except ShopRefusal as refusal:
            refuse(form, refusal)
            return self._refused(form, key)
        return self.go(where)

    def _saved(self, form: Any) -> str:
        row = self.save(form)
        self.tell(self.saved_text, undo=self.undo_url(row))
        return self.next_url(row)

    def _refused(self, form: Any, key: str) -> HttpResponse:
        # A title may be « taken » by this very form, obeyed while its second click was checked.
        before = sending.led_to(key=key)
        return self.go(before) if before else self.show(form, status=422)

    def next_url(self, row: Any) -> str:
        return self.success_url(row)

    def compare(self, form: Any, stale: Stale) -> HttpResponse:
        refuse(form, stale)
        return self.show(form, status=422)

    def show(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        page = {
            "form": form,
            "helper": helper_of(form),
            "cancel_url": self.cancel_url(),
            "save_menu": self.save_menu(),
            "submit_label": self.submit_label,
            "unsaved_text": self.unsaved_text,
            "readonly": False,
            "once": self.request.POST.get(sending.TOKEN) or token_urlsafe(12),
        }
        return self.render(status=status, **{**page, **context})

    def save_menu(self) -> tuple[dict[str, Any], ...]:
        """The other ways to save, as (value, label) of the split button."""
        return ()


class AddScreen(FormScreen):
    """A new row."""

    edit_url: str = ""
    saved_text: Label = _("Created")
    unsaved_text: Label = _("Not saved yet")

    def success_url(self, row: Any) -> str:
        if self.edit_url:
            return panel_url(self.edit_url, row.pk)
        return self.cancel_url()

    def next_url(self, row: Any) -> str:
        if self.request.POST.get("_then") == "another":
            return self.request.get_full_path()
        return self.success_url(row)

    def save_menu(self) -> tuple[dict[str, Any], ...]:
        return ({"value": "another", "label": _("Save and add another"), "icon": "plus"},)


class EditScreen(RecordScreen, FormScreen):
    """An existing row; without the right to change it, the same page in plain text."""

    template = "backoffice/edit.html"
    add_url: str = ""
    delete_url: str = ""
    duplicate_url: str = ""  # answers a POST
    add_rule: Rule = STAFF
    delete_rule: Rule = STAFF
    duplicate_rule: Rule = STAFF

    def form_kwargs(self) -> dict[str, Any]:
        # A form writes what was typed on its row: the page's own stays as it is stored.
        return {"instance": copy(self.record)}

    def save(self, form: Any) -> Any:
        return services.save(form=form, actor=self.actor, version=self.version())

    def version(self) -> int | None:
        """The version of the row the person has in front of them."""
        return typed_key(self.request.POST.get("version", ""))

    @property
    def readonly(self) -> bool:
        return not self.may(self.access, "POST")

    def cancel_url(self) -> str:
        return self.request.get_full_path()

    def next_url(self, row: Any) -> str:
        then = self.request.POST.get("_then", "")
        if then == "another" and self.add_url:
            return panel_url(self.add_url)
        if then == "continue":
            return self.request.get_full_path()
        return self.success_url(row)

    def save_menu(self) -> tuple[dict[str, Any], ...]:
        menu = [{"value": "continue", "label": _("Save and continue editing"), "icon": "pencil"}]
        if self.add_url and self.may(self.add_rule):
            menu.append({"value": "another", "label": _("Save and add another"), "icon": "plus"})
        return tuple(menu)

    def more_actions(self) -> Iterable[Action]:
        """The acts of the split button's menu, below the ways to save."""
        if self.duplicate_url:
            yield Action(
                name="duplicate",
                label=_("Duplicate"),
                icon="copy",
                url=panel_url(self.duplicate_url, self.record.pk),
                rule=self.duplicate_rule,
                method="post",
                testid="save-duplicate",
            )
        if self.delete_url:
            yield deleting(
                panel_url(self.delete_url, self.record.pk),
                rule=self.delete_rule,
                testid="save-delete",
            )

    def show(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        page = {
            # Refused, the form still speaks of the row its editor saw, not of today's.
            "version": self.version() or getattr(self.record, "version", None),
            "seen": self.request.POST.get("_seen") or _sealed(form),
            "more": allowed(self.request, self.more_actions()),
            "readonly": self.readonly,
            "fields_as_text": self.as_text(form) if self.readonly else (),
        }
        return super().show(form, status=status, **{**page, **context})

    def banners(self) -> Iterable[Banner]:
        yield from super().banners()
        lacking = self.access.missing(self.request.user, "POST")
        if self.readonly and lacking:
            names = selectors.right_verbs(rights=lacking)
            text = gettext("Read only: you lack the “%(right)s” permission.")
            yield Banner(slug="read-only", text=text % {"right": ", ".join(names)})

    def as_text(self, form: Any) -> list[tuple[Label, str]]:
        return [
            (one.label, shown_value(one.field, one.initial)) for one in form if not one.is_hidden
        ]

    def compare(self, form: Any, stale: Stale) -> HttpResponse:
        fresh = self.form_class(**{**self.form_kwargs(), "instance": stale.current})
        rows = comparison(form=form, fresh=fresh, seen=self.request.POST.get("_seen", ""))
        now = {"version": _version(stale), "seen": _sealed(fresh)}
        return self.show(form, status=422, stale=stale.current, differences=rows, **now)


def _sealed(form: Any) -> str:
    return signing.dumps(seen_values(form), compress=True)


def _version(stale: Stale) -> int:
    return int(getattr(stale.current, "version", 0))
