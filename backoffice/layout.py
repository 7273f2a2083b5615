"""Layout pieces of the kit's forms, beside crispy's own."""

from typing import Any

from crispy_forms.layout import LayoutObject
from crispy_forms.utils import TEMPLATE_PACK
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Label

LANGUAGES = (("fr", _("French")), ("en", _("English")))


class Card(LayoutObject):
    """A titled block of fields; `beside=True` sends it to the side column of wide screens."""

    template = "backoffice/layout/card.html"

    def __init__(self, title: Label, *fields: Any, text: Label = "", slug: str = "") -> None:
        self.title = title
        self.fields = list(fields)
        self.text = text
        self.slug = slug

    def render(
        self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any
    ) -> str:
        inside = self.get_rendered_fields(form, context, template_pack, **kwargs)
        page = {"title": self.title, "text": self.text, "slug": self.slug, "inside": inside}
        return render_to_string(self.template, page)


class Bilingual(LayoutObject):
    """The French and English inputs of one text, shown as FR | EN panes where scripts run."""

    template = "backoffice/layout/bilingual.html"

    def __init__(self, name: str) -> None:
        self.name = name
        self.fields = [f"{name}_{code}" for code, _label in LANGUAGES]

    def render(
        self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any
    ) -> str:
        panes = []
        for code, language in LANGUAGES:
            name = f"{self.name}_{code}"
            inside = self._one(name, form, context, template_pack, **kwargs)
            value = form[name].value()
            pane = {"code": code, "language": language, "inside": inside}
            panes.append({**pane, "filled": bool(value), "errors": form[name].errors})
        # A text in neither language is left out, not missing.
        known = any(pane["filled"] for pane in panes)
        panes = [{**pane, "empty": known and not pane["filled"]} for pane in panes]
        label = _bare_label(form[f"{self.name}_fr"])
        return render_to_string(self.template, {"name": self.name, "label": label, "panes": panes})

    def _one(self, name: str, form: Any, context: Any, pack: Any, **kwargs: Any) -> str:
        return LayoutObject.get_rendered_fields(_Only(name), form, context, pack, **kwargs)  # type: ignore[no-any-return]


class _Only(LayoutObject):
    def __init__(self, name: str) -> None:
        self.fields = [name]


def _bare_label(field: forms.BoundField) -> str:
    return str(field.label).partition(" [")[0].partition(" (")[0]


class SideBySide(LayoutObject):
    """Short fields on one line where there is room."""

    def __init__(self, *fields: Any) -> None:
        self.fields = list(fields)

    def render(
        self, form: Any, context: Any, template_pack: Any = TEMPLATE_PACK, **kwargs: Any
    ) -> str:
        inside = self.get_rendered_fields(form, context, template_pack, **kwargs)
        return render_to_string("backoffice/layout/side_by_side.html", {"inside": inside})
