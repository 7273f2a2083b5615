"""Saving, ordering and deleting the channels the shop sells through."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backoffice import services as kit
from catalog.loading import free_slug
from catalog.models import Channel

CODE_LENGTH = 30


class NoWebStoreLeft(kit.ShopRefusal):
    """The shop front is the first online store that is active: there is always one."""

    message = _("Keep at least one active online store: it is your shop front.")


class ChannelIsGone(kit.Gone):
    """The channel was deleted meanwhile."""

    message = _("This channel has been deleted meanwhile.")


@transaction.atomic
def save_channel(*, form: forms.BaseModelForm, actor: Any, version: int | None = None) -> Channel:
    """Save a channel; a new one comes last and gets its code from its name.

    Raises NoWebStoreLeft where no active online store would be left, Stale when the row has changed
    since that version.
    """
    known = lock_channels()
    told, pk = form.cleaned_data, form.instance.pk
    if pk is not None and pk not in known:
        raise ChannelIsGone
    if not (told["is_active"] and told["kind"] == Channel.Kind.WEB):
        _without(known, pk)
    if pk is None:
        codes = {one.code for one in known.values()}
        name = told["title_fr"] or told["title_en"]
        form.instance.code = free_slug(name, "", codes, CODE_LENGTH)
        form.instance.position = max((one.position for one in known.values()), default=0) + 1
    channel: Channel = kit.save(form=form, actor=actor, version=version)
    return channel


@transaction.atomic
def delete_channel(*, channel: Channel) -> None:
    """Delete a channel nothing depends on.

    Raises NoWebStoreLeft when it is the last active online store.
    """
    _without(lock_channels(), channel.pk)
    kit.delete(row=channel)


@transaction.atomic
def move_channel(*, channel: Channel, by: int) -> bool:
    """Swap a channel with the one before it (-1) or after it (1); False where there is none."""
    row = list(lock_channels().values())
    row.sort(key=lambda one: (one.position, one.pk))
    places = {one.pk: place for place, one in enumerate(row)}
    here = places.get(channel.pk)
    if here is None:
        raise ChannelIsGone
    there = here + by
    if not 0 <= there < len(row):
        return False
    row[here], row[there] = row[there], row[here]
    for position, one in enumerate(row, start=1):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position", "updated_at"])
    return True


def lock_channels() -> dict[int, Channel]:
    """Every channel, held until the transaction ends, always in the same order."""
    return {one.pk: one for one in Channel.objects.select_for_update().order_by("pk")}


def _without(known: dict[int, Channel], pk: int | None) -> None:
    """Raises NoWebStoreLeft if the shop would have no front without this channel."""
    others = (one for one in known.values() if one.pk != pk)
    if any(one.is_active and one.kind == Channel.Kind.WEB for one in others):
        return
    gone = known.get(pk) if pk is not None else None
    # A shop that had none already is not kept from mending its other channels.
    if gone is not None and gone.is_active and gone.kind == Channel.Kind.WEB:
        raise NoWebStoreLeft
