"""Who may decide on whose rights, asked of the rows as they stand under the lock."""

from django.utils.translation import gettext_lazy as _

from accounts import selectors
from accounts.models import User
from backoffice.services import ShopRefusal


class HigherRanked(ShopRefusal):
    """The person, or the role, may more than whoever wants to change it."""

    message = _("This has permissions you do not have: only somebody who has them can change it.")


class BeyondOwnRights(ShopRefusal):
    """Nobody gives what he does not have."""

    message = _("You cannot give a permission you do not have.")


class OwnRights(ShopRefusal):
    """Nobody decides on himself."""

    message = _("You cannot change your own roles and permissions, nor disable yourself.")


class LastOwner(ShopRefusal):
    """Somebody must be able to give every right."""

    message = _("At least one active administrator must remain.")


class RightGone(ShopRefusal):
    """The actor's own right was taken back a moment ago."""

    message = _("You no longer have the permission to do this.")


def staff_held() -> None:
    """One decision on rights at a time: two administrators cannot dismiss each other at once."""
    rows = User.objects.select_for_update().filter(is_staff=True).order_by("pk")
    list(rows.values_list("pk", flat=True))


def rights_to_decide(*, actor: User, right: str) -> frozenset[str]:
    """All the actor may do now; refused where the right to decide is gone."""
    now = User.objects.filter(pk=actor.pk, is_active=True, is_staff=True).first()
    rights = selectors.rights_of(person=now) if now else frozenset()
    if right not in rights:
        raise RightGone
    return rights


def refuse_higher(*, rights: frozenset[str], own: frozenset[str]) -> None:
    if not rights <= own:
        raise HigherRanked


def refuse_beyond(*, given: frozenset[str], own: frozenset[str]) -> None:
    if not given <= own:
        raise BeyondOwnRights


def refuse_last_owner(*, was_owner: bool) -> None:
    """Called once the change is made: undone with its transaction where nobody is left."""
    if was_owner and not selectors.owners().exists():
        raise LastOwner
