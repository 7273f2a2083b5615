"""The forms of a VAT rate: where it holds, and the taxes it is made of."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from backoffice.fields import PercentField
from backoffice.layout import Card, SideBySide
from catalog.fields import EitherLanguage, RegionField
from catalog.models import VatClass, VatRate
from catalog.services import Tax

PLACES = Decimal("0.0001")
BETWEEN = _("Enter a rate between 0 and 100, for example 5.5.")


class _Percent(PercentField):
    """Asked only where its line holds a tax: the form sees to it."""

    def validate(self, value: Any) -> None:
        return


def _percent() -> PercentField:
    said = dict.fromkeys(("invalid", "min_value", "max_value", "max_digits"), BETWEEN)
    return _Percent(label=_("Rate (%)"), decimal_places=4, error_messages=said)


def _title(language: str) -> EitherLanguage:
    label = _("Name (French)") if language == "fr" else _("Name (English)")
    return EitherLanguage(label=label, max_length=20)


class TaxesForm(forms.ModelForm):
    """The taxes of a rate, one line each; an emptied line goes, one empty line is always there."""

    use_required_attribute = False

    class Meta:
        model = VatRate
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.taxes: list[Tax] = []
        known = list(self.instance.components.all()) if self.instance.pk else []
        self.lines = max(len(known) + 1, 2)
        for line in range(1, self.lines + 1):
            self.fields[f"title_fr_{line}"] = _title("fr")
            self.fields[f"title_en_{line}"] = _title("en")
            self.fields[f"percent_{line}"] = _percent()
        for line, tax in enumerate(known, start=1):
            self.initial[f"title_fr_{line}"] = tax.title_fr or ""
            self.initial[f"title_en_{line}"] = tax.title_en or ""
            self.initial[f"percent_{line}"] = tax.percent

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        self.taxes = list(self._taxes())
        if not self.taxes and not self.errors:
            self.add_error("percent_1", _t("Enter at least one tax, at 0% where there is none."))
        return told

    def _taxes(self) -> Iterator[Tax]:
        names: set[str] = set()
        for line in range(1, self.lines + 1):
            french, english, percent = self._line(line)
            name = french or english
            if not name and percent is None:
                continue
            if not name:
                self.add_error(f"title_fr_{line}", _t("Enter the name of the tax."))
            elif percent is None and f"percent_{line}" not in self.errors:
                self.add_error(f"percent_{line}", str(BETWEEN))
            elif name.casefold() in names:
                self.add_error(f"title_fr_{line}", _t("Two taxes have the same name."))
            elif percent is not None:
                names.add(name.casefold())
                yield Tax(title_fr=french, title_en=english, percent=percent.quantize(PLACES))

    def _line(self, line: int) -> tuple[str | None, str | None, Decimal | None]:
        told = self.cleaned_data
        return (
            told.get(f"title_fr_{line}"),
            told.get(f"title_en_{line}"),
            told.get(f"percent_{line}"),
        )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(self.card())
        return helper

    def _legend(self, line: int) -> str:
        spare = line == self.lines
        return _t("Another tax (optional)") if spare else _t("Tax %(line)s") % {"line": line}

    def card(self) -> Card:
        lines = [
            Fieldset(
                self._legend(line),
                SideBySide(f"title_fr_{line}", f"title_en_{line}", f"percent_{line}"),
                css_class="tax-line",
            )
            for line in range(1, self.lines + 1)
        ]
        text = _("Each tax is added to the price excl. VAT. Empty a line to remove its tax.")
        return Card(_("Taxes"), *lines, text=text)


class RateForm(TaxesForm):
    """A new rate: for which goods, delivered where."""

    vat_class = forms.ModelChoiceField(label=_("VAT class"), queryset=VatClass.objects.all())
    country = forms.ChoiceField(label=_("Country"), choices=lambda: list(countries))
    region = RegionField()

    class Meta(TaxesForm.Meta):
        fields = ("vat_class", "country", "region")

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        place = {name: self.cleaned_data.get(name) for name in ("vat_class", "country", "region")}
        if None not in place.values() and VatRate.objects.filter(**place).exists():
            self.add_error("country", _t("This class already has a rate there. Change that one."))
        return told

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        place = Card(_("Goods and place"), "vat_class", SideBySide("country", "region"))
        helper.layout = Layout(place, self.card())
        return helper
