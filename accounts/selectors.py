"""Who works here, in which role, with which rights."""

from collections.abc import Collection, Iterable

from django.contrib.auth.models import Group, Permission
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.functions import Concat

from accounts.models import User
from accounts.roles import OWNER, ROLES
from backoffice.folding import folded_key

_FULL_NAME = Concat(F("content_type__app_label"), Value("."), F("codename"))


def staff() -> QuerySet[User]:
    """The people who may reach the panel, with their roles."""
    return User.objects.filter(is_staff=True).prefetch_related("groups")


def owners() -> QuerySet[User]:
    """The active people who may do everything."""
    whole = Q(is_superuser=True) | Q(groups__name=OWNER.name)
    return User.objects.filter(whole, is_staff=True, is_active=True).distinct()


def roles() -> QuerySet[Group]:
    """Every role, with the number of its people."""
    people = Count("user", filter=Q(user__is_staff=True))
    return Group.objects.annotate(people=people).order_by("name")


def rights_of(*, person: User) -> frozenset[str]:
    """All the rights somebody has when his account is open, whether it is or not."""
    if person.is_superuser:
        return _names(Permission.objects.all())
    return _names(Permission.objects.filter(Q(user=person) | Q(group__user=person)))


def own_rights(*, person: User) -> frozenset[str]:
    """The rights somebody has beside his roles."""
    return _names(Permission.objects.filter(user=person))


def rights_of_roles(*, roles: Iterable[Group]) -> frozenset[str]:
    """What these roles give together."""
    return _names(Permission.objects.filter(group__in=[role.pk for role in roles]))


def role_rights(*, role: Group) -> frozenset[str]:
    return rights_of_roles(roles=[role])


def known_rights() -> frozenset[str]:
    """Every right the shop knows."""
    return _names(Permission.objects.all())


def permissions(*, names: Collection[str]) -> QuerySet[Permission]:
    """The rows of these rights."""
    return Permission.objects.annotate(full_name=_FULL_NAME).filter(full_name__in=names)


def roles_within(*, rights: frozenset[str]) -> QuerySet[Group]:
    """The roles that give nothing beyond these rights: those their holder may give."""
    beyond = Permission.objects.exclude(pk__in=permissions(names=rights).values("pk"))
    return Group.objects.exclude(permissions__in=beyond).order_by("name")


def roles_offered(*, by: User, to: User) -> QuerySet[Group]:
    """The roles one person may give another, and those the other has."""
    within = roles_within(rights=rights_of(person=by)).values("pk")
    offered = Q(pk__in=within) | Q(pk__in=to.groups.values("pk"))
    return Group.objects.filter(offered).order_by("name")


def is_taken(*, name: str, role: Group) -> bool:
    """Another role has this name, in any case, or one of the shop's own is called so."""
    wanted = folded_key(name)
    own = {folded_key(code) for code in ROLES if code != role.name}
    others = Group.objects.exclude(pk=role.pk).values_list("name", flat=True)
    return wanted in own or any(folded_key(other) == wanted for other in others)


def loses(*, person: User, right: str, role: Group, rights: Collection[str]) -> bool:
    """The person would no longer have this right, once the role gives only these."""
    if person.is_superuser or right in rights or right in own_rights(person=person):
        return False
    roles_held = person.groups.all()
    if role not in roles_held:
        return False
    return right not in rights_of_roles(roles=[one for one in roles_held if one != role])


def _names(rows: QuerySet[Permission]) -> frozenset[str]:
    return frozenset(rows.order_by().values_list(_FULL_NAME, flat=True))
