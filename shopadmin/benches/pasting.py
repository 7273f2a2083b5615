"""A list of addresses pasted: told apart, then saved, beside a temporary table and one insert."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.utils import timezone

from customers.models import Customer, Membership
from customers.services import assign_by_email
from customers.triage import triage
from groups.models import CustomerGroup
from shopadmin.benches.measuring import LARGE, Bench, undone
from shopadmin.benches.stock import MARK, forget_tries

GOAL = 3
SLOWEST_MS = 15_000  # on SQLite, where the floor is no server
MEGABYTES = 100
ROUNDS = 3
SEPARATORS = (", ", ";\n", "\n", "\t")

_TABLE = "CREATE TEMPORARY TABLE bench_pasted (typed text)"
_MATCHED = f"FROM bench_pasted JOIN {Customer._meta.db_table} person ON email_key = typed"
_TOLD = f"SELECT person.id {_MATCHED} AND kind = 'account'"
_SAVED = f"""
    INSERT INTO {Membership._meta.db_table}
        (group_id, customer_id, is_primary, was_primary, way, added_at)
    SELECT %s, person.id, %s, %s, 'paste', %s {_MATCHED} AND kind = 'account' ORDER BY person.id
"""


def benches(*, crowd: int, on: date) -> Iterator[Bench]:
    """One address in a hundred unknown, one in capitals, separators mixed."""
    group = CustomerGroup.objects.create(
        title=f"{MARK} PASTED", code="BENCH-PASTED", starts_on=on - timedelta(days=1)
    )
    emails = _people(crowd)
    text = "".join(
        f"{_typed(n, email)}{SEPARATORS[n % len(SEPARATORS)]}" for n, email in enumerate(emails)
    )
    server = connection.vendor == "postgresql"
    limits: dict[str, Any] = {
        "goal": GOAL if server and crowd >= LARGE else None,
        "most_ms": None if server else SLOWEST_MS,
        "most_megabytes": MEGABYTES,
        "rounds": ROUNDS,
        "before": forget_tries,
    }
    yield Bench(
        name=f"W5 report on {crowd} addresses",
        ours=lambda: len(triage(text=text, group=group, primary=False).joining),
        floor=undone(lambda: _told(emails)),
        most_queries=2,
        **{**limits, "goal": None},
    )
    for primary in (False, True):
        yield Bench(
            name=f"W5 {crowd} addresses saved{', main group' if primary else ''}",
            ours=undone(partial(_ours, text, group, primary)),
            floor=undone(partial(_bare, emails, group)),
            most_queries=30,
            **limits,
        )


def _people(crowd: int) -> list[str]:
    emails = [f"{MARK}-pasted{n}@shop.invalid" for n in range(crowd)]
    rows = (Customer(email=one, first_name="Léa", last_name="Petit") for one in emails)
    Customer.objects.bulk_create(rows, batch_size=2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return [f"nobody-{one}" if n % 100 == 1 else one for n, one in enumerate(emails)]


def _typed(number: int, email: str) -> str:
    return email.upper() if number % 100 == 2 else email


def _ours(text: str, group: CustomerGroup, primary: bool) -> int:
    saved = assign_by_email(group=group, text=text, primary=primary, actor=None, at=timezone.now())
    return saved.added


def _told(emails: list[str]) -> int:
    with connection.cursor() as cursor:
        _stage(cursor, emails)
        cursor.execute(_TOLD)
        return len(cursor.fetchall())


def _bare(emails: list[str], group: CustomerGroup) -> int:
    # A first group is the main one, asked for or not: both write the same rows in the same indexes.
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        _stage(cursor, emails)
        cursor.execute(_SAVED, [group.pk, True, False, now])
        return int(cursor.rowcount)


def _stage(cursor: Any, emails: list[str]) -> None:
    cursor.execute(_TABLE)
    if connection.vendor == "postgresql":
        with cursor.copy("COPY bench_pasted FROM STDIN") as copy:
            copy.write("\n".join(emails) + "\n")
        cursor.execute("ANALYZE bench_pasted")
    else:
        cursor.executemany("INSERT INTO bench_pasted VALUES (%s)", [(one,) for one in emails])
