"""The quantity prices of everyone brought in line with what a folder says."""

from collections.abc import Mapping
from decimal import Decimal

from backoffice.loading import Counts, Values, merge, stored
from catalog.models import Product
from pricing.models import PriceTemplate, TemplateRule

Step = tuple[str, int]  # a product's SKU, and from how many


def load_quantity_prices(*, entries: Mapping[Step, Decimal]) -> Counts:
    """Each price as a rule of the shop's public template, which is created if need be.

    Rules the folder does not name stay as they are.
    """
    if not entries:
        return Counts()
    template = _public_template()
    products = Product.objects.in_bulk({sku for sku, _quantity in entries}, field_name="sku")
    rows = stored(TemplateRule).filter(template=template, product__isnull=False)
    known = {(row.product_id or 0, row.min_quantity): row for row in rows}
    wanted: dict[tuple[int, int], Values] = {
        (products[sku].pk, quantity): {"kind": TemplateRule.Kind.FIXED, "value": price}
        for (sku, quantity), price in entries.items()
    }
    at_first: dict[tuple[int, int], Values] = {
        (product, quantity): {
            "template_id": template.pk,
            "product_id": product,
            "min_quantity": quantity,
        }
        for product, quantity in wanted
    }
    return merge(TemplateRule, known=known, wanted=wanted, at_first=at_first).counts()


def _public_template() -> PriceTemplate:
    found: PriceTemplate | None = PriceTemplate.objects.filter(is_public=True).first()
    if found is not None:
        return found
    # In both languages at once, whatever language the caller speaks.
    titles = {"title_fr": "Prix dégressifs", "title_en": "Quantity prices"}
    return PriceTemplate.objects.create(is_public=True, **titles)
