"""The form of a product."""

from typing import Any

from babel.numbers import get_currency_precision, get_currency_symbol
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.fields import MoneyField, NumberField
from backoffice.layout import Bilingual, Card, SideBySide
from catalog import selectors
from catalog.fields import CategoriesField, EitherLanguage
from catalog.models import Basis, Product, Shop, VatClass
from catalog.services import SkuTaken

WHOLE = {
    "invalid": _("Enter a whole number."),
    "max_decimal_places": _("Enter a whole number."),
    "min_value": _("Enter a whole number of %(limit_value)s or more."),
}

PRICE_LABELS = {
    Basis.NET: (_("List price excl. VAT (%(unit)s)"), _("Minimum price excl. VAT (%(unit)s)")),
    Basis.GROSS: (_("List price incl. VAT (%(unit)s)"), _("Minimum price incl. VAT (%(unit)s)")),
}


class ProductForm(forms.ModelForm):
    """What a product is, what it costs and where it stands; costs only for who may see them."""

    use_required_attribute = False

    title_fr = EitherLanguage(
        label=_("Name (French)"), max_length=120, help_text=_("One of the two languages is enough.")
    )
    title_en = EitherLanguage(
        label=_("Name (English)"),
        max_length=120,
        help_text=_("One of the two languages is enough."),
    )
    description_fr = forms.CharField(
        label=_("Description (French)"),
        max_length=2000,
        required=False,
        empty_value=None,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    description_en = forms.CharField(
        label=_("Description (English)"),
        max_length=2000,
        required=False,
        empty_value=None,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    slug = forms.SlugField(
        label=_("Address on the shop front"),
        max_length=180,
        required=False,
        help_text=_("Empty: made from the name and the SKU."),
        error_messages={
            "invalid": _("Use unaccented letters, digits or hyphens, with no spaces."),
            "unique": _("Another product has this address. Choose another one."),
        },
    )
    categories = CategoriesField(
        label=_("Categories"),
        queryset=None,
        error_messages={"required": _("Choose a category.")},
    )
    vat_class = forms.ModelChoiceField(
        label=_("VAT class"),
        queryset=VatClass.objects.all(),
        empty_label=_("That of its category"),
        error_messages={"required": _("Choose a VAT class.")},
    )
    stock = NumberField(
        label=_("Stock"),
        initial=0,
        max_digits=9,
        decimal_places=0,
        min_value=0,
        error_messages=WHOLE,
    )

    is_published = forms.BooleanField(label=_("Published"), required=False, initial=True)

    class Meta:
        model = Product
        fields = (
            "title_fr",
            "title_en",
            "sku",
            "description_fr",
            "description_en",
            "categories",
            "price",
            "cost",
            "minimum_price",
            "vat_class",
            "stock",
            "slug",
            "is_published",
        )

    def __init__(self, *args: Any, shop: Shop, sees_costs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sku"].error_messages["required"] = _("Enter the SKU.")
        self.fields["categories"].queryset = selectors.tree()  # type: ignore[attr-defined]
        self._amounts(shop)
        if not sees_costs:
            del self.fields["cost"]
        self._on_offer(new=self.instance.pk is None)

    def _amounts(self, shop: Shop) -> None:
        unit = get_currency_symbol(shop.currency, locale=get_language() or "fr")
        net = shop.prices_entered == Basis.NET
        places = 4 if net else get_currency_precision(shop.currency)
        shape: dict[str, Any] = {"suffix": unit, "max_digits": 12, "decimal_places": places}
        price, least = PRICE_LABELS[Basis(shop.prices_entered)]
        self.fields["price"] = MoneyField(
            label=price % {"unit": unit}, help_text=_("Before any discount."), **shape
        )
        self.fields["minimum_price"] = MoneyField(
            label=least % {"unit": unit},
            required=False,
            help_text=_("No discount goes below this price."),
            **shape,
        )
        self.fields["cost"] = MoneyField(
            label=_("Cost excl. VAT (%(unit)s)") % {"unit": unit},
            required=False,
            help_text=_("Used for the cost-plus floor."),
            **{**shape, "decimal_places": 4},
        )

    def _on_offer(self, *, new: bool) -> None:
        kind = self.fields["vat_class"]
        kind.required = not new
        if not new:
            kind.empty_label = None  # type: ignore[attr-defined]

    def clean_sku(self) -> str:
        sku: str = self.cleaned_data["sku"]
        rival = Product.objects.filter(sku=sku).exclude(pk=self.instance.pk).first()
        if rival is not None:
            raise ValidationError(str(SkuTaken(rival).message), code="unique")
        return sku

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        given = self.cleaned_data
        if not given.get("title_fr") and not given.get("title_en") and not self._title_refused():
            self.add_error("title_fr", _t("Enter the product name."))
        return told

    def _title_refused(self) -> bool:
        return bool(self.errors.keys() & {"title_fr", "title_en"})

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        costs = ("cost",) if "cost" in self.fields else ()
        helper.layout = Layout(
            Card(_("Product"), Bilingual("title"), "sku", Bilingual("description"), "categories"),
            Card(
                _("Price, tax and stock"),
                SideBySide("price", *costs, "minimum_price", "vat_class", "stock"),
            ),
            Card(_("On the shop front"), "slug", "is_published"),
        )
        return helper
