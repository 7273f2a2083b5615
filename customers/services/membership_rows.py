"""Memberships written set by set: a hundred thousand rows cost as few statements as one.

Every function here runs inside the transaction, and under the locks, of its caller.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL

from customers.models import Customer, Membership, MembershipBatch, MembershipEvent
from groups.models import CustomerGroup

_MEMBERSHIP = Membership._meta.db_table
_EVENT = MembershipEvent._meta.db_table
_CUSTOMER = Customer._meta.db_table
_GROUP = CustomerGroup._meta.db_table

_NEWCOMERS = f"""
    INSERT INTO {_MEMBERSHIP}
        (group_id, customer_id, is_primary, was_primary, way, added_at, added_by_id, batch_id)
    SELECT %s, person.id, {{primary}}, %s, %s, %s, %s, %s
    FROM {_CUSTOMER} person
    WHERE person.id IN ({{candidates}}) AND person.kind = 'account'
      AND NOT EXISTS (SELECT 1 FROM {_MEMBERSHIP} held
                      WHERE held.group_id = %s AND held.customer_id = person.id)
    ORDER BY person.id
"""  # noqa: S608 - table names of our own, values are parameters

_FIRST_GROUP = f"""
    NOT EXISTS (SELECT 1 FROM {_MEMBERSHIP} other
                JOIN {_GROUP} live ON live.id = other.group_id AND live.binned_at IS NULL
                WHERE other.customer_id = person.id)
"""  # noqa: S608

_EVENTS = f"""
    INSERT INTO {_EVENT} (batch_id, customer_id, group_id, verb, held_primary, held_from,
                          held_until, held_way, held_since, held_by_id, held_batch_id)
    SELECT %s, customer_id, group_id, %s, is_primary, starts_on, ends_on, way, added_at,
           added_by_id, batch_id
    FROM {_MEMBERSHIP} WHERE id IN ({{rows}})
"""  # noqa: S608

_IDS = {
    "postgresql": "SELECT unnest(%s::bigint[])",
    "sqlite": "SELECT value FROM json_each(%s)",
}


def insert(
    *,
    group: CustomerGroup,
    candidates: QuerySet[Customer],
    batch: MembershipBatch,
    primary: bool | None,
) -> int:
    """Put the accounts among the candidates in the group; those already in it stay as they are.

    Where `primary` is left open (none), the group becomes the main one of those who have no other.
    """
    picked, values = sql_of(candidates.order_by().values("pk"))
    added_before = _last_membership()
    with connection.cursor() as cursor:
        cursor.execute(
            _NEWCOMERS.format(primary=_FIRST_GROUP if primary is None else "%s", candidates=picked),
            [
                group.pk,
                *([] if primary is None else [primary]),
                False,
                batch.way,
                stored(batch.at),
                batch.actor_id,
                batch.pk,
                *values,
                group.pk,
            ],
        )
        count: int = cursor.rowcount
    added = Membership.objects.filter(group=group, pk__gt=added_before)
    record(rows=added, batch=batch, verb=MembershipEvent.Verb.ADDED)
    return count


def record(
    *, rows: QuerySet[Membership], batch: MembershipBatch, verb: MembershipEvent.Verb
) -> None:
    """Remember what the batch does to each of these memberships."""
    picked, values = sql_of(rows.order_by().values("pk"))
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS.format(rows=picked), [batch.pk, verb.value, *values])


def recount(*, groups: set[int]) -> None:
    """Bring the member counts of these groups in line with their memberships."""
    # Counted once their rows are held: whoever else changes them has then been counted too.
    held = CustomerGroup.objects.select_for_update().filter(pk__in=groups).order_by("pk")
    list(held.values_list("pk", flat=True))
    rows = Membership.objects.filter(group_id__in=groups).values("group_id")
    counted = dict(rows.annotate(n=Count("pk")).values_list("group_id", "n"))
    for pk in sorted(groups):
        CustomerGroup.objects.filter(pk=pk).update(member_count=counted.get(pk, 0))


def _last_membership() -> int:
    last = Membership.objects.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def among(ids: Iterable[int]) -> QuerySet[Customer]:
    """The customers of these ids: one parameter, however many they are."""
    listed = ",".join(map(str, ids))
    shape = "{%s}" if connection.vendor == "postgresql" else "[%s]"
    chosen = RawSQL(_IDS[connection.vendor], (shape % listed,))  # noqa: S611
    return Customer.objects.filter(pk__in=chosen)


def sql_of(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """A query as text and values, to stand inside another."""
    return rows.query.sql_with_params()


def stored(moment: datetime) -> Any:
    """A moment as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)
