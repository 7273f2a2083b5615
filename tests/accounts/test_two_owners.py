"""Two administrators dismiss each other at the same moment: one is refused."""

from collections.abc import Callable
from functools import partial

import pytest
from django.contrib.auth.models import Group

from accounts import selectors
from accounts.models import User
from accounts.services import change_staff, ranks, sync_roles
from backoffice.services import ShopRefusal
from tests.factories.accounts import UserFactory
from tests.threads import postgresql_only, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql, postgresql_only]


def _dismiss(person: User, actor: User) -> None:
    change_staff(
        person=person,
        first_name=person.first_name,
        last_name=person.last_name,
        language="fr",
        roles=[Group.objects.get(name="viewer")],
        is_active=True,
        actor=actor,
    )


def _two_owners() -> tuple[User, User]:
    sync_roles()
    User.objects.filter(is_staff=True).delete()
    one, other = UserFactory(is_staff=True), UserFactory(is_staff=True)
    for person in (one, other):
        person.groups.add(Group.objects.get(name="owner"))
    return one, other


def _each_other() -> list[Callable[[], object]]:
    one, other = _two_owners()
    return [partial(_dismiss, one, other), partial(_dismiss, other, one)]


def test_of_two_administrators_one_remains() -> None:
    for _attempt in range(5):
        raised = together(_each_other())
        assert len([error for error in raised if isinstance(error, ShopRefusal)]) == 1
        assert [error for error in raised if error is None] == [None]
        assert selectors.owners().count() == 1


def test_without_the_lock_nobody_remains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranks, "staff_held", lambda: None)
    for _attempt in range(20):
        together(_each_other())
        if not selectors.owners().exists():
            return
    pytest.fail("the race never showed: this control proves nothing")
