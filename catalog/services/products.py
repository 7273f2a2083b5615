"""Saving a product."""

from datetime import date
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from backoffice import services as kit
from catalog import selectors
from catalog.history import keep_prices
from catalog.models import Category, Product, VatClass
from catalog.services.addresses import decide, product_address


class SkuTaken(kit.ShopRefusal):
    """Two products never share a SKU."""

    def __init__(self, product: Product) -> None:
        text = _("This SKU is already used by “%(product)s”.") % {"product": product}
        super().__init__(text, field="sku")


@transaction.atomic
def save_product(
    *, form: forms.BaseModelForm, actor: Any, on: date, version: int | None = None
) -> Product:
    """Save a product; the address and the VAT class left empty are found for it.

    Another list price is remembered from that day on.

    Raises SkuTaken when another product got the SKU a moment ago.
    """
    told = form.cleaned_data
    if not told["slug"]:
        title = told["title_fr"] or told["title_en"]
        slug = product_address(title=title, sku=told["sku"], pk=form.instance.pk)
        decide(form, slug=slug)
    if told["vat_class"] is None:
        decide(form, vat_class=_usual_class(told["categories"]))
    former = dict(Product.objects.filter(pk=form.instance.pk).values_list("pk", "price"))
    try:
        saved: Product = kit.save(form=form, actor=actor, version=version)
    except kit.Taken:
        rival = Product.objects.filter(sku=told["sku"]).exclude(pk=form.instance.pk).first()
        if rival is None:
            raise
        raise SkuTaken(rival) from None
    if former.get(saved.pk) != saved.price:
        keep_prices(products=[saved], former=former, on=on)
    return saved


def _usual_class(categories: Any) -> VatClass:
    """The class of the first category that has one, itself or through those it stands in."""
    tree = selectors.branches()
    taxed = {row.pk: row.vat_class for row in Category.objects.select_related("vat_class")}
    for category in categories:
        for pk in tree.above(category.pk):
            found = taxed[pk]
            if found is not None:
                return found
    return selectors.shop().default_vat_class
