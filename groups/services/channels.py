"""Where a group's prices count, written from the group's side and from the channel's."""

from collections.abc import Mapping
from typing import Any

from auditlog.models import LogEntry
from django import forms
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext, ngettext

from backoffice import services as kit
from catalog import services as catalog
from catalog.models import Channel
from groups.edits import parts
from groups.models import ChannelPricing, CustomerGroup
from pricing.models import OrderDiscount

PART = "channel_pricing"
Choices = Mapping[int, bool | None]  # on, off, or as the group says


class ChannelInUse(kit.ShopRefusal):
    """Discounts are limited to this channel: without it they would be given everywhere."""


@transaction.atomic
def save_channel(
    *, form: forms.BaseModelForm, pricing: Choices, actor: Any, version: int | None = None
) -> Channel:
    """Save a channel with the groups whose prices count there; `pricing` is by group.

    Raises NoWebStoreLeft where no active online store would be left, Stale when the row has changed
    since that version.
    """
    groups = _locked_groups()  # before the channels, as whoever saves a group does
    channel = catalog.save_channel(form=form, actor=actor, version=version)
    wanted = {pk: said for pk, said in pricing.items() if pk in groups}
    changed = _write(wanted, channel=channel)
    for pk, (before, after) in changed.items():
        told = [_told(channel, before)], [_told(channel, after)]
        _log(groups[pk], *told, actor, parts(PART, {channel.pk: (before, after)}))
    _log(
        channel,
        [_told(groups[pk], before) for pk, (before, _after) in changed.items()],
        [_told(groups[pk], after) for pk, (_before, after) in changed.items()],
        actor,
    )
    kit.touch(rows=CustomerGroup.objects.filter(pk__in=changed), actor=actor)
    return channel


@transaction.atomic
def set_channel_pricing(*, group: CustomerGroup, pricing: Choices, actor: Any) -> None:
    """The channels use, or ignore, the group's prices from now on; `pricing` is by channel."""
    channels = catalog.lock_channels()
    wanted = {pk: said for pk, said in pricing.items() if pk in channels}
    changed = _write(wanted, group=group)
    for pk, (before, after) in changed.items():
        _log(channels[pk], [_told(group, before)], [_told(group, after)], actor)
    _log(
        group,
        [_told(channels[pk], before) for pk, (before, _after) in changed.items()],
        [_told(channels[pk], after) for pk, (_before, after) in changed.items()],
        actor,
        parts(PART, changed),
    )
    kit.touch(rows=Channel.objects.filter(pk__in=changed), actor=actor)


@transaction.atomic
def ignore_prices(*, group: CustomerGroup, channel: Channel, actor: Any) -> None:
    """The channel ignores the group's prices from now on."""
    groups = _locked_groups()
    if group.pk in groups:
        set_channel_pricing(group=groups[group.pk], pricing={channel.pk: False}, actor=actor)
        kit.touch(rows=CustomerGroup.objects.filter(pk=group.pk), actor=actor)


@transaction.atomic
def delete_channel(*, channel: Channel) -> None:
    """Delete a channel nothing depends on; what groups said of it goes with it.

    Raises ChannelInUse while a discount is limited to it, NoWebStoreLeft when it is the last active
    online store.
    """
    catalog.lock_channels()
    if text := in_use(channel=channel):
        raise ChannelInUse(text)
    catalog.delete_channel(channel=channel)


def in_use(*, channel: Channel) -> str:
    """Why a channel cannot be deleted yet: « Utilisé par 2 remises… »; nothing where it can."""
    count = OrderDiscount.objects.filter(channels=channel).count()
    if not count:
        return ""
    told = ngettext(
        "%(n)s discount is limited to this channel: without it, it would be given everywhere."
        " Change that discount first.",
        "%(n)s discounts are limited to this channel: without it, they would be given everywhere."
        " Change those discounts first.",
        count,
    )
    return told % {"n": count}


def _locked_groups() -> dict[int, CustomerGroup]:
    rows = CustomerGroup.objects.live().select_for_update().order_by("pk")
    return {group.pk: group for group in rows}


def _write(
    wanted: Choices, *, group: CustomerGroup | None = None, channel: Channel | None = None
) -> dict[int, tuple[bool | None, bool | None]]:
    """Write what differs, by the other side; answers what was and is said there."""
    rows = ChannelPricing.objects.filter(group=group) if group else ChannelPricing.objects.all()
    rows = rows.filter(channel=channel) if channel else rows
    other = "channel_id" if group else "group_id"
    own: dict[str, Any] = {"group": group} if group else {"channel": channel}
    before = dict(rows.values_list(other, "is_on"))
    changed = {
        pk: (before.get(pk), said) for pk, said in wanted.items() if before.get(pk) is not said
    }
    gone = [pk for pk, (_was, said) in changed.items() if said is None]
    rows.filter(**{f"{other}__in": gone}).delete()
    for pk, (_was, said) in changed.items():
        if said is not None:
            own[other] = pk
            ChannelPricing.objects.update_or_create(**own, defaults={"is_on": said})
    return changed


def _told(one: CustomerGroup | Channel, said: bool | None) -> str:
    names = {None: gettext("as the group"), True: gettext("on"), False: gettext("ignored")}
    return f"{one} ({names[said]})"


def _log(
    row: Model,
    before: list[str],
    after: list[str],
    actor: Any,
    note: dict[str, Any] | None = None,
) -> None:
    if not after:
        return
    LogEntry.objects.log_create(
        row,
        force_log=True,
        action=LogEntry.Action.UPDATE,
        changes={PART: [", ".join(before), ", ".join(after)]},
        actor=actor,
        additional_data=note,
    )
