"""What the shop, its catalogue and its taxes are, read from the database."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import CharField, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.http import HttpRequest
from django.utils import timezone

from backoffice.folding import folded_search
from backoffice.templatetags.ui import percent
from catalog.models import Category, Channel, Product, Shop, VatClass, VatComponent, VatRate
from catalog.places import country_name

TITLES = ("title_fr", "title_en")


class ShopIsNotOpen(Exception):
    """No shop has been set up yet: import one first."""


def shop() -> Shop:
    """The one shop."""
    found = Shop.objects.select_related("default_vat_class").first()
    if found is None:
        raise ShopIsNotOpen("Set the shop up first: manage.py import_shop DIR.")
    return found


def shop_of(request: HttpRequest) -> Shop:
    """The one shop as this request has read it already (shopadmin/middleware.py)."""
    known: Shop | None = getattr(request, "shop", None)
    return known or shop()


def shop_language() -> str:
    """The language of the shop; before it is set up, that of its settings."""
    found = Shop.objects.values_list("default_language", flat=True).first()
    return found or settings.LANGUAGE_CODE


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


def taxed_countries() -> list[tuple[str, str]]:
    """The countries that have a rate, by code and name, in the order of the names."""
    codes = VatRate.objects.order_by().values_list("country", flat=True).distinct()
    return sorted(((code, country_name(code)) for code in codes), key=lambda place: place[1])


def tax_table(*, shop: Shop) -> TaxTable:
    """All rates with their components, in two queries."""
    return TaxTable(rates=tuple(rates()), country=shop.country, region=shop.region)


def usual_rates(*, shop: Shop) -> QuerySet[VatRate]:
    """The rates at the shop's own address, one for each class: `TaxTable.reference` in SQL."""
    here = VatRate.objects.filter(country=shop.country)
    closer = here.filter(vat_class=OuterRef("vat_class"), region=shop.region)
    return here.filter(Q(region=shop.region) | (Q(region="") & ~Exists(closer)))


def is_usual(*, rate: VatRate, shop: Shop) -> bool:
    """Whether new products bear this rate unless they are given another class."""
    usual = usual_rates(shop=shop).filter(vat_class=shop.default_vat_class_id)
    return usual.filter(pk=rate.pk).exists()


def taxes_label(rate: VatRate) -> str:
    """The taxes of a rate, one by one: « TPS 5 % + TVQ 9,975 % »."""
    return " + ".join(f"{part.title} {percent(part.percent)}" for part in rate.components.all())


def rate_label(rate: VatRate) -> str:
    """A rate in the reader's language: « TVA 20 % · Taux normal · France »."""
    return " · ".join((taxes_label(rate), str(rate.vat_class), rate.place))


def tree() -> QuerySet[Category]:
    """All categories in shelf order, each with its depth (`tree_depth`)."""
    shelves: QuerySet[Category] = Category.objects.with_tree_fields()
    return shelves.order_siblings_by("position", "id").order_by()  # type: ignore[attr-defined,no-any-return]


@dataclass(frozen=True, slots=True)
class Branches:
    """Which category stands in which, read once."""

    parents: Mapping[int, int | None]

    def above(self, pk: int | None) -> list[int]:
        """The category itself, then those it stands in, up to the top."""
        found: list[int] = []
        while pk is not None and pk not in found:
            found.append(pk)
            pk = self.parents.get(pk)
        return found

    def below(self, pk: int) -> set[int]:
        """The category itself and all those in it."""
        return {one for one in self.parents if pk in self.above(one)}


def category_texts() -> dict[int, str]:
    """What a search for a category looks into, in both languages."""
    titles = Category.objects.order_by().values_list("pk", *TITLES)
    return {pk: folded_search(" ".join(filter(None, texts))) for pk, *texts in titles}


def branches() -> Branches:
    """The tree of categories without their texts, in one query."""
    return Branches(dict(Category.objects.order_by().values_list("pk", "parent_id")))


def category_paths() -> dict[int, str]:
    """Where each category stands, in the reader's words: « Outils › Pinces »."""
    titles: dict[int, str] = {}
    for row in tree():
        above = titles.get(row.parent_id or 0)
        titles[row.pk] = f"{above} › {row}" if above else str(row)
    return titles


def public_products() -> QuerySet[Product]:
    """Products a visitor may meet."""
    found = shelves()
    return found.products(hidden=found.private)


@dataclass(frozen=True, slots=True)
class ProductCount:
    """How many products stand in a category, and how many with all those in it."""

    own: int
    whole: int


def product_counts() -> dict[int, ProductCount]:
    """The counts of every category; a product of two of its shelves counts once."""
    tree = branches()
    above = {pk: tree.above(pk) for pk in tree.parents}
    own: dict[int, set[int]] = {pk: set() for pk in above}
    whole: dict[int, set[int]] = {pk: set() for pk in above}
    links = Product.categories.through.objects.order_by()
    for category, product in links.values_list("category_id", "product_id").iterator():
        own[category].add(product)
        for pk in above[category]:
            whole[pk].add(product)
    return {pk: ProductCount(len(own[pk]), len(whole[pk])) for pk in above}


def in_branch(*, category: Category) -> QuerySet[Product]:
    """The products of a category and of all those in it, each once."""
    links = Product.categories.through.objects.filter(category__in=branches().below(category.pk))
    return Product.objects.filter(pk__in=links.values("product_id"))


def products(*, language: str) -> QuerySet[Product]:
    """Every product as staff list them, `title_order` being what they sort titles by."""
    own, other = ("title_en", "title_fr") if language == "en" else ("title_fr", "title_en")
    # Each translated column has a type of its own: the common one is named.
    title = Lower(Coalesce(NullIf(own, Value("")), F(other), output_field=CharField()))
    shelves = Prefetch("categories", queryset=Category.objects.order_by("position", "pk"))
    found = Product.objects.select_related("vat_class").prefetch_related(shelves)
    return found.annotate(title_order=title)


def users_of(*, rate: VatRate, shop: Shop) -> QuerySet[Product]:
    """The products that bear this rate at the shop's own address."""
    usual = usual_rates(shop=shop).filter(pk=rate.pk)
    return Product.objects.filter(vat_class__in=usual.values("vat_class"))


@dataclass(frozen=True)
class Shelves:
    """Where each category stands, from the top of the shop down to itself, and who meets it."""

    paths: dict[int, tuple[str, ...]]  # as codes
    lines: dict[int, tuple[int, ...]]  # as keys
    unpublished: frozenset[int]  # nobody meets these in the shop
    private: frozenset[int]  # nor do visitors meet these

    def of(self, *, products: Iterable[Product]) -> dict[int, tuple[tuple[str, ...], ...]]:
        """For each product, the paths of its categories, in one query."""
        homes = homes_of(products=products)
        return {pk: tuple(self.paths[one] for one in keys) for pk, keys in homes.items()}

    def products(
        self,
        *,
        hidden: frozenset[int],
        loose: bool = True,
        among: Collection[int] | None = None,
    ) -> QuerySet[Product]:
        """The published products of a shop without these categories, each once.

        One that stands in several is there as long as one of them is. `loose` are those that stand
        in none; `among` asks for those of some categories alone.
        """
        found, links = Product.objects.published(), Product.categories.through.objects
        if among is not None:
            placed = links.filter(category__in=set(among) - hidden)
            return found.filter(pk__in=placed.values("product_id"))
        placed = links.filter(product=OuterRef("pk"))
        if not hidden:
            return found if loose else found.filter(Exists(placed))
        met = Exists(placed.filter(category__in=self.paths.keys() - hidden))
        if 2 * len(hidden) < len(self.paths):
            met = Exists(placed.exclude(category__in=hidden))
        return found.filter(~Exists(placed) | met if loose else met)


def homes_of(*, products: Iterable[Product]) -> dict[int, list[int]]:
    """For each product that stands in some, its categories, the first given first."""
    links = Product.categories.through.objects.filter(
        product_id__in=[product.pk for product in products]
    ).order_by("pk")
    found: dict[int, list[int]] = {}
    for product, category in links.values_list("product_id", "category_id"):
        found.setdefault(product, []).append(category)
    return found


def shelves() -> Shelves:
    """Where every category stands, in one query."""
    columns = ("pk", "parent_id", "code", "is_published", "is_public")
    rows = {row[0]: row[1:] for row in Category.objects.order_by().values_list(*columns)}
    tree = Branches({pk: row[0] for pk, row in rows.items()})
    lines = {pk: tuple(reversed(tree.above(pk))) for pk in rows}
    hidden, shut = set(), set()
    for pk, line in lines.items():
        if not all(rows[one][2] for one in line):
            hidden.add(pk)
        if pk in hidden or not all(rows[one][3] for one in line):
            shut.add(pk)
    return Shelves(
        paths={pk: tuple(rows[one][1] for one in line) for pk, line in lines.items()},
        lines=lines,
        unpublished=frozenset(hidden),
        private=frozenset(shut),
    )


def classes_without_rate(*, country: str, region: str, usual: int) -> list[VatClass]:
    """The VAT classes of the shop's goods that would have no rate at this address."""
    used = set(Product.objects.order_by().values_list("vat_class_id", flat=True).distinct())
    there = TaxTable(rates=tuple(rates()), country=country, region=region)
    return [
        one
        for one in VatClass.objects.filter(pk__in=used | {usual})
        if there.reference(vat_class=one.pk) is None
    ]


def shop_front(*, channels: Iterable[Channel]) -> Channel | None:
    """The channel of the shop front: the first of these online stores that is active."""
    web = (one for one in channels if one.kind == Channel.Kind.WEB and one.is_active)
    return next(web, None)


def today(*, shop: Shop) -> date:
    """The day it is in the shop's own time zone."""
    return timezone.localdate(timezone=ZoneInfo(shop.timezone))
