"""The ways into a group's list of users: the list, pasting addresses, those awaited."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from backoffice.parts import TabLink, panel_url
from customers.models import PendingMembership
from customers.views.joining import WRITE
from groups.record import GroupRecord


def entrances(*, screen: GroupRecord, current: str) -> tuple[TabLink, ...]:
    """The in-page tabs of « Utilisateurs »; none for whoever may only read one of them."""
    found = tuple(_entrances(screen, current))
    return found if len(found) > 1 else ()


def _entrances(screen: GroupRecord, current: str) -> Iterator[TabLink]:
    group = screen.record
    yield TabLink("list", _("List"), panel_url("group_members", group.pk), None, current == "list")
    if screen.may(WRITE):
        url = panel_url("group_members_paste", group.pk)
        yield TabLink("paste", _("Paste an e-mail list"), url, None, current == "paste")
    awaited = PendingMembership.objects.filter(group=group).count()
    if awaited or current == "awaited":
        url = panel_url("group_members_awaited", group.pk)
        yield TabLink("awaited", _("Awaited addresses"), url, awaited, current == "awaited")
