"""What staff type of a group."""

from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.db.models import Case, QuerySet, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.fields import ColorField, DayField, NoEnd, PercentField
from backoffice.layout import Bilingual, Card, SideBySide
from backoffice.parts import Label
from backoffice.phones import international
from backoffice.templatetags.ui import percent
from catalog import selectors as catalog
from catalog.models import Basis, Shop, VatRate
from groups import selectors, services
from groups.forms.channels import GroupChannels
from groups.forms.prices import PRICE_FIELDS, PRICE_HELP, PricesForm
from groups.models import CustomerGroup, PriceDisplay, VatMode

CONTACT_FIELDS = ("contact_name", "contact_email", "contact_phone")
_MAY_BE_EMPTY = (
    *("title_en", "description_fr", "description_en"),
    *("public_label_fr", "public_label_en"),
)
MOST_DAYS = 3650
_NOT_DAYS = _("Enter a number of days from 1 to 3650.")
# Validators give these messages their parameters: hence two signs.
_NOT_A_PERCENTAGE = _("The discount must be between 0 and 100%%.")


class RateField(forms.ModelChoiceField):
    """One of the shop's VAT rates, the shop's own place first."""

    def label_from_instance(self, obj: VatRate) -> str:
        return catalog.rate_label(obj)


class DiscountField(PercentField):
    """A percentage off; left blank, nothing is taken off."""

    def clean(self, value: Any) -> Decimal:
        return super().clean(value) or Decimal(0)


class GroupForm(NoEnd, PricesForm, GroupChannels):
    """The group's names, its days, its taxes, its discount and how it reads prices."""

    color = ColorField(label=_("Tag colour"), help_text=_("Tag visible in the admin."))
    is_default = forms.BooleanField(
        label=_("Default group"),
        help_text=_("Given to every new customer. Only one group can be the default."),
        required=False,
    )
    starts_on = DayField(
        label=_("Start date"),
        help_text=_("Today by default."),
        error_messages={"required": _("Enter a start date.")},
    )
    ends_on = DayField(
        label=_("End date"),
        help_text=_("Last day included."),
        error_messages={"required": _("Enter an end date or tick “No end date”.")},
    )
    membership_days = forms.IntegerField(
        label=_("Days a membership lasts"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        help_text=_("Counted from the day a customer joins; members keep theirs. Empty: no end."),
        error_messages=dict.fromkeys(("min_value", "max_value"), _NOT_DAYS),
    )
    vat_rate = RateField(
        queryset=VatRate.objects.none(),
        label=_("VAT rate of the group"),
        empty_label=_("Choose a rate"),
        error_messages={"required": _("Choose a VAT rate.")},
    )
    discount_percent = DiscountField(
        label=_("General discount (%)"),
        help_text=_("Applies to the displayed price of every product."),
        required=False,
        initial=Decimal(0),
        error_messages=dict.fromkeys(
            ("min_value", "max_value", "max_digits", "max_whole_digits"), _NOT_A_PERCENTAGE
        ),
    )

    field_order = (
        *("title_fr", "title_en", "description_fr", "description_en", "code", "color"),
        *("is_active", "is_default", "starts_on", "ends_on", "no_end", "membership_days"),
        *("public_label_fr", "public_label_en", "is_visible", *CONTACT_FIELDS),
        *PRICE_FIELDS,
        *("vat_mode", "vat_rate", "exemption_reason", "price_display"),
    )

    class Meta:
        model = CustomerGroup
        fields: tuple[str, ...] = (
            "title_fr",
            "title_en",
            "description_fr",
            "description_en",
            "code",
            "color",
            "is_active",
            "starts_on",
            "ends_on",
            "membership_days",
            "public_label_fr",
            "public_label_en",
            "is_visible",
            *CONTACT_FIELDS,
            "vat_mode",
            "vat_rate",
            "exemption_reason",
            "price_display",
            *PRICE_FIELDS,
        )
        widgets = {
            "description_fr": forms.Textarea(attrs={"rows": 3}),
            "description_en": forms.Textarea(attrs={"rows": 3}),
            "contact_phone": forms.TextInput(attrs={"type": "tel"}),
            "vat_mode": forms.RadioSelect,
            "price_display": forms.RadioSelect,
        }
        labels = {"is_visible": _("Visible to its members")}
        help_texts = {
            **PRICE_HELP,
            "title_fr": _(
                "A name that tells at a glance what the group is for."
                " Your customers see it on “Your account”."
            ),
            "title_en": _("Empty: the French title is shown."),
            "description_fr": _("Shown to members under their group."),
            "description_en": _("Empty: the French description is shown."),
            "code": _("Used by imports, for example WHOLESALE."),
            "is_active": _("Inactive: members get the store terms."),
            "public_label_fr": _("What customers read in place of the title. Empty: the title."),
            "public_label_en": _("Empty: the French label is shown."),
            "is_visible": _("Off: the shop never names the group; its prices stay."),
            "contact_name": _("Person to reach for this group."),
            "vat_mode": _("Nothing changes for products that are already exempt."),
            "exemption_reason": _("Printed on the order confirmation."),
            "price_display": _("Excl. VAT: without tax; incl. VAT: all taxes included."),
        }

    def __init__(self, *args: Any, shop: Shop, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        group: CustomerGroup = self.instance
        fields = self.fields
        fields["title_fr"].required = True
        fields["title_fr"].error_messages["required"] = _("Enter the group title in French.")
        for name in ("description_fr", "description_en"):
            fields[name].error_messages["max_length"] = _(
                "Keep the description to %(limit_value)s characters (it has %(show_value)s)."
            )
        # Required where they are shown at all: `clean` forgets them where they are not.
        fields["ends_on"].required = fields["exemption_reason"].required = True
        fields["exemption_reason"].error_messages["required"] = _("Give the exemption reason.")
        for name in ("is_active", "is_default", "is_visible"):
            fields[name].widget.attrs["role"] = "switch"
        fields["is_default"].initial = group.is_default
        self.region = shop.country
        fields["vat_rate"].queryset = _rates(shop)  # type: ignore[attr-defined]
        _choose(fields["vat_mode"], VatMode, shop=_shop_rate(shop))
        _choose(fields["price_display"], PriceDisplay, shop=_shop_display(shop))
        self.add_channels()
        if group.pk is None:
            self.initial.update(starts_on=on, color=selectors.free_color())

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(self._basics(), self._prices_and_taxes(), *self.channels_cards())
        return helper

    @staticmethod
    def _basics() -> Card:
        return Card(
            _("Basic information"),
            Bilingual("title"),
            Bilingual("description"),
            "code",
            "color",
            HTML('{% include "groups/_tag_preview.html" %}'),
            HTML('{% include "groups/_color_note.html" %}'),
            "is_active",
            "is_default",
            SideBySide("starts_on", "ends_on"),
            "no_end",
            "membership_days",
            Fieldset(
                _("For its members"),
                Bilingual("public_label"),
                "is_visible",
                css_class="form-part",
            ),
            Fieldset(
                _("Contact"),
                "contact_name",
                SideBySide("contact_email", "contact_phone"),
                HTML('{% include "groups/_contact_member.html" %}'),
                css_class="form-part",
            ),
            slug="basics",
        )

    def _prices_and_taxes(self) -> Card:
        return Card(
            _("Prices and taxes"),
            *self.prices(),
            Fieldset(
                _("Taxes and price display"),
                "vat_mode",
                Div("vat_rate", data_shows="vat_mode=own"),
                Div("exemption_reason", data_shows="vat_mode=exempt"),
                "price_display",
                css_class="form-part",
            ),
            text=_(
                "For the customers whose main group it is. Its promotions, order discounts and"
                " access count for all its members."
            ),
            slug="prices",
        )

    @property
    def color_twin(self) -> selectors.ColorTwin | None:
        """Whose tag the chosen colour may be taken for."""
        return selectors.color_twin(
            color=str(self["color"].value() or ""), besides=self.instance.pk
        )

    def clean_color(self) -> str:
        color = str(self.cleaned_data["color"])
        stored = self.instance.color
        return stored if stored.upper() == color.upper() else color

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()

    def clean_contact_phone(self) -> str:
        text = str(self.cleaned_data["contact_phone"]).strip()
        return text if text == self.instance.contact_phone else international(text, self.region)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        names = {name: data.get(name) for name in ("title_fr", "title_en", "code")}
        taken = services.names_taken(besides=self.instance.pk, **names)
        for name, text in taken.items():
            self.add_error(name, text)
        for name in _MAY_BE_EMPTY:
            # No text is NULL or blank, whichever it was: only a change of words leaves a trace.
            if not data.get(name) and name not in self.errors:
                data[name] = None if (stored := getattr(self.instance, name)) else stored
        mode = data.get("vat_mode")
        if mode != VatMode.OWN:
            self._forget(vat_rate=None)
        if mode != VatMode.EXEMPT:
            self._forget(exemption_reason="")
        return data

    def _forget(self, **values: Any) -> None:
        """What the other answers leave no use for is not kept, and no fault is found with it."""
        self.cleaned_data.update(values)
        for name in values:
            self.errors.pop(name, None)


def _choose(field: Any, choices: Any, *, shop: Label) -> None:
    """The choices of a setting, the first of them saying what the shop itself does."""
    field.choices = [(one, shop if one == "shop" else one.label) for one in choices]


def _rates(shop: Shop) -> QuerySet[VatRate]:
    near = Case(
        When(country=shop.country, region=shop.region, then=Value(0)),
        When(country=shop.country, then=Value(1)),
        default=Value(2),
    )
    return catalog.rates().order_by(near, "country", "region", "vat_class__position", "pk")


def _shop_rate(shop: Shop) -> Label:
    rate = selectors.shop_percent(shop=shop)
    if rate is None:
        return VatMode.SHOP.label
    return gettext("Store rate (%(percent)s)") % {"percent": percent(rate)}


def _shop_display(shop: Shop) -> Label:
    return gettext("As the store (%(basis)s)") % {"basis": Basis(shop.price_display).label}
