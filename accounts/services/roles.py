"""Roles: the four of the shop, kept up to date, and those staff make."""

from collections.abc import Collection

from auditlog.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import selectors
from accounts.models import BuiltInRole, User
from accounts.roles import OWNER, ROLES, Role
from accounts.services import ranks
from accounts.services.traces import note, rights_moved
from backoffice.services import ShopRefusal, held


class NameTaken(ShopRefusal):
    message = _("A role already has this name. Choose another one.")

    def __init__(self) -> None:
        super().__init__(field="name")


class RoleIsWhole(ShopRefusal):
    """The administrator's role is never narrowed: somebody must be able to do everything."""

    message = _("This role has every permission and cannot be changed.")


class RoleStays(ShopRefusal):
    """The shop's own roles cannot be deleted."""

    message = _("This role came with the shop: it can be changed, not deleted.")


class RoleInUse(ShopRefusal):
    """People still have the role."""

    message = _("People have this role. Give them another one first.")


@transaction.atomic
def sync_roles() -> None:
    """Give each of the shop's roles the rights of this version that it was never given before."""
    rights = {
        f"{right.content_type.app_label}.{right.codename}": right.pk
        for right in Permission.objects.select_related("content_type")
    }
    for role in ROLES.values():
        _sync(role, {pk for name, pk in rights.items() if role.grants(name)})


def _sync(role: Role, granted: set[int]) -> None:
    group, _created = Group.objects.get_or_create(name=role.name)
    kept, first_time = BuiltInRole.objects.get_or_create(group=group)
    if first_time or role is OWNER:
        group.permissions.set(granted)
        kept.given.set(granted)
        return
    new = granted - set(kept.given.values_list("pk", flat=True))
    group.permissions.add(*new)
    kept.given.add(*new)


@transaction.atomic
def create_role(*, name: str, rights: Collection[str], actor: User) -> Group:
    """A role of the shop's own making."""
    ranks.staff_held()
    own = ranks.rights_to_decide(actor=actor, right="auth.add_group")
    ranks.refuse_beyond(given=frozenset(rights), own=own)
    role = _named(Group(), name)
    role.permissions.set(selectors.permissions(names=rights))
    changes = {"name": ["", name], **rights_moved(before=(), after=rights)}
    note(row=role, action=LogEntry.Action.CREATE, changes=changes, actor=actor)
    return role


@transaction.atomic
def change_role(*, role: Group, name: str, rights: Collection[str], actor: User) -> Group:
    """What the role may do from now on; its people feel it at their next request."""
    ranks.staff_held()
    own = ranks.rights_to_decide(actor=actor, right="auth.change_group")
    role = held(Group.objects.all(), pk=role.pk)
    if role.name == OWNER.name:
        raise RoleIsWhole
    before, called = selectors.role_rights(role=role), role.name
    ranks.refuse_higher(rights=before, own=own)
    ranks.refuse_beyond(given=frozenset(rights) - before, own=own)
    if role.name not in ROLES and name != role.name:
        _named(role, name)
    role.permissions.set(selectors.permissions(names=rights))
    changes = {"name": [called, role.name], **rights_moved(before=before, after=rights)}
    note(row=role, action=LogEntry.Action.UPDATE, changes=changes, actor=actor)
    return role


@transaction.atomic
def delete_role(*, role: Group, actor: User) -> None:
    """Only a role nobody has, and that did not come with the shop."""
    ranks.staff_held()
    own = ranks.rights_to_decide(actor=actor, right="auth.delete_group")
    role = held(Group.objects.all(), pk=role.pk)
    if role.name in ROLES:
        raise RoleStays
    ranks.refuse_higher(rights=selectors.role_rights(role=role), own=own)
    if role.user_set.exists():
        raise RoleInUse
    note(row=role, action=LogEntry.Action.DELETE, changes={}, actor=actor)
    role.delete()


def _named(role: Group, name: str) -> Group:
    if selectors.is_taken(name=name, role=role):
        raise NameTaken
    role.name = name
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError as error:
        raise NameTaken from error
    return role
