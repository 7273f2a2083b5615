"""What staff type of a group's prices: template, percentages by category, floor, ceiling."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from crispy_forms.layout import HTML, Div
from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.fields import PercentField
from catalog import selectors as catalog
from catalog.fields import indented
from catalog.models import Category
from groups import selectors
from groups.models import CustomerGroup, FloorMode, GroupCategoryDiscount
from pricing.models import PriceTemplate

SPARE = 1
MOST_LINES = 100
# Validators give these messages their parameters: hence two signs.
_NOT_A_PERCENTAGE = _("The discount must be between 0 and 100%%.")
_NOT_POSITIVE = _("Enter a positive percentage, for example 10.")
_REFUSED = ("invalid", "min_value", "max_value", "max_digits", "max_whole_digits")
PRICE_FIELDS = (
    "use_group_pricing",
    "price_template",
    "discount_percent",
    "floor_percent",
    "floor_mode",
    "public_ceiling",
)
PRICE_HELP = {
    "use_group_pricing": _(
        "Off: the template, discounts, floor and reserved promotions of the group wait; "
        "VAT and price display stay."
    ),
    "price_template": _("Starting point of the price, before the discount."),
    "public_ceiling": _("A member never pays more than a visitor that day."),
}


def posted_lines(data: Mapping[str, Any]) -> int:
    """How many lines of percentages by category a browser sent."""
    ends = [name.removeprefix("percent_") for name in data if name.startswith("percent_")]
    found = [int(end) for end in ends if end.isascii() and end.isdigit() and len(end) < 5]
    return min(max(found, default=0), MOST_LINES)


class FloorField(PercentField):
    """The least over the cost; blank is no floor."""

    def __init__(self, **kwargs: Any) -> None:
        told = dict.fromkeys(("invalid", "min_value"), _NOT_POSITIVE)
        told |= dict.fromkeys(("max_digits", "max_whole_digits"), _("Enter a smaller number."))
        super().__init__(**{"max_value": 1000, "error_messages": told, **kwargs})


class PricesForm(forms.ModelForm):
    """Mixed into the group's form: its prices, one line for each category with its own percent."""

    price_template = forms.ModelChoiceField(
        queryset=PriceTemplate.objects.none(),
        label=_("Price template"),
        required=False,
        empty_label=_("No template: the list price"),
    )
    floor_percent = FloorField(
        label=_("Cost-plus minimum (%)"),
        required=False,
        help_text=_(
            "Floor price: cost plus this percentage. With 10%, a cost of 80 gives a floor of 88."
        ),
    )
    floor_mode = forms.ChoiceField(
        label=_("Under the floor"),
        choices=FloorMode.choices,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, lines: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category_discounts: dict[int, Decimal] = {}
        group: CustomerGroup = self.instance
        templates: Any = PriceTemplate.objects.order_by("title", "pk")
        self.fields["price_template"].queryset = templates  # type: ignore[attr-defined]
        self.fields["price_template"].unmarked = True  # type: ignore[attr-defined]
        self.fields["floor_mode"].unmarked = True  # type: ignore[attr-defined]
        self.fields["floor_mode"].initial = group.floor_mode
        for name in ("use_group_pricing", "public_ceiling"):
            self.fields[name].widget.attrs["role"] = "switch"
        known = _known(group)
        self.lines = max(len(known) + SPARE, min(lines, MOST_LINES))
        choices = [("", _("Choose a category")), *self._shelves()]
        for line in range(1, self.lines + 1):
            self.fields.update(_line_fields(line, choices))
        for line, discount in enumerate(known, start=1):
            self.initial[f"category_{line}"] = str(discount.category_id)
            self.initial[f"percent_{line}"] = discount.percent

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {str(row.pk): row for row in catalog.tree()}

    def _shelves(self) -> Iterable[tuple[str, str]]:
        return ((pk, indented(row)) for pk, row in self._categories.items())

    def discount_lines(self) -> list[dict[str, Any]]:
        """The fields of each percentage by category, as the page prints them."""
        return [
            {
                "number": line,
                "category": self[f"category_{line}"],
                "percent": self[f"percent_{line}"],
            }
            for line in range(1, self.lines + 1)
        ]

    def named_discounts(self) -> list[tuple[str, Decimal]]:
        """The percentages by category that are typed rightly, the categories by name."""
        return [
            (str(self._categories[str(pk)]), percent)
            for pk, percent in self.category_discounts.items()
        ]

    def clean_floor_mode(self) -> str:
        return str(self.cleaned_data["floor_mode"] or self.instance.floor_mode)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for line in range(1, self.lines + 1):
            self._clean_line(line, data)
        return data

    def _clean_line(self, line: int, data: Mapping[str, Any]) -> None:
        """An emptied line goes; a percentage needs its category, and a category comes once."""
        chosen, percent = f"category_{line}", f"percent_{line}"
        if self.errors.keys() & {chosen, percent}:
            return
        category, value = self._categories.get(data.get(chosen) or ""), data.get(percent)
        if category is None:
            if value is not None:
                self.add_error(chosen, _t("Choose a category."))
        elif value is None:
            self._without_percent(line, category)
        elif category.pk in self.category_discounts:
            text = _t("“%(category)s” already has a percentage. Keep one.")
            self.add_error(chosen, text % {"category": category})
        else:
            self.category_discounts[category.pk] = value

    def _without_percent(self, line: int, category: Category) -> None:
        # Emptying the percentage of a line that was saved takes it away; elsewhere it is missing.
        if self.initial.get(f"category_{line}") != str(category.pk):
            self.add_error(f"percent_{line}", _t("Enter a percentage, for example 12.5."))

    @staticmethod
    def prices() -> tuple[Any, ...]:
        """What a card about prices holds."""
        return (
            "use_group_pricing",
            "price_template",
            HTML('{% include "groups/_new_template.html" %}'),
            "discount_percent",
            HTML('{% include "groups/_category_discounts.html" %}'),
            Div("floor_percent", css_id="floor"),
            "floor_mode",
            "public_ceiling",
        )


def _known(group: CustomerGroup) -> list[GroupCategoryDiscount]:
    if group.pk is None:
        return []
    return list(selectors.category_discounts(group=group))


def _line_fields(line: int, choices: Any) -> Iterator[tuple[str, forms.Field]]:
    told = {"line": line}
    yield (
        f"category_{line}",
        forms.ChoiceField(
            label=_t("Category %(line)s") % told,
            choices=choices,
            required=False,
            widget=forms.Select(attrs={"class": "form-select"}),
        ),
    )
    yield (
        f"percent_{line}",
        PercentField(
            label=_t("Discount (%%) of category %(line)s") % told,
            required=False,
            widget=forms.TextInput(attrs={"class": "form-control"}),
            error_messages=dict.fromkeys(_REFUSED[1:], _NOT_A_PERCENTAGE),
        ),
    )
