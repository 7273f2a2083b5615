"""What stops with a group when it is deleted, beside its members' terms."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

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

    promotions: int
    stopped_promotions: int  # reserved to groups, with no other group left
    stopped_discounts: int
    products: int  # reserved to this group alone
    categories: int  # that nobody else meets in the shop


def losses(*, group: CustomerGroup, shelves: Shelves) -> Losses:
    """What the deletion of the group takes away with it."""
    links = GroupPromotion.objects.filter(group=group)
    alone = links.filter(promotion__groups_only=True).exclude(
        _another_live_group(GroupPromotion, group, promotion=OuterRef("promotion"))
    )
    discounts = (
        GroupOrderDiscount.objects.filter(group=group)
        .exclude(discount__kind=OrderDiscount.Kind.SUBTOTAL)
        .exclude(_another_live_group(GroupOrderDiscount, group, discount=OuterRef("discount")))
    )
    products = ProductRestriction.objects.filter(group=group, product__is_reserved=True).exclude(
        _another_live_group(ProductRestriction, group, product=OuterRef("product"))
    )
    return Losses(
        promotions=links.count(),
        stopped_promotions=alone.count(),
        stopped_discounts=discounts.count(),
        products=products.count(),
        categories=len(_opened_to_it_alone(group, shelves)),
    )


def _opened_to_it_alone(group: CustomerGroup, shelves: Shelves) -> frozenset[int]:
    """The categories hidden from visitors that no other group would open any more."""
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
    alone = opened.pop(group.pk, frozenset())
    return alone.difference(*opened.values())


def _another_live_group(through: type, group: CustomerGroup, **same: OuterRef) -> Exists:
    rows: QuerySet = through.objects.filter(group__binned_at__isnull=True, **same)  # type: ignore[attr-defined]
    return Exists(rows.exclude(group=group))
