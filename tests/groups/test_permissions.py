"""The three rights of the shop's manual, each alone: to see, to add and edit, to move members."""

from typing import Any

import pytest
from django.urls import reverse

from customers.models import Customer, Membership
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.customers.forms import save
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed

VIEW = "groups.view_customergroup"
EDIT = ("groups.add_customergroup", "groups.change_customergroup")
MEMBERS = "groups.manage_members"
CUSTOMERS = "customers.view_customer"

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(shop: Any) -> CustomerGroup:
    return GroupFactory(title_fr="Amis")


@pytest.fixture
def person(shop: Any) -> Customer:
    return CustomerFactory()


def _members(group: CustomerGroup) -> str:
    return reverse("panel:group_members", args=[group.pk])


def _renames(client: SignedIn, group: CustomerGroup) -> bool:
    client.post(group.get_absolute_url(), typed(group, title_fr="Renommé"))
    group.refresh_from_db()
    return str(group) == "Renommé"


def _picks(client: SignedIn, group: CustomerGroup) -> int:
    answer = client.get(f"{_members(group)}?show=not_in")
    return answer.content.decode().count("data-tick") if answer.status_code == 200 else 0


def _chooses_main_group(client: SignedIn, group: CustomerGroup, person: Customer) -> bool:
    save(client, person, main_group=group.pk)
    return Membership.objects.filter(customer=person, group=group).exists()


def test_to_move_members_alone(staff: Staff, group: CustomerGroup, person: Customer) -> None:
    client = staff(VIEW, MEMBERS, CUSTOMERS)
    assert client.get(_members(group)).status_code == 200
    assert _picks(client, group)
    assert client.get(reverse("panel:group_members_paste", args=[group.pk])).status_code == 200
    assert _chooses_main_group(client, group, person)
    assert not _renames(client, group)
    page = client.get(group.get_absolute_url()).content.decode()
    assert "il vous manque l’autorisation «\u00a0Ajouter / Modifier\u00a0»" in page
    assert 'data-testid="save"' not in page


def test_to_add_and_edit_alone(staff: Staff, group: CustomerGroup, person: Customer) -> None:
    client = staff(VIEW, *EDIT, CUSTOMERS)
    assert client.get(_members(group)).status_code == 200
    assert _picks(client, group)
    assert client.get(reverse("panel:group_members_paste", args=[group.pk])).status_code == 200
    assert not _chooses_main_group(client, group, person)
    assert _renames(client, group)
    page = client.get(group.get_absolute_url()).content.decode()
    assert 'data-testid="banner-read-only"' not in page


def test_to_see_alone(staff: Staff, group: CustomerGroup, person: Customer) -> None:
    client = staff(VIEW, CUSTOMERS)
    page = client.get(group.get_absolute_url()).content.decode()
    told = "Lecture seule\u00a0: il vous manque l’autorisation «\u00a0Ajouter / Modifier\u00a0»."
    assert told in page
    for absent in ('data-testid="save"', "record-form", 'data-testid="save-delete"'):
        assert absent not in page
    assert client.get(_members(group)).status_code == 200
    assert not _picks(client, group)
    assert not _renames(client, group)
    assert not _chooses_main_group(client, group, person)


def test_nothing_at_all(staff: Staff, owner: SignedIn, group: CustomerGroup) -> None:
    client = staff(CUSTOMERS)
    assert "/admin-panel/groups/" not in client.get("/admin-panel/").content.decode()
    for url in (group.get_absolute_url(), _members(group), reverse("panel:group_list")):
        answer = client.get(url)
        assert answer.status_code == 403
        page = answer.content.decode()
        assert "l’autorisation «\u00a0Groupes de clients\u00a0: Voir\u00a0»" in page
        assert f"{owner.user}." in page.partition("Demandez")[2]
