"""The decisions on people and roles, in the reader's words."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from accounts.roles import role_label
from backoffice.changes import Change
from backoffice.selectors import right_name
from backoffice.views.history import Event

LABELS = {
    "Rights_given": _("Permissions given"),
    "Rights_taken": _("Permissions taken away"),
}


def in_words(event: Event) -> Event:
    """Roles and rights by the names staff know them by."""
    return replace(event, changes=tuple(_told(change) for change in event.changes))


def _told(change: Change) -> Change:
    label = str(change.label)
    if label in LABELS:
        return Change(LABELS[label], *_each(change, right_name))
    if label == str(_("roles")).capitalize():
        return Change(change.label, *_each(change, role_label))
    return change


def _each(change: Change, name: Callable[[str], str]) -> tuple[str, str]:
    return _names(change.before, name), _names(change.after, name)


def _names(text: str, name: Callable[[str], str]) -> str:
    return ", ".join(name(one) if one != "—" else one for one in text.split(", "))
