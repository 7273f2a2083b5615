"""Products named by their SKUs, one on each line: usable with any catalogue, without a script."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.templatetags.ui import number
from catalog.models import Product

MOST = 5000
NAMED = 10  # unknown SKUs told one by one


class Named(list[Product]):
    """Products that read as their SKUs."""

    def __str__(self) -> str:
        return "\n".join(sorted(product.sku for product in self))


def typed_skus(text: str) -> list[str]:
    """The SKUs of a text, each once, as they were typed."""
    lines = (line.strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def found(skus: Iterable[str]) -> dict[str, Product]:
    """The products of these SKUs; the case of letters does not count where one product answers."""
    wanted = list(skus)[:MOST]
    known = {row.sku: row for row in Product.objects.filter(sku__in=wanted)}
    for sku in [one for one in wanted if one not in known][:NAMED]:
        alike = list(Product.objects.filter(sku__iexact=sku)[:2])
        if len(alike) == 1:
            known[sku] = alike[0]
    return known


class SkusField(forms.CharField):
    """A list of SKUs that becomes a list of products."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, "max_length": 50 * MOST, **kwargs})
        self.widget.attrs.update(rows=6, spellcheck="false")
        del self.widget.attrs["maxlength"]

    def prepare_value(self, value: Any) -> str:
        return str(value or "")

    def clean(self, value: Any) -> Named:
        skus = typed_skus(str(super().clean(value) or ""))
        if len(skus) > MOST:
            told = _("Enter at most %(n)s SKUs (there are %(given)s).")
            params = {"n": number(MOST), "given": number(len(skus))}
            raise ValidationError(told, code="too_many", params=params)
        known = found(skus)
        unknown = [sku for sku in skus if sku not in known]
        if unknown:
            raise ValidationError(no_product(unknown), code="unknown")
        return Named({row.pk: row for row in known.values()}.values())


def no_product(unknown: list[str]) -> str:
    """Which of the SKUs nothing answers to."""
    count = len(unknown)
    named = ", ".join(unknown[:NAMED])
    if count > NAMED:
        named = gettext("%(named)s and %(n)s others") % {"named": named, "n": count - NAMED}
    told = ngettext(
        "No product has this SKU: %(named)s.", "No product has these SKUs: %(named)s.", count
    )
    return told % {"named": named}
