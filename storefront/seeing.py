"""Staff who look at the shop as the members of a group do."""

from django.http import HttpRequest

KEPT = "seen_as"  # in the session
RIGHT = "groups.view_customergroup"


def see_as(*, request: HttpRequest, group: int) -> None:
    """From the next page on, the shop is shown as to a member of this group."""
    request.session[KEPT] = group


def see_as_oneself(*, request: HttpRequest) -> int | None:
    """The shop is shown as to anybody again; the group it was shown as, if there was one."""
    found: int | None = request.session.pop(KEPT, None)
    return found


def group_seen(*, request: HttpRequest) -> int | None:
    """The group as which staff see the shop, while they may see groups."""
    found: int | None = request.session.get(KEPT)
    if found is None or not request.user.is_staff:
        return None
    return found if request.user.has_perm(RIGHT) else None
