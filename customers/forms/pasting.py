"""A list of addresses to paste, and what to make of it."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from backoffice.layout import Card
from backoffice.templatetags.ui import number
from customers import pasting
from customers.forms.members import ReasonForm

MAIN, ADDITIONAL = "main", "additional"


class PasteForm(ReasonForm):
    """The addresses, the role of the group for their owners, and what of those unknown."""

    emails = forms.CharField(
        label=_("E-mail addresses"),
        help_text=_("Separate addresses with commas or line breaks."),
        required=False,
        strip=False,  # the report counts the lines as they were pasted
        widget=forms.Textarea(
            attrs={
                "rows": 10,
                "data-testid": "paste-emails",
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    role = forms.ChoiceField(
        label=_("Role of the group for these customers"),
        choices=(
            (MAIN, _("Main group: they leave the one they have")),
            (ADDITIONAL, _("Additional group")),
        ),
        initial=MAIN,
        widget=forms.RadioSelect,
    )
    awaits = forms.BooleanField(
        label=_("Await the addresses without an account"),
        help_text=_("They join as soon as an account is opened and verified at that address."),
        required=False,
    )

    field_order = ("emails", "role", "awaits", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["emails"]
        field.unmarked = True  # asked for, though an empty list has its own words

    def clean_emails(self) -> str:
        text = str(self.cleaned_data["emails"])
        count = sum(1 for _entry in pasting.entries(text))
        if not count:
            raise ValidationError(_("Paste at least one e-mail address."))
        if count > pasting.MOST:
            told = _("Paste at most %(most)s addresses (there are %(count)s), or use an import.")
            raise ValidationError(told % {"most": number(pasting.MOST), "count": number(count)})
        return text

    @property
    def is_primary(self) -> bool:
        return bool(self.cleaned_data["role"] == MAIN)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            Card(_("Paste an e-mail list"), "emails", "role", "awaits", "reason")
        )
        return helper
