"""Form fields that read what people type: « 12,5 % », “€1,284.50”, a day, a colour."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backoffice.colors import PALETTE, is_color
from backoffice.templatetags.ui import MINUS, day

_DECOR = re.compile(r"[\s\u00a0\u202f\u2009€$£%]|EUR|CAD|USD", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{0,6})?|[+-]?\.[0-9]{1,6}")
# Thousands set apart by a sign: believed when it comes twice, or when the other sign follows.
_GROUPED = (
    (re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?"), ","),
    (re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?"), "."),
)

# A lone comma before three figures: thousands to who reads English, decimals to who reads French.
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")

GONE = _("This choice no longer exists. Choose another one.")


def typed_number(text: str) -> Decimal | None:
    """The number a person meant, or nothing when there is doubt."""
    bare = _DECOR.sub("", text).replace("\u2212", "-")
    for grouped, grouping in _GROUPED:
        if grouped.fullmatch(bare) and (bare.count(grouping) > 1 or {",", "."} <= set(bare)):
            bare = bare.replace(grouping, "")
    if get_language() == "en" and _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "")
    bare = bare.replace(",", ".")
    return Decimal(bare) if _NUMBER.fullmatch(bare) else None


class NumberField(forms.DecimalField):
    """A decimal typed in either language, shown again in the reader's own."""

    widget = forms.TextInput
    suffix = ""
    shown_places = 0  # decimals always printed

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        number = typed_number(str(value))
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, (Decimal, int, float)):
            return value
        number = Decimal(str(value))
        text = f"{number:f}"
        if "." in text:
            whole, _dot, decimals = text.partition(".")
            kept = decimals.rstrip("0").ljust(self.shown_places, "0")
            text = f"{whole}.{kept}" if kept else whole
        elif self.shown_places:
            text = f"{text}.{'0' * self.shown_places}"
        return text.replace(".", get_format("DECIMAL_SEPARATOR")).replace("-", MINUS)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}


class PercentField(NumberField):
    """A percentage: 12.5 is 12.5 %, never 0.125."""

    suffix = "%"
    default_error_messages = {
        "invalid": _("Enter a percentage, for example 12.5."),
        "min_value": _("Enter a percentage of %(limit_value)s or more."),
        "max_value": _("Enter a percentage of %(limit_value)s or less."),
    }

    def __init__(self, **kwargs: Any) -> None:
        shape = {"max_digits": 7, "decimal_places": 2, "min_value": 0, "max_value": 100}
        super().__init__(**{**shape, **kwargs})


class MoneyField(NumberField):
    """An amount of money in the shop's currency."""

    suffix = "€"
    shown_places = 2
    default_error_messages = {
        "invalid": _("Enter an amount, for example 12.50."),
        "min_value": _("Enter an amount of %(limit_value)s or more."),
    }

    def __init__(self, *, suffix: str = "€", **kwargs: Any) -> None:
        self.suffix = suffix
        shape = {"max_digits": 14, "decimal_places": 2, "min_value": 0}
        super().__init__(**{**shape, **kwargs})


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows of another table; a forged id of any length is a choice that is gone."""

    default_error_messages = {"invalid_choice": GONE, "invalid_pk_value": GONE}

    def clean(self, value: Any) -> Any:
        # SQLite holds no longer number: it must not be asked.
        if any(len(str(one)) > 18 for one in value or ()):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """An inclusive day."""

    widget = DayInput
    default_error_messages = {"invalid": _("Enter a date like 22/11/2026.")}

    def __init__(self, **kwargs: Any) -> None:
        formats = ["%Y-%m-%d", "%d/%m/%Y"]
        super().__init__(**{"input_formats": formats, **kwargs})


class ColorInput(forms.Widget):
    """Twelve swatches, and a text input for any other colour."""

    template_name = "backoffice/widgets/color.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = (value or "").upper()
        known = any(swatch.hex == chosen for swatch in PALETTE)
        context["widget"].update(
            palette=PALETTE, chosen=chosen, other=bool(value) and not known, value=value or ""
        )
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        chosen = data.get(name)
        return data.get(f"{name}_other") if chosen == "other" else chosen

    def id_for_label(self, id_: str) -> str:
        return ""


class ColorField(forms.CharField):
    """The colour of a tag, as #RRGGBB."""

    widget = ColorInput
    default_error_messages = {"invalid": _("Enter a colour like #1F6FEB.")}

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value)).strip().upper()
        if text and not is_color(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return text


class NoEnd(forms.Form):
    """Mixed into a form that has `starts_on` and `ends_on`: a tick says there is no last day."""

    no_end = forms.BooleanField(
        label=_("No end date"),
        required=False,
        widget=forms.CheckboxInput(attrs={"data-hides": "ends_on"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["no_end"].initial = self.get_initial_for_field(
            self.fields["ends_on"], "ends_on"
        ) in (None, "")
        self.fields["ends_on"].required = False

    def clean(self) -> dict[str, Any] | None:
        data = super().clean()
        data = self.cleaned_data if data is None else data
        if data.get("no_end"):
            data["ends_on"] = None
            self.errors.pop("ends_on", None)
        elif "ends_on" in data and not data["ends_on"]:
            self.add_error("ends_on", _("Enter an end date or tick “No end date”."))
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            told = _("The end date must be after %(day)s.")
            self.add_error("ends_on", told % {"day": day(first)})
        return data
