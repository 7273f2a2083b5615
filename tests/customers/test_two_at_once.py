"""Two people at once: the star, the main group and a deletion, under real row locks."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db import IntegrityError, OperationalError
from django.db.models import QuerySet

from backoffice import services as kit
from backoffice.services import ShopRefusal, Taken
from customers.models import Customer, Kind, Membership, Way
from customers.services import assign, delete_group, membership_rows
from customers.services import membership as membership_service
from groups.models import CustomerGroup
from groups.services import group as group_services
from groups.services import make_default
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory
from tests.threads import postgresql_only, together

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql, postgresql_only]


def _star(groups: list[CustomerGroup]) -> list[Callable[[], object]]:
    return [partial(make_default, group=group, actor=None, on=DAY) for group in groups]


def _main_group(person: Customer, groups: list[CustomerGroup]) -> list[Callable[[], object]]:
    one = Customer.objects.filter(pk=person.pk)
    return [
        partial(
            assign, group=group, customers=one, actor=None, way=Way.PICKER, at=NOW, primary=True
        )
        for group in groups
    ]


def test_twenty_people_starring_leave_one_star_and_no_error() -> None:
    groups = GroupFactory.create_batch(20)
    assert together(_star(groups)) == [None] * 20
    assert CustomerGroup.objects.filter(is_default=True).count() == 1


def test_without_the_lock_starring_at_once_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def unlocked() -> dict[int, CustomerGroup]:
        return {group.pk: group for group in CustomerGroup.objects.live()}

    monkeypatch.setattr(group_services, "locked_groups", unlocked)
    for _attempt in range(10):
        group_services.clear_default(actor=None)
        raised = together(_star(GroupFactory.create_batch(20)))
        assert CustomerGroup.objects.filter(is_default=True).count() <= 1
        if any(isinstance(error, Taken) for error in raised):
            return
    pytest.fail("the race never showed: this control proves nothing")


def test_twenty_people_choosing_a_main_group_leave_one_and_no_error() -> None:
    person, groups = CustomerFactory(), GroupFactory.create_batch(20)
    assert together(_main_group(person, groups)) == [None] * 20
    assert Membership.objects.get(customer=person).is_primary
    counts = CustomerGroup.objects.values_list("member_count", flat=True)
    assert sorted(counts) == [0] * 19 + [1]


def test_without_the_lock_choosing_a_main_group_at_once_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unlocked(customers: QuerySet[Customer]) -> dict[str, tuple[int, str]]:
        keys = customers.values_list("pk", flat=True)
        return {Kind.ACCOUNT: (len(keys), ",".join(map(str, keys)))}

    monkeypatch.setattr(membership_rows, "hold", unlocked)
    for _attempt in range(10):
        person, groups = CustomerFactory(), GroupFactory.create_batch(20)
        raised = together(_main_group(person, groups))
        assert Membership.objects.filter(customer=person, is_primary=True).count() <= 1
        if any(isinstance(error, IntegrityError) for error in raised):
            return
    pytest.fail("the race never showed: this control proves nothing")


def test_joining_a_group_while_it_is_deleted_leaves_nobody_in_it_as_main_group() -> None:
    for _attempt in range(5):
        group = GroupFactory()
        people = CustomerFactory.create_batch(10)
        acts: list[Callable[[], object]] = [
            act for person in people for act in _main_group(person, [group])
        ]
        acts.append(partial(delete_group, group=group, actor=None, at=NOW))
        raised = together(acts)
        assert all(error is None or isinstance(error, ShopRefusal) for error in raised)
        assert not Membership.objects.filter(group=group, is_primary=True).exists()


def test_customers_swapped_between_two_groups_at_once_block_nobody() -> None:
    ours, theirs = GroupFactory.create_batch(2)
    leo, zoe = CustomerFactory.create_batch(2)
    for _attempt in range(10):
        for person, group in ((leo, theirs), (zoe, ours)):
            _main_group(person, [group])[0]()
        swapped = [*_main_group(leo, [ours]), *_main_group(zoe, [theirs])]
        assert together(swapped) == [None, None]
        assert Membership.objects.get(customer=leo).group == ours
        assert Membership.objects.get(customer=zoe).group == theirs


def test_without_the_groups_held_first_a_swap_blocks_somebody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(membership_service, "hold_groups", lambda **_groups: None)
    monkeypatch.setattr(kit, "TRIES", 1)
    ours, theirs = GroupFactory.create_batch(2)
    leo, zoe = CustomerFactory.create_batch(2)
    for _attempt in range(10):
        for person, group in ((leo, theirs), (zoe, ours)):
            _main_group(person, [group])[0]()
        raised = together([*_main_group(leo, [ours]), *_main_group(zoe, [theirs])])
        if any(isinstance(error, OperationalError) for error in raised):
            return
    pytest.fail("the deadlock never showed: this control proves nothing")


def test_an_act_the_database_breaks_off_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(membership_service, "hold_groups", lambda **_groups: None)
    ours, theirs = GroupFactory.create_batch(2)
    leo, zoe = CustomerFactory.create_batch(2)
    for _attempt in range(10):
        for person, group in ((leo, theirs), (zoe, ours)):
            _main_group(person, [group])[0]()
        swapped = [*_main_group(leo, [ours]), *_main_group(zoe, [theirs])]
        assert together(swapped) == [None, None]
