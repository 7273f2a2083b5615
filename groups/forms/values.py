"""What the forms of promotions and discounts share: values of two natures, groups to tick."""

from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_symbol
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from catalog.fields import CategoriesField
from catalog.models import Shop

LEAST_PERCENT = Decimal("0.01")
BETWEEN = _("Enter a percentage between 0.01 and 100.")
GONE = _("This choice no longer exists. Choose another one.")
VALUE = {
    "invalid": _("Enter a number, for example 12.50."),
    "max_digits": _("Enter a smaller number."),
    "max_whole_digits": _("Enter a smaller number."),
    "max_decimal_places": _("Enter at most %(max)s decimals."),
}


class Ticks(forms.ModelMultipleChoiceField):
    """Several rows of another table; a forged id of any length is a choice that is gone."""

    widget = forms.CheckboxSelectMultiple
    default_error_messages = {"invalid_choice": GONE, "invalid_pk_value": GONE}

    def clean(self, value: Any) -> Any:
        # SQLite holds no longer number: it must not be asked.
        if any(len(str(one)) > 18 for one in value or ()):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class CategoryPicks(Ticks, CategoriesField):
    """Several categories of the tree."""

    widget = CategoriesField.widget


def symbol(*, shop: Shop) -> str:
    """« € », « $ »: the shop's money beside a field."""
    return get_currency_symbol(shop.currency, locale=get_language() or "fr")


def wrong_value(value: Decimal, *, is_percent: bool) -> str:
    """Why a value takes nothing off, or too much; nothing where it is right."""
    if is_percent:
        return "" if LEAST_PERCENT <= value <= 100 else str(BETWEEN)
    return "" if value > 0 else gettext("Enter an amount above 0.")


def without_english(form: forms.BaseModelForm) -> None:
    """No title is NULL or blank, whichever it was: only a change of words leaves a trace."""
    if not form.cleaned_data.get("title_en") and "title_en" not in form.errors:
        stored = vars(form.instance).get("title_en")
        form.cleaned_data["title_en"] = None if stored else stored
