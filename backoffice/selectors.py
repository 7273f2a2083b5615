"""What the kit knows about the person in front of the screen."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q

from backoffice.models import StaffPreference


def preference(*, user: Any) -> StaffPreference:
    """How this person likes the panel; the defaults where nothing was chosen."""
    if not user.is_authenticated:
        return StaffPreference()
    return StaffPreference.objects.filter(user_id=user.pk).first() or StaffPreference(
        user_id=user.pk
    )


def administrators() -> list[str]:
    """The first people who can grant a right, to be named on the page that refuses it."""
    grants = Q(
        groups__permissions__codename="change_group",
        groups__permissions__content_type__app_label="auth",
    )
    people = get_user_model()._default_manager.filter(
        Q(is_superuser=True) | grants, is_active=True, is_staff=True
    )
    return [str(person) for person in people.order_by("pk").distinct()[:3]]


def right_names(*, rights: tuple[str, ...]) -> list[str]:
    """The rights as the roles screen calls them, in the reader's language."""
    found = []
    for right in rights:
        app, _dot, codename = right.partition(".")
        known = Permission.objects.filter(content_type__app_label=app, codename=codename).first()
        found.append(known.name if known else right)
    return found
