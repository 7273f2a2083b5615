"""Staff: invited, given roles and rights of their own, closed."""

from collections.abc import Collection, Iterable

from allauth.account.models import EmailAddress
from auditlog.models import LogEntry
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import selectors
from accounts.models import User
from accounts.roles import ROLES
from accounts.services import ranks
from accounts.services.roles import sync_roles
from accounts.services.traces import note, rights_moved
from backoffice.folding import folded_key
from backoffice.services import ShopRefusal, held


class UnknownRole(ShopRefusal):
    """The shop has no role of this name."""

    message = _("There is no such role. Choose owner, manager, support or viewer.")


class AddressTaken(ShopRefusal):
    message = _("An account already has this address.")

    def __init__(self) -> None:
        super().__init__(field="email")


@transaction.atomic
def create_staff(
    *,
    email: str,
    role: str,
    password: str | None = None,
    first_name: str = "",
    last_name: str = "",
    language: str = "",
) -> User:
    """A member of staff with one role, whose address needs no confirmation."""
    user = User.objects.create_user(
        email,
        password,
        first_name=first_name,
        last_name=last_name,
        language=language,
        is_staff=True,
    )
    user.groups.set([_role(role)])
    verified(user=user)
    return user


def verified(*, user: User) -> EmailAddress:
    """The user's address counts as confirmed: staff, invited people, the demo shop."""
    address, _created = EmailAddress.objects.update_or_create(
        user=user, primary=True, defaults={"email": user.email.lower(), "verified": True}
    )
    return address


def _role(name: str) -> Group:
    if name not in ROLES:
        raise UnknownRole
    group = Group.objects.filter(name=name).first()
    if group is None:
        sync_roles()
        group = Group.objects.get(name=name)
    return group


@transaction.atomic
def invite(
    *,
    email: str,
    first_name: str,
    last_name: str,
    language: str,
    roles: Iterable[Group],
    actor: User,
) -> User:
    """Somebody who joins the staff, and chooses his password from the mail he is sent."""
    ranks.staff_held()
    own = ranks.rights_to_decide(actor=actor, right="accounts.add_user")
    chosen = tuple(roles)
    ranks.refuse_beyond(given=selectors.rights_of_roles(roles=chosen), own=own)
    if User.objects.filter(email_key=folded_key(email)).exists():
        raise AddressTaken
    names = {"first_name": first_name, "last_name": last_name, "language": language}
    try:
        with transaction.atomic():
            person = User.objects.create_user(email, None, is_staff=True, **names)
    except IntegrityError as error:
        raise AddressTaken from error
    person.groups.set(chosen)
    verified(user=person)
    changes = {"email": ["", email], "groups": ["", _names(chosen)]}
    note(row=person, action=LogEntry.Action.CREATE, changes=changes, actor=actor)
    return person


@transaction.atomic
def change_staff(
    *,
    person: User,
    first_name: str,
    last_name: str,
    language: str,
    roles: Iterable[Group],
    is_active: bool,
    actor: User,
) -> User:
    """Who somebody is and what he may do; it counts from his next request."""
    ranks.staff_held()
    own = ranks.rights_to_decide(actor=actor, right="accounts.change_user")
    row = held(User.objects.filter(is_staff=True), pk=person.pk)
    ranks.refuse_higher(rights=selectors.rights_of(person=row), own=own)
    before, chosen = set(row.groups.all()), set(roles)
    _refuse_oneself(row, actor, changed=before != chosen or row.is_active != is_active)
    ranks.refuse_beyond(given=selectors.rights_of_roles(roles=chosen - before), own=own)
    typed = {"first_name": first_name, "last_name": last_name, "language": language}
    typed_all = {**typed, "is_active": is_active}
    changes = {name: [str(getattr(row, name)), str(one)] for name, one in typed_all.items()}
    changes["groups"] = [_names(before), _names(chosen)]
    was_owner = selectors.owners().filter(pk=row.pk).exists()
    User.objects.filter(pk=row.pk).update(**typed_all)
    row.groups.set(chosen)
    ranks.refuse_last_owner(was_owner=was_owner)
    row.refresh_from_db()
    note(row=row, action=LogEntry.Action.UPDATE, changes=changes, actor=actor)
    return row


@transaction.atomic
def grant(*, person: User, rights: Collection[str], among: Collection[str], actor: User) -> User:
    """The rights somebody has of his own, beside his roles; those not `among` stay as they are."""
    ranks.staff_held()
    own = ranks.rights_to_decide(actor=actor, right="accounts.change_user")
    row = held(User.objects.filter(is_staff=True), pk=person.pk)
    ranks.refuse_higher(rights=selectors.rights_of(person=row), own=own)
    before = selectors.own_rights(person=row)
    after = (before - set(among)) | set(rights)
    _refuse_oneself(row, actor, changed=before != after)
    ranks.refuse_beyond(given=after - before, own=own)
    row.user_permissions.set(selectors.permissions(names=after))
    changes = rights_moved(before=before, after=after)
    note(row=row, action=LogEntry.Action.UPDATE, changes=changes, actor=actor)
    return row


def _refuse_oneself(person: User, actor: User, *, changed: bool) -> None:
    if person.pk == actor.pk and changed:
        raise ranks.OwnRights


def _names(roles: Iterable[Group]) -> str:
    return ", ".join(sorted(role.name for role in roles))
