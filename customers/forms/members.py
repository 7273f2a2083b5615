"""Why somebody joins or leaves a group, and where members go."""

from typing import Any, ClassVar

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


class JoiningForm(ReasonForm):
    """How many were said to leave their main group when the question was asked."""

    leaving = forms.CharField(widget=forms.HiddenInput, required=False)


class GroupFirstForm(ReasonForm):
    """A group is chosen, then asked about: choosing is one step, confirming the next."""

    choice: ClassVar[str]  # the field of the group
    asked = forms.CharField(required=False, widget=forms.HiddenInput)  # the one asked about

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields[self.choice]
        field.queryset = groups.choices()
        field.error_messages["required"] = _("Choose a group.")

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(self.choice, "reason", "asked")
        return helper

    @property
    def chosen(self) -> CustomerGroup:
        found: CustomerGroup = self.cleaned_data[self.choice]
        return found

    @property
    def is_confirmed(self) -> bool:
        return bool(self.cleaned_data["asked"] == str(self.chosen.pk))


class TransferForm(GroupFirstForm):
    """The group to which members move."""

    choice = "target"
    target = forms.ModelChoiceField(
        label=_("Move to"),
        queryset=CustomerGroup.objects.none(),
        empty_label=_("Choose a group"),
    )

    def __init__(self, *args: Any, source: CustomerGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields[self.choice]
        field.queryset = field.queryset.exclude(pk=source.pk)
