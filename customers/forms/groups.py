"""Who joins a group, and what becomes of those whose group is deleted."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from backoffice.templatetags.ui import number
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


LEAVE, TRANSFER = "leave", "transfer"


class DeleteGroupForm(forms.Form):
    """What becomes of the members of a group about to be deleted."""

    move_to = forms.ChoiceField(
        label=_("Members"),
        choices=(
            (LEAVE, _("Leave these customers without a group (N/A)")),
            (TRANSFER, pgettext_lazy("members", "Move them to")),
        ),
        initial=LEAVE,
        widget=forms.RadioSelect,
    )
    target = forms.ModelChoiceField(
        label=_("Group that receives them"),
        queryset=CustomerGroup.objects.none(),
        required=False,
        empty_label=_("Choose a group"),
    )
    consent = forms.BooleanField(error_messages={"required": _("Tick the box to confirm.")})
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, members: int, targets: QuerySet[CustomerGroup], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        target: Any = self.fields["target"]
        target.queryset = targets
        target.unmarked = True
        label = ngettext(
            "I understand that %(n)s customer loses these terms.",
            "I understand that %(n)s customers lose these terms.",
            members,
        )
        self.fields["consent"].label = label % {"n": number(members)}
        if not members:
            for name in ("move_to", "target", "consent"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if (
            data.get("move_to") == TRANSFER
            and not data.get("target")
            and "target" not in self.errors
        ):
            self.add_error("target", ValidationError(_("Choose a group.")))
        return data

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        target = Div("target", data_shows=f"move_to={TRANSFER}")
        asked = ("move_to", target, "consent") if "consent" in self.fields else ()
        helper.layout = Layout(*asked, "seen")
        return helper

    @property
    def receiver(self) -> CustomerGroup | None:
        """The group the members join, if they are transferred."""
        return self.cleaned_data["target"] if self.cleaned_data.get("move_to") == TRANSFER else None
