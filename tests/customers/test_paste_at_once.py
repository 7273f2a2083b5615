"""Two people save lists at once: nobody joins twice, and nothing is counted that is not so."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from accounts.models import User
from backoffice.services import ShopRefusal
from customers import services
from customers.models import Membership, MembershipBatch, PastedList
from customers.services.pasting import ListIsGone, OutcomesChanged
from customers.triage import triage
from groups.models import CustomerGroup
from tests.factories.accounts import UserFactory
from tests.factories.customers import CustomerFactory, MembershipFactory, PastedListFactory
from tests.factories.groups import GroupFactory
from tests.threads import postgresql_only, together

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
PEOPLE = 30

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql, postgresql_only]


def _text() -> str:
    vip = GroupFactory(title_fr="VIP")
    for number in range(PEOPLE):
        person = CustomerFactory(email=f"p{number}@x.fr")
        if number % 3 == 0:
            MembershipFactory(customer=person, group=vip)
    return "\n".join(f"p{number}@x.fr" for number in range(PEOPLE))


def _save(pasted: PastedList, actor: User) -> Callable[[], object]:
    seen = triage(text=pasted.text, group=pasted.group, primary=True).digest
    return lambda: services.save_pasted(pasted=pasted, seen=seen, actor=actor, at=NOW)


def _whole(group: CustomerGroup) -> None:
    group.refresh_from_db()
    assert group.member_count == PEOPLE
    assert Membership.objects.filter(group=group, is_primary=True).count() == PEOPLE
    assert Membership.objects.count() == PEOPLE
    assert MembershipBatch.objects.count() == 1


def test_the_same_list_saved_by_twenty_clicks_is_saved_once() -> None:
    group, text, actor = GroupFactory(), _text(), UserFactory()
    pasted = PastedListFactory(group=group, author=actor, text=text, is_primary=True)
    raised = together([_save(pasted, actor)] * 20)
    assert raised.count(None) == 1
    assert {type(error) for error in raised} - {type(None)} <= {ListIsGone, OutcomesChanged}
    _whole(group)


def test_two_people_with_the_same_list_one_saves_the_other_reads_again() -> None:
    group, text = GroupFactory(), _text()
    actors = [UserFactory() for _person in range(8)]
    lists = [
        PastedListFactory(group=group, author=one, text=text, is_primary=True) for one in actors
    ]
    raised = together([_save(*pair) for pair in zip(lists, actors, strict=True)])
    assert raised.count(None) == 1
    assert all(isinstance(error, OutcomesChanged) for error in raised if error is not None)
    _whole(group)


def test_a_list_saved_while_its_group_is_deleted_leaves_no_member_behind() -> None:
    text, actor = _text(), UserFactory()
    for _attempt in range(5):
        group = GroupFactory()
        pasted = PastedListFactory(group=group, author=actor, text=text, is_primary=True)
        deletion = lambda group=group: services.delete_group(group=group, actor=None, at=NOW)  # noqa: E731
        raised = together([_save(pasted, actor), deletion])
        assert raised[1] is None
        assert raised[0] is None or isinstance(raised[0], ShopRefusal)
        assert not Membership.objects.filter(group=group, is_primary=True).exists()
