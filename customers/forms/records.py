"""A customer's record, known or new."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.eu import vat
from stdnum.exceptions import InvalidComponent
from stdnum.exceptions import ValidationError as WrongNumber

from backoffice.fields import DayField
from backoffice.folding import folded_key
from backoffice.layout import Card, SideBySide
from backoffice.phones import international
from customers import selectors
from customers.models import LANGUAGES, Customer, Kind
from customers.services import EmailTaken, GuestsStayOut
from groups import selectors as groups
from groups.models import CustomerGroup

EXEMPTION: dict[str, Any] = {"is_exempt": False, "exemption_reason": "", "exempt_until": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a record is written: on which day, in which country, and if its group may be chosen."""

    on: date
    region: str
    moves: bool


class CustomerForm(forms.ModelForm):
    """Who a customer is, how to reach him, his main group, what staff note of him."""

    email = forms.EmailField(label=_("E-mail address"))
    birth_date = DayField(label=_("Date of birth"), required=False)
    exempt_until = DayField(
        label=_("Exempt until"),
        help_text=_("Last day included. Empty: with no end."),
        required=False,
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, widget=forms.RadioSelect)
    main_group = forms.ModelChoiceField(
        label=_("Main group"),
        queryset=CustomerGroup.objects.none(),
        required=False,
        empty_label=_("N/A (no group)"),
    )
    main_group_seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    field_order = (
        "kind",
        "last_name",
        "first_name",
        "company",
        "vat_number",
        "birth_date",
        "email",
        "phone",
        "language",
        "main_group",
    )

    class Meta:
        model = Customer
        fields: tuple[str, ...] = (
            "last_name",
            "first_name",
            "company",
            "vat_number",
            "phone",
            "birth_date",
            "language",
            *EXEMPTION,
            "staff_comment",
            "is_active",
        )
        widgets = {
            "is_active": forms.CheckboxInput(attrs={"role": "switch"}),
            "is_exempt": forms.CheckboxInput(attrs={"role": "switch"}),
            "phone": forms.TextInput(attrs={"type": "tel"}),
            "staff_comment": forms.Textarea(attrs={"rows": 4}),
        }
        help_texts = {
            "is_exempt": _("This customer pays no tax, whatever the groups are."),
            "exemption_reason": _("Printed on the order confirmation."),
            "staff_comment": _("Visible to staff only."),
            "is_active": _("Inactive: login refused, orders kept."),
        }

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.twin: Customer | None = None
        self.initial.setdefault("email", self.instance.email)
        self._require("last_name", _("Enter the last name."))
        self._require("first_name", _("Enter the first name."))
        # Required where it is shown at all: `clean` forgets it where it is not.
        self._require("exemption_reason", _("Give the exemption reason."))
        if self.instance.pk and self.instance.is_guest:
            for name in EXEMPTION:
                del self.fields[name]
        if desk.moves:
            self._offer_groups()
        else:
            del self.fields["main_group"], self.fields["main_group_seen"]

    def _require(self, name: str, text: Any) -> None:
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = text

    def _offer_groups(self) -> None:
        field: Any = self.fields["main_group"]
        field.queryset = groups.choices()
        field.unmarked = True  # N/C is a choice, not an omission
        if self.instance.is_guest:
            field.disabled = True
            field.help_text = GuestsStayOut.message
            return
        held = self._held_group()
        self.initial["main_group"] = self.initial["main_group_seen"] = held.pk if held else None

    def _held_group(self) -> CustomerGroup | None:
        return selectors.main_group(customer=self.instance)

    def clean_vat_number(self) -> str:
        number = str(self.cleaned_data["vat_number"]).strip()
        if not number or number == self.instance.vat_number:
            return number
        try:
            return str(vat.validate(number))
        except InvalidComponent as error:
            raise ValidationError(
                _("A VAT number starts with two letters, for example FR12345678901.")
            ) from error
        except WrongNumber as error:
            raise ValidationError(
                _("Check this VAT number: it does not follow the rules of its country.")
            ) from error

    def clean_phone(self) -> str:
        text = str(self.cleaned_data["phone"]).strip()
        return text if text == self.instance.phone else international(text, self.desk.region)

    def clean_birth_date(self) -> date | None:
        born: date | None = self.cleaned_data["birth_date"]
        if born is not None and born >= self.desk.on:
            raise ValidationError(_("The date of birth must be in the past."))
        return born

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kind = data.get("kind", self.instance.kind)
        if kind == Kind.GUEST or not data.get("is_exempt"):
            self._forget_exemption()
        if kind == Kind.ACCOUNT and "email" in data:
            found = selectors.account(email_key=folded_key(data["email"]))
            if found is not None and found.pk != self.instance.pk:
                self.twin = found
                self.add_error("email", str(EmailTaken.message))
        return data

    def _forget_exemption(self) -> None:
        """Nothing is kept of an exemption that is off, and no fault is found with it."""
        for name in self.fields.keys() & EXEMPTION.keys():
            self.cleaned_data[name] = EXEMPTION[name]
            self.errors.pop(name, None)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            Card(
                _("Identity"),
                *self._first(),
                SideBySide("last_name", "first_name"),
                SideBySide("company", "vat_number"),
                "birth_date",
            ),
            Card(_("Contact"), "email", "phone", "language"),
            Card(_("Customer group"), *self._group(), slug="group"),
            *self._taxes(),
            Card(_("Follow-up"), *self._comment(), "staff_comment", "is_active"),
        )
        return helper

    def _first(self) -> tuple[str, ...]:
        return ()

    def _group(self) -> tuple[Any, ...]:
        if self.desk.moves:
            return ("main_group_seen", "main_group")
        return (HTML("{% include 'customers/_main_group.html' %}"),)

    def _taxes(self) -> tuple[Any, ...]:
        if "is_exempt" not in self.fields:
            return ()
        why = Div("exemption_reason", "exempt_until", data_shows="is_exempt=on")
        return (Card(_("Taxes"), "is_exempt", why, slug="taxes"),)

    def _comment(self) -> tuple[Any, ...]:
        if not self.instance.customer_comment:
            return ()
        return (HTML("{% include 'customers/_customer_comment.html' %}"),)


class MainGroupForm(CustomerForm):
    """The main group alone, for whoever may choose it and nothing else of the record."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {"main_group", "main_group_seen"}:
            del self.fields[name]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(Card(_("Customer group"), *self._group(), slug="group"))
        return helper


class NewCustomerForm(CustomerForm):
    """A customer the shop did not know; the group new customers join is proposed."""

    kind = forms.ChoiceField(
        label=_("Account type"), choices=Kind, initial=Kind.ACCOUNT, widget=forms.RadioSelect
    )

    class Meta(CustomerForm.Meta):
        fields = ("kind", *CustomerForm.Meta.fields)

    def _held_group(self) -> CustomerGroup | None:
        return groups.default_group(on=self.desk.on)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        chosen = data.get("main_group")
        if data.get("kind") == Kind.GUEST and chosen is not None:
            # The proposed group is nobody's choice; any other is.
            if chosen.pk != self.initial["main_group"]:
                self.add_error("main_group", str(GuestsStayOut.message))
            data["main_group"] = None
        return data

    def _first(self) -> tuple[str, ...]:
        return ("kind",)
