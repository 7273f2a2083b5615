"""Some settings of several groups, changed at once: all of the groups, or none."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.services import ShopRefusal
from backoffice.templatetags.ui import day
from groups.models import CustomerGroup, State
from groups.services.group import GroupIsGone, locked_groups, write


class SomeRefuse(ShopRefusal):
    """A setting is impossible for one of the groups: nothing was changed in any."""

    def __init__(self, refusals: Sequence[str]) -> None:
        told = _("Nothing was changed.")
        super().__init__(" ".join((str(told), *refusals)))
        self.refusals = tuple(refusals)


@transaction.atomic
def change_all(
    *, groups: Sequence[CustomerGroup], values: Mapping[str, Any], actor: User | None, on: date
) -> int:
    """All these groups have these values from now on; how many had others.

    Raises SomeRefuse, with the reason of each group that cannot, and GroupIsGone where one was
    deleted meanwhile: then none is changed.
    """
    rows = locked_groups()
    chosen = [rows[group.pk] for group in groups if group.pk in rows]
    if len(chosen) < len(groups):
        raise GroupIsGone(_("One of these groups has been deleted meanwhile. Select them again."))
    refusals = list(refused(groups=chosen, values=values, on=on))
    if refusals:
        raise SomeRefuse(refusals)
    changed = 0
    for group in chosen:
        new = {name: value for name, value in values.items() if getattr(group, name) != value}
        if new:
            write(group, actor=actor, **new)
            changed += 1
    return changed


def refused(
    *, groups: Sequence[CustomerGroup], values: Mapping[str, Any], on: date
) -> Iterator[str]:
    """Why some of the groups cannot have these values."""
    for group in groups:
        after = _with(group, values)
        named = {"title": group}
        if after.ends_on is not None and after.ends_on < after.starts_on:
            told = gettext("“%(title)s” starts on %(day)s: it cannot end before.")
            yield told % {**named, "day": day(after.starts_on)}
        elif group.is_default and after.state(on=on) != State.ACTIVE:
            told = gettext("“%(title)s” is the default group: it must stay active.")
            yield told % named


def _with(group: CustomerGroup, values: Mapping[str, Any]) -> CustomerGroup:
    dated = {"is_active": group.is_active, "starts_on": group.starts_on, "ends_on": group.ends_on}
    return CustomerGroup(**{**dated, **{n: v for n, v in values.items() if n in dated}})
