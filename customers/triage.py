"""What becomes of each pasted address if the list is saved now; nothing is written."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from customers.models import Customer, Kind, Membership, MembershipBatch, MembershipEvent
from customers.pasting import Entry, entries
from groups.models import CustomerGroup

Verb = MembershipEvent.Verb

_PEOPLE = f"""
    SELECT entry.n, person.id, person.is_active, here.is_primary, main.group_id
    FROM {{keys}}
    JOIN {Customer._meta.db_table} person
      ON person.email_key = entry.email AND person.kind = '{{kind}}'
    LEFT JOIN {Membership._meta.db_table} here
      ON here.customer_id = person.id AND here.group_id = %s
    LEFT JOIN {Membership._meta.db_table} main
      ON main.customer_id = person.id AND main.is_primary AND main.group_id <> %s
"""  # noqa: S608 - table names of our own, values are parameters
# One parameter for a hundred thousand values, and the planner knows how many there are.
_KEYS = {
    "postgresql": r"unnest(string_to_array(%s, E'\n')) WITH ORDINALITY entry(email, n)",
    "sqlite": "(SELECT key + 1 AS n, value AS email FROM json_each(%s)) entry",
}


class Outcome(TextChoices):
    """What happens to one address of the list."""

    OK = "ok", _("Will be added")
    MOVED = "moved", _("Will be added, leaves another main group")
    ALREADY = "already", _("Already a member")
    DUPLICATE = "duplicate", _("Duplicate in the list")
    INVALID = "invalid", _("Incomplete or malformed address")
    UNKNOWN = "unknown", _("No account with this address")
    GUEST = "guest", _("Guest account: must create an account")
    DISABLED = "disabled", _("Disabled account")


JOINING = frozenset((Outcome.OK, Outcome.MOVED))
REFUSED = frozenset((Outcome.INVALID, Outcome.UNKNOWN, Outcome.GUEST, Outcome.DISABLED))
AWAITED = frozenset((Outcome.UNKNOWN, Outcome.GUEST))


class Sorted(NamedTuple):
    """An address, what happens to it, whose it is, and the main group he leaves."""

    entry: Entry
    outcome: Outcome
    customer: int | None = None
    is_here: bool = False  # already in the group, which becomes the main one
    leaves: int | None = None


@dataclass(frozen=True)
class Triage:
    """All the addresses of a list, in its order."""

    rows: Sequence[Sorted]

    @cached_property
    def counts(self) -> Counter[Outcome]:
        return Counter(row.outcome for row in self.rows)

    def count(self, outcomes: Iterable[Outcome]) -> int:
        return sum(self.counts[one] for one in outcomes)

    def having(self, outcomes: Iterable[Outcome]) -> list[Sorted]:
        # Compared one by one: the hash of an outcome costs more than two comparisons.
        wanted = tuple(outcomes)
        return [row for row in self.rows if row.outcome in wanted]

    @cached_property
    def joining(self) -> list[int]:
        """The customers who join the group, or whose main group it becomes."""
        return sorted(row.customer for row in self._joining if row.customer is not None)

    @cached_property
    def newcomers(self) -> int:
        return sum(not row.is_here for row in self._joining)

    @cached_property
    def leavers(self) -> int:
        return sum(row.leaves is not None for row in self._joining)

    @cached_property
    def _joining(self) -> list[Sorted]:
        return self.having(JOINING)

    def saves(self, *, awaiting: bool) -> int:
        """How many addresses have an effect once the list is saved."""
        return self.count(JOINING | AWAITED if awaiting else JOINING)

    @cached_property
    def digest(self) -> str:
        """Two reports alike have the same: what was read is what is saved."""
        found = sha256()
        for row in self.rows:
            found.update(f"{row.outcome}{row.customer}{row.leaves}{row.is_here};".encode())
        return found.hexdigest()[:32]


def triage(
    *, text: str, group: CustomerGroup, primary: bool, batch: MembershipBatch | None = None
) -> Triage:
    """The addresses of the text beside the shop's customers, in three statements at most.

    With `primary`, the group takes the place of the main group of those who join. For a list that
    was saved, `batch` is its act: who joined by it is told as one who joins.
    """
    listed = list(entries(text))
    asked = [one for one in listed if one.key and not one.repeats]
    found = _people(asked, group, primary)
    if batch is not None:
        found = _as_saved(found, group, batch)
    # Whoever was found is told at the first of his lines only.
    return Triage([(not one.repeats and found.get(one.key)) or _alone(one) for one in listed])


def _alone(entry: Entry) -> Sorted:
    if entry.repeats:
        return Sorted(entry, Outcome.DUPLICATE)
    return Sorted(entry, Outcome.UNKNOWN if entry.key else Outcome.INVALID)


def _people(asked: list[Entry], group: CustomerGroup, primary: bool) -> dict[str, Sorted]:
    found = {}
    for number, person, active, here, main in _matched(asked, group, Kind.ACCOUNT):
        entry = asked[number - 1]
        found[entry.key] = _account(entry, person, active, here, main, primary)
    rest = [one for one in asked if one.key not in found]
    for number, person, *_rest in _matched(rest, group, Kind.GUEST):
        entry = rest[number - 1]
        found[entry.key] = Sorted(entry, Outcome.GUEST, person)
    return found


def _account(
    entry: Entry, person: int, active: int, here: bool | None, main: int | None, primary: bool
) -> Sorted:
    is_here = here is not None
    if not active:
        return Sorted(entry, Outcome.DISABLED, person)
    if is_here and (here or not primary):
        return Sorted(entry, Outcome.ALREADY, person)
    if primary and (is_here or main is not None):
        return Sorted(entry, Outcome.MOVED, person, is_here, main)
    return Sorted(entry, Outcome.OK, person)


def _matched(asked: list[Entry], group: CustomerGroup, kind: Kind) -> list[tuple[Any, ...]]:
    if not asked:
        return []
    sql = _PEOPLE.format(keys=_KEYS[connection.vendor], kind=kind.value)
    with connection.cursor() as cursor:
        cursor.execute(sql, (_keys(asked), group.pk, group.pk))
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _keys(asked: list[Entry]) -> str:
    keys = [one.key for one in asked]
    return "\n".join(keys) if connection.vendor == "postgresql" else json.dumps(keys)


def _as_saved(
    found: dict[str, Sorted], group: CustomerGroup, batch: MembershipBatch
) -> dict[str, Sorted]:
    """The same people as the act found them: those it brought in, and what they left."""
    events = MembershipEvent.objects.filter(batch=batch)
    left = dict(
        events.filter(verb=Verb.REMOVED).exclude(group=group).values_list("customer", "group")
    )
    came = dict(
        events.filter(group=group, verb__in=(Verb.MADE_PRIMARY, Verb.ADDED))
        .order_by("pk")
        .values_list("customer", "verb")
    )
    return {key: _saved(row, came, left) for key, row in found.items()}


def _saved(row: Sorted, came: dict[int, str], left: dict[int, int]) -> Sorted:
    verb = came.get(row.customer or 0)
    if verb is None:
        return row._replace(outcome=Outcome.ALREADY) if row.outcome in JOINING else row
    is_here, leaves = verb == Verb.MADE_PRIMARY, left.get(row.customer or 0)
    outcome = Outcome.MOVED if is_here or leaves else Outcome.OK
    return row._replace(outcome=outcome, is_here=is_here, leaves=leaves)
