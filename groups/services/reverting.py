"""Putting an edit of a group back: what has changed again since stays, and is named."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from auditlog.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.services import ShopRefusal, Taken
from groups.edits import COLUMNS, REVERTED, Edit, Setting, act_of, edit_of, is_too_old, listed
from groups.models import CustomerGroup
from groups.services.access import set_category_access
from groups.services.bulk import refused
from groups.services.channels import set_channel_pricing
from groups.services.group import GroupIsGone, locked_groups, make_default, names_taken
from groups.services.prices import set_category_discounts

NAMES = ("title_fr", "title_en", "code")


class CannotRevert(ShopRefusal):
    """The edit is too old, nothing of it still stands, or the group may no longer be so."""


class HasChanged(ShopRefusal):
    """What putting the edit back would do is no longer what was shown."""

    message = _("What this would change has just changed. Check it, then confirm.")


@transaction.atomic
def revert(
    *,
    group: CustomerGroup,
    entry: LogEntry,
    actor: User | None,
    at: datetime,
    on: date,
    seen: str = "",
) -> Edit:
    """The group has again what it had before the edit this line belongs to; returns that edit.

    Settings changed again since stay. Raises CannotRevert for an edit older than thirty days, of
    which nothing stands, or that the shop's rules refuse today; HasChanged where it would do
    something else than the `seen` seal says; CannotBeDefault, Taken and GroupIsGone as any save.
    """
    found = locked_groups().get(group.pk)
    if found is None:
        raise GroupIsGone
    edit = edit_of(group=found, entry=entry)
    if (why := refusal(edit=edit, entry=entry, at=at)) is not None:
        raise CannotRevert(why)
    if seen and seen != edit.seal:
        raise HasChanged
    columns = {one.name: one.was for one in edit.back if not one.key}
    starred = columns.pop("is_default", None)
    if starred is False:
        columns["is_default"] = False
    _write(found, columns, actor, on)
    for name in dict.fromkeys(one.name for one in edit.back if one.key):
        _write_list(found, name, [one for one in edit.back if one.name == name], actor)
    if starred:
        make_default(group=found, actor=actor, on=on)
    _log(found, entry, actor)
    return edit


def refusal(*, edit: Edit, entry: LogEntry, at: datetime) -> Promise | None:
    """Why an edit cannot be put back, if it cannot."""
    if is_too_old(entry=entry, at=at):
        return _("An edit can be put back for 30 days.")
    if not edit.settings:
        return _("This line does not say enough to be put back.")
    if not edit.back:
        return _("All these settings have changed since: there is nothing to put back.")
    return None


def _write(group: CustomerGroup, columns: dict[str, Any], actor: User | None, on: date) -> None:
    for name, value in columns.items():
        setattr(group, COLUMNS[name].attname, value)
    _check(group, columns, on)
    group.version += 1
    group.updated_by = actor
    try:
        # The whole row, which is held: its titles have folded copies beside them.
        with transaction.atomic():
            group.save()
    except IntegrityError as error:
        raise Taken from error


def _check(group: CustomerGroup, columns: dict[str, Any], on: date) -> None:
    """Raises CannotRevert where the group may not be so today."""
    if any(name in columns for name in NAMES):
        told = {name: vars(group)[name] for name in NAMES}
        if taken := names_taken(besides=group.pk, **told):
            raise CannotRevert(" ".join(taken.values()))
    if why := list(refused(groups=[group], values={}, on=on)):
        raise CannotRevert(" ".join(why))
    others = {field.name for field in group._meta.fields} - set(columns)
    try:
        group.clean_fields(exclude=others)
        group.validate_constraints()
    except ValidationError as error:
        told_so = _(
            "With what has changed since, these settings no longer go together."
            " Change the group itself."
        )
        raise CannotRevert(told_so) from error


def _log(group: CustomerGroup, entry: LogEntry, actor: User | None) -> None:
    told = {"verb": REVERTED, "act": act_of(entry), "of": entry.timestamp.isoformat()}
    LogEntry.objects.log_create(
        group,
        force_log=True,
        action=LogEntry.Action.UPDATE,
        changes={},
        actor=actor,
        additional_data=told,
    )


def _write_list(
    group: CustomerGroup, name: str, settings: list[Setting], actor: User | None
) -> None:
    if name == "channel_pricing":
        said = {int(one.key): one.was for one in settings}
        set_channel_pricing(group=group, pricing=said, actor=actor)
        return
    wanted = {**listed(group=group, name=name), **{one.key: one.was for one in settings}}
    kept = {int(key): value for key, value in wanted.items() if value is not None}
    if name == "category_access":
        set_category_access(group=group, categories=list(kept), actor=actor)
    else:
        percents = {pk: Decimal(value) for pk, value in kept.items()}
        set_category_discounts(group=group, percents=percents, actor=actor)
