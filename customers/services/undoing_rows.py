"""An undo written set by set, from what the events of the act say.

Every function here runs inside the transaction, and under the locks, of its caller.
"""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

from customers.models import Membership, MembershipBatch, MembershipEvent
from customers.services.membership_rows import sql_of, stored

Verb = MembershipEvent.Verb

_MEMBERSHIP = Membership._meta.db_table
_EVENT = MembershipEvent._meta.db_table
_BATCH = MembershipBatch._meta.db_table
_HELD = "held_from, held_until, held_way, held_since, held_by_id, held_batch_id"

# A later act on the same place that was itself taken back for this customer changes nothing.
_CHANGED_SINCE = f"""
    EXISTS (SELECT 1 FROM {_EVENT} later JOIN {_BATCH} act ON act.id = later.batch_id
            WHERE later.customer_id = told.customer_id AND later.group_id = told.group_id
              AND later.id > told.id AND later.batch_id <> told.batch_id AND act.undoes_id IS NULL
              AND NOT EXISTS (SELECT 1 FROM {_BATCH} back
                              JOIN {_EVENT} gone ON gone.batch_id = back.id
                              WHERE back.undoes_id = act.id
                                AND gone.customer_id = later.customer_id
                                AND gone.group_id = later.group_id))
"""  # noqa: S608 - table names of our own, values are parameters

# Only the last word of the act on a place says how it left it.
_NOT_AS_LEFT = f"""
    NOT EXISTS (SELECT 1 FROM {_EVENT} next
                WHERE next.batch_id = told.batch_id AND next.customer_id = told.customer_id
                  AND next.group_id = told.group_id AND next.id > told.id)
    AND CASE WHEN told.verb = 'removed'
         THEN EXISTS (SELECT 1 FROM {_MEMBERSHIP} held
                      WHERE held.group_id = told.group_id AND held.customer_id = told.customer_id)
         ELSE NOT EXISTS (SELECT 1 FROM {_MEMBERSHIP} held
                          WHERE held.group_id = told.group_id
                            AND held.customer_id = told.customer_id
                            AND held.is_primary = (CASE told.verb WHEN 'added'
                                THEN told.held_primary ELSE told.verb = 'made_primary' END))
    END
"""  # noqa: S608

_MAIN_TAKEN = f"""
    (told.held_primary AND told.verb IN ('removed', 'no_longer_primary')
     AND EXISTS (SELECT 1 FROM {_MEMBERSHIP} taken
                 WHERE taken.customer_id = told.customer_id AND taken.is_primary
                   AND NOT EXISTS (SELECT 1 FROM {_EVENT} mine
                                   WHERE mine.batch_id = told.batch_id
                                     AND mine.customer_id = taken.customer_id
                                     AND mine.group_id = taken.group_id
                                     AND mine.verb IN ('added', 'made_primary'))))
"""  # noqa: S608

# Who is changed in one group of the act stays as he is in all of them.
_REVERSED = f"""
    INSERT INTO {_EVENT} (batch_id, customer_id, group_id, verb, held_primary, {_HELD})
    SELECT %s, customer_id, group_id,
           CASE verb WHEN 'added' THEN 'removed' WHEN 'removed' THEN 'added'
                     WHEN 'made_primary' THEN 'no_longer_primary' ELSE 'made_primary' END,
           CASE verb WHEN 'made_primary' THEN %s WHEN 'no_longer_primary' THEN %s
                     ELSE held_primary END,
           {_HELD}
    FROM {_EVENT}
    WHERE batch_id = %s AND customer_id NOT IN (
        SELECT told.customer_id FROM {_EVENT} told
        WHERE told.batch_id = %s AND ({_CHANGED_SINCE} OR ({_NOT_AS_LEFT}) OR {_MAIN_TAKEN}))
    ORDER BY id
"""  # noqa: S608

_REPEATED = f"""
    INSERT INTO {_EVENT} (batch_id, customer_id, group_id, verb, held_primary, {_HELD})
    SELECT %s, told.customer_id, told.group_id, 'added',
           told.held_primary AND NOT EXISTS (SELECT 1 FROM {_MEMBERSHIP} main
                                             WHERE main.customer_id = told.customer_id
                                               AND main.is_primary), {_HELD}
    FROM {_EVENT} told WHERE told.id IN ({{rows}})
    ORDER BY told.id
"""  # noqa: S608

_BROUGHT_BACK = f"""
    INSERT INTO {_MEMBERSHIP} (group_id, customer_id, is_primary, was_primary, starts_on, ends_on,
                               way, added_at, added_by_id, batch_id)
    SELECT group_id, customer_id, held_primary, %s, held_from, held_until,
           COALESCE(NULLIF(held_way, ''), %s), COALESCE(held_since, %s), held_by_id, held_batch_id
    FROM {_EVENT} WHERE batch_id = %s AND verb = 'added'
    ORDER BY customer_id
"""  # noqa: S608

_TOLD = f"""
    SELECT place.id FROM {_EVENT} told
    JOIN {_MEMBERSHIP} place
      ON place.group_id = told.group_id AND place.customer_id = told.customer_id
    WHERE told.batch_id = %s AND told.verb = %s
"""  # noqa: S608

_LEFT = f"DELETE FROM {_MEMBERSHIP} WHERE id IN ({_TOLD})"  # noqa: S608
_MAIN_OR_NOT = f"UPDATE {_MEMBERSHIP} SET is_primary = %s WHERE id IN ({_TOLD})"  # noqa: S608


def reverse(*, batch: MembershipBatch, into: MembershipBatch) -> None:
    """The opposite of every event of the act, but for customers who have changed since."""
    _execute(_REVERSED, into.pk, True, False, batch.pk, batch.pk)


def repeat(*, departures: QuerySet[MembershipEvent], into: MembershipBatch) -> None:
    """The opposite of these departures; as main group only of those who have no other now."""
    picked, values = sql_of(departures.order_by().values("pk"))
    _execute(_REPEATED.format(rows=picked), into.pk, *values)


def take_out(back: MembershipBatch) -> None:
    """Those whom the act had added leave."""
    _execute(_LEFT, back.pk, Verb.REMOVED.value)


def stand_down(back: MembershipBatch) -> None:
    """What the act had made a main group is an additional one again."""
    _execute(_MAIN_OR_NOT, False, back.pk, Verb.NO_LONGER_PRIMARY.value)


def bring_back(back: MembershipBatch) -> None:
    """Those whom the act had removed return as they were."""
    _execute(_BROUGHT_BACK, False, back.way, stored(back.at), back.pk)


def promote(back: MembershipBatch) -> None:
    """The main groups the act had ended are main groups again."""
    _execute(_MAIN_OR_NOT, True, back.pk, Verb.MADE_PRIMARY.value)


def _execute(sql: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
