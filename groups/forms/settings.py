"""What the whole shop decides of customer accounts and of groups."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.layout import Card
from catalog.models import Shop
from groups.models import CustomerGroup

SWITCHES = ("has_accounts", "restricts_products", "shows_group")


class AccountsForm(forms.ModelForm):
    """Customer accounts, product restriction, the default group, the group on « Votre compte »."""

    use_required_attribute = False

    closes = forms.BooleanField(
        label=_("Customers will no longer be able to log in or sign up. Their accounts are kept."),
        required=False,
        initial=False,
    )
    default_group = forms.ModelChoiceField(
        label=_("Default group of new customers"),
        queryset=CustomerGroup.objects.none(),
        required=False,
        empty_label=_("None: new customers are in no group"),
        help_text=_("The star of the list of groups: one group at most, active today."),
    )
    # As the editor saw it: leaving the choice alone never undoes a star pressed meanwhile.
    default_seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    class Meta:
        model = Shop
        fields = ("has_accounts", "restricts_products", "shows_group", "level_caption")
        widgets = {"level_caption": forms.RadioSelect}
        labels = {
            "has_accounts": pgettext_lazy("switch", "Customer accounts"),
            "restricts_products": _("Product restriction by group"),
            "shows_group": _("Show the group on “Your account”"),
            "level_caption": _("Caption of the group"),
        }
        help_texts = {
            "has_accounts": _("Customers log in, sign up and find their prices and addresses."),
            "restricts_products": _(
                "Off: everybody may buy reserved products; what is reserved is kept."
            ),
            "shows_group": _("Off: no group is named to customers; their prices stay."),
        }

    def __init__(
        self, *args: Any, groups: Any, default: CustomerGroup | None, stars: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name in SWITCHES:
            fields[name].widget.attrs["role"] = "switch"
        self.was_open = bool(self.initial["has_accounts"])
        if self.was_open:
            fields["has_accounts"].widget.attrs["data-hides"] = "closes"
        else:
            del fields["closes"]
        if stars:
            known = Q(pk__in=groups) | Q(pk=default.pk if default else 0)
            fields["default_group"].queryset = CustomerGroup.objects.filter(known).order_by(
                "position", "pk"
            )
            self.initial["default_group"] = default.pk if default else None
            self.initial["default_seen"] = str(default.pk) if default else ""
        else:
            del fields["default_group"], fields["default_seen"]
        self.default = default

    @property
    def chosen_default(self) -> CustomerGroup | None:
        """The group new customers are to join."""
        if "default_group" not in self.fields:
            return self.default
        chosen: CustomerGroup | None = self.cleaned_data["default_group"]
        seen = self.cleaned_data.get("default_seen")
        return self.default if seen == (str(chosen.pk) if chosen else "") else chosen

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        data = self.cleaned_data
        if self.was_open and not data.get("has_accounts") and not data.get("closes"):
            self.add_error("closes", _t("Tick the box to confirm."))
        if "default_group" in self.fields and "default_group" not in self.errors:
            self._check_default()
        return told

    def _check_default(self) -> None:
        """Another choice than what the editor saw counts only while that still holds."""
        now = str(self.default.pk) if self.default else ""
        if self.chosen_default != self.default and self.cleaned_data.get("default_seen") != now:
            name = self.default.title if self.default else _t("none")
            text = _t("The default group changed meanwhile: now “%(group)s”. Choose again.")
            self.add_error("default_group", text % {"group": name})
            # The form comes back knowing what is true now: choosing again is then enough.
            self.data = {**dict(self.data.items()), "default_seen": now}

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        closing = ["closes"] if "closes" in self.fields else []
        new = ["default_group", "default_seen"] if "default_group" in self.fields else []
        helper.layout = Layout(
            Card(_("Customer accounts"), "has_accounts", *closing, *new, slug="accounts"),
            Card(_("Products"), "restricts_products", slug="products"),
            Card(
                _("On “Your account”"),
                "shows_group",
                Div("level_caption"),
                slug="your-account",
            ),
        )
        return helper
