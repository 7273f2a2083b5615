"""An act on members that the database breaks off in favour of another one begins again."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import OperationalError, connection

from backoffice.services import DEADLOCK
from customers.models import Membership
from customers.services import add_contact, delete_group, delete_groups, restore_group
from groups.models import CustomerGroup
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
EMAIL = "zoe@atelier.example"


class BrokenOff(Exception):
    """As PostgreSQL says that two transactions waited for each other."""

    sqlstate = DEADLOCK


@contextmanager
def _broken_off_once(statement: str) -> Iterator[list[str]]:
    """The first such statement fails as a deadlock does; those that failed are listed."""
    failed: list[str] = []

    def execute(run: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not failed and sql.startswith(statement):
            failed.append(sql)
            raise OperationalError("deadlock detected") from BrokenOff()
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield failed


def _group(**columns: Any) -> CustomerGroup:
    group: CustomerGroup = GroupFactory(member_count=1, **columns)
    MembershipFactory(group=group, customer=CustomerFactory(), is_primary=False)
    return group


Act = Callable[[CustomerGroup], object]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "act",
    [
        lambda group: delete_group(group=group, actor=None, at=NOW),
        lambda group: delete_groups(groups=[group], actor=None, at=NOW),
    ],
    ids=["one group", "several"],
)
def test_a_deletion(act: Act) -> None:
    group = _group()
    with _broken_off_once("UPDATE") as failed:
        act(group)
    assert len(failed) == 1
    assert not CustomerGroup.objects.live().filter(pk=group.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_a_restoration() -> None:
    group = _group(binned_at=NOW)
    with _broken_off_once("UPDATE") as failed:
        assert restore_group(group=group, actor=None, at=NOW).members == 1
    assert len(failed) == 1
    assert CustomerGroup.objects.live().filter(pk=group.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_the_contact_who_joins() -> None:
    person, group = CustomerFactory(email=EMAIL), GroupFactory(contact_email=EMAIL)
    with _broken_off_once("UPDATE") as failed:
        add_contact(group=group, actor=None, at=NOW)
    assert len(failed) == 1
    assert Membership.objects.filter(group=group, customer=person).count() == 1
