"""Memberships written set by set: a hundred thousand rows cost as few statements as one.

Every function here runs inside the transaction, and under the locks, of its caller.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, F, Lookup, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from customers.models import Customer, Kind, Membership, MembershipBatch, MembershipEvent
from groups.models import CustomerGroup

_MEMBERSHIP = Membership._meta.db_table
_EVENT = MembershipEvent._meta.db_table
_GROUP = CustomerGroup._meta.db_table

_NEWCOMERS = f"""
    INSERT INTO {_MEMBERSHIP}
        (group_id, customer_id, is_primary, was_primary, ends_on, way, added_at, added_by_id,
         batch_id)
    SELECT %s, person.pk, {{primary}}, %s, {{until}}, %s, %s, %s, %s
    FROM ({{candidates}}) person {{beside}}
    WHERE NOT EXISTS (SELECT 1 FROM {_MEMBERSHIP} held
                      WHERE held.group_id = %s AND held.customer_id = person.pk)
    ORDER BY person.pk
"""  # noqa: S608 - table names of our own, values are parameters

# As a set: asked person by person, it would cost more than the insertion itself.
_FIRST_GROUP = "settled.customer_id IS NULL"
_SETTLED = f"""
    LEFT JOIN (SELECT DISTINCT other.customer_id FROM {_MEMBERSHIP} other
               JOIN {_GROUP} live ON live.id = other.group_id AND live.binned_at IS NULL
               WHERE other.customer_id IN ({{candidates}})) settled
      ON settled.customer_id = person.pk
"""  # noqa: S608

_EVENTS = f"""
    INSERT INTO {_EVENT} (batch_id, customer_id, group_id, verb, held_primary, held_from,
                          held_until, held_way, held_since, held_by_id, held_batch_id)
    SELECT %s, customer_id, group_id, %s, is_primary, starts_on, ends_on, way, added_at,
           added_by_id, batch_id
    FROM {_MEMBERSHIP} WHERE id IN ({{rows}})
"""  # noqa: S608

# Who is held comes back as one value too: a hundred thousand rows would be fetched to be sent back.
_HOLD = {
    vendor: f"SELECT kind, COUNT(*), {ids} FROM ({{held}}) held GROUP BY kind"  # noqa: S608
    for vendor, ids in (
        ("postgresql", "STRING_AGG(pk::text, ',')"),
        ("sqlite", "GROUP_CONCAT(pk, ',')"),
    )
}


class Among(Lookup):
    """Being one of these ids, given as one value however many they are."""

    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[str | int, ...]]:
        sql, values = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            # Not a subquery: PostgreSQL would take it for two hundred rows, whatever it holds.
            return f"{sql} = ANY(%s::bigint[])", (*values, f"{{{self.rhs}}}")
        return f"{sql} IN (SELECT value FROM json_each(%s))", (*values, f"[{self.rhs}]")  # noqa: S608


def insert(
    *,
    group: CustomerGroup,
    candidates: QuerySet[Customer],
    batch: MembershipBatch,
    primary: bool | None,
) -> int:
    """Put the accounts among the candidates in the group; those already in it stay as they are.

    They join for as long as the group says a membership lasts. Where `primary` is left open (none),
    the group becomes the main one of those who have no other.
    """
    picked, values = sql_of(candidates.filter(kind=Kind.ACCOUNT).order_by().values("pk"))
    added_before = _last_membership()
    until, ends = _until(group, batch)
    if primary is None:
        role, main, beside = _FIRST_GROUP, [], _SETTLED.format(candidates=picked)
    else:
        role, main, beside = "%s", [primary], ""
    with connection.cursor() as cursor:
        cursor.execute(
            _NEWCOMERS.format(primary=role, until=until, candidates=picked, beside=beside),
            [
                group.pk,
                *main,
                False,
                *ends,
                batch.way,
                stored(batch.at),
                batch.actor_id,
                batch.pk,
                *values,
                *(values if beside else ()),
                group.pk,
            ],
        )
        count: int = cursor.rowcount
    added = Membership.objects.filter(group=group, pk__gt=added_before)
    record(rows=added, batch=batch, verb=MembershipEvent.Verb.ADDED)
    return count


def _until(group: CustomerGroup, batch: MembershipBatch) -> tuple[str, tuple[Any, ...]]:
    """The last day of those who join now, in SQL; nothing where memberships have no end."""
    if group.membership_days is None:
        return "NULL", ()
    last = timezone.localdate(batch.at) + timedelta(days=group.membership_days - 1)
    return "%s", (connection.ops.adapt_datefield_value(last),)


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


def hold(customers: QuerySet[Customer]) -> dict[str, tuple[int, str]]:
    """Hold these customers until the transaction ends; per kind, how many and who, for `among`."""
    chosen = Customer.objects.filter(pk__in=customers.order_by().values("pk"))
    # Held in one order, so that two acts on the same people queue instead of blocking each other.
    held, values = sql_of(chosen.select_for_update().order_by("pk").values("pk", "kind"))
    with connection.cursor() as cursor:
        cursor.execute(_HOLD[connection.vendor].format(held=held), values)
        return {kind: (count, ids) for kind, count, ids in cursor.fetchall()}


def among(ids: str) -> QuerySet[Customer]:
    """The customers of these ids, which commas part: one value, however many they are."""
    return Customer.objects.filter(Among(F("pk"), ids))


def sql_of(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    """A query as text and values, to stand inside another."""
    return rows.query.sql_with_params()


def stored(moment: datetime) -> Any:
    """A moment as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(moment)
