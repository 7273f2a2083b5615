"""What stops with groups when they are deleted, beside their members' terms."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from catalog.selectors import Shelves
from groups.access import hidden_by
from groups.models import (
    CategoryAccess,
    CategoryMode,
    CustomerGroup,
    GroupOrderDiscount,
    GroupPromotion,
    ProductRestriction,
)
from pricing.models import OrderDiscount


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """How many rules lose the group, and how many of them then reach nobody."""

    promotions: int = 0
    stopped_promotions: int = 0  # reserved to groups, with no other group left
    stopped_discounts: int = 0
    products: int = 0  # reserved to no other group
    categories: int = 0  # that nobody else meets in the shop


def losses(*, groups: Collection[int], shelves: Shelves) -> dict[int, Losses]:
    """What the deletion of these groups, all together, takes away with each; five queries."""
    promotions = GroupPromotion.objects.filter(group__in=groups)
    reserved = Q(promotion__groups_only=True) & ~_others(GroupPromotion, "promotion", groups)
    discounts = GroupOrderDiscount.objects.filter(
        ~_others(GroupOrderDiscount, "discount", groups), group__in=groups
    ).exclude(discount__kind=OrderDiscount.Kind.SUBTOTAL)
    products = ProductRestriction.objects.filter(
        ~_others(ProductRestriction, "product", groups),
        group__in=groups,
        product__is_reserved=True,
    )
    named, stopped = _counted(promotions), _counted(promotions.filter(reserved))
    unused, unsold = _counted(discounts), _counted(products)
    closed = _closed(groups, shelves)
    return {
        pk: Losses(
            promotions=named.get(pk, 0),
            stopped_promotions=stopped.get(pk, 0),
            stopped_discounts=unused.get(pk, 0),
            products=unsold.get(pk, 0),
            categories=closed.get(pk, 0),
        )
        for pk in groups
    }


def _others(through: type, name: str, groups: Collection[int]) -> Exists:
    """Whether a group that stays has the same promotion, discount or product."""
    rows: QuerySet = through.objects.filter(  # type: ignore[attr-defined]
        group__binned_at__isnull=True, **{name: OuterRef(name)}
    )
    return Exists(rows.exclude(group__in=groups))


def _counted(rows: QuerySet) -> dict[int, int]:
    return dict(rows.order_by().values_list("group_id").annotate(n=Count("pk")))


def _closed(groups: Collection[int], shelves: Shelves) -> dict[int, int]:
    """The categories hidden from visitors that no group that stays would open any more."""
    shops = CustomerGroup.objects.live().exclude(category_mode=CategoryMode.SHOP)
    modes = dict(shops.values_list("pk", "category_mode"))
    ticked: dict[int, set[int]] = {pk: set() for pk in modes}
    ticks = CategoryAccess.objects.filter(group__in=list(modes))
    for pk, category in ticks.values_list("group_id", "category_id"):
        ticked[pk].add(category)
    opened = {
        pk: shelves.private - hidden_by(mode=mode, ticked=ticked[pk], shelves=shelves)
        for pk, mode in modes.items()
    }
    kept = frozenset[int]().union(*(found for pk, found in opened.items() if pk not in groups))
    return {pk: len(opened[pk] - kept) for pk in groups if pk in opened}
