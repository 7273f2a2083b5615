"""What is done to the people who sign in."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import ROLES
from backoffice.services import ShopRefusal


class UnknownRole(ShopRefusal):
    """The shop has no role of this name."""

    message = _("There is no such role. Choose owner, manager, support or viewer.")


@transaction.atomic
def sync_roles() -> None:
    """Give each role the rights its definition names, among those that exist."""
    rights = {
        f"{right.content_type.app_label}.{right.codename}": right
        for right in Permission.objects.select_related("content_type")
    }
    for role in ROLES.values():
        group, _created = Group.objects.get_or_create(name=role.name)
        group.permissions.set(right for name, right in rights.items() if role.grants(name))


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
