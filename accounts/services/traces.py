"""One line in the activity log for each decision on people and roles."""

from collections.abc import Iterable
from typing import Any

from auditlog.models import LogEntry
from django.db.models import Model

from accounts.models import User

Changes = dict[str, list[str]]


def note(*, row: Model, action: int, changes: Changes, actor: User | None) -> None:
    """Write what changed; a decision that changes nothing leaves no line."""
    told = {name: pair for name, pair in changes.items() if pair[0] != pair[1]}
    if told or action != LogEntry.Action.UPDATE:
        fields: dict[str, Any] = {"action": action, "changes": told, "actor": actor}
        LogEntry.objects.log_create(row, force_log=True, **fields)


def rights_moved(*, before: Iterable[str], after: Iterable[str]) -> Changes:
    """Which rights were given and which were taken away, by their names in the code."""
    old, new = set(before), set(after)
    return {
        "rights_given": ["", ", ".join(sorted(new - old))],
        "rights_taken": [", ".join(sorted(old - new)), ""],
    }
