"""What staff decide of a group's percentages by category."""

from collections.abc import Mapping
from decimal import Decimal

from auditlog.models import LogEntry

from accounts.models import User
from catalog.models import Category
from groups.edits import parts, plain
from groups.models import CustomerGroup, GroupCategoryDiscount


def set_category_discounts(
    *, group: CustomerGroup, percents: Mapping[int, Decimal], actor: User | None
) -> None:
    """The group has these percentages by category from now on; one trace on the group tells."""
    rows = GroupCategoryDiscount.objects.filter(group=group)
    before = {row.category_id: row.percent for row in rows}
    if before == dict(percents):
        return
    # A category deleted while the form was open is passed over: whoever deletes one waits for us.
    known = set(Category.objects.filter(pk__in=percents).values_list("pk", flat=True))
    percents = {pk: percent for pk, percent in percents.items() if pk in known}
    told = _written(group)
    rows.exclude(category__in=percents).delete()
    for category, percent in percents.items():
        if before.get(category) != percent:
            GroupCategoryDiscount.objects.update_or_create(
                group=group, category_id=category, defaults={"percent": percent}
            )
    LogEntry.objects.log_create(
        group,
        force_log=True,
        action=LogEntry.Action.UPDATE,
        changes={"category_discounts": [told, _written(group)]},
        actor=actor,
        additional_data=parts("category_discounts", _moved(before, percents)),
    )


def _moved(
    before: Mapping[int, Decimal], after: Mapping[int, Decimal]
) -> dict[int, tuple[str | None, str | None]]:
    both = {pk: (before.get(pk), after.get(pk)) for pk in {*before, *after}}
    return {pk: (plain(was), plain(now)) for pk, (was, now) in both.items() if was != now}


def _written(group: CustomerGroup) -> str:
    rows = GroupCategoryDiscount.objects.filter(group=group).select_related("category")
    return ", ".join(
        f"{row.category} {row.percent.normalize():f} %" for row in rows.order_by("category_id")
    )
