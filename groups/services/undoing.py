"""Putting back everything one request changed, of all the groups it was about."""

from dataclasses import dataclass
from datetime import date, datetime

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils.translation import gettext

from accounts.models import User
from backoffice.services import ShopRefusal
from groups.edits import act_of, can_come_back
from groups.models import CustomerGroup
from groups.services.reverting import revert


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """How many groups are as before the act, and why others are not, or not wholly."""

    groups: int
    refusals: tuple[str, ...]


def revert_act(*, act: str, actor: User | None, at: datetime, on: date) -> PutBack:
    """The groups that one act changed have again what they had before it.

    A group that cannot keeps what it has, and says why; settings changed again since stay.
    """
    done, refusals = 0, []
    for pk, entry in _last_lines(act).items():
        group = CustomerGroup.objects.filter(pk=pk).first()
        if group is None:
            continue
        try:
            with transaction.atomic():
                revert(group=group, entry=entry, actor=actor, at=at, on=on)
        except ShopRefusal as why:
            told = {"title": group, "lines": why.message}
            refusals.append(gettext("“%(title)s”: %(lines)s") % told)
        else:
            done += 1
    return PutBack(groups=done, refusals=tuple(refusals))


def _last_lines(act: str) -> dict[int, LogEntry]:
    """One line of the act for each group, the last one first: as it was done, it is undone."""
    kind = ContentType.objects.get_for_model(CustomerGroup)
    lines = LogEntry.objects.filter(
        content_type=kind, cid=act, action=LogEntry.Action.UPDATE
    ).order_by("-pk")
    found: dict[int, LogEntry] = {}
    for line in lines:
        if can_come_back(line) and act_of(line) == act:
            found.setdefault(int(line.object_pk), line)
    return found
