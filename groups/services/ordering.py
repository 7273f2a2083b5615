"""The order of the groups: the first active one speaks for whoever's main group sleeps."""

from django.db import transaction

from accounts.models import User
from groups.models import CustomerGroup
from groups.services.group import GroupIsGone, locked_groups


@transaction.atomic
def move(*, group: CustomerGroup, by: int, actor: User | None) -> bool:
    """Swap a group with the one before it (-1) or after it (1); False where there is none.

    Raises GroupIsGone when the group was deleted meanwhile.
    """
    row = sorted(locked_groups().values(), key=lambda one: (one.position, one.pk))
    places = {one.pk: place for place, one in enumerate(row)}
    here = places.get(group.pk)
    if here is None:
        raise GroupIsGone
    there = here + by
    if not 0 <= there < len(row):
        return False
    positions = _rising(row)
    row[here], row[there] = row[there], row[here]
    for one, position in zip(row, positions, strict=True):
        if one.position != position:
            # No version more: no form shows the place, so none is stale for it.
            one.position, one.updated_by = position, actor
            one.save(update_fields=["position", "updated_by", "updated_at"])
    return True


def _rising(row: list[CustomerGroup]) -> list[int]:
    """The places of the row, each above the one before; those that are already stay."""
    found: list[int] = []
    for one in row:
        found.append(max(one.position, found[-1] + 1) if found else one.position)
    return found
