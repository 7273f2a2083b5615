"""What staff decide of who may buy a product."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.layout import Card
from catalog.models import Product
from groups import selectors
from groups.forms.values import Ticks, WhyField
from groups.sight import restricted_groups


class RestrictionForm(forms.ModelForm):
    """All customers, or the members of these groups."""

    is_reserved = forms.TypedChoiceField(
        label=_("Who may buy it"),
        choices=(("False", _("All customers")), ("True", _("Only these groups"))),
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )
    groups = Ticks(
        label=_("Customer groups"),
        queryset=None,
        required=False,
        help_text=_("Everyone keeps seeing the product and its price."),
    )

    reason = WhyField()

    class Meta:
        model = Product
        fields = ("is_reserved",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["is_reserved"].unmarked = True
        fields["groups"].queryset = selectors.choices()
        fields["groups"].unmarked = True
        groups = restricted_groups(product=self.instance)
        self.initial.setdefault("groups", list(groups.values_list("pk", flat=True)))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("is_reserved") and "groups" not in self.errors and not data.get("groups"):
            self.add_error("groups", _t("Choose at least one group."))
        return data

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            Card(
                _("Group restriction"),
                "is_reserved",
                Div("groups", data_shows="is_reserved=True"),
                "reason",
                slug="restriction",
            )
        )
        return helper
