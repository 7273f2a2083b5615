"""Adding a customer: an account, member at once, or a guest, member of nothing."""

from typing import Any

import pytest
from django.utils import timezone

from customers.models import Customer, Membership, MembershipEvent
from tests.conftest import SignedIn, Staff
from tests.customers.forms import typed
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db
NEW = "/admin-panel/customers/new/"
LEA = {"last_name": "Petit", "first_name": "Léa", "email": "lea@shop.example"}


def _create(client: SignedIn, **changes: Any) -> Any:
    return client.post(NEW, typed(client.get(NEW), **{**LEA, **changes}))


def _groups() -> dict[str, bool]:
    return {str(row.group): row.is_primary for row in Membership.objects.all()}


def test_a_new_account_joins_the_default_group_which_is_proposed(support: SignedIn) -> None:
    GroupFactory(title_fr="Nouveaux", is_default=True)
    done = _create(support)
    person = Customer.objects.get()
    assert (done.status_code, done["Location"]) == (303, person.get_absolute_url())
    assert (person.kind, person.user, person.joined_on) == ("account", None, timezone.localdate())
    assert person.updated_by == support.user
    assert _groups() == {"Nouveaux": True}


def test_another_group_chosen_replaces_the_default_one(support: SignedIn) -> None:
    GroupFactory(is_default=True)
    vip = GroupFactory(title_fr="VIP")
    _create(support, main_group=vip.pk)
    assert _groups() == {"VIP": True}
    assert MembershipEvent.objects.count() == 1


def test_n_c_chosen_keeps_the_new_account_in_no_group(support: SignedIn) -> None:
    GroupFactory(is_default=True)
    _create(support, main_group=None)
    assert Customer.objects.count() == 1
    assert _groups() == {}


def test_a_guest_joins_nothing_and_may_share_an_address(support: SignedIn) -> None:
    GroupFactory(is_default=True)
    CustomerFactory(email=LEA["email"])
    assert _create(support, kind="guest").status_code == 303
    assert Customer.objects.get(kind="guest").email == LEA["email"]
    assert _groups() == {}


def test_a_group_chosen_for_a_guest_is_refused(support: SignedIn) -> None:
    vip = GroupFactory()
    page = _create(support, kind="guest", main_group=vip.pk)
    assert page.status_code == 422
    assert "Un compte invité ne peut pas entrer dans un groupe" in page.content.decode()
    assert not Customer.objects.exists()


def test_without_the_right_on_members_the_default_group_is_given_all_the_same(
    staff: Staff,
) -> None:
    GroupFactory(title_fr="Nouveaux", is_default=True)
    vip = GroupFactory()
    clerk = staff("customers.view_customer", "customers.add_customer")
    assert "Nouveaux" in clerk.get(NEW).content.decode()
    assert _create(clerk, main_group=vip.pk).status_code == 303
    assert _groups() == {"Nouveaux": True}


def test_an_address_already_used_shows_the_way_to_its_record(support: SignedIn) -> None:
    other = CustomerFactory(email="LEA@shop.example")
    page = _create(support)
    assert page.status_code == 422
    assert other.get_absolute_url() in page.content.decode()
    assert page.context["form"]["last_name"].value() == "Petit"
    assert Customer.objects.count() == 1


def test_nothing_typed_is_told_field_by_field(support: SignedIn) -> None:
    page = support.post(NEW, {})
    assert page.status_code == 422
    assert {"last_name", "first_name", "email", "kind"} <= set(page.context["form"].errors)
    assert not Customer.objects.exists()


def test_only_who_may_add_customers_adds_one(viewer: SignedIn) -> None:
    assert viewer.get(NEW).status_code == 403
    assert viewer.post(NEW, LEA).status_code == 403
    assert not Customer.objects.exists()
