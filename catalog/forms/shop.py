"""The form of the shop itself: its name, its money, its place, how it enters and shows prices."""

from typing import Any
from zoneinfo import available_timezones

from babel.numbers import get_currency_precision
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from backoffice.fields import NumberField
from backoffice.layout import Card, SideBySide
from catalog import selectors
from catalog.fields import RegionField
from catalog.models import Basis, Product, Shop, VatClass
from catalog.money import currency_choices
from catalog.places import place_name

MOST_DIGITS = 4
_DIGITS = {
    name: _("Enter a whole number from 0 to 4.")
    for name in ("invalid", "min_value", "max_value", "max_digits", "max_decimal_places")
}
BASES = {Basis.NET: _("Excluding VAT"), Basis.GROSS: _("Including VAT")}


class ShopForm(forms.ModelForm):
    """What holds for the whole shop, unless a group says otherwise."""

    use_required_attribute = False

    currency = forms.ChoiceField(label=_("Currency"))
    country = forms.ChoiceField(label=_("Country"), choices=lambda: list(countries))
    region = RegionField()
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Start and end dates of groups and promotions turn at midnight there."),
    )
    default_language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("Of the admin for who has not chosen one, and of new customers."),
    )
    default_vat_class = forms.ModelChoiceField(
        label=_("Usual VAT class"),
        queryset=VatClass.objects.all(),
        empty_label=None,
        help_text=_(
            "Its rate at your address is the “store rate”; products whose category has no class"
            " get it."
        ),
    )
    rereads = forms.BooleanField(required=False, initial=False)
    unit_digits = NumberField(
        label=_("Decimals of a unit price"),
        required=False,
        max_digits=1,
        decimal_places=0,
        min_value=0,
        max_value=MOST_DIGITS,
        help_text=_("Up to 4 where prices are entered excl. VAT. Empty: those of the currency."),
        error_messages=_DIGITS,
    )

    class Meta:
        model = Shop
        fields = (
            "name",
            "currency",
            "country",
            "region",
            "timezone",
            "default_language",
            "prices_entered",
            "price_display",
            "default_vat_class",
            "rounding_level",
            "unit_digits",
            "discounts_best_only",
        )
        widgets = {
            "prices_entered": forms.RadioSelect,
            "price_display": forms.RadioSelect,
            "rounding_level": forms.RadioSelect,
        }
        labels = {
            "name": _("Store name"),
            "prices_entered": _("Prices are entered"),
            "price_display": _("Price display"),
            "rounding_level": _("VAT is rounded"),
            "discounts_best_only": _("Only the best order discount counts"),
        }
        help_texts = {
            "price_display": _("For visitors, and for groups that show prices as the store."),
            "discounts_best_only": _("Off: the best one of each kind, added up."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shop: Shop = self.instance
        fields: dict[str, Any] = self.fields
        language = get_language() or "fr"
        fields["name"].error_messages["required"] = _("Enter the store name.")
        fields["currency"].choices = currency_choices(language=language, besides=shop.currency)
        fields["timezone"].choices = [
            (zone, zone.replace("_", " ")) for zone in sorted(available_timezones())
        ]
        fields["discounts_best_only"].widget.attrs["role"] = "switch"
        for name in ("prices_entered", "price_display"):
            fields[name].choices = list(BASES.items())
        self.products = Product.objects.count()
        self.other_basis = next(basis for basis in BASES if basis != shop.prices_entered)
        fields["rereads"].label = self._rereading() if self.products else ""
        if not self.products:
            del fields["rereads"]

    def _rereading(self) -> str:
        told = ngettext(
            "I have understood: the price of %(n)s product is not converted, it is read as"
            " %(basis)s.",
            "I have understood: the prices of %(n)s products are not converted, they are read as"
            " %(basis)s.",
            self.products,
        )
        return told % {"n": self.products, "basis": self.other_basis.label}

    def clean_unit_digits(self) -> int | None:
        digits = self.cleaned_data["unit_digits"]
        return None if digits is None else int(digits)

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        data = self.cleaned_data
        if {"country", "region"} <= data.keys():
            self._check_place(country=data["country"], region=data["region"])
        digits, currency = data.get("unit_digits") or 0, data.get("currency") or ""
        if data.get("prices_entered") == Basis.GROSS and digits > get_currency_precision(currency):
            text = _t("Where prices are entered incl. VAT, a unit price stops at the cent.")
            self.add_error("unit_digits", text)
        rereads = data.get("prices_entered") == self.other_basis and "rereads" in self.fields
        if rereads and not data.get("rereads"):
            self.add_error("rereads", _t("Tick the box to confirm."))
        return told

    def _check_place(self, *, country: str, region: str) -> None:
        """At a new address, each VAT class in use must have a rate."""
        shop: Shop = self.instance
        # The form has written on its own copy by now: what is stored is its initial value.
        if (country, region) == (self.initial["country"], self.initial["region"]):
            return
        lacking = selectors.classes_without_rate(
            country=country, region=region, usual=shop.default_vat_class_id
        )
        if lacking:
            told = _t(
                "There is no VAT rate for “%(classes)s” in %(place)s. Add it under Taxes first."
            )
            place = place_name(country=country, region=region)
            names = ", ".join(str(one) for one in lacking)
            self.add_error("country", ValidationError(told % {"classes": names, "place": place}))

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        rereads = []
        if "rereads" in self.fields:
            rereads = [Div("rereads", data_shows=f"prices_entered={self.other_basis}")]
        helper.layout = Layout(
            Card(
                _("Store"),
                "name",
                SideBySide("country", "region"),
                SideBySide("timezone", "default_language"),
                slug="store",
            ),
            Card(
                _("Prices"),
                "currency",
                "prices_entered",
                *rereads,
                "price_display",
                "default_vat_class",
                slug="prices",
            ),
            Card(
                _("Rounding and discounts"),
                "rounding_level",
                "unit_digits",
                "discounts_best_only",
                slug="rounding",
            ),
        )
        return helper
