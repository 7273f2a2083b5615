"""Taking acts back, and joining, while somebody else does the contrary, under real row locks."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError

from backoffice.services import ShopRefusal
from catalog.models import Shop
from customers.models import Customer, Membership, MembershipBatch, Way
from customers.services import assign, delete_group, remove, undo, undoing
from customers.services import membership as membership_service
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory
from tests.threads import postgresql_only, together

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
Acts = list[Callable[[], object]]

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql, postgresql_only]


def _all(people: list[Customer]) -> dict[str, Any]:
    rows = Customer.objects.filter(pk__in=[person.pk for person in people])
    return {"customers": rows, "actor": None, "way": Way.PICKER, "at": NOW}


def _left(group: CustomerGroup, people: list[Customer]) -> MembershipBatch:
    assign(group=group, **_all(people))
    done = remove(group=group, **_all(people))
    return MembershipBatch.objects.get(pk=done.batch)


def _back(batch: MembershipBatch) -> Callable[[], object]:
    return partial(undo, batch=batch, actor=None, at=NOW)


def _agrees(group: CustomerGroup) -> bool:
    """Whether nobody is in the group twice and its count of members is theirs."""
    group.refresh_from_db()
    rows = Membership.objects.filter(group=group)
    mains = rows.filter(is_primary=True)
    return group.member_count == rows.count() == rows.values("customer").distinct().count() and (
        mains.count() == mains.values("customer").distinct().count()
    )


def _returning_and_joining() -> tuple[CustomerGroup, list[Customer], Acts]:
    group, people = GroupFactory(), CustomerFactory.create_batch(20)
    batch = _left(group, people)
    return group, people, [_back(batch), partial(assign, group=group, **_all(people))]


def test_returning_while_joining_leaves_everybody_inside_once() -> None:
    for _attempt in range(5):
        group, people, acts = _returning_and_joining()
        raised = together(acts)
        assert all(error is None or isinstance(error, ShopRefusal) for error in raised)
        assert Membership.objects.filter(group=group).count() == len(people)
        assert _agrees(group)


def test_without_the_locks_returning_while_joining_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "hold_live", lambda _events: None)
    monkeypatch.setattr(undoing, "locked_customers", lambda customers: customers.distinct())
    for _attempt in range(20):
        group, _people, acts = _returning_and_joining()
        raised = together(acts)
        if any(isinstance(error, IntegrityError) for error in raised) or not _agrees(group):
            return
    pytest.fail("the race never showed: this control proves nothing")


def test_undoing_an_addition_while_removing_leaves_nobody_and_no_error() -> None:
    for _attempt in range(5):
        group, people = GroupFactory(), CustomerFactory.create_batch(20)
        done = assign(group=group, **_all(people))
        batch = MembershipBatch.objects.get(pk=done.batch)
        raised = together([_back(batch), partial(remove, group=group, **_all(people))])
        assert all(error is None or isinstance(error, ShopRefusal) for error in raised)
        assert not Membership.objects.filter(group=group).exists()
        assert _agrees(group)


def test_an_act_undone_by_ten_people_at_once_is_undone_once() -> None:
    group, people = GroupFactory(), CustomerFactory.create_batch(5)
    batch = _left(group, people)
    raised = together([_back(batch)] * 10)
    refused = [error for error in raised if error is not None]
    assert len(refused) == 9
    assert all(isinstance(error, ShopRefusal) for error in refused)
    assert Membership.objects.filter(group=group).count() == len(people)
    assert _agrees(group)


# -- joining a group while it is deleted ------------------------------------------------------


def _joining_while_deleted() -> tuple[CustomerGroup, list[BaseException | None]]:
    group, people = GroupFactory(), CustomerFactory.create_batch(20)
    acts: Acts = [partial(assign, group=group, primary=True, **_all([person])) for person in people]
    raised = together([*acts, partial(delete_group, group=group, actor=None, at=NOW)])
    return group, raised


def _dangling(group: CustomerGroup) -> bool:
    """Whether a deleted group is still somebody's main one."""
    return Membership.objects.filter(group=group, is_primary=True).exists()


def test_twenty_people_joining_a_group_while_it_is_deleted_leave_nothing_dangling() -> None:
    for _attempt in range(5):
        group, raised = _joining_while_deleted()
        assert all(error is None or isinstance(error, ShopRefusal) for error in raised)
        assert not _dangling(group)
        assert _agrees(group)


def test_without_the_lock_joining_a_group_while_it_is_deleted_leaves_it_dangling(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def unlocked(*, group: CustomerGroup) -> CustomerGroup:
        return CustomerGroup.objects.live().get(pk=group.pk)

    monkeypatch.setattr(membership_service, "locked", unlocked)
    monkeypatch.setattr(membership_service, "hold_groups", lambda **_groups: None)
    for _attempt in range(20):
        group, _raised = _joining_while_deleted()
        if _dangling(group):
            return
    pytest.fail("the race never showed: this control proves nothing")


def test_twenty_colleagues_saving_the_users_tab_while_the_group_is_deleted_see_no_error_page(
    shop: Shop, staff: Staff
) -> None:
    group, people = GroupFactory(), CustomerFactory.create_batch(20)
    clients = [staff("manager") for _person in people]
    answers: list[int] = []

    def save(client: SignedIn, person: Customer) -> None:
        url = f"/admin-panel/groups/{group.pk}/members/?show=not_in"
        sent = {"ids": [person.pk], "shown": [person.pk], "role": "main", "save": "1"}
        answers.append(client.post(url, sent).status_code)

    acts: Acts = [partial(save, *pair) for pair in zip(clients, people, strict=True)]
    raised = together([*acts, partial(delete_group, group=group, actor=None, at=NOW)])
    assert raised == [None] * 21
    assert set(answers) <= {303, 404}
    assert not _dangling(group)
