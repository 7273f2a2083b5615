"""Some settings of several groups: only what is ticked is written."""

from decimal import Decimal
from hashlib import sha256
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.fields import DayField, PercentField
from groups.models import PriceDisplay
from pricing.models import PriceTemplate

FIELDS = ("discount_percent", "price_display", "is_active", "price_template", "ends_on")
YES, NO = "yes", "no"
# The name of the field is read once: the tick carries it for the eyes, and says what it does.
TICK = '<span class="visually-hidden">{}</span> {}'
INTRO = '{% include "groups/_bulk_edit_intro.html" %}'


class BulkEditForm(forms.Form):
    """Each setting waits for its « Modifier ce champ »; the others stay as they are."""

    discount_percent = PercentField(label=_("General discount (%)"), required=False)
    price_display = forms.ChoiceField(
        label=_("Price display"), choices=PriceDisplay.choices, required=False
    )
    is_active = forms.ChoiceField(
        label=_("Active group"), choices=((YES, _("Yes")), (NO, _("No"))), required=False
    )
    price_template = forms.ModelChoiceField(
        label=_("Price template"),
        queryset=PriceTemplate.objects.none(),
        required=False,
        empty_label=_("No template: the list price"),
    )
    ends_on = DayField(label=_("End date"), help_text=_("Last day included."), required=False)
    no_end = forms.BooleanField(
        label=_("No end date"),
        required=False,
        widget=forms.CheckboxInput(attrs={"data-hides": "ends_on"}),
    )
    # What the summary was shown for: other answers are summed up again before they are saved.
    asked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template: Any = self.fields["price_template"]
        template.queryset = PriceTemplate.objects.order_by("title", "pk")
        for name in FIELDS:
            self.fields[name].unmarked = True  # type: ignore[attr-defined]
            label = format_html(TICK, gettext("Change this field:"), self.fields[name].label)
            self.fields[f"change_{name}"] = forms.BooleanField(label=label, required=False)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        # Summed up, the answers are all hidden.
        rows: list[Any] = [] if self.fields["no_end"].widget.is_hidden else [HTML(INTRO)]
        for name in FIELDS:
            inside = (name, "no_end") if name == "ends_on" else (name,)
            shown = Div(*inside, data_shows=f"change_{name}=on", css_class="bulk-field")
            rows += [f"change_{name}", shown]
        helper.layout = Layout(*rows, "asked")
        return helper

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        ticked = [name for name in FIELDS if data.get(f"change_{name}")]
        for name in {*FIELDS} - {*ticked}:
            self.errors.pop(name, None)
        if not ticked:
            raise forms.ValidationError(_("Tick at least one field to change."))
        if "discount_percent" in ticked and data.get("discount_percent", 0) is None:
            self.add_error("discount_percent", _("Enter a percentage, for example 12.5."))
        if "ends_on" in ticked and data.get("no_end"):
            self.errors.pop("ends_on", None)
            data["ends_on"] = None
        elif "ends_on" in ticked and data.get("ends_on", 0) is None:
            self.add_error("ends_on", _("Enter an end date or tick “No end date”."))
        return data

    @property
    def values(self) -> dict[str, Any]:
        """The settings to write, by their columns."""
        data = self.cleaned_data
        values = {name: data[name] for name in FIELDS if data.get(f"change_{name}")}
        if "is_active" in values:
            values["is_active"] = values["is_active"] == YES
        if isinstance(values.get("discount_percent"), Decimal):
            values["discount_percent"] = values["discount_percent"].quantize(Decimal("0.01"))
        return values

    def seal(self, *, groups: list[int]) -> str:
        """What is about to be saved, and in which groups, in a word."""
        told = [(name, str(value)) for name, value in self.values.items()]
        return sha256(repr((told, sorted(groups))).encode()).hexdigest()[:16]
