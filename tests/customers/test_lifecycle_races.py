"""A hundred people at once on the star, and a restoration in the middle of assignments."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections
from django.test import Client

from accounts.models import User
from customers.models import Customer, Membership, Way
from customers.services import assign, delete_group, restoration, restore_group
from groups.models import CustomerGroup
from groups.services import group as group_services
from groups.services import make_default
from tests.conftest import SignedIn
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed
from tests.threads import postgresql_only, together

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql, postgresql_only]


class Watch:
    """Somebody who counts the default groups every ten milliseconds."""

    def __init__(self) -> None:
        self.seen: list[int] = []
        self._over = threading.Event()

    @contextmanager
    def looking(self) -> Iterator[None]:
        thread = threading.Thread(target=self._look)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join(timeout=30)

    def _look(self) -> None:
        while not self._over.wait(0.01):
            self.seen.append(CustomerGroup.objects.filter(is_default=True).count())
        connections.close_all()


def _browser(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def _pressing(client: Client, group: CustomerGroup, answers: list[int]) -> Callable[[], object]:
    def press() -> None:
        answers.append(client.post(f"/admin-panel/groups/{group.pk}/default/").status_code)

    return press


def _creating(client: Client, number: int, answers: list[int]) -> Callable[[], object]:
    def create() -> None:
        sent = typed(title_fr=f"Neuf {number}", title_en="", code="", is_default="on")
        answers.append(client.post("/admin-panel/groups/new/", sent).status_code)

    return create


def test_a_hundred_stars_and_twenty_new_default_groups_leave_one_at_every_instant(
    manager: SignedIn,
) -> None:
    groups = GroupFactory.create_batch(10)
    answers: list[int] = []
    acts = [
        _pressing(_browser(manager.user), groups[number % 10], answers) for number in range(100)
    ]
    acts += [_creating(_browser(manager.user), number, answers) for number in range(20)]
    watch = Watch()
    with watch.looking():
        raised = together(acts)
    assert raised == [None] * 120
    assert answers == [303] * 120
    assert CustomerGroup.objects.live().count() == 30
    assert CustomerGroup.objects.filter(is_default=True).count() == 1
    assert len(watch.seen) >= 10
    assert set(watch.seen) <= {0, 1}


@contextmanager
def _no_constraint() -> Iterator[None]:
    found = next(one for one in CustomerGroup._meta.constraints if one.name == "one_default_group")
    with connection.schema_editor() as schema:
        schema.remove_constraint(CustomerGroup, found)
    try:
        yield
    finally:
        CustomerGroup.objects.update(is_default=False)
        with connection.schema_editor() as schema:
            schema.add_constraint(CustomerGroup, found)


def test_without_lock_and_constraint_several_default_groups_are_seen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unlocked() -> dict[int, CustomerGroup]:
        return {group.pk: group for group in CustomerGroup.objects.live()}

    monkeypatch.setattr(group_services, "locked_groups", unlocked)
    groups = GroupFactory.create_batch(10)
    acts: list[Callable[[], object]] = [
        partial(make_default, group=groups[number % 10], actor=None, on=DAY)
        for number in range(100)
    ]
    with _no_constraint():
        for _attempt in range(10):
            watch = Watch()
            with watch.looking():
                together(acts)
            if max([*watch.seen, CustomerGroup.objects.filter(is_default=True).count()]) > 1:
                return
    pytest.fail("the race never showed: this control proves nothing")


def _assigning(people: list[Customer], groups: list[CustomerGroup]) -> list[Callable[[], object]]:
    return [
        partial(
            assign,
            group=groups[number % len(groups)],
            customers=Customer.objects.filter(pk=person.pk),
            actor=None,
            way=Way.PICKER,
            at=NOW,
            primary=True,
        )
        for number, person in enumerate(people)
    ]


def _deleted_with(people: list[Customer]) -> CustomerGroup:
    group = GroupFactory()
    everyone = Customer.objects.filter(pk__in=[one.pk for one in people])
    assign(group=group, customers=everyone, actor=None, way=Way.PICKER, at=NOW, primary=True)
    delete_group(group=group, actor=None, at=NOW)
    return group


def _mains(people: list[Customer]) -> dict[int, int]:
    rows: Any = Membership.objects.filter(customer__in=people, is_primary=True)
    return dict(rows.values_list("customer_id", "group_id"))


def test_assigning_while_a_group_is_restored_leaves_each_customer_one_main_group() -> None:
    others = GroupFactory.create_batch(3)
    for _attempt in range(5):
        people = CustomerFactory.create_batch(20)
        group = _deleted_with(people)
        acts = _assigning(people, others)
        acts.insert(10, partial(restore_group, group=group, actor=None, at=NOW))
        assert together(acts) == [None] * 21
        group.refresh_from_db()
        assert group.binned_at is None
        assert len(_mains(people)) == 20
        assert not Membership.objects.filter(group=group, was_primary=True).exists()
        for one in (group, *others):
            one.refresh_from_db()
            assert one.member_count == Membership.objects.filter(group=one).count()


def test_without_the_customers_held_restoring_meets_another_main_group(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(restoration, "_hold", lambda rows: None)
    others = GroupFactory.create_batch(3)
    for _attempt in range(30):
        people = CustomerFactory.create_batch(20)
        group = _deleted_with(people)
        acts = _assigning(people, others)
        acts.insert(10, partial(restore_group, group=group, actor=None, at=NOW))
        raised = together(acts)
        assert len(_mains(people)) <= 20
        if any(isinstance(error, IntegrityError) for error in raised):
            return
    pytest.fail("the race never showed: this control proves nothing")


def test_a_group_restored_by_two_people_at_once_is_restored_once() -> None:
    people = CustomerFactory.create_batch(5)
    group = _deleted_with(people)
    act = partial(restore_group, group=group, actor=None, at=NOW)
    raised = together([act] * 5)
    assert sum(error is None for error in raised) == 1
    assert {type(error).__name__ for error in raised if error} == {"NotInBin"}
    assert _mains(people) == {one.pk: group.pk for one in people}
