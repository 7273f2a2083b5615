"""Deleting a category: what groups and prices said of it holds for what stood in it."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from accounts.models import User
from backoffice.services import patiently
from catalog import services as catalog
from catalog.models import Category
from groups.models import CategoryAccess, CustomerGroup, GroupCategoryDiscount
from groups.services.access import set_category_access
from groups.services.group import write
from groups.services.prices import set_category_discounts
from pricing.category_rules import pass_on


@patiently
def delete_category(
    *, category: Category, actor: User | None, move_to: Category | None = None
) -> int:
    """Delete a category; what groups, templates and promotions say of it passes to those in it.

    Returns how many products moved. A group whose last tick goes keeps its mode: « only » without
    a tick is nothing, never everything. Raises ProductsNeedAPlace and CategoryIsGone as the
    catalogue does.
    """
    # Groups before categories, as whoever ticks a category; those in the bin have ticks too.
    rows = CustomerGroup.objects.select_for_update().order_by("pk")
    groups = {group.pk: group for group in rows}
    tree = Category.objects.select_for_update().order_by("pk").values_list("pk", "parent")
    inside = [pk for pk, parent in tree if parent == category.pk]
    ticked, percents = _ticks(category), _percents(category)
    for pk in sorted({*ticked, *percents}):
        if pk in ticked:
            kept = (ticked[pk] - {category.pk}) | set(inside)
            set_category_access(group=groups[pk], categories=kept, actor=actor)
        if pk in percents:
            own = dict(percents[pk])
            passed = dict.fromkeys(inside, own.pop(category.pk))
            set_category_discounts(group=groups[pk], percents={**passed, **own}, actor=actor)
        write(groups[pk], actor=actor)
    pass_on(category=category, to=inside, actor=actor)
    return catalog.delete_category(category=category, actor=actor, move_to=move_to)


def _ticks(category: Category) -> dict[int, set[int]]:
    """All the ticks of the groups that ticked it, by group."""
    found: dict[int, set[int]] = defaultdict(set)
    for group, ticked in _of_the_same(CategoryAccess, category).values_list("group", "category"):
        found[group].add(ticked)
    return found


def _percents(category: Category) -> dict[int, dict[int, Decimal]]:
    """All the percentages of the groups that have one on it, by group."""
    found: dict[int, dict[int, Decimal]] = defaultdict(dict)
    rows = _of_the_same(GroupCategoryDiscount, category)
    for group, named, percent in rows.values_list("group", "category", "percent"):
        found[group][named] = percent
    return found


def _of_the_same(model: Any, category: Category) -> Any:
    holders = model.objects.filter(category=category).values("group")
    return model.objects.filter(group__in=holders)
