"""What staff type of an on-sale promotion."""

from datetime import date
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.fields import DayField, NoEnd, NumberField
from backoffice.http import typed_keys
from backoffice.layout import Bilingual, Card, SideBySide
from catalog import selectors as catalog
from catalog.fields import CategoriesField
from catalog.models import Product, Shop
from groups import selectors
from groups.forms.skus import Named, SkusField, found, no_product, typed_skus
from groups.forms.values import VALUE, Ticks, symbol, without_english
from groups.models import CustomerGroup
from groups.offers import Audience, audience, groups_of
from groups.rivals import Aim, rivals_told
from pricing.limits import wrong_promotion
from pricing.models import Promotion
from pricing.services import ReservedForEver

ECHOED = 50


class PromotionForm(NoEnd, forms.ModelForm):
    """What is reduced, by how much, when, and for whom."""

    use_required_attribute = False

    value = NumberField(
        label=_("Value"),
        max_digits=12,
        decimal_places=4,
        error_messages={**VALUE, "required": _("Enter a value.")},
    )
    products = SkusField(
        label=_("Products"),
        help_text=_("One SKU on each line. Neither product nor category: everything is on sale."),
    )
    categories = CategoriesField(
        label=_("Categories"),
        queryset=None,
        required=False,
        help_text=_("A category stands for all those in it."),
    )
    starts_on = DayField(
        label=_("Start date"), required=False, help_text=_("Empty: it has always run.")
    )
    ends_on = DayField(label=_("End date"), help_text=_("Last day included."))
    rank = forms.IntegerField(
        label=_("Rank"),
        min_value=0,
        max_value=32767,
        initial=0,
        help_text=_("Combinable promotions apply one after the other, the lowest rank first."),
        error_messages={
            "required": _("Enter a whole number."),
            "min_value": _("Enter a whole number of %(limit_value)s or more."),
            "max_value": _("Enter a whole number of %(limit_value)s or less."),
        },
    )
    audience = forms.ChoiceField(
        label=_("Audience"),
        choices=Audience.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    groups = Ticks(label=_("Customer groups"), queryset=None, required=False)
    groups_excluded = forms.BooleanField(required=False, widget=forms.HiddenInput)

    field_order = (
        *("title_fr", "title_en", "kind", "value", "basis", "products", "categories"),
        *("starts_on", "ends_on", "no_end", "is_active", "is_combinable", "rank"),
        *("audience", "groups"),
    )

    class Meta:
        model = Promotion
        fields = (
            *("title_fr", "title_en", "kind", "value", "basis", "products", "categories"),
            *("starts_on", "ends_on", "is_combinable", "rank", "is_active", "groups_excluded"),
        )
        widgets = {"kind": forms.RadioSelect, "basis": forms.RadioSelect}
        help_texts = {
            "title_en": _("Empty: the French title is shown."),
            "is_combinable": _("No: the customer pays the lower of the two prices."),
            "is_active": _("Inactive: it changes no price."),
        }

    def __init__(self, *args: Any, shop: Shop, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        row: Promotion = self.instance
        self.lost_its_aim = row.pk is not None and row.is_pointless
        fields: dict[str, Any] = self.fields
        fields["title_fr"].required = True
        fields["title_fr"].error_messages["required"] = _("Enter the promotion title in French.")
        fields["is_active"].label = pgettext_lazy("discount", "Active")
        fields["is_active"].widget.attrs["role"] = "switch"
        fields["audience"].unmarked = True
        fields["categories"].queryset = catalog.tree()
        fields["groups"].queryset = selectors.choices()
        fields["value"].suffix = f"% / {symbol(shop=shop)}"
        self.initial.setdefault("audience", audience(promotion=row))
        if row.pk is None:
            self.initial.setdefault("starts_on", on)
            self.initial.setdefault("basis", shop.prices_entered)
            return
        self.initial["products"] = Named(self.initial["products"])
        self.initial["groups"] = groups_of(row=row)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            Card(
                _("Basic information"),
                Bilingual("title"),
                "kind",
                "value",
                Div("basis", data_shows="kind=amount,price"),
            ),
            Card(
                _("On sale"),
                "products",
                HTML('{% include "groups/_promotion_products.html" %}'),
                "categories",
            ),
            Card(
                _("When and how"),
                SideBySide("starts_on", "ends_on"),
                "no_end",
                "is_active",
                "is_combinable",
                "rank",
            ),
            Card(
                _("Who has it"),
                HTML('{% include "groups/_promotion_lock.html" %}')
                if self.instance.groups_only
                else "audience",
                "groups",
                slug="audience",
            ),
        )
        return helper

    @cached_property
    def found(self) -> dict[str, Product]:
        """The products whose SKUs are typed, by them: one may check before saving."""
        return found(typed_skus(self["products"].value() or ""))

    @property
    def product_count(self) -> int:
        return len({row.pk for row in self.found.values()})

    @property
    def named_products(self) -> list[str]:
        titles = sorted({f"{row.sku} · {row}" for row in self.found.values()})
        return [*titles[:ECHOED], *(["…"] if len(titles) > ECHOED else [])]

    @property
    def unknown_skus(self) -> str:
        typed = typed_skus(self["products"].value() or "")
        unknown = [sku for sku in typed if sku not in self.found]
        return no_product(unknown) if unknown else ""

    @property
    def rivals(self) -> str:
        """Which other promotions of the day are about the products typed, once some are."""
        aim = Aim(
            products=[row.pk for row in self.found.values()],
            categories=_keys(self["categories"].value()),
            is_combinable=bool(self["is_combinable"].value()),
        )
        if aim.is_everything and (self.instance.pk is None or self.lost_its_aim):
            return ""
        return rivals_told(aim=aim, besides=self.instance.pk, on=self.on)

    def clean_audience(self) -> str:
        chosen: str = self.cleaned_data["audience"] or Audience.EVERYONE
        if not self.instance.groups_only:
            return chosen
        # The field is not on the screen any more: whoever sends another answer made it up.
        if self.cleaned_data["audience"] not in ("", Audience.ONLY):
            raise forms.ValidationError(str(ReservedForEver.message), code="for_ever")
        return Audience.ONLY

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._check_value()
        self._check_aim()
        without_english(self)
        data["groups_excluded"] = data.get("audience") == Audience.EXCEPT
        if data["groups_excluded"] and not data.get("groups") and "groups" not in self.errors:
            self.add_error("groups", gettext("Choose at least one group."))
        return data

    def _check_value(self) -> None:
        value, kind = self.cleaned_data.get("value"), self.cleaned_data.get("kind")
        if value is None or not kind:
            return
        if told := wrong_promotion(value, kind=kind):
            self.add_error("value", told)

    def _check_aim(self) -> None:
        """What it was about is gone: saving it as it stands must not put everything on sale."""
        named = any(self.cleaned_data.get(name) for name in ("products", "categories"))
        if self.lost_its_aim and not named and not self.errors.keys() & {"products", "categories"}:
            text = gettext("What it was about has been deleted. Name a product or a category.")
            self.add_error("products", text)

    @property
    def chosen_groups(self) -> list[CustomerGroup]:
        return list(self.cleaned_data["groups"])

    @property
    def groups_only(self) -> bool:
        return bool(self.cleaned_data["audience"] == Audience.ONLY)


def _keys(ticked: Any) -> list[int]:
    """The categories ticked, as rows or as a browser sends them."""
    return typed_keys(str(getattr(one, "pk", one)) for one in ticked or ())
