"""What a folder says of the promotions and of the order discounts."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.models import Basis
from groups.offers import Audience, audience
from pricing.limits import wrong_promotion, wrong_reduction
from pricing.loading import DiscountEntry, PromotionEntry, discounts, promotions
from pricing.models import DiscountTier, OrderDiscount, Promotion
from pricing.services import KindIsFixed, ReservedForEver, Tier
from storefront.importing import cells
from storefront.importing.sheets import Line, Sheet
from storefront.importing.titles import (
    DATED,
    Codes,
    category_codes,
    group_codes,
    in_order,
    own_title,
    product_skus,
    the_row,
)

_PROMOTION = {
    **DATED,
    "kind": "kind",
    "value": "value",
    "combinable": "is_combinable",
    "rank": "rank",
}
_AUDIENCES = {"all": Audience.EVERYONE, "only": Audience.ONLY, "except": Audience.EXCEPT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What offers may name, None where it could not all be read; how the shop enters amounts."""

    products: Collection[str] | None
    categories: Collection[str] | None
    groups: Collection[str] | None
    entered: str


@dataclass(frozen=True, slots=True)
class Promotions:
    """The promotions of a folder by their French titles, and the groups each names."""

    entries: dict[str, PromotionEntry]
    groups: dict[str, Codes]


@dataclass(frozen=True, slots=True)
class Discounts:
    """The order discounts of a folder by their French titles, and the groups each is for."""

    entries: dict[str, DiscountEntry]
    groups: dict[str, Codes]


def read_promotions(sheet: Sheet, *, known: Known) -> Promotions:
    """The promotions of the folder; one reserved for groups in the shop stays so."""
    stored = promotions()
    owners: dict[str, int] = {}
    found = Promotions({}, {})
    for line in sheet.lines:
        title = own_title(line, owners)
        row = the_row(line, stored)
        told = line.read("audience", partial(cells.one_of, choices=_AUDIENCES))
        chosen = _AUDIENCES.get(told or "")
        if row and audience(promotion=row) == Audience.ONLY and chosen != Audience.ONLY:
            line.refuse(ReservedForEver.message, "audience")
        groups = group_codes(line, "groups", known.groups)
        if chosen == Audience.EXCEPT and not groups:
            line.refuse(_("the cell is empty"), "groups")
        found.groups[title] = groups
        found.entries[title] = PromotionEntry(
            columns={
                **_promotion(line, known.entered),
                "groups_excluded": chosen == Audience.EXCEPT,
            },
            products=product_skus(line, "products", known.products),
            categories=category_codes(line, "categories", known.categories),
            is_reserved=chosen == Audience.ONLY,
        )
    return found


def _promotion(line: Line, entered: str) -> dict[str, object]:
    columns = line.columns(Promotion, _PROMOTION)
    columns |= _basis(line, entered)
    in_order(line, columns)
    _worth(line, columns["value"], partial(wrong_promotion, kind=str(columns["kind"])))
    return columns


def read_discounts(sheet: Sheet, *, known: Known) -> Discounts:
    """The order discounts of the folder; the type of one the shop has never changes."""
    stored = discounts()
    owners: dict[str, int] = {}
    found = Discounts({}, {})
    for line in sheet.lines:
        title = own_title(line, owners)
        row = the_row(line, stored)
        kind = line.read("kind", partial(cells.one_of, choices=OrderDiscount.Kind.values)) or ""
        if row and kind and row.kind != kind:
            line.refuse(KindIsFixed.message, "kind")
        columns = {**line.columns(OrderDiscount, DATED), "kind": kind}
        columns |= _basis(line, known.entered)
        in_order(line, columns)
        groups = group_codes(line, "groups", known.groups)
        _check_groups(line, kind, groups)
        tiers = line.read("tiers", partial(_tiers, kind=kind)) or ()
        found.groups[title] = groups
        found.entries[title] = DiscountEntry(columns=columns, tiers=tiers)
    return found


def _check_groups(line: Line, kind: str, groups: Codes) -> None:
    if kind == OrderDiscount.Kind.SUBTOTAL and groups:
        line.refuse(_("a discount on the subtotal is for everyone"), "groups")
    if kind and kind != OrderDiscount.Kind.SUBTOTAL and not groups:
        line.refuse(_("the cell is empty"), "groups")


def _basis(line: Line, entered: str) -> dict[str, object]:
    told = line.read("basis", partial(cells.one_of, choices=("", *Basis.values)))
    return {"basis": told or entered}


def _worth(line: Line, value: object, wrong: Callable[[Decimal], str]) -> None:
    if isinstance(value, Decimal) and (told := wrong(value)):
        line.refuse(told, "value")


def _tiers(text: str, *, kind: str) -> tuple[Tier, ...]:
    """`500:10%|1000:12%`: from which subtotal, and how much; a value alone counts from 0."""
    tiers = tuple(_tier(part.strip()) for part in text.split("|"))
    steps = [tier.threshold for tier in tiers]
    if kind == OrderDiscount.Kind.GROUPS and steps != [Decimal(0)]:
        raise ValidationError(_("a discount based on groups alone has one value, from 0"))
    if steps != sorted(set(steps)):
        raise ValidationError(_("Tiers must go from smallest to largest."))
    return tiers


def _tier(text: str) -> Tier:
    before, colon, after = text.rpartition(":")
    worth = after.strip()
    kind = DiscountTier.Kind.PERCENT if worth.endswith("%") else DiscountTier.Kind.FLAT
    value = _number("value", worth.removesuffix("%").strip())
    if told := wrong_reduction(value, is_percent=kind == DiscountTier.Kind.PERCENT):
        raise ValidationError(told)
    threshold = _number("threshold", before.strip()) if colon else Decimal(0)
    return Tier(threshold=threshold, kind=kind, value=value)


def _number(name: str, text: str) -> Decimal:
    if not text:
        raise ValidationError(_("write tiers like 500:10%|1000:12%, or 300:15 for an amount"))
    found: Decimal = cells.stored(DiscountTier._meta.get_field(name), text)
    return found
