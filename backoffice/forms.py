"""How the kit dresses a form: error texts in the shop's words, crispy without its own form tag."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import QuerySet
from django.utils.choices import flatten_choices
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from backoffice.fields import NumberField, PercentField
from backoffice.services import ShopRefusal, Taken
from backoffice.templatetags.ui import day, percent

_IN_LANGUAGE = {
    "fr]": gettext_noop("%(label)s (French)"),
    "en]": gettext_noop("%(label)s (English)"),
}
_STOCK_REQUIRED = forms.Field.default_error_messages["required"]


def dress(form: forms.BaseForm) -> forms.BaseForm:
    """Give a form the kit's wording; what the form already says is kept."""
    for field in form.fields.values():
        _label(field)
        _look(field)
        _word(field)
    return form


def helper_of(form: forms.BaseForm) -> FormHelper:
    """The form's layout, printed inside the kit's own <form> tag."""
    helper = getattr(form, "helper", None) or FormHelper(form)
    helper.form_tag = False
    helper.disable_csrf = True
    helper.form_show_errors = False  # the summary above the form tells them
    return helper


def worded(label: str) -> str:
    """The name of a field; those of a translated pair come as « title [fr] », « title [en] »."""
    bare, _bracket, code = label.partition(" [")
    return _(_IN_LANGUAGE[code]) % {"label": bare} if code in _IN_LANGUAGE else label


def _label(field: forms.Field) -> None:
    if field.label:
        field.label = worded(str(field.label))


def _look(field: forms.Field) -> None:
    if isinstance(field.widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        field.widget.attrs.setdefault("class", "form-check-input")
    if isinstance(field, forms.ModelChoiceField) and field.empty_label == "---------":
        field.empty_label = "—"


def _word(field: forms.Field) -> None:
    texts = field.error_messages
    label = str(field.label or "").rstrip(" :")
    if texts.get("required") == _STOCK_REQUIRED:
        choose = isinstance(field, (forms.ChoiceField, forms.ModelChoiceField))
        wording = _("Choose an option for “%(field)s”.") if choose else _("Fill in “%(field)s”.")
        texts["required"] = wording % {"field": label}
    if "max_length" not in texts and label:
        texts["max_length"] = _(
            "Keep “%(field)s” to %%(limit_value)s characters (it has %%(show_value)s)."
        ) % {"field": label.replace("%", "%%")}
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        texts["invalid_choice"] = _("This choice no longer exists. Choose another one.")
    if isinstance(field, forms.EmailField):
        texts.setdefault("invalid", _("Enter a full address, like name@example.com."))
    elif type(field) is forms.IntegerField:
        texts["invalid"] = _("Enter a whole number.")
    elif type(field) is forms.DateField:
        texts["invalid"] = _("Enter a date like 22/11/2026.")


def refuse(form: forms.BaseForm, refusal: ShopRefusal) -> None:
    """Show a refusal of the shop as an error of the form, beside its field if it names one."""
    if not isinstance(refusal, Taken):
        form.add_error(
            refusal.field if refusal.field in form.fields else None, str(refusal.message)
        )
        return
    for name, errors in refusal.errors.items():
        form.add_error(name if name in form.fields else None, errors)
    if not refusal.errors:
        form.add_error(None, str(refusal.message))


def shown_value(field: forms.Field, value: Any) -> str:
    """A form value in words, for read-only screens and comparisons."""
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, forms.ModelChoiceField):
        return _rows_told(field, value)
    if isinstance(field, forms.ChoiceField):
        return _choice_labels(field, value)
    return _scalar(field, value)


def _rows_told(field: forms.ModelChoiceField, value: Any) -> str:
    chosen = value if isinstance(value, (list, tuple, QuerySet)) else [value]
    wanted = [getattr(one, "pk", one) for one in chosen]
    rows = field.queryset.filter(pk__in=wanted) if field.queryset is not None else ()
    return ", ".join(field.label_from_instance(row) for row in rows) or "—"


def _choice_labels(field: forms.ChoiceField, value: Any) -> str:
    wanted = [str(one) for one in value] if isinstance(value, (list, tuple)) else [str(value)]
    choices: Any = field.choices
    pairs: Any = flatten_choices(choices)
    labels = {str(code): str(text) for code, text in pairs}
    return ", ".join(labels.get(one, one) for one in wanted)


def _scalar(field: forms.Field, value: Any) -> str:
    if isinstance(field, PercentField) and not isinstance(value, str):
        return percent(value)
    if isinstance(field, forms.DateTimeField) and not isinstance(value, str):
        return date_format(value, "SHORT_DATETIME_FORMAT")
    if isinstance(field, forms.DateField) and not isinstance(value, str):
        return day(value)
    if isinstance(field, NumberField) and not isinstance(value, str):
        return str(field.prepare_value(value))
    if isinstance(field, forms.DecimalField) and not isinstance(value, str):
        return number_format(value, use_l10n=True)
    return str(value)
