"""The history of a customer: what changed on the record, and which groups came and went."""

from datetime import UTC, datetime

import pytest

from customers.models import Customer, Way
from customers.services import assign, move
from tests.conftest import SignedIn, Staff
from tests.customers.forms import save
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db


def _events(client: SignedIn, person: Customer, query: str = "") -> list[str]:
    page = client.get(f"{person.get_absolute_url()}history/{query}")
    assert page.status_code == 200
    return [
        f"{event.who} {event.verb} {event.note}".strip()
        for day in page.context["days"]
        for event in day.events
    ]


def test_record_and_groups_share_one_timeline_newest_first(support: SignedIn) -> None:
    vip = GroupFactory(title_fr="VIP")
    person = CustomerFactory()
    save(support, person, company="Scierie")
    save(support, person, main_group=vip.pk)
    move(customer=person, group=None, actor=None, way=Way.COMMAND, at=datetime.now(UTC))
    who = str(support.user)
    assert _events(support, person) == [
        "La boutique a retiré ce client de «\u00a0VIP\u00a0» Par\u00a0: Ligne de commande",
        f"{who} a ajouté ce client à «\u00a0VIP\u00a0» Par\u00a0: Fiche client",
        f"{who} a modifié cette fiche",
        "La boutique a créé cette fiche",
    ]


def test_a_long_history_is_read_page_by_page(viewer: SignedIn) -> None:
    person = CustomerFactory()
    for number in range(30):
        assign(
            group=GroupFactory(),
            customers=Customer.objects.filter(pk=person.pk),
            actor=None,
            way=Way.PICKER,
            at=datetime(2026, 1, 1 + number, tzinfo=UTC),
        )
    first, second = _events(viewer, person), _events(viewer, person, "?page=2")
    assert (len(first), len(second)) == (25, 6)
    assert not set(first[1:]) & set(second)
    assert _events(viewer, person, "?page=1e999") == first


def test_another_customer_s_groups_are_not_told(viewer: SignedIn) -> None:
    person, other = CustomerFactory(), CustomerFactory()
    move(customer=other, group=GroupFactory(), actor=None, way=Way.RECORD, at=datetime.now(UTC))
    assert len(_events(viewer, person)) == 1


def test_the_history_needs_the_right_to_see_customers(staff: Staff) -> None:
    url = f"{CustomerFactory().get_absolute_url()}history/"
    assert staff("groups.view_customergroup").get(url).status_code == 403
