"""What staff type of a channel, and of the groups whose prices count there."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from backoffice.layout import Bilingual, Card
from backoffice.parts import Label
from catalog.fields import EitherLanguage
from catalog.models import Channel
from groups import selectors
from groups.forms.values import Ticks
from groups.models import ChannelPricing, CustomerGroup

SAID = {"": None, "on": True, "off": False}
TYPED = {said: typed for typed, said in SAID.items()}


class PricingForm(forms.ModelForm):
    """Mixed into a form with one line for each channel of a group, or each group of a channel."""

    pricing_rows: tuple[Any, ...] = ()  # channels or groups, in the order of the page

    def add_pricing(
        self, rows: Iterable[Any], *, said: Mapping[int, bool], box: Mapping[int, bool]
    ) -> None:
        """A drop-down for each row; `box` is what « as the group » means there."""
        self.pricing_rows = tuple(rows)
        for row in self.pricing_rows:
            name = pricing_name(row.pk)
            self.fields[name] = forms.ChoiceField(
                label=_t("Group pricing: %(name)s") % {"name": row},
                choices=[
                    ("", _as_the_group(box[row.pk])),
                    ("on", _("On here")),
                    ("off", _("Ignored here")),
                ],
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
            self.initial[name] = TYPED[said.get(row.pk)]

    def pricing_lines(self) -> Iterator[tuple[Any, forms.BoundField]]:
        """Each row with its drop-down, as the page prints them."""
        for row in self.pricing_rows:
            yield row, self[pricing_name(row.pk)]

    @property
    def pricing(self) -> dict[int, bool | None]:
        """What was chosen of each row; a line the browser did not send says nothing."""
        names = {row.pk: pricing_name(row.pk) for row in self.pricing_rows}
        sent = {pk: name for pk, name in names.items() if self.add_prefix(name) in self.data}
        return {pk: SAID[self.cleaned_data[name]] for pk, name in sent.items()}


def pricing_name(pk: int) -> str:
    """The name of the drop-down of one row."""
    return f"pricing_{pk}"


def _as_the_group(is_on: bool) -> Label:
    return _("As the group (on)") if is_on else _("As the group (off)")


class ChannelForm(PricingForm):
    """A place where the shop sells, who works there, and which groups keep their prices there."""

    use_required_attribute = False

    title_fr = EitherLanguage(
        label=_("Name (French)"), max_length=80, help_text=_("One of the two languages is enough.")
    )
    title_en = EitherLanguage(
        label=_("Name (English)"),
        max_length=80,
        help_text=_("One of the two languages is enough."),
    )
    staff = Ticks(
        label=pgettext_lazy("people", "Staff"),
        queryset=User.objects.none(),
        required=False,
        help_text=_("They are told when another channel creates a group."),
    )

    class Meta:
        model = Channel
        fields = ("title_fr", "title_en", "kind", "address", "is_active", "staff")
        widgets = {"kind": forms.RadioSelect}
        labels = {"kind": _("Type"), "is_active": _("Active channel")}
        help_texts = {
            "address": _("Required for a counter or a branch."),
            "is_active": _("The first active online store is your shop front."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        channel: Channel = self.instance
        fields: dict[str, Any] = self.fields
        fields["is_active"].widget.attrs["role"] = "switch"
        # Whoever works there already stays listed: saving takes nobody out unseen.
        people = Q(is_staff=True, is_active=True) | Q(channels=channel.pk or 0)
        fields["staff"].queryset = User.objects.filter(people).distinct().order_by("email")
        groups = list(selectors.choices())
        said = ChannelPricing.objects.filter(channel=channel.pk or 0)
        self.add_pricing(
            groups,
            said=dict(said.values_list("group_id", "is_on")),
            box={group.pk: group.use_group_pricing for group in groups},
        )

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        data = self.cleaned_data
        if not (data.get("title_fr") or data.get("title_en") or self.errors.keys() & _TITLES):
            self.add_error("title_fr", _t("Enter the channel name."))
        text = _ADDRESS.get(data.get("kind", ""))
        if text and not data.get("address") and "address" not in self.errors:
            self.add_error("address", str(text))
        return told

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        cards = [Card(_("Channel"), Bilingual("title"), "kind", "address", "is_active", "staff")]
        if self.pricing_rows:
            cards.append(
                Card(
                    _("Groups whose prices are ignored here"),
                    HTML('{% include "groups/_channel_pricing.html" %}'),
                    text=_(
                        "Where its prices are ignored, members of a group pay a visitor’s prices;"
                        " VAT, price display and access stay the group’s."
                    ),
                    slug="pricing",
                )
            )
        helper.layout = Layout(*cards)
        return helper


_TITLES = {"title_fr", "title_en"}
_ADDRESS = {
    Channel.Kind.BRANCH: _("Enter the address of the branch."),
    Channel.Kind.COUNTER: _("Enter the address of the counter."),
}


class GroupChannels(PricingForm):
    """Mixed into the form of a group that exists: the channels its prices count in."""

    def add_channels(self) -> None:
        group: CustomerGroup = self.instance
        if group.pk is None:
            return
        channels = list(Channel.objects.order_by("position", "pk"))
        said = ChannelPricing.objects.filter(group=group)
        self.add_pricing(
            channels,
            said=dict(said.values_list("channel_id", "is_on")),
            box={channel.pk: group.use_group_pricing for channel in channels},
        )

    def channels_cards(self) -> Iterator[Card]:
        """The card « Canaux et succursales »; none for a group that is not saved yet."""
        if self.pricing_rows:
            yield Card(
                _("Channels and branches"),
                HTML('{% include "groups/_channel_pricing.html" %}'),
                text=_(
                    "The group is shared by all channels; choose “Ignored here” to ignore its"
                    " prices there."
                ),
                slug="channels",
            )
