"""A new group that starts from another's settings."""

from typing import Any

from auditlog.models import LogEntry
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext

from accounts.models import User
from groups.models import (
    CategoryAccess,
    ChannelPricing,
    CustomerGroup,
    GroupCategoryDiscount,
    GroupOrderDiscount,
    GroupPromotion,
    ProductRestriction,
)
from groups.services import offers
from groups.services.group import GroupIsGone, locked_groups, next_position
from groups.services.naming import free_titles
from groups.services.notices import announce

# A group's rows in other tables: what is part of its settings, and what it shares with others.
PARTS = (CategoryAccess, ChannelPricing, GroupCategoryDiscount, ProductRestriction)
SHARED = (GroupPromotion, GroupOrderDiscount)
# Everything else of a group is copied as it stands.
ITS_OWN = frozenset(
    {
        *("id", "version", "created_at", "updated_at", "updated_by", "binned_at"),
        *("title", "title_fr", "title_en", "code", "position", "is_default", "member_count"),
        *("description", "public_label"),  # kept in each language beside
        *("title_fr_key", "title_en_key", "search"),
    }
)


@transaction.atomic
def duplicate(*, group: CustomerGroup, actor: User | None) -> CustomerGroup:
    """A group with the same settings, without members, star or code, under a title of its own.

    Raises GroupIsGone when the group was deleted meanwhile.
    """
    # As for the star: two copies made at once take two titles.
    source = locked_groups().get(group.pk)
    if source is None:
        raise GroupIsGone
    copy = CustomerGroup(**_settings(source), **free_titles(group=source, told=_told))
    copy.position, copy.updated_by = next_position(), actor
    copy.save()
    for part in PARTS:
        _copy_rows(part, source, copy)
    promotions = [link.promotion for link in _links(GroupPromotion, source, "promotion")]
    discounts = [link.discount for link in _links(GroupOrderDiscount, source, "discount")]
    offers.attach(group=copy, promotions=promotions, actor=actor)
    offers.give(group=copy, discounts=discounts, actor=actor)
    LogEntry.objects.log_create(
        copy,
        force_log=True,
        action=LogEntry.Action.UPDATE,
        changes={},
        actor=actor,
        additional_data={"verb": "copied", "of": str(source)},
    )
    announce(group=copy, author=actor)
    return copy


def _settings(source: CustomerGroup) -> dict[str, Any]:
    stored = vars(source)
    return {
        field.attname: stored[field.attname]
        for field in CustomerGroup._meta.concrete_fields
        if field.name not in ITS_OWN
    }


def _told(number: int) -> str:
    return gettext("%(title)s (copy)") if number == 1 else gettext("%(title)s (copy %(n)s)")


def _copy_rows(part: type[Model], source: CustomerGroup, copy: CustomerGroup) -> None:
    rows: list[Any] = list(part._default_manager.filter(group=source).order_by("pk"))
    for row in rows:
        row.pk, row.group = None, copy
        row._state.adding = True
    part._default_manager.bulk_create(rows)


def _links(through: Any, source: CustomerGroup, name: str) -> Any:
    return through.objects.filter(group=source).select_related(name).order_by("pk")
