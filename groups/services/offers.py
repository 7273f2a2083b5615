"""Which groups a promotion or a discount names, written from either side."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django import forms
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backoffice import services as kit
from backoffice.services import ShopRefusal
from groups.models import CustomerGroup, GroupOrderDiscount, GroupPromotion
from pricing import services as pricing
from pricing.models import OrderDiscount, Promotion
from pricing.services import ReservedForEver, Tier


class NotAttached(ShopRefusal):
    """The promotion has been detached from the group meanwhile."""

    message = _("This promotion is no longer attached to the group.")


@transaction.atomic
def save_promotion(
    *,
    form: forms.BaseModelForm,
    groups: Collection[CustomerGroup],
    groups_only: bool,
    actor: Any,
    at: datetime,
    version: int | None = None,
) -> Promotion:
    """Save a promotion with the groups it names, and reserve it to them where staff chose so.

    Raises ReservedForEver where a reserved one would be opened again, Stale when the row has
    changed since that version.
    """
    promotion = pricing.save_promotion(form=form, actor=actor, version=version)
    if promotion.groups_only and not groups_only:
        raise ReservedForEver
    _name_groups(promotion, GroupPromotion, "promotion", groups, actor)
    if groups_only:
        return pricing.reserve(promotion=promotion, actor=actor, at=at)
    return promotion


@transaction.atomic
def save_discount(
    *,
    form: forms.BaseModelForm,
    tiers: Sequence[Tier],
    groups: Collection[CustomerGroup],
    actor: Any,
    version: int | None = None,
) -> OrderDiscount:
    """Save a discount with its tiers and the groups it is for.

    Raises Stale when the row has changed since that version.
    """
    is_new = form.instance.pk is None
    discount: OrderDiscount = pricing.save_discount(form=form, actor=actor, version=version)
    changed = pricing.set_tiers(discount=discount, tiers=tiers)
    if changed and not is_new:
        _log(discount, {"tiers": list(changed)}, actor)
    _name_groups(discount, GroupOrderDiscount, "discount", groups, actor)
    return discount


@transaction.atomic
def attach(*, group: CustomerGroup, promotions: Collection[Promotion], actor: Any) -> int:
    """The group has these promotions too; answers how many it did not have yet."""
    wanted = {promotion.pk for promotion in promotions}
    rows = Promotion.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    here = set(GroupPromotion.objects.filter(group=group).values_list("promotion_id", flat=True))
    joining = [row for row in rows if row.pk not in here]
    for row in joining:
        GroupPromotion.objects.create(group=group, promotion=row)
        _tell(row, "add", group, actor)
    return len(joining)


@transaction.atomic
def give(*, group: CustomerGroup, discounts: Collection[OrderDiscount], actor: Any) -> None:
    """The group has these order discounts too."""
    wanted = {discount.pk for discount in discounts}
    held = GroupOrderDiscount.objects.filter(group=group).values("discount_id")
    rows = OrderDiscount.objects.select_for_update().filter(pk__in=wanted).exclude(pk__in=held)
    for row in rows.order_by("pk"):
        GroupOrderDiscount.objects.create(group=group, discount=row)
        _tell(row, "add", group, actor)


@transaction.atomic
def detach(*, group: CustomerGroup, promotion: Promotion, actor: Any) -> None:
    """The group no longer has this promotion; the promotion itself stays.

    Raises NotAttached when it had not, Gone when the promotion was deleted meanwhile.
    """
    row = kit.held(Promotion.objects.all(), pk=promotion.pk)
    gone, _by_model = GroupPromotion.objects.filter(group=group, promotion=row).delete()
    if not gone:
        raise NotAttached
    _tell(row, "delete", group, actor)


def _name_groups(
    row: Any, through: Any, name: str, groups: Iterable[CustomerGroup], actor: Any
) -> None:
    """Only live groups are on the screen: what a group in the bin had comes back with it."""
    links = through.objects.filter(**{name: row}, group__binned_at__isnull=True)
    here = {link.group_id: link for link in links.select_related("group")}
    wanted = {group.pk: group for group in groups}
    joining = [group for pk, group in wanted.items() if pk not in here]
    leaving = [link.group for pk, link in here.items() if pk not in wanted]
    for group in joining:
        through.objects.create(**{name: row}, group=group)
    through.objects.filter(**{name: row}, group__in=leaving).delete()
    for operation, moved in (("add", joining), ("delete", leaving)):
        if moved:
            _log_groups(row, operation, moved, actor)


def _tell(row: Promotion | OrderDiscount, operation: str, group: CustomerGroup, actor: Any) -> None:
    """Whoever has the rule open sees that a group came or went; so does its history."""
    kit.touch(rows=type(row)._default_manager.filter(pk=row.pk), actor=actor)
    _log_groups(row, operation, [group], actor)


def _log_groups(row: Model, operation: str, groups: Iterable[CustomerGroup], actor: Any) -> None:
    """One line on the rule, which the history of each of these groups finds by the group's key."""
    moved = list(groups)
    changes = {"groups": {"type": "m2m", "operation": operation, "objects": list(map(str, moved))}}
    _log(row, changes, actor, groups={group_key(group.pk): operation for group in moved})


def group_key(pk: int) -> str:
    """A group's key in a line about a rule; bare digits would be read as a place in a list."""
    return f"group-{pk}"


def _log(row: Model, changes: dict[str, Any], actor: Any, **note: Any) -> None:
    LogEntry.objects.log_create(
        row,
        force_log=True,
        action=LogEntry.Action.UPDATE,
        changes=changes,
        actor=actor,
        additional_data=note or None,
    )
