"""Promotions and order discounts brought in line with what a folder says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from backoffice.loading import Merged, Values, batches, link, merge, stored
from pricing.loading.names import by_title, category_keys, product_keys, the_first
from pricing.models import DiscountTier, OrderDiscount, Promotion
from pricing.services import Tier, reserve


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionEntry:
    """What a folder says of a promotion: its columns, what it is about, whether only for groups."""

    columns: Values
    products: tuple[str, ...]
    categories: tuple[str, ...]
    is_reserved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountEntry:
    """What a folder says of a discount: its columns, and all of its tiers."""

    columns: Values
    tiers: tuple[Tier, ...]


def promotions() -> dict[str, list[Promotion]]:
    """The promotions of the shop by their French titles."""
    return by_title(stored(Promotion))


def discounts() -> dict[str, list[OrderDiscount]]:
    """The order discounts of the shop by their French titles."""
    return by_title(stored(OrderDiscount))


def load_promotions(
    *, entries: Mapping[str, PromotionEntry], at: datetime
) -> Merged[str, Promotion]:
    """The promotions by their French titles; those for groups only are so for ever from `at` on."""
    wanted = {
        title: {**entry.columns, "is_general": not (entry.products or entry.categories)}
        for title, entry in entries.items()
    }
    merged = merge(Promotion, known=the_first(promotions()), wanted=wanted)
    changed = _about(merged, entries)
    for title, entry in entries.items():
        if entry.is_reserved and not merged.rows[title].groups_only:
            reserve(promotion=merged.rows[title], actor=None, at=at)
            changed.add(title)
    return replace(merged, changed=merged.changed | changed)


def _about(merged: Merged[str, Promotion], entries: Mapping[str, PromotionEntry]) -> set[str]:
    """What each promotion is about is what the folder names; the titles of those that moved."""
    titles = {row.pk: title for title, row in merged.rows.items()}
    products = product_keys(sku for entry in entries.values() for sku in entry.products)
    categories = category_keys()
    moved = link(
        Promotion.products.through._base_manager.all(),
        left="promotion_id",
        right="product_id",
        wanted={(pk, products[sku]) for pk, t in titles.items() for sku in entries[t].products},
        among=titles,
    ) | link(
        Promotion.categories.through._base_manager.all(),
        left="promotion_id",
        right="category_id",
        wanted={(pk, categories[c]) for pk, t in titles.items() for c in entries[t].categories},
        among=titles,
    )
    return {titles[promotion] for promotion, _thing in moved}


def load_discounts(*, entries: Mapping[str, DiscountEntry]) -> Merged[str, OrderDiscount]:
    """The discounts by their French titles, each with the tiers of the folder and no other."""
    columns = {title: entry.columns for title, entry in entries.items()}
    merged = merge(OrderDiscount, known=the_first(discounts()), wanted=columns)
    titles = {row.pk: title for title, row in merged.rows.items()}
    wanted: dict[tuple[int, Decimal], Values] = {
        (pk, tier.threshold): {"kind": tier.kind, "value": tier.value}
        for pk, title in titles.items()
        for tier in entries[title].tiers
    }
    at_first: dict[tuple[int, Decimal], Values] = {
        (pk, threshold): {"discount_id": pk, "threshold": threshold} for pk, threshold in wanted
    }
    rows = stored(DiscountTier).filter(discount__in=titles)
    known = {(row.discount_id, row.threshold): row for row in rows}
    tiers = merge(DiscountTier, known=known, wanted=wanted, at_first=at_first)
    stale = {key: row.pk for key, row in known.items() if key not in wanted}
    for keys in batches(stale.values()):
        DiscountTier.objects.filter(pk__in=keys).delete()
    moved = {titles[pk] for pk, _threshold in tiers.new | tiers.changed | stale.keys()}
    return replace(merged, changed=merged.changed | moved)
