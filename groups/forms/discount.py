"""What staff type of an order discount: its tiers, its days, its groups."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Fieldset, Layout
from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.fields import DayField, MoneyField, NoEnd, NumberField
from backoffice.layout import Bilingual, Card, SideBySide
from backoffice.templatetags.ui import money
from catalog.models import Basis, Channel, Shop
from groups import selectors
from groups.forms.values import VALUE, Ticks, symbol, without_english
from groups.models import CustomerGroup
from groups.offers import groups_of
from pricing.limits import wrong_reduction
from pricing.models import DiscountTier, OrderDiscount
from pricing.services import Tier

MOST_LINES = 50
SPARE = 2  # empty lines below the known ones
PLACES = Decimal("0.0001")
KINDS = DiscountTier.Kind
AMOUNT = {name: text for name, text in VALUE.items() if name != "invalid"}


class TrialForm(forms.Form):
    """A subtotal to see what a discount takes off it."""

    def __init__(self, *args: Any, shop: Shop, basis: Basis, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = symbol(shop=shop)
        told = {"unit": unit, "basis": basis.label}
        self.fields["subtotal"] = MoneyField(
            label=gettext("Subtotal (%(unit)s %(basis)s)") % told,
            suffix=unit,
            error_messages={**AMOUNT, "required": gettext("Enter a subtotal.")},
            widget=forms.TextInput(attrs={"class": "form-control"}),
        )


class DiscountForm(NoEnd, forms.ModelForm):
    """One kind of discount; an emptied line of tiers goes, empty lines are always there."""

    use_required_attribute = False

    starts_on = DayField(
        label=_("Start date"), required=False, help_text=_("Empty: it has always run.")
    )
    ends_on = DayField(label=_("End date"), help_text=_("Last day included."))
    channels = Ticks(
        label=_("Channels"),
        queryset=Channel.objects.order_by("position", "pk"),
        required=False,
        help_text=_("None ticked: all of them."),
    )
    groups = Ticks(
        label=_("Customer groups"),
        queryset=None,
        error_messages={"required": _("Choose at least one group.")},
    )

    class Meta:
        model = OrderDiscount
        fields = ("title_fr", "title_en", "basis", "starts_on", "ends_on", "channels", "is_active")
        widgets = {"basis": forms.RadioSelect}
        help_texts = {
            "title_en": _("Empty: the French title is shown."),
            "basis": _("Thresholds and fixed amounts are counted that way."),
            "is_active": _("Inactive: nobody gets it."),
        }

    def __init__(self, *args: Any, shop: Shop, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shop = shop
        self.tiers: list[Tier] = []
        fields: dict[str, Any] = self.fields
        fields["title_fr"].required = True
        fields["title_fr"].error_messages["required"] = _("Enter the discount name.")
        fields["is_active"].label = pgettext_lazy("discount", "Active")
        fields["is_active"].widget.attrs["role"] = "switch"
        if self.instance.is_for_everyone:
            del fields["groups"]
        else:
            fields["groups"].queryset = selectors.choices()
        if self.instance.pk is None:
            self.initial.update(starts_on=on, basis=shop.prices_entered)
        elif "groups" in fields:
            self.initial["groups"] = groups_of(row=self.instance)
        self._lines()

    # -- the lines of tiers -------------------------------------------------------------------

    @property
    def has_thresholds(self) -> bool:
        return bool(self.instance.kind != OrderDiscount.Kind.GROUPS)

    def _lines(self) -> None:
        known = list(self.instance.tiers.all()) if self.instance.pk else []
        self.lines = self._wanted_lines(len(known))
        unit = symbol(shop=self.shop)
        for line in range(1, self.lines + 1):
            if self.has_thresholds:
                self.fields[f"threshold_{line}"] = _threshold(unit)
            self.fields[f"kind_{line}"] = _kind()
            self.fields[f"value_{line}"] = _value(unit)
            for name in ("threshold", "kind", "value"):
                # An empty line is left out: none of its fields is more optional than the others.
                if field := self.fields.get(f"{name}_{line}"):
                    field.unmarked = True  # type: ignore[attr-defined]
        for line, tier in enumerate(known[: self.lines], start=1):
            self.initial.setdefault(f"threshold_{line}", tier.threshold)
            self.initial.setdefault(f"kind_{line}", tier.kind)
            self.initial.setdefault(f"value_{line}", tier.value)
            if tier.kind == KINDS.FLAT:
                self.fields[f"value_{line}"].shown_places = 2  # type: ignore[attr-defined]

    def _wanted_lines(self, known: int) -> int:
        if not self.has_thresholds:
            return 1
        given = [*self.data, *self.initial]
        sent = [int(name[6:]) for name in given if name.startswith("value_") and _small(name[6:])]
        least = max(known + SPARE, 3) if not self.is_bound else known
        return min(max(least, *sent, 1), MOST_LINES)

    def _clean_lines(self) -> Iterator[Tier]:
        last: Decimal | None = None
        for line in range(1, self.lines + 1):
            tier = self._tier(line)
            if tier is None:
                continue
            if last is not None and tier.threshold <= last:
                self._out_of_order(line, tier.threshold, last)
                continue
            last = tier.threshold
            yield tier

    def _tier(self, line: int) -> Tier | None:
        """What a line says; nothing where it is empty, or refused on its own fields."""
        told = self.cleaned_data
        threshold, value = told.get(f"threshold_{line}"), told.get(f"value_{line}")
        broken = {f"threshold_{line}", f"value_{line}", f"kind_{line}"} & self.errors.keys()
        if broken or (threshold is None and value is None):
            return None
        if not self.has_thresholds:
            threshold = Decimal(0)
        kind = told.get(f"kind_{line}") or KINDS.PERCENT
        if threshold is None:
            self.add_error(f"threshold_{line}", gettext("Enter from which subtotal."))
        elif value is None:
            self.add_error(f"value_{line}", gettext("Enter a value."))
        elif wrong := wrong_reduction(value, is_percent=kind == KINDS.PERCENT):
            self.add_error(f"value_{line}", wrong)
        else:
            return Tier(threshold=threshold.quantize(PLACES), kind=kind, value=value)
        return None

    def _out_of_order(self, line: int, threshold: Decimal, last: Decimal) -> None:
        if threshold == last or any(tier.threshold == threshold for tier in self.tiers):
            told = gettext("The %(amount)s tier already exists.")
            text = told % {"amount": money(threshold, self.shop.currency)}
        else:
            text = gettext("Tiers must go from smallest to largest.")
        self.add_error(f"threshold_{line}", text)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        without_english(self)
        for tier in self._clean_lines():
            self.tiers.append(tier)
        refused = any(name.startswith(("value_", "threshold_", "kind_")) for name in self.errors)
        if not self.tiers and not refused:
            self.add_error("value_1", gettext("Enter what the discount is worth."))
        return data

    @property
    def chosen_groups(self) -> list[CustomerGroup]:
        return list(self.cleaned_data.get("groups", ()))

    # -- the page -----------------------------------------------------------------------------

    def _worth(self) -> Card:
        if not self.has_thresholds:
            return Card(_("What it is worth"), SideBySide("value_1", "kind_1"), "basis")
        lines = [
            Fieldset(
                gettext("Tier %(line)s") % {"line": line},
                SideBySide(f"threshold_{line}", f"value_{line}", f"kind_{line}"),
                css_class="tax-line",
            )
            for line in range(1, self.lines + 1)
        ]
        more = HTML('{% include "groups/_discount_more.html" %}')
        text = _("From the smallest subtotal to the largest. Empty a line to remove its tier.")
        return Card(_("Subtotal tiers"), "basis", *lines, more, text=text)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        who = (Card(_("Who gets it"), "groups"),) if "groups" in self.fields else ()
        helper.layout = Layout(
            Card(_("Basic information"), Bilingual("title")),
            self._worth(),
            *who,
            Card(
                _("When and where"),
                SideBySide("starts_on", "ends_on"),
                "no_end",
                "channels",
                "is_active",
            ),
        )
        return helper


def _small(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 3


def _threshold(unit: str) -> MoneyField:
    label = _("From (%(unit)s)") % {"unit": unit}
    shape = {"max_digits": 12, "decimal_places": 4, "error_messages": AMOUNT}
    return MoneyField(label=label, suffix=unit, required=False, **shape)


def _kind() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Value type"), choices=KINDS.choices, required=False)


def _value(unit: str) -> NumberField:
    field = NumberField(
        label=_("Value"), required=False, max_digits=12, decimal_places=4, error_messages=VALUE
    )
    field.suffix = f"% / {unit}"
    return field
