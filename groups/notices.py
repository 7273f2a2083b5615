"""Word of new shared groups, as the staff of the other channels read it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from catalog.models import Channel
from groups.models import ChannelPricing, CustomerGroup, GroupNotice


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A new group, who made it, and which channels of the reader ignore its prices or not yet."""

    notice: GroupNotice
    author: str
    using: tuple[Channel, ...]
    ignoring: tuple[Channel, ...]


def unread(*, reader: Any) -> QuerySet[GroupNotice]:
    """What this person has not put away yet, of groups that are still there."""
    found = GroupNotice.objects.filter(
        reader=reader, read_at__isnull=True, group__binned_at__isnull=True
    )
    return found.select_related("group").order_by("-created_at", "-pk")


def told(*, reader: Any) -> list[Told]:
    """The unread notices with what the reader may decide, in four queries for all of them."""
    notices = list(unread(reader=reader))
    if not notices:
        return []
    here = list(Channel.objects.filter(staff=reader, is_active=True).order_by("position", "pk"))
    authors = _authors(notice.group for notice in notices)
    off = _off([notice.group_id for notice in notices])
    return [
        Told(
            notice=notice,
            author=authors.get(notice.group_id, ""),
            using=tuple(one for one in here if one.pk not in off[notice.group_id]),
            ignoring=tuple(one for one in here if one.pk in off[notice.group_id]),
        )
        for notice in notices
    ]


def _authors(groups: Iterable[CustomerGroup]) -> dict[int, str]:
    kind = ContentType.objects.get_for_model(CustomerGroup)
    created = LogEntry.objects.filter(content_type=kind, action=LogEntry.Action.CREATE)
    found = created.filter(object_id__in=[group.pk for group in groups]).select_related("actor")
    return {int(entry.object_pk): str(entry.actor) for entry in found if entry.actor_id}


def _off(groups: list[int]) -> dict[int, set[int]]:
    rows = ChannelPricing.objects.filter(group__in=groups, is_on=False)
    found: dict[int, set[int]] = defaultdict(set)
    for group, channel in rows.values_list("group_id", "channel_id"):
        found[group].add(channel)
    return found
