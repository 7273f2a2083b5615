"""The users of a very large group: pages near and far, searches, and an act on half of them."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from customers.models import Customer, Membership, MembershipBatch, MembershipEvent, Way
from customers.services import membership_rows, remove, undo
from customers.views.listing import CustomerList
from customers.views.members import GroupMembers
from groups.models import CustomerGroup
from shopadmin.benches.crowd import Crowd
from shopadmin.benches.measuring import Bench, undone
from shopadmin.benches.stock import forget_tries

ROWS = 50
FAR = 0.9  # how far down the list the far page is
HEAVY = 3  # rounds of what handles half the group each time

_HELD = Membership._meta.db_table
_PEOPLE = Customer._meta.db_table
_GROUP = CustomerGroup._meta.db_table
_EVENT = MembershipEvent._meta.db_table
_WALK = f"SELECT customer_id FROM {_HELD} WHERE group_id = %s ORDER BY id DESC LIMIT %s OFFSET %s"  # noqa: S608
_ROWS = f"SELECT id, first_name, last_name, email FROM {_PEOPLE} WHERE id IN ({{keys}})"  # noqa: S608
_TAGS = f"""
    SELECT held.customer_id, held.is_primary, tag.title FROM {_HELD} held
    JOIN {_GROUP} tag ON tag.id = held.group_id WHERE held.customer_id IN ({{keys}})
"""  # noqa: S608
_PLACE_BACK = f"""
    INSERT INTO {_HELD} (group_id, customer_id, is_primary, was_primary, way, added_at)
    SELECT group_id, customer_id, held_primary, %s, held_way, held_since
    FROM {_EVENT} WHERE batch_id = %s ORDER BY customer_id
"""  # noqa: S608


def benches(crowd: Crowd) -> Iterator[Bench]:
    """Every bench of a crowd."""
    yield from _pages(crowd)
    yield from _others(crowd)
    yield _undoing(crowd)


def _pages(crowd: Crowd) -> Iterator[Bench]:
    far = int(crowd.members * FAR) // ROWS
    first, last = _members(crowd, ""), _members(crowd, f"page={far + 1}")
    yield Bench(
        name=f"W1 first of {crowd.members} members",
        ours=first,
        floor=lambda: _bare_page(crowd, 0),
        goal=None,
        most_queries=9,
        figures=_keys,
    )
    yield Bench(
        name=f"W2 row {far * ROWS} of the members",
        ours=last,
        floor=lambda: _bare_page(crowd, far * ROWS),
        goal=None,
        most_queries=9,
        figures=_keys,
    )
    yield Bench(name="W2 far page beside the first", ours=last, floor=first, goal=1.5, same=False)


def _others(crowd: Crowd) -> Iterator[Bench]:
    outside = crowd.people - crowd.members
    pairs = {
        "not included": (_members, "show=not_in", outside),
        "all customers": (_customers, "", crowd.people),
        "customers of the group": (_customers, f"group={crowd.group.pk}", crowd.members),
    }
    for name, (screen, query, rows) in pairs.items():
        yield Bench(
            name=f"W2 {name}, far beside first",
            ours=screen(crowd, f"{query}&page={int(rows * FAR) // ROWS}"),
            floor=screen(crowd, query),
            goal=None,
            most_queries=9,
            same=False,
            rounds=HEAVY,
        )
    for name, word in (("rare", f"crowd{crowd.people // 2}"), ("medium", "belanger")):
        yield Bench(
            name=f"W3 {name} word among the members",
            ours=_members(crowd, f"q={word}"),
            floor=lambda: _bare_page(crowd, 0),
            goal=None,
            most_queries=9,
            same=False,
            rounds=HEAVY,
        )


def _undoing(crowd: Crowd) -> Bench:
    half = Membership.objects.filter(group=crowd.group).order_by("pk")[: crowd.members // 2]
    done = remove(
        group=crowd.group,
        customers=Customer.objects.filter(pk__in=half.values("customer")),
        actor=None,
        way=Way.PICKER,
        at=timezone.now(),
    )
    batch = MembershipBatch.objects.get(pk=done.batch)
    return Bench(
        name=f"R26 undo of {done.count} departures",
        ours=_returned(crowd, lambda: undo(batch=batch, actor=None, at=timezone.now())),
        floor=_returned(crowd, lambda: _bare_return(crowd, batch)),
        goal=5,
        most_queries=25,
        rounds=HEAVY,
        before=forget_tries,
    )


def _members(crowd: Crowd, query: str) -> Callable[[], Any]:
    return lambda: _context(GroupMembers(), crowd, query, pk=crowd.group.pk)


def _customers(crowd: Crowd, query: str) -> Callable[[], Any]:
    return lambda: _context(CustomerList(), crowd, query)


def _context(screen: Any, crowd: Crowd, query: str, **kwargs: int) -> Any:
    """All that a page is told, before any of it is drawn."""
    request: Any = RequestFactory().get(f"/?per={ROWS}&{query}")
    request.user, request.session = crowd.staff, {}
    screen.setup(request, **kwargs)
    return screen.context()


def _keys(page: Any) -> list[int]:
    return [line.row.pk for line in page["lines"]]


def _bare_page(crowd: Crowd, start: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_WALK, [crowd.group.pk, ROWS, start])
        keys = [key for (key,) in cursor.fetchall()]
        marks = ", ".join(["%s"] * len(keys))
        for statement in (_ROWS, _TAGS):
            cursor.execute(statement.format(keys=marks), keys)
            cursor.fetchall()
    return keys


def _bare_return(crowd: Crowd, batch: MembershipBatch) -> None:
    """The rows put back and told, unquestioned."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE_BACK, [False, batch.pk])
    rows = Membership.objects.filter(group=crowd.group, way=Way.IMPORT)
    came = rows.filter(customer__events__batch=batch)
    membership_rows.record(rows=came, batch=batch, verb=MembershipEvent.Verb.ADDED)
    CustomerGroup.objects.filter(pk=crowd.group.pk).update(member_count=crowd.members)


def _returned(crowd: Crowd, work: Callable[[], Any]) -> Callable[[], int]:
    def run() -> int:
        work()
        return Membership.objects.filter(group=crowd.group).count()

    return undone(run)
