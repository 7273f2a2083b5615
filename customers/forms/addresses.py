"""An address of a customer."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from backoffice.layout import Card, SideBySide
from backoffice.phones import international
from customers.models import Address


class AddressForm(forms.ModelForm):
    """Where a customer is invoiced or receives goods."""

    class Meta:
        model = Address
        fields = (
            "first_name",
            "last_name",
            "company",
            "address1",
            "address2",
            "postal_code",
            "city",
            "region",
            "country",
            "phone",
            "is_default",
        )
        widgets = {"phone": forms.TextInput(attrs={"type": "tel"})}
        help_texts = {
            "is_default": _("A customer has one usual address: tick another to replace it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        required = {"address1": _("Enter the address."), "city": _("Enter the city.")}
        for name, text in required.items():
            self.fields[name].error_messages["required"] = text

    def clean_phone(self) -> str:
        text = str(self.cleaned_data["phone"]).strip()
        country = str(self.data.get("country", ""))
        return text if text == self.instance.phone else international(text, country)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            Card(
                "",
                SideBySide("last_name", "first_name"),
                "company",
                "address1",
                "address2",
                SideBySide("postal_code", "city"),
                SideBySide("region", "country"),
                "phone",
                "is_default",
            )
        )
        return helper
