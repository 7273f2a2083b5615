"""The lines of rules in a template's form."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.fields import NumberField
from pricing.models import TemplateRule

SPARE = 2
MOST_LINES = 100
SCOPES = (("all", _("All products")), ("category", _("Category")), ("product", _("Product")))
LARGEST_QUANTITY = 1_000_000
NOT_A_VALUE = _("Enter a number, for example −5.")
IN_MONEY = (TemplateRule.Kind.LIST_AMOUNT, TemplateRule.Kind.FIXED)
NAMES = ("scope", "category", "sku", "quantity", "kind", "value", "remove")


def posted_lines(data: Mapping[str, Any], name: str) -> int:
    """How many lines a browser sent of a repeated field: `value_1`, `value_2`…"""
    sent = (key.rpartition("_") for key in data)
    found = [int(end) for stem, _dash, end in sent if stem == name and _is_small(end)]
    return min(max(found, default=0), MOST_LINES)


def _is_small(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5


def line_fields(line: int, categories: Sequence[Any]) -> Iterator[tuple[str, forms.Field]]:
    """The fields of one line, by name."""
    told = {"line": line}
    scope, kind = _t("Applies to, rule %(line)s") % told, _t("Rule %(line)s") % told
    yield f"scope_{line}", _choice(scope, SCOPES)
    yield f"category_{line}", _choice(_t("Category, rule %(line)s") % told, categories)
    yield f"sku_{line}", _sku(_t("SKU, rule %(line)s") % told)
    yield f"quantity_{line}", _quantity(_t("From (quantity), rule %(line)s") % told)
    yield f"kind_{line}", _choice(kind, TemplateRule.Kind.choices)
    yield f"value_{line}", _value(_t("Value, rule %(line)s") % told)
    yield f"remove_{line}", _remove(_t("Remove rule %(line)s") % told)


def _choice(label: str, choices: Sequence[Any]) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)


def _sku(label: str) -> forms.CharField:
    widget = _input(autocomplete="off", placeholder=_t("SKU"))
    return forms.CharField(label=label, max_length=40, required=False, widget=widget)


def _quantity(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=LARGEST_QUANTITY,
        initial=1,
        required=False,
        widget=_input(inputmode="numeric", autocomplete="off"),
        error_messages={
            "min_value": _("Enter a whole number of %(limit_value)s or more."),
            "max_value": _("Enter a whole number of %(limit_value)s or less."),
        },
    )


def _value(label: str) -> NumberField:
    return NumberField(
        label=label,
        max_digits=12,
        decimal_places=4,
        required=False,
        widget=_input(),
        error_messages={"invalid": NOT_A_VALUE, "max_whole_digits": _("Enter a smaller number.")},
    )


def _remove(label: str) -> forms.BooleanField:
    widget = forms.CheckboxInput(attrs={"class": "form-check-input"})
    return forms.BooleanField(label=label, required=False, widget=widget)


def _input(**attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": "form-control", **attrs})


def line_values(line: int, rule: TemplateRule) -> dict[str, Any]:
    """What the fields of a line show of a rule."""
    scope = "product" if rule.product_id else "category" if rule.category_id else "all"
    return {
        f"scope_{line}": scope,
        f"category_{line}": str(rule.category_id or ""),
        f"sku_{line}": rule.product.sku if rule.product else "",
        f"quantity_{line}": rule.min_quantity,
        f"kind_{line}": rule.kind,
        f"value_{line}": rule.value,
    }
