"""Memberships written set by set: a hundred thousand rows cost as few statements as one.

Every function here runs inside the transaction, and under the locks, of its caller.
"""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, QuerySet

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
                          held_until, held_way, held_since, held_by_id)
    SELECT %s, customer_id, group_id, %s, is_primary, starts_on, ends_on, way, added_at, added_by_id
    FROM {_MEMBERSHIP} WHERE id IN ({{rows}})
"""  # noqa: S608


def insert(
    *,
    group: CustomerGroup,
    candidates: QuerySet[Customer],
    batch: MembershipBatch,
    primary: bool,
) -> int:
    """Put the accounts among the candidates in the group; those already in it stay as they are.

    Where `primary` is not asked for, a customer's first group still becomes his main one.
    """
    picked, values = _sql(candidates.order_by().values("pk"))
    added_before = _last_membership()
    with connection.cursor() as cursor:
        cursor.execute(
            _NEWCOMERS.format(primary="%s" if primary else _FIRST_GROUP, candidates=picked),
            [
                group.pk,
                *([True] if primary else []),
                False,
                batch.way,
                _stored(batch.at),
                batch.actor_id,
                batch.pk,
                *values,
                group.pk,
            ],
        )
    added = Membership.objects.filter(group=group, pk__gt=added_before)
    record(rows=added, batch=batch, verb=MembershipEvent.Verb.ADDED)
    return added.count()


def record(
    *, rows: QuerySet[Membership], batch: MembershipBatch, verb: MembershipEvent.Verb
) -> None:
    """Remember what the batch does to each of these memberships."""
    picked, values = _sql(rows.order_by().values("pk"))
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS.format(rows=picked), [batch.pk, verb.value, *values])


def recount(*, groups: set[int]) -> None:
    """Bring the member counts of these groups in line with their memberships."""
    rows = Membership.objects.filter(group_id__in=groups).values("group_id")
    counted = dict(rows.annotate(n=Count("pk")).values_list("group_id", "n"))
    for pk in sorted(groups):
        CustomerGroup.objects.filter(pk=pk).update(member_count=counted.get(pk, 0))


def _last_membership() -> int:
    last = Membership.objects.order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def _sql(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    return rows.query.sql_with_params()


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)
