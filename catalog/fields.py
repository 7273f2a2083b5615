"""Form fields of the catalogue: categories as a tree, texts of which one language is enough."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backoffice.fields import RowsField
from catalog.models import Category
from catalog.places import REGIONS

KNOWN_REGIONS = {code: name for regions in REGIONS.values() for code, name in regions.items()}
EM = "\u2003"  # a space HTML does not fold


def indented(category: Model) -> str:
    """A category of a drop-down, moved right by its depth."""
    return f"{EM * getattr(category, 'tree_depth', 0)}{category}"


class CategoryField(forms.ModelChoiceField):
    """One category of the tree."""

    def label_from_instance(self, obj: Model) -> str:
        return indented(obj)


class CategoryTicks(forms.CheckboxSelectMultiple):
    """Tick boxes that know their depth, for the style sheet."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        category: Category | None = getattr(value, "instance", None)
        option["attrs"]["data-depth"] = min(getattr(category, "tree_depth", 0), 6)
        return option


class CategoriesField(RowsField):
    """Several categories of the tree."""

    widget = CategoryTicks


class EitherLanguage(forms.CharField):
    """A text needed in one of two languages: its form says which is missing, not the field."""

    def __init__(self, **kwargs: Any) -> None:
        # A language nobody has written in is null, as in a folder that is imported.
        super().__init__(**{"empty_value": None, **kwargs})

    def validate(self, value: Any) -> None:
        return


class Suggested(forms.TextInput):
    """Free text with suggestions beside it."""

    template_name = "catalog/widgets/suggested.html"

    def __init__(self, *, suggestions: dict[str, Any], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.suggestions = suggestions

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"list_{name}"
        context["widget"]["suggestions"] = self.suggestions.items()
        return context


class RegionField(forms.RegexField):
    """Part of a country, by its code: the regions with taxes of their own are suggested."""

    widget = Suggested(suggestions=KNOWN_REGIONS)
    default_error_messages = {"invalid": _("Use letters, digits or hyphens, with no spaces.")}

    def __init__(self, **kwargs: Any) -> None:
        text = _("Such as QC for Quebec or 971 for Guadeloupe. Empty: the whole country.")
        shape = {"label": _("Region or province"), "max_length": 8, "required": False}
        super().__init__(r"\A[A-Za-z0-9-]*\Z", **{**shape, "help_text": text, **kwargs})

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).upper()
