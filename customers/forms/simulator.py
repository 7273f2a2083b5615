"""What is asked of the price simulator; it writes nothing, so it travels in the address."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.fields import DayField, RowsField
from backoffice.layout import Card, SideBySide
from backoffice.services import ShopRefusal
from catalog import selectors as catalog
from catalog.models import Channel, Product
from customers import explaining, simulating
from customers.models import Customer
from customers.simulating import Question
from groups import selectors as groups
from groups.models import CustomerGroup
from pricing.selectors import Place

MOST_LINES = 10
MOST_UNITS = 999_999
PROPOSED = 100
MOST_COMPARED = 3
GONE = _("This choice no longer exists. Choose another one.")
_LINE = re.compile(r"(?P<sku>.+?)(?:\s*[×*;]\s*|\s+[xX]\s+|\s+)(?P<quantity>[0-9]{1,6})")


class SuggestedInput(forms.TextInput):
    """A text to type or to pick from a list."""

    template_name = "customers/widgets/products.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, {**(attrs or {}), "list": f"{name}-choices"})
        context["products"] = simulating.offered(count=PROPOSED)
        return context


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """On which day the question is asked, and whether customers may be named."""

    on: date
    sees_customers: bool


class QuestionForm(forms.Form):
    """A product or a small basket, how many, when and where."""

    product = forms.CharField(
        label=_("Product"),
        max_length=120,
        required=False,
        widget=SuggestedInput,
        help_text=_("SKU or words of the name."),
    )
    quantity = forms.IntegerField(
        label=_("Quantity"),
        required=False,
        min_value=1,
        max_value=MOST_UNITS,
    )
    on = DayField(label=_("Date"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    country = forms.ChoiceField(label=_("Delivered to"), required=False)
    basket = forms.CharField(
        label=_("Other items in the basket"),
        max_length=1500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("One per line, for example “CARNET × 3”; 10 lines at most."),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desk = desk
        self.candidates: list[Product] = []
        self.initial.setdefault("quantity", 1)
        self.initial.setdefault("on", desk.on)
        fields: Any = self.fields
        fields["channel"].choices = [(one.code, one.title) for one in Channel.objects.all()]
        fields["country"].choices = [("", _("Usual address")), *_places()]
        for field in self.fields.values():
            field.unmarked = True  # type: ignore[attr-defined]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(Card(_("Question"), *self.who(), *self.what()))
        return helper

    def who(self) -> tuple[Any, ...]:
        return ()

    def what(self) -> tuple[Any, ...]:
        when = SideBySide("on", "channel")
        return ("product", "quantity", when, "country", "basket")

    def clean_product(self) -> Product | None:
        words = str(self.cleaned_data["product"])
        if not words:
            return None
        found = simulating.matching(words=words)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_t("There is no product “%(sku)s”.") % {"sku": words})
        self.candidates = found
        told = _t("Several products match “%(words)s”: choose one.")
        raise ValidationError(told % {"words": words})

    def clean_quantity(self) -> int:
        return int(self.cleaned_data["quantity"] or 1)

    def clean_on(self) -> date:
        day: date | None = self.cleaned_data["on"]
        return day or self.desk.on

    def clean_basket(self) -> tuple[tuple[Product, int], ...]:
        typed = [line.strip() for line in self.cleaned_data["basket"].splitlines() if line.strip()]
        if len(typed) > MOST_LINES:
            raise ValidationError(
                ngettext("%(n)s line at most.", "%(n)s lines at most.", MOST_LINES)
                % {"n": MOST_LINES}
            )
        read = [_read(number, line) for number, line in enumerate(typed, start=1)]
        known = Product.objects.select_related("vat_class").in_bulk(
            [sku for sku, _quantity in read], field_name="sku"
        )
        for number, (sku, _quantity) in enumerate(read, start=1):
            if sku not in known:
                told = _t("Line %(n)s: there is no product “%(sku)s”.")
                raise ValidationError(told % {"n": number, "sku": sku})
        return tuple((known[sku], quantity) for sku, quantity in read)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "product" in self.errors or "basket" in self.errors:
            return data
        product, basket = data.get("product"), data.get("basket", ())
        if product is None and not basket:
            self.add_error("product", _("Choose a product."))
        if product is not None and product in [one for one, _quantity in basket]:
            told = _t("“%(sku)s” is the product above: change its quantity there.")
            self.add_error("basket", told % {"sku": product.sku})
        return data

    def question(
        self, *, customer: Customer | None = None, group: CustomerGroup | None = None
    ) -> Question:
        """What was asked, once the form is valid."""
        data = self.cleaned_data
        country, _dash, region = data["country"].partition("-")
        return Question(
            product=data["product"],
            quantity=data["quantity"],
            basket=data["basket"],
            customer=customer,
            group=group,
            on=data["on"],
            channel=explaining.channel_of(code=data["channel"]),
            place=Place(country=country, region=region) if country else None,
        )


class SimulatorForm(QuestionForm):
    """The question, for a customer, for the members of a group, or for a visitor."""

    customer = forms.CharField(
        label=_("Customer"),
        max_length=254,
        required=False,
        help_text=_("E-mail address or number."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    group = forms.ModelChoiceField(
        label=_("Customer group"),
        queryset=CustomerGroup.objects.none(),
        required=False,
        empty_label=_("None: a visitor"),
    )

    def __init__(self, *args: Any, desk: Desk, **kwargs: Any) -> None:
        super().__init__(*args, desk=desk, **kwargs)
        group: Any = self.fields["group"]
        group.queryset = groups.choices()
        if not desk.sees_customers:
            del self.fields["customer"]

    def who(self) -> tuple[Any, ...]:
        return ("customer", "group") if self.desk.sees_customers else ("group",)

    def clean_customer(self) -> Customer | None:
        name = str(self.cleaned_data["customer"])
        try:
            return simulating.customer_of(name=name) if name else None
        except ShopRefusal as unknown:
            raise ValidationError(str(unknown)) from None

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("customer") and data.get("group"):
            self.add_error("group", _("Choose a customer or a group, not both."))
        return data

    def question(
        self, *, customer: Customer | None = None, group: CustomerGroup | None = None
    ) -> Question:
        data = self.cleaned_data
        return super().question(customer=data.get("customer"), group=data["group"])


class PreviewForm(QuestionForm):
    """The question for the members of one group, and the groups to compare them with."""

    compare = RowsField(
        label=_("Compare with"),
        queryset=CustomerGroup.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Three other groups at most."),
    )

    def __init__(self, *args: Any, desk: Desk, group: CustomerGroup, **kwargs: Any) -> None:
        super().__init__(*args, desk=desk, **kwargs)
        compare: Any = self.fields["compare"]
        compare.queryset = groups.choices().exclude(pk=group.pk)
        compare.error_messages["invalid_pk_value"] = GONE

    def what(self) -> tuple[Any, ...]:
        return (*super().what(), "compare")

    def clean_compare(self) -> list[CustomerGroup]:
        chosen = list(self.cleaned_data["compare"])
        if len(chosen) > MOST_COMPARED:
            raise ValidationError(_("Choose three groups at most."))
        return chosen


def _places() -> list[tuple[str, str]]:
    """The places taxes know, by code: a country, or one of its regions."""
    found = {
        f"{rate.country}-{rate.region}" if rate.region else rate.country: rate.place
        for rate in catalog.rates()
    }
    return sorted(found.items(), key=lambda place: place[1])


def _read(number: int, line: str) -> tuple[str, int]:
    """« CARNET × 3 » as a number and a quantity; a number alone is one of it."""
    told = _LINE.fullmatch(line)
    if told is None:
        return line, 1
    quantity = int(told["quantity"])
    if not quantity:
        wrong = _t("Line %(n)s: enter a whole number from 1 as the quantity.")
        raise ValidationError(wrong % {"n": number})
    return told["sku"], quantity
