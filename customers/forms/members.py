"""Why somebody joins or leaves a group, and where members go."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from groups import selectors as groups
from groups.models import CustomerGroup

LONGEST_REASON = 200


class ReasonForm(forms.Form):
    """Why, in a few words; kept beside the membership and in its history."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        required=False,
        help_text=_("Kept in the history, for staff only."),
    )


class LeavingForm(ReasonForm):
    """How many were said to leave their main group when the question was asked."""

    leaving = forms.CharField(widget=forms.HiddenInput, required=False)


class TransferForm(ReasonForm):
    """The group to which members move."""

    target = forms.ModelChoiceField(
        label=_("Move to"),
        queryset=CustomerGroup.objects.none(),
        empty_label=_("Choose a group"),
    )
    # The group the question was asked about: choosing is one step, confirming the next.
    asked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, source: CustomerGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["target"]
        field.queryset = groups.choices().exclude(pk=source.pk)
        field.error_messages["required"] = _("Choose a group.")

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout("target", "reason", "asked")
        return helper

    @property
    def is_confirmed(self) -> bool:
        chosen: CustomerGroup = self.cleaned_data["target"]
        return bool(self.cleaned_data["asked"] == str(chosen.pk))
