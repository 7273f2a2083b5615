"""Taking an act back: the memberships are afterwards what they were before it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from customers.loading import Act, MembershipEntry, load_memberships
from customers.models import Customer, Membership, MembershipBatch, MembershipEvent, Way
from customers.services import (
    PutBack,
    assign,
    delete_group,
    move,
    put_back,
    remove,
    transfer,
    undo,
)
from customers.services.membership import begin
from customers.services.undoing import CannotUndo
from groups.models import CustomerGroup
from groups.services import GroupIsGone
from tests.factories.accounts import UserFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)

pytestmark = pytest.mark.django_db


def _only(*people: Customer) -> QuerySet[Customer]:
    return Customer.objects.filter(pk__in=[person.pk for person in people])


def _act(service: Callable[..., Any], *people: Customer, **what: Any) -> MembershipBatch:
    done = service(customers=_only(*people), actor=None, way=Way.PICKER, at=NOW, **what)
    return MembershipBatch.objects.get(pk=done.batch)


def _undo(batch: MembershipBatch, at: datetime = LATER) -> Any:
    return undo(batch=batch, actor=None, at=at)


def _table() -> list[tuple[object, ...]]:
    """Every membership as it stands, and every count of members."""
    names = [one.attname for one in Membership._meta.concrete_fields if one.name != "id"]
    rows = Membership.objects.order_by("group", "customer").values_list(*names)
    counts = CustomerGroup.objects.order_by("pk").values_list("pk", "member_count")
    return [*rows, *counts]


def _groups(person: Customer) -> dict[str, bool]:
    rows = Membership.objects.filter(customer=person)
    return {row.group.title: row.is_primary for row in rows}


def test_those_who_left_return_with_all_that_was_known_of_them() -> None:
    clerk, group, person = UserFactory(), GroupFactory(), CustomerFactory()
    came = begin(actor=clerk, way=Way.PASTE, at=NOW, reason="salon")
    MembershipFactory(
        group=group,
        customer=person,
        way=Way.PASTE,
        added_by=clerk,
        starts_on=date(2026, 2, 1),
        ends_on=date(2026, 12, 31),
        batch=came,
    )
    group.member_count = 1
    group.save()
    before = _table()
    batch = _act(remove, person, group=group)
    assert _table() != before
    done = _undo(batch)
    assert _table() == before
    assert (done.customers, done.skipped) == (1, 0)
    back = MembershipBatch.objects.get(undoes=batch)
    assert (back.way, back.pk) == (Way.UNDO, done.batch)


def test_those_who_joined_return_to_the_main_group_they_had() -> None:
    vip, friends = GroupFactory(title_fr="VIP"), GroupFactory(title_fr="Amis")
    people = CustomerFactory.create_batch(3)
    _act(assign, *people[:2], group=vip, primary=True)
    _act(assign, people[0], group=friends)
    before = _table()
    batch = _act(assign, *people, group=friends, primary=True)
    assert _groups(people[0]) == {"Amis": True}
    assert _undo(batch).customers == 3
    assert _table() == before


def test_a_transfer_keeps_each_role_and_is_taken_back_whole() -> None:
    old, new = GroupFactory(title_fr="Ancien"), GroupFactory(title_fr="Neuf")
    vip = GroupFactory(title_fr="VIP")
    main, extra, both = CustomerFactory.create_batch(3)
    _act(assign, main, both, group=old, primary=True)
    _act(assign, extra, group=vip, primary=True)
    _act(assign, extra, group=old)
    _act(assign, both, group=new)
    before = _table()
    batch = _act(transfer, main, extra, both, source=old, target=new)
    assert _groups(main) == {"Neuf": True}
    assert _groups(extra) == {"VIP": True, "Neuf": False}
    assert _groups(both) == {"Neuf": True}
    assert list(CustomerGroup.objects.order_by("pk").values_list("member_count", flat=True)) == [
        0,
        3,
        1,
    ]
    _undo(batch)
    assert _table() == before


def test_a_move_to_no_group_is_taken_back() -> None:
    group, person = GroupFactory(title_fr="VIP"), CustomerFactory()
    _act(assign, person, group=group, primary=True)
    before = _table()
    pk = move(customer=person, group=None, actor=None, way=Way.RECORD, at=NOW)
    assert _groups(person) == {}
    _undo(MembershipBatch.objects.get(pk=pk))
    assert _table() == before
    assert move(customer=person, group=group, actor=None, way=Way.RECORD, at=NOW) == 0


def test_whoever_changed_since_stays_as_he_is_and_is_named() -> None:
    vip, friends = GroupFactory(title_fr="VIP"), GroupFactory(title_fr="Amis")
    lea, marc = CustomerFactory(last_name="Petit"), CustomerFactory(last_name="Vial")
    _act(assign, lea, marc, group=vip, primary=True)
    batch = _act(remove, lea, marc, group=vip)
    _act(assign, marc, group=friends)  # his main group now
    done = _undo(batch)
    assert (done.customers, done.skipped, done.names) == (1, 1, ("Léa Vial",))
    assert (_groups(lea), _groups(marc)) == ({"VIP": True}, {"Amis": True})


def test_an_act_since_on_the_same_place_is_not_overruled() -> None:
    group, lea, marc = GroupFactory(title_fr="VIP"), CustomerFactory(), CustomerFactory()
    _act(assign, lea, marc, group=group)
    batch = _act(remove, lea, marc, group=group)
    _act(assign, lea, group=group)
    _act(remove, lea, group=group)
    assert _undo(batch).skipped == 1
    assert (_groups(lea), _groups(marc)) == ({}, {"VIP": True})


def test_acts_are_taken_back_one_after_the_other() -> None:
    vip, friends = GroupFactory(), GroupFactory()
    people = CustomerFactory.create_batch(2)
    start = _table()
    acts = [
        _act(assign, *people, group=vip, primary=True),
        _act(assign, *people, group=friends),
        _act(assign, people[0], group=friends, primary=True),
        _act(remove, *people, group=friends),
    ]
    for batch in reversed(acts):
        assert _undo(batch).skipped == 0
    assert _table() == start


def _refused(batch: MembershipBatch, at: datetime = LATER) -> None:
    before, batches = _table(), MembershipBatch.objects.count()
    with pytest.raises((CannotUndo, GroupIsGone)):
        _undo(batch, at)
    assert (_table(), MembershipBatch.objects.count()) == (before, batches)


def test_an_act_is_taken_back_once_and_an_undo_never() -> None:
    group, person = GroupFactory(), CustomerFactory()
    batch = _act(assign, person, group=group)
    done = _undo(batch)
    _refused(batch)
    _refused(MembershipBatch.objects.get(pk=done.batch))


def test_an_act_can_be_taken_back_for_thirty_days() -> None:
    group, person = GroupFactory(), CustomerFactory()
    batch = _act(assign, person, group=group)
    _refused(batch, NOW + timedelta(days=30, seconds=1))
    assert _undo(batch, NOW + timedelta(days=30)).customers == 1


def test_nothing_returns_to_a_deleted_group() -> None:
    group, person = GroupFactory(), CustomerFactory()
    _act(assign, person, group=group)
    batch = _act(remove, person, group=group)
    delete_group(group=group, actor=None, at=NOW)
    _refused(batch)


def test_where_everybody_changed_since_nothing_is_undone() -> None:
    group, person = GroupFactory(), CustomerFactory()
    batch = _act(assign, person, group=group)
    _act(remove, person, group=group)
    _refused(batch)


def test_an_undo_is_one_line_of_the_history_of_each_group() -> None:
    vip, friends = GroupFactory(), GroupFactory()
    people = CustomerFactory.create_batch(2)
    _act(assign, *people, group=vip, primary=True)
    batch = _act(assign, *people, group=friends, primary=True)
    done = _undo(batch)
    for group in (vip, friends):
        entry = LogEntry.objects.get_for_object(group).first()
        assert entry.additional_data == {
            "verb": "members_undone",
            "count": 2,
            "batch": done.batch,
            "way": "undo",
        }


def test_several_calls_of_one_act_are_taken_back_together() -> None:
    vip, friends, person = GroupFactory(), GroupFactory(), CustomerFactory()
    _act(assign, person, group=vip, primary=True)
    before = _table()
    batch = begin(actor=None, way=Way.RECORD, at=NOW)
    for group, primary in ((friends, False), (friends, True)):
        assign(
            group=group,
            customers=_only(person),
            actor=None,
            way=Way.RECORD,
            at=NOW,
            primary=primary,
            batch=batch,
        )
    _undo(batch)
    assert _table() == before


def test_the_events_of_an_undo_say_what_it_did() -> None:
    group, person = GroupFactory(), CustomerFactory()
    MembershipFactory(group=group, customer=person, is_primary=False)
    batch = _act(assign, person, group=group, primary=True)
    _undo(batch)
    told = MembershipEvent.objects.order_by("pk").values_list("verb", "held_primary")
    assert list(told) == [("made_primary", False), ("no_longer_primary", True)]


# -- members put back -------------------------------------------------------------------------


def _departures() -> QuerySet[MembershipEvent]:
    return MembershipEvent.objects.filter(verb="removed")


def test_a_lost_member_is_put_back_as_he_was() -> None:
    group, lea, marc = GroupFactory(), CustomerFactory(), CustomerFactory()
    _act(assign, lea, marc, group=group, primary=True, reason="salon")
    before = _table()
    _act(remove, lea, marc, group=group)
    for person in (lea, marc):
        departure = MembershipEvent.objects.filter(customer=person, verb="removed")
        assert put_back(departures=departure, actor=None, at=LATER).count == 1
        assert put_back(departures=departure, actor=None, at=LATER) == PutBack(count=0)
    assert _table() == before


def test_several_lost_members_are_put_back_in_one_act_which_is_itself_taken_back() -> None:
    vip, friends = GroupFactory(title_fr="VIP"), GroupFactory(title_fr="Amis")
    lea, marc, zoe = CustomerFactory.create_batch(3)
    _act(assign, lea, marc, zoe, group=vip, primary=True)
    _act(remove, lea, marc, zoe, group=vip)
    _act(assign, marc, group=friends, primary=True)  # his main group now
    _act(assign, zoe, group=vip)  # back already
    before, batches = _table(), MembershipBatch.objects.count()
    done = put_back(departures=_departures(), actor=None, at=LATER)
    assert (done.count, MembershipBatch.objects.count()) == (2, batches + 1)
    assert _groups(lea) == {"VIP": True}
    assert _groups(marc) == {"VIP": False, "Amis": True}
    assert CustomerGroup.objects.get(pk=vip.pk).member_count == 3
    assert _undo(MembershipBatch.objects.get(pk=done.batch)).customers == 2
    assert _table() == before


def test_putting_back_asks_the_same_of_the_database_however_many_return() -> None:
    asked = []
    for count in (3, 30):
        group, people = GroupFactory(), CustomerFactory.create_batch(count)
        _act(assign, *people, group=group)
        _act(remove, *people, group=group)
        with CaptureQueriesContext(connection) as queries:
            put_back(departures=_departures().filter(group=group), actor=None, at=LATER)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_lost_member_keeps_the_main_group_he_has_now() -> None:
    vip, friends = GroupFactory(title_fr="VIP"), GroupFactory(title_fr="Amis")
    person = CustomerFactory()
    _act(assign, person, group=vip, primary=True)
    _act(assign, person, group=friends, primary=True)
    assert put_back(departures=_departures(), actor=None, at=LATER).count == 1
    assert _groups(person) == {"Amis": True, "VIP": False}


def test_a_departure_of_long_ago_stays() -> None:
    group, person = GroupFactory(), CustomerFactory()
    _act(assign, person, group=group)
    _act(remove, person, group=group)
    with pytest.raises(CannotUndo):
        put_back(departures=_departures(), actor=None, at=NOW + timedelta(days=31))
    assert _groups(person) == {}


# -- any sequence -----------------------------------------------------------------------------

PEOPLE, GROUPS = 4, 3
chosen = st.lists(st.integers(0, PEOPLE - 1), min_size=1, unique=True)
acts = st.lists(
    st.tuples(
        st.sampled_from(["join", "main", "leave", "transfer", "nobody"]),
        chosen,
        st.integers(0, GROUPS - 1),
        st.integers(0, GROUPS - 1),
    ),
    min_size=1,
    max_size=7,
)


class AnySequence(TestCase):
    """Whatever was done, taking it back from the last act to the first leaves no difference."""

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.differing_executors]
    )
    @given(steps=acts)
    def test_every_act_is_taken_back_to_the_letter(self, steps: list[Any]) -> None:
        people = CustomerFactory.create_batch(PEOPLE)
        groups = GroupFactory.create_batch(GROUPS)
        seen = []
        for name, picked, here, there in steps:
            before = _table()
            batch = _step(name, [people[n] for n in picked], groups[here], groups[there])
            seen.append((batch, before))
        for batch, before in reversed(seen):
            if batch is not None and batch.events.exists():
                assert _undo(batch).skipped == 0
            assert _table() == before


def _step(
    name: str, people: list[Customer], here: CustomerGroup, there: CustomerGroup
) -> MembershipBatch | None:
    if name == "nobody":
        pk = move(customer=people[0], group=None, actor=None, way=Way.RECORD, at=NOW)
        return MembershipBatch.objects.filter(pk=pk).first()
    if name == "leave":
        return _act(remove, *people, group=here)
    if name == "transfer":
        return _act(transfer, *people, source=here, target=there) if here != there else None
    return _act(assign, *people, group=here, primary=name == "main")


def test_what_an_import_did_is_taken_back() -> None:
    vip, friends = GroupFactory(code="VIP"), GroupFactory(code="AMIS")
    lea, marc = CustomerFactory(), CustomerFactory()
    _act(assign, lea, group=vip, primary=True)
    before = _table()
    act = Act(at=NOW, on=date(2026, 11, 22), zone=UTC)
    entries = [
        MembershipEntry(customer=person.email, group="AMIS", is_primary=True, since=None)
        for person in (lea, marc)
    ]
    load_memberships(entries=entries, act=act)
    assert _groups(lea) == {vip.title: False, friends.title: True}
    batch = MembershipBatch.objects.latest("pk")
    assert set(Membership.objects.filter(group=friends).values_list("batch", flat=True)) == {
        batch.pk
    }
    assert _undo(batch).customers == 2
    assert _table() == before
