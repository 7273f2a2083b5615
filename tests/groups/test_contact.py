"""The contact of a group: how to reach him, and « Ajouter comme membre » in one click."""

from typing import Any

import pytest

from customers.models import Customer, Membership, MembershipBatch
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed

EMAIL = "zoe@atelier.example"

pytestmark = pytest.mark.django_db


def _add(client: SignedIn, group: CustomerGroup, **extra: Any) -> Any:
    return client.post(f"{group.get_absolute_url()}contact/add/", **extra)


def _page(client: SignedIn, group: CustomerGroup) -> str:
    return client.get(group.get_absolute_url()).content.decode()


def test_the_contact_is_kept_and_his_phone_written_as_it_is_dialled(manager: SignedIn) -> None:
    group = GroupFactory()
    told = {"contact_name": "Zoé Marin", "contact_email": EMAIL, "contact_phone": "06 39 98 00 00"}
    assert manager.post(group.get_absolute_url(), typed(group, **told)).status_code == 303
    group.refresh_from_db()
    assert (group.contact_name, group.contact_email) == ("Zoé Marin", EMAIL)
    assert group.contact_phone == "+33 6 39 98 00 00"
    assert not Membership.objects.exists()
    page = _page(manager, group)
    assert 'value="Zoé Marin"' in page
    assert 'value="+33 6 39 98 00 00"' in page


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("contact_email", "zoe@", "Saisissez une adresse complète, comme nom@exemple.fr."),
        (
            "contact_phone",
            "zéro six",
            "Saisissez un numéro comme 01 23 45 67 89 ou +1 514 555-0123.",
        ),
        (
            "contact_name",
            "Z" * 121,
            "Limitez «\u00a0Contact principal\u00a0» à\u00a0120 caractères (il y en a\u00a0121).",
        ),
    ],
)
def test_what_leads_to_nobody_is_refused(
    manager: SignedIn, name: str, value: str, told: str
) -> None:
    group = GroupFactory()
    answer = manager.post(group.get_absolute_url(), typed(group, **{name: value}))
    assert answer.status_code == 422
    assert answer.context["form"].errors == {name: [told]}
    group.refresh_from_db()
    assert getattr(group, name) == ""


def test_a_contact_who_joined_is_taken_out_again_from_the_toast(manager: SignedIn) -> None:
    CustomerFactory(email=EMAIL)
    group = GroupFactory(contact_email=EMAIL)
    page = _add(manager, group, follow=True).content.decode()
    assert Membership.objects.filter(group=group).count() == 1
    batch = MembershipBatch.objects.get()
    undo = f"/admin-panel/groups/{group.pk}/members/acts/{batch.pk}/undo/"
    assert f'action="{undo}"' in page
    manager.post(undo)
    assert not Membership.objects.exists()


def test_one_click_makes_the_contact_a_member(manager: SignedIn) -> None:
    person = CustomerFactory(email="Zoe@Atelier.example", first_name="Zoé", last_name="Marin")
    group = GroupFactory(contact_email=EMAIL)
    page = _page(manager, group)
    assert "Ajouter comme membre" in page
    answer = _add(manager, group, follow=True)
    assert "Marin" in answer.content.decode()
    held = Membership.objects.get()
    assert (held.customer, held.group, held.is_primary) == (person, group, True)
    assert held.added_by == manager.user
    group.refresh_from_db()
    assert group.member_count == 1
    assert MembershipBatch.objects.get().reason == "Contact principal du groupe"
    page = _page(manager, group)
    assert "Ajouter comme membre" not in page
    assert "fait déjà partie du groupe." in page


@pytest.mark.parametrize(
    ("email", "told"),
    [
        ("", "Ce groupe n’a pas d’e-mail de contact."),
        ("nobody@atelier.example", "Aucun compte client n’a l’adresse nobody@atelier.example."),
        ("guest@atelier.example", "Un compte invité ne peut pas entrer dans un groupe"),
        ("in@atelier.example", "fait déjà partie du groupe."),
    ],
)
def test_why_the_contact_stays_out_is_said(manager: SignedIn, email: str, told: str) -> None:
    group = GroupFactory(contact_email=email)
    CustomerFactory(email="guest@atelier.example", guest=True)
    inside = CustomerFactory(email="in@atelier.example")
    MembershipFactory(group=group, customer=inside)
    page = _page(manager, group)
    assert "Ajouter comme membre" not in page
    assert not email or told in page
    answer = _add(manager, group, follow=True)
    assert told in answer.content.decode()
    assert Membership.objects.count() == 1
    assert not MembershipBatch.objects.exists()


def test_who_may_not_change_members_has_no_button_and_no_way(staff: Staff) -> None:
    CustomerFactory(email=EMAIL)
    group = GroupFactory(contact_email=EMAIL)
    client = staff("groups.view_customergroup", "customers.view_customer")
    assert "Ajouter comme membre" not in _page(client, group)
    assert _add(client, group).status_code == 403
    assert not Membership.objects.exists()
    assert Customer.objects.count() == 1


def test_the_right_to_members_alone_is_enough(staff: Staff) -> None:
    CustomerFactory(email=EMAIL)
    group = GroupFactory(contact_email=EMAIL)
    rights = ("groups.view_customergroup", "groups.manage_members", "customers.view_customer")
    assert _add(staff(*rights), group).status_code == 303
    assert Membership.objects.count() == 1
