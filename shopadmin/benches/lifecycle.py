"""A group deleted with all its members, who are left without it or moved to another one."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from customers.models import Customer, Membership
from customers.services import delete_group
from groups.models import CustomerGroup
from shopadmin.benches.measuring import LARGE, Bench, undone
from shopadmin.benches.stock import MARK, forget_tries

GOAL = 5
ROUNDS = 3  # each one handles the whole crowd twice

_LIVE = CustomerGroup._meta.db_table
_HELD = Membership._meta.db_table
_BIN = f"UPDATE {_LIVE} SET binned_at = %s WHERE id = %s"  # noqa: S608 - names of our own tables
_STAND_DOWN = (
    f"UPDATE {_HELD} SET is_primary = %s, was_primary = %s WHERE group_id = %s AND is_primary"  # noqa: S608
)
_JOIN = f"""
    INSERT INTO {_HELD} (group_id, customer_id, is_primary, was_primary, way, added_at)
    SELECT %s, customer_id, was_primary, %s, 'deletion', added_at FROM {_HELD} WHERE group_id = %s
"""  # noqa: S608


def benches(*, crowd: int, on: date) -> Iterator[Bench]:
    """A deletion beside the statements that move its rows alone, without trace or check."""
    group, heir = _groups(on)
    goal = GOAL if crowd >= LARGE else None
    _people(group, crowd)
    yield Bench(
        name=f"L1 delete a group of {crowd}",
        ours=_left(lambda: delete_group(group=group, actor=None, at=timezone.now()), group),
        floor=_left(lambda: _bare(group, None), group),
        goal=goal,
        most_queries=25,
        rounds=ROUNDS,
        before=forget_tries,
    )
    yield Bench(
        name=f"L2 move a group of {crowd}",
        ours=_left(
            lambda: delete_group(group=group, actor=None, at=timezone.now(), transfer_to=heir),
            heir,
        ),
        floor=_left(lambda: _bare(group, heir), heir),
        goal=goal,
        most_queries=35,
        rounds=ROUNDS,
        before=forget_tries,
    )


def _left(work: Callable[[], Any], told: CustomerGroup) -> Callable[[], tuple[int, int]]:
    """The work, answering who is in the group after it."""

    def run() -> tuple[int, int]:
        work()
        rows = Membership.objects.filter(group=told)
        return rows.count(), rows.filter(is_primary=True).count()

    return undone(run)


def _bare(group: CustomerGroup, heir: CustomerGroup | None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_STAND_DOWN, [False, True, group.pk])
        cursor.execute(_BIN, [connection.ops.adapt_datetimefield_value(timezone.now()), group.pk])
        if heir is not None:
            cursor.execute(_JOIN, [heir.pk, False, group.pk])


def _groups(on: date) -> tuple[CustomerGroup, CustomerGroup]:
    left, heir = (
        CustomerGroup.objects.create(
            title=f"{MARK} {name}", code=f"BENCH-{name}", starts_on=on - timedelta(days=1)
        )
        for name in ("LEFT", "HEIR")
    )
    return left, heir


def _people(group: CustomerGroup, crowd: int) -> None:
    people = Customer.objects.bulk_create(
        (
            Customer(email=f"{MARK}-left{n}@shop.invalid", first_name="Léa", last_name=f"Petit {n}")
            for n in range(crowd)
        ),
        batch_size=2000,
    )
    now = timezone.now()
    Membership.objects.bulk_create(
        (
            Membership(group=group, customer=one, is_primary=bool(n % 4), added_at=now)
            for n, one in enumerate(people)
        ),
        batch_size=2000,
    )
    CustomerGroup.objects.filter(pk=group.pk).update(member_count=crowd)
