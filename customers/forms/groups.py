"""The groups given to one customer, or to several."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from customers.forms.members import GroupFirstForm, ReasonForm
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


class BulkGroupForm(GroupFirstForm):
    """The main group several customers receive."""

    choice = "group"
    group = forms.ModelChoiceField(
        label=_("Main group"),
        queryset=CustomerGroup.objects.none(),
        empty_label=_("Choose a group"),
    )


class BulkAnyGroupForm(BulkGroupForm):
    """A group several customers join or leave, main or not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].label = _("Group")
