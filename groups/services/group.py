"""What staff do to a group as a whole."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.forms import BaseModelForm
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice import services as kit
from backoffice.services import ShopRefusal, Taken
from groups import selectors
from groups.models import CustomerGroup, State
from groups.services.access import set_category_access
from groups.services.channels import Choices, set_channel_pricing
from groups.services.notices import announce
from groups.services.prices import set_category_discounts


class GroupIsGone(kit.Gone):
    """The group was deleted meanwhile."""

    message = _("This group has been deleted meanwhile.")


class CannotBeDefault(ShopRefusal):
    """A group that gives nothing today cannot be given to new customers."""

    message = _("An inactive group cannot be the default group.")

    def __init__(self, message: str | Promise = "") -> None:
        super().__init__(message, field="is_default")


@transaction.atomic
def make_default(*, group: CustomerGroup, actor: User | None, on: date) -> CustomerGroup:
    """New customers will join this group; the former default steps down.

    Raises CannotBeDefault for a group that is not active that day or lies in the bin, Taken where
    the very first group of the shop became the default one a moment ago.
    """
    groups = locked_groups()
    chosen = groups.get(group.pk)
    if chosen is None or chosen.state(on=on) != State.ACTIVE:
        raise CannotBeDefault
    for former in groups.values():
        if former.is_default and former.pk != chosen.pk:
            _mark(former, default=False, actor=actor)
    if not chosen.is_default:
        _mark_alone(chosen, actor)
    return chosen


@transaction.atomic
def clear_default(*, actor: User | None) -> None:
    """New customers will join no group."""
    for group in locked_groups().values():
        if group.is_default:
            _mark(group, default=False, actor=actor)


@transaction.atomic
def save(
    *,
    form: BaseModelForm,
    is_default: bool,
    actor: User | None,
    on: date,
    version: int | None = None,
    category_discounts: Mapping[int, Decimal] | None = None,
    channel_pricing: Choices | None = None,
    category_access: Collection[int] | None = None,
) -> CustomerGroup:
    """Save what staff typed of a group, new or existing, and whether new customers join it.

    `category_discounts` are its percentages by category, `channel_pricing` whether each channel
    uses its prices, `category_access` its ticked categories; None says nothing of them.

    Raises Taken when another group has the title or the code, CannotBeDefault for a default group
    that is not active that day, Stale when the row has changed since that version.
    """
    locked_groups()
    is_new = form.instance.pk is None
    if is_new:
        form.instance.position = next_position()
    group = _saved(form, actor, version)
    if category_discounts is not None:
        set_category_discounts(group=group, percents=category_discounts, actor=actor)
    if channel_pricing is not None:
        set_channel_pricing(group=group, pricing=channel_pricing, actor=actor)
    if category_access is not None:
        set_category_access(group=group, categories=category_access, actor=actor)
    if is_new:
        announce(group=group, author=actor)
    if is_default:
        return make_default(group=group, actor=actor, on=on)
    if group.is_default:
        clear_default(actor=actor)
    return group


def _saved(form: BaseModelForm, actor: User | None, version: int | None) -> CustomerGroup:
    names = {name: form.cleaned_data.get(name) for name in ("title_fr", "title_en", "code")}
    try:
        group: CustomerGroup = kit.save(form=form, actor=actor, version=version)
    except Taken as refusal:
        taken = names_taken(besides=form.instance.pk, **names)
        raise Taken({name: [ValidationError(text)] for name, text in taken.items()}) from refusal
    return group


def names_taken(
    *, title_fr: str | None, title_en: str | None, code: str | None, besides: int | None
) -> dict[str, str]:
    """Why a group may not have these names, by field; `besides` is the group itself."""
    found = selectors.namesakes(
        title_fr=title_fr or "", title_en=title_en or "", code=code or "", besides=besides
    )
    told = gettext("A group is already called “%(title)s”. Choose another title.")
    refused = {}
    if found.french:
        refused["title_fr"] = told % {"title": found.french}
    if found.english:
        refused.setdefault("title_en" if title_en else "title_fr", told % {"title": found.english})
    if found.code:
        refused["code"] = gettext("“%(value)s” is already in use.") % {"value": found.code}
    return refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """How many groups were switched, and the default group where it had to stay active."""

    changed: int
    kept: CustomerGroup | None


@transaction.atomic
def switch(*, groups: QuerySet[CustomerGroup], active: bool, actor: User | None) -> Switched:
    """Make groups active or inactive; the default group is never made inactive."""
    changed, kept = 0, None
    chosen = set(groups.order_by().values_list("pk", flat=True))
    for group in locked_groups().values():
        if group.pk not in chosen or group.is_active == active:
            continue
        if group.is_default and not active:
            kept = group
            continue
        write(group, actor=actor, is_active=active)
        changed += 1
    return Switched(changed=changed, kept=kept)


def next_position() -> int:
    """The place behind every other group."""
    last = CustomerGroup.objects.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


def locked_groups() -> dict[int, CustomerGroup]:
    """The groups outside the bin, by key, held until the transaction ends."""
    # All rows in one order: two people starring two groups wait for each other, never in a ring.
    rows = CustomerGroup.objects.live().select_for_update().order_by("pk")
    list(rows.values_list("pk", flat=True))
    # Once more: a group created while we waited was not there to be waited for.
    return {group.pk: group for group in rows.all()}


def write(group: CustomerGroup, *, actor: User | None, **values: Any) -> None:
    """Give a group that is held these values: one version more, one trace."""
    for name, value in values.items():
        setattr(group, name, value)
    group.version += 1
    group.updated_by = actor
    group.save(update_fields=[*values, "version", "updated_by", "updated_at"])


def _mark_alone(group: CustomerGroup, actor: User | None) -> None:
    # With no group at all there was no row to wait for: the constraint decides.
    try:
        with transaction.atomic():
            _mark(group, default=True, actor=actor)
    except IntegrityError as error:
        raise Taken from error


def _mark(group: CustomerGroup, *, default: bool, actor: User | None) -> None:
    write(group, actor=actor, is_default=default)
