"""Promotions that meet on the same products: one of them wins."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from backoffice.templatetags.ui import number
from catalog import selectors as catalog
from catalog.models import Product
from pricing.models import Promotion
from pricing.wording import listed

NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a promotion is about: products and categories by key; nothing named is everything."""

    products: Collection[int] = ()
    categories: Collection[int] = ()
    is_combinable: bool = False

    @property
    def is_everything(self) -> bool:
        return not self.products and not self.categories

    @property
    def is_one_product(self) -> bool:
        return len(self.products) == 1 and not self.categories


def aim_of(*, promotion: Promotion) -> Aim:
    """What a saved promotion is about."""
    return Aim(
        products=tuple(promotion.products.values_list("pk", flat=True)),
        categories=tuple(promotion.categories.values_list("pk", flat=True)),
        is_combinable=promotion.is_combinable,
    )


def rivals(*, aim: Aim, besides: int | None, on: date) -> list[Promotion]:
    """The other promotions running that day on a product of these, unless they all add up."""
    running: Any = Promotion.objects.filter(is_active=True).exclude(pk=besides or 0)
    found: QuerySet[Promotion] = running.running(on=on)
    if aim.is_combinable:
        found = found.filter(is_combinable=False)
    return list(found.filter(_meets(aim)).order_by("pk"))


def rivals_told(*, aim: Aim, besides: int | None, on: date) -> str:
    """« 2 promotions visent ce produit : la plus avantageuse s’applique. »; nothing if alone."""
    others = rivals(aim=aim, besides=besides, on=on)
    if not others:
        return ""
    text = gettext("%(n)s promotions are about the same products: the best one applies.")
    if aim.is_one_product:
        text = gettext("%(n)s promotions are about this product: the best one applies.")
    named = [gettext("“%(name)s”") % {"name": one} for one in others[:NAMED]]
    if len(others) > NAMED:
        named.append("…")
    told = {"n": number(len(others) + 1), "others": listed(named)}
    rest = gettext("The others: %(others)s.")
    return f"{text % told} {rest % told}"


def _meets(aim: Aim) -> Q:
    """About everything, about one of these products, or about a category one of them stands in."""
    named = Promotion.products.through.objects.filter(promotion=OuterRef("pk"))
    ticked = Promotion.categories.through.objects.filter(promotion=OuterRef("pk"))
    if aim.is_everything:
        return Q(Exists(named)) | Q(Exists(ticked)) | Q(is_general=True)
    shelves = catalog.shelves()
    wanted = set(aim.categories)
    below = [pk for pk, line in shelves.lines.items() if wanted & {*line}]
    placed = Product.categories.through.objects
    mine = Product.objects.filter(
        Q(pk__in=aim.products) | Q(pk__in=placed.filter(category__in=below).values("product_id"))
    )
    homes = placed.filter(product__in=mine.values("pk")).order_by().values_list("category_id")
    met = {above for (home,) in homes.distinct() for above in shelves.lines.get(home, ())}
    return (
        Q(Exists(named.filter(product__in=mine.values("pk"))))
        | Q(Exists(ticked.filter(category__in=met)))
        | Q(Q(is_general=True) & ~Exists(named) & ~Exists(ticked))
    )
