"""The question a deletion asks, of one group or of several: what becomes of the members."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from backoffice.templatetags.ui import number
from groups.models import CustomerGroup

LEAVE, TRANSFER = "leave", "transfer"


class LeavingForm(forms.Form):
    """Left without a group, or moved to another one; consented to in either case.

    `members` is how many lose their terms: where nobody does, nothing is asked. `seen` seals the
    figures the page told.
    """

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
        told = ngettext(
            "I understand that %(n)s customer loses these terms.",
            "I understand that %(n)s customers lose these terms.",
            members,
        )
        self.fields["consent"].label = told % {"n": number(members)}
        if not members:
            for name in ("move_to", "target", "consent"):
                del self.fields[name]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        target = Div("target", data_shows=f"move_to={TRANSFER}")
        asked = ("move_to", target, "consent") if "consent" in self.fields else ()
        helper.layout = Layout(*asked, "seen")
        return helper

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        moves = data.get("move_to") == TRANSFER
        if moves and not data.get("target") and "target" not in self.errors:
            self.add_error("target", ValidationError(_("Choose a group.")))
        return data

    @property
    def receiver(self) -> CustomerGroup | None:
        """The group the members join, if they are moved."""
        return self.cleaned_data["target"] if self.cleaned_data.get("move_to") == TRANSFER else None
