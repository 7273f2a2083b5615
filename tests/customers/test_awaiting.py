"""Awaited members: an address joins only once its owner has an account there, and proved it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from auditlog.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.models import Shop
from customers.models import Customer, Membership, MembershipBatch, PendingMembership
from customers.services import (
    MainGroup,
    create_customer,
    create_record,
    delete_group,
    open_account,
    undo,
)
from groups.models import CustomerGroup
from tests.conftest import SignedIn
from tests.factories.accounts import UserFactory
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(shop: Shop) -> CustomerGroup:
    return GroupFactory(title_fr="Grossistes")


def _await(
    client: SignedIn, group: CustomerGroup, emails: str = "Nora@x.fr", role: str = "main"
) -> Any:
    sent = {"emails": emails, "role": role, "awaits": "on", "reason": "Salon"}
    url = client.post(f"/admin-panel/groups/{group.pk}/members/paste/", sent)["Location"]
    client.post(url, {"seen": client.get(url).context["seen"]})
    return client.get(url)


def _groups(customer: Customer) -> dict[str, bool]:
    rows = Membership.objects.filter(customer=customer).select_related("group")
    return {str(row.group): row.is_primary for row in rows}


def _opened(email: str = "nora@x.fr") -> Customer:
    return open_account(user=UserFactory(email=email), on=DAY)


# -- being awaited ----------------------------------------------------------------------------


def test_unknown_addresses_and_guests_are_awaited_where_the_box_is_ticked(
    group: CustomerGroup, manager: SignedIn
) -> None:
    CustomerFactory(email="guest@x.fr", guest=True)
    CustomerFactory(email="closed@x.fr", is_active=False)
    page = _await(manager, group, "Nora@x.fr, guest@x.fr, closed@x.fr, bad@")
    rows = PendingMembership.objects.order_by("pk")
    assert [(row.email, row.email_key, row.is_primary) for row in rows] == [
        ("Nora@x.fr", "nora@x.fr", True),
        ("guest@x.fr", "guest@x.fr", True),
    ]
    assert page.context["awaited"] == 2
    assert not Membership.objects.exists()
    logged = LogEntry.objects.get_for_object(group).get(additional_data__verb="members_awaited")
    assert logged.additional_data["count"] == 2


def test_awaiting_again_changes_the_role_and_makes_no_second_row(
    group: CustomerGroup, manager: SignedIn
) -> None:
    _await(manager, group)
    _await(manager, group, "NORA@x.fr", role="additional")
    assert [row.is_primary for row in PendingMembership.objects.all()] == [False]


def test_without_the_box_nobody_is_awaited(group: CustomerGroup, manager: SignedIn) -> None:
    person = CustomerFactory(email="a@x.fr")
    sent = {"emails": "a@x.fr, nora@x.fr", "role": "main"}
    url = manager.post(f"/admin-panel/groups/{group.pk}/members/paste/", sent)["Location"]
    manager.post(url, {"seen": manager.get(url).context["seen"]})
    assert _groups(person) == {"Grossistes": True}
    assert not PendingMembership.objects.exists()


# -- taking effect ----------------------------------------------------------------------------


def test_an_account_opened_at_that_address_joins_and_tells_who_decided_it(
    group: CustomerGroup, manager: SignedIn
) -> None:
    _await(manager, group)
    person = _opened()
    assert _groups(person) == {"Grossistes": True}
    batch = Membership.objects.get().batch
    assert batch is not None
    assert (batch.way, batch.actor, batch.reason) == ("paste", manager.user, "Salon")
    assert not PendingMembership.objects.exists()
    group.refresh_from_db()
    assert group.member_count == 1


def test_signing_up_is_not_enough_before_the_address_is_verified(
    group: CustomerGroup, manager: SignedIn
) -> None:
    _await(manager, group)
    user = UserFactory(email="nora@x.fr")
    EmailAddress.objects.update(verified=False)
    address = EmailAddress.objects.get(user=user)
    assert not Membership.objects.exists()
    assert PendingMembership.objects.count() == 1
    key = EmailConfirmationHMAC(address).key
    Client().post(reverse("account_confirm_email", args=[key]))
    assert _groups(Customer.objects.get(email="nora@x.fr")) == {"Grossistes": True}


def test_another_address_joins_nothing(group: CustomerGroup, manager: SignedIn) -> None:
    _await(manager, group)
    assert _groups(_opened("somebody@x.fr")) == {}
    assert PendingMembership.objects.count() == 1


def test_a_guest_who_opens_an_account_joins(group: CustomerGroup, manager: SignedIn) -> None:
    CustomerFactory(email="nora@x.fr", guest=True)
    _await(manager, group)
    assert _groups(_opened()) == {"Grossistes": True}


@pytest.mark.parametrize(
    ("role", "held"),
    [
        ("main", {"Grossistes": True}),
        ("additional", {"Bienvenue": True, "Grossistes": False}),
    ],
)
def test_the_default_group_gives_way_to_an_awaited_main_one(
    role: str, held: dict[str, bool], group: CustomerGroup, manager: SignedIn
) -> None:
    GroupFactory(title_fr="Bienvenue", is_default=True)
    _await(manager, group, role=role)
    assert _groups(_opened()) == held


def test_two_groups_never_make_two_main_groups(group: CustomerGroup, manager: SignedIn) -> None:
    _await(manager, group)
    _await(manager, GroupFactory(title_fr="VIP"))
    _await(manager, GroupFactory(title_fr="Amis"), role="additional")
    assert _groups(_opened()) == {"VIP": True, "Amis": False}


def test_an_account_typed_by_staff_joins_at_once(group: CustomerGroup, manager: SignedIn) -> None:
    _await(manager, group)
    new = Customer(email="Nora@X.fr")
    create_customer(customer=new, actor=manager.user, on=DAY)
    assert _groups(new) == {"Grossistes": True}


def test_a_guest_typed_by_staff_does_not(group: CustomerGroup, manager: SignedIn) -> None:
    _await(manager, group)
    create_customer(
        customer=CustomerFactory.build(email="nora@x.fr", guest=True), actor=None, on=DAY
    )
    assert not Membership.objects.exists()
    assert PendingMembership.objects.count() == 1


@pytest.mark.parametrize(("chosen", "main"), [("Bienvenue", "Grossistes"), ("VIP", "VIP")])
def test_a_group_chosen_on_a_new_record_counts_the_proposed_one_does_not(
    chosen: str, main: str, group: CustomerGroup, manager: SignedIn
) -> None:
    GroupFactory(title_fr="Bienvenue", is_default=True)
    GroupFactory(title_fr="VIP")
    _await(manager, group)
    new = Customer(email="nora@x.fr")
    picked = MainGroup(chosen=CustomerGroup.objects.get(title_fr_key=chosen.casefold()))
    create_record(customer=new, main=picked, actor=manager.user, on=DAY, at=NOW)
    assert _groups(new) == {main: True}


def test_an_account_staff_had_prepared_joins_when_its_owner_proves_the_address(
    group: CustomerGroup, manager: SignedIn
) -> None:
    _await(manager, group, role="additional")
    prepared = CustomerFactory(email="nora@x.fr")  # loaded from a folder, not typed
    assert _groups(prepared) == {}
    assert _opened() == prepared
    assert _groups(prepared) == {"Grossistes": True}


# -- no longer awaited ------------------------------------------------------------------------


def test_a_deleted_group_awaits_nobody(group: CustomerGroup, manager: SignedIn) -> None:
    _await(manager, group)
    delete_group(group=group, actor=None, at=NOW)
    assert not PendingMembership.objects.exists()
    assert _groups(_opened()) == {}


def test_the_users_tab_lists_them_and_one_click_forgets(
    group: CustomerGroup, manager: SignedIn, viewer: SignedIn
) -> None:
    _await(manager, group, "nora@x.fr, omar@x.fr, paul@x.fr")
    members = f"/admin-panel/groups/{group.pk}/members/"
    assert "entrance-awaited" in viewer.get(members).content.decode()
    url = f"{members}awaited/"
    lines = manager.get(f"{url}?q=OMAR").context["lines"]
    assert [line.row.email for line in lines] == ["omar@x.fr"]
    forget = f"{url}forget/"
    assert viewer.post(forget, {"ids": [lines[0].row.pk]}).status_code == 403
    assert PendingMembership.objects.count() == 3
    manager.post(forget, {"ids": [lines[0].row.pk, "x", "9" * 30]})
    assert PendingMembership.objects.count() == 2
    manager.post(forget, {"_all": "1"})
    assert not PendingMembership.objects.exists()
    assert "Aucune adresse n’est attendue" in manager.get(url).content.decode()


def test_all_results_are_those_of_the_search(group: CustomerGroup, manager: SignedIn) -> None:
    _await(manager, group, "nora@x.fr, omar@x.fr, paul@x.fr")
    forget = f"/admin-panel/groups/{group.pk}/members/awaited/forget/"
    manager.post(forget, {"_all": "1", "_query": "q=omar"})
    left = PendingMembership.objects.order_by("email").values_list("email", flat=True)
    assert list(left) == ["nora@x.fr", "paul@x.fr"]


def test_another_groups_awaited_address_stays(group: CustomerGroup, manager: SignedIn) -> None:
    other = GroupFactory()
    _await(manager, other)
    theirs = PendingMembership.objects.get().pk
    manager.post(f"/admin-panel/groups/{group.pk}/members/awaited/forget/", {"ids": [theirs]})
    assert PendingMembership.objects.count() == 1


def test_taking_the_list_back_forgets_whom_it_awaited(
    group: CustomerGroup, manager: SignedIn
) -> None:
    person = CustomerFactory(email="a@x.fr")
    _await(manager, group, "a@x.fr, nora@x.fr")
    undo(batch=MembershipBatch.objects.get(), actor=manager.user, at=timezone.now())
    assert _groups(person) == {}
    assert not PendingMembership.objects.exists()
