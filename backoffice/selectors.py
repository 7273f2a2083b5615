"""What the kit knows about the person in front of the screen."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.models import SavedView, StaffPreference

_VERBS = {
    "view": pgettext_lazy("permission", "View"),
    "add": _("Add / Edit"),
    "change": _("Add / Edit"),
    "delete": _("Delete"),
}
# Rows the libraries call otherwise than staff do.
_CALLED = {
    settings.AUTH_USER_MODEL.lower(): gettext_noop("staff"),
    "auth.group": gettext_noop("roles"),
    "auditlog.logentry": gettext_noop("activity log"),
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
    """The rights in the reader's words, each once: « Groupes de clients : Ajouter / Modifier »."""
    return list(dict.fromkeys(right_name(right) for right in rights))


def right_name(right: str) -> str:
    """One right in the reader's words, by the name of its box in the matrix of roles."""
    rows, verb = _told(right)
    if not rows:
        return verb
    named = {"module": f"{rows[:1].upper()}{rows[1:]}", "right": verb}
    return gettext("%(module)s: %(right)s") % named


def right_verbs(*, rights: tuple[str, ...]) -> list[str]:
    """The same without the rows, where the page itself says which."""
    return list(dict.fromkeys(_told(right)[1] for right in rights))


def _told(right: str) -> tuple[str, str]:
    app, _point, codename = right.partition(".")
    for model in apps.get_app_config(app).get_models():
        for own, label in model._meta.permissions:
            if own == codename:
                return "", str(label)
        verb, _bar, name = codename.partition("_")
        if name == model._meta.model_name and verb in _VERBS:
            called = _CALLED.get(model._meta.label_lower)
            rows = gettext(called) if called else str(model._meta.verbose_name_plural)
            return rows, str(_VERBS[verb])
    return "", right
