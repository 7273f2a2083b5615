"""What the forms of promotions and discounts share: values of two natures, groups to tick."""

from typing import Any

from babel.numbers import get_currency_symbol
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backoffice.fields import RowsField
from catalog.models import Shop

VALUE = {
    "invalid": _("Enter a number, for example 12.50."),
    "max_digits": _("Enter a smaller number."),
    "max_whole_digits": _("Enter a smaller number."),
    "max_decimal_places": _("Enter at most %(max)s decimals."),
}


class WhyField(forms.CharField):
    """Why something is decided, in a few words, for whoever reads the history."""

    def __init__(self, **kwargs: Any) -> None:
        told = {"label": _("Reason"), "help_text": _("Kept in the history, for staff only.")}
        super().__init__(**{**told, "max_length": 200, "required": False, **kwargs})


class Ticks(RowsField):
    """Several rows of another table, each with a box."""

    widget = forms.CheckboxSelectMultiple


def symbol(*, shop: Shop) -> str:
    """« € », « $ »: the shop's money beside a field."""
    return get_currency_symbol(shop.currency, locale=get_language() or "fr")


def without_english(form: forms.BaseModelForm) -> None:
    """No title is NULL or blank, whichever it was: only a change of words leaves a trace."""
    if not form.cleaned_data.get("title_en") and "title_en" not in form.errors:
        stored = vars(form.instance).get("title_en")
        form.cleaned_data["title_en"] = None if stored else stored
