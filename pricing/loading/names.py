"""The rows a folder names: by French title, by SKU, by code."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from backoffice.folding import folded_key
from catalog.models import Category, Product
from pricing.models import Dated

Row = TypeVar("Row", bound=Dated)


def by_title(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each French title; nothing keeps two of them from having the same."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(folded_key(row.__dict__["title_fr"] or ""), []).append(row)
    return found


def the_first(rows: Mapping[str, list[Row]]) -> dict[str, Row]:
    return {title: found[0] for title, found in rows.items()}


def product_keys(skus: Iterable[str]) -> dict[str, int]:
    """The keys of these products."""
    rows = Product.objects.in_bulk(set(skus), field_name="sku")
    return {sku: row.pk for sku, row in rows.items()}


def category_keys() -> dict[str, int]:
    """The keys of all categories, by their codes."""
    return dict(Category.objects.order_by().values_list("code", "pk"))
