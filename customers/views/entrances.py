"""The ways into a group's list of users: the list, pasting addresses, those awaited."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from backoffice.parts import TabLink, panel_url
from customers.models import PendingMembership
from groups.record import CHANGE_MEMBERS, GroupRecord


def entrances(
    *, screen: GroupRecord, current: str, awaited: int | None = None
) -> tuple[TabLink, ...]:
    """The in-page tabs of « Utilisateurs »; `awaited`, where the addresses are counted already."""
    if awaited is None:
        awaited = PendingMembership.objects.filter(group=screen.record).count()
    return tuple(_entrances(screen, current, awaited))


def _entrances(screen: GroupRecord, current: str, awaited: int) -> Iterator[TabLink]:
    group = screen.record
    yield TabLink("list", _("List"), panel_url("group_members", group.pk), None, current == "list")
    if screen.may(CHANGE_MEMBERS):
        url = panel_url("group_members_paste", group.pk)
        yield TabLink("paste", _("Paste an e-mail list"), url, None, current == "paste")
    url = panel_url("group_members_lost", group.pk)
    yield TabLink("lost", _("Members lost (30 days)"), url, None, current == "lost")
    if awaited or current == "awaited":
        url = panel_url("group_members_awaited", group.pk)
        yield TabLink("awaited", _("Awaited addresses"), url, awaited, current == "awaited")
