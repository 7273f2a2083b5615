"""What the shop, its catalogue and its taxes are, read from the database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from backoffice.templatetags.ui import percent
from catalog.models import Category, Product, Shop, VatComponent, VatRate
from catalog.places import place_name


class ShopIsNotOpen(Exception):
    """No shop has been set up yet: import one first."""


def shop() -> Shop:
    """The one shop."""
    found = Shop.objects.select_related("default_vat_class").first()
    if found is None:
        raise ShopIsNotOpen("Set the shop up first: manage.py import_shop DIR.")
    return found


@dataclass(frozen=True)
class TaxTable:
    """Every VAT rate of the shop, looked up by class and place."""

    rates: tuple[VatRate, ...]
    country: str
    region: str

    @cached_property
    def _by_place(self) -> dict[tuple[int, str, str], VatRate]:
        return {(rate.vat_class_id, rate.country, rate.region): rate for rate in self.rates}

    def rate(self, *, vat_class: int, country: str = "", region: str = "") -> VatRate | None:
        """The rate of a class at a place; an unknown place has the shop's own rate."""
        found = None
        if country:
            found = self._by_place.get((vat_class, country, region)) or self._by_place.get(
                (vat_class, country, "")
            )
        return found or self.reference(vat_class=vat_class)

    def reference(self, *, vat_class: int) -> VatRate | None:
        """The rate of a class at the shop's own address."""
        return self._by_place.get((vat_class, self.country, self.region)) or self._by_place.get(
            (vat_class, self.country, "")
        )


def rates() -> QuerySet[VatRate]:
    """Every VAT rate with its class and its taxes, ready for `rate_label`."""
    return VatRate.objects.select_related("vat_class").prefetch_related(
        Prefetch("components", queryset=VatComponent.objects.order_by("position", "pk"))
    )


def tax_table(*, shop: Shop) -> TaxTable:
    """All rates with their components, in two queries."""
    return TaxTable(rates=tuple(rates()), country=shop.country, region=shop.region)


def taxes_label(rate: VatRate) -> str:
    """The taxes of a rate, one by one: « TPS 5 % + TVQ 9,975 % »."""
    return " + ".join(f"{part.title} {percent(part.percent)}" for part in rate.components.all())


def rate_label(rate: VatRate) -> str:
    """A rate in the reader's language: « TVA 20 % · Taux normal · France »."""
    place = place_name(country=rate.country, region=rate.region)
    return " · ".join((taxes_label(rate), str(rate.vat_class), place))


def tree() -> QuerySet[Category]:
    """All categories in shelf order, each with its depth (`tree_depth`)."""
    shelves: QuerySet[Category] = Category.objects.with_tree_fields()
    return shelves.order_siblings_by("position").order_by()  # type: ignore[attr-defined,no-any-return]


def published_products() -> QuerySet[Product]:
    """Products a visitor may meet."""
    return Product.objects.published()


def category_paths(*, products: Iterable[Product]) -> dict[int, tuple[tuple[str, ...], ...]]:
    """For each product, the codes of its categories from root to leaf, in two queries."""
    parents = {pk: (parent, code) for pk, parent, code in _shelves()}

    def path(pk: int | None) -> tuple[str, ...]:
        if pk is None:
            return ()
        parent, code = parents[pk]
        return (*path(parent), code)

    links = Product.categories.through.objects.filter(
        product_id__in=[product.pk for product in products]
    ).order_by("pk")
    found: dict[int, list[tuple[str, ...]]] = {}
    for product_id, category_id in links.values_list("product_id", "category_id"):
        found.setdefault(product_id, []).append(path(category_id))
    return {pk: tuple(paths) for pk, paths in found.items()}


def _shelves() -> list[tuple[int, int | None, str]]:
    return list(Category.objects.order_by().values_list("pk", "parent_id", "code"))


def today(*, shop: Shop) -> date:
    """The day it is in the shop's own time zone."""
    return timezone.localdate(timezone=ZoneInfo(shop.timezone))
