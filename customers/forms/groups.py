"""The groups given to one customer, or to several."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.members import ReasonForm
from groups import selectors as groups
from groups.models import CustomerGroup


class AssignForm(ReasonForm):
    """The main group of one customer, or none; and the one its editor saw."""

    group = forms.ModelChoiceField(
        label=_("Main group"),
        queryset=CustomerGroup.objects.none(),
        required=False,
        empty_label=_("N/A (no group)"),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    field_order = ("group", "reason", "seen")

    def __init__(self, *args: Any, held: CustomerGroup | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["group"]
        field.queryset = groups.choices()
        field.unmarked = True  # N/C is a choice, not an omission
        self.initial["group"] = self.initial["seen"] = held.pk if held else None


class BulkGroupForm(ReasonForm):
    """The main group several customers receive."""

    group = forms.ModelChoiceField(
        label=_("Main group"),
        queryset=CustomerGroup.objects.none(),
        empty_label=_("Choose a group"),
    )
    # The group the question was asked about: choosing is one step, confirming the next.
    asked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["group"]
        field.queryset = groups.choices()
        field.error_messages["required"] = _("Choose a group.")

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout("group", "reason", "asked")
        return helper

    @property
    def is_confirmed(self) -> bool:
        chosen: CustomerGroup = self.cleaned_data["group"]
        return bool(self.cleaned_data["asked"] == str(chosen.pk))


class BulkAnyGroupForm(BulkGroupForm):
    """A group several customers join or leave, main or not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].label = _("Group")
