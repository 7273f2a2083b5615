"""What the kit knows about the person in front of the screen."""

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop

from backoffice.models import SavedView, StaffPreference

_VERBS = {
    "view": gettext_noop("View: %(rows)s"),
    "add": gettext_noop("Add: %(rows)s"),
    "change": gettext_noop("Change: %(rows)s"),
    "delete": gettext_noop("Delete: %(rows)s"),
}


def preference(*, user: Any) -> StaffPreference:
    """How this person likes the panel; the defaults where nothing was chosen."""
    if not user.is_authenticated:
        return StaffPreference()
    # Django keeps the answer on the user, « none » included: one question per request.
    return getattr(user, "preference", None) or StaffPreference(user_id=user.pk)


def views_of(*, user: Any, key: str) -> list[SavedView]:
    """The views of a list this person has: his own, then those colleagues share, by name."""
    shared = Q(is_shared=True) | Q(owner_id=user.pk)
    found = SavedView.objects.filter(shared, key=key).order_by("name_key", "pk")
    return sorted(found, key=lambda view: view.owner_id != user.pk)


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
    """The rights in the reader's words: « Modifier : groupes de clients »."""
    return [right_name(right) for right in rights]


def right_name(right: str) -> str:
    """One right in the reader's words, from the model that declares it."""
    app, _dot, codename = right.partition(".")
    for model in apps.get_app_config(app).get_models():
        for own, label in model._meta.permissions:
            if own == codename:
                return str(label)
        verb, _line, name = codename.partition("_")
        if name == model._meta.model_name and verb in _VERBS:
            return gettext(_VERBS[verb]) % {"rows": model._meta.verbose_name_plural}
    return right
