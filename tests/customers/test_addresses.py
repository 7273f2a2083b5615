"""Addresses of a customer: one of them is the usual one, as soon as there is one."""

from typing import Any

import pytest

from customers.models import Address, Customer
from tests.conftest import SignedIn
from tests.customers.forms import record, typed
from tests.factories.customers import AddressFactory, CustomerFactory

pytestmark = pytest.mark.django_db
STREET = {"address1": "3 rue du Puits", "city": "Lyon", "postal_code": "69001", "country": "FR"}


def _of(person: Customer) -> str:
    return f"{person.get_absolute_url()}addresses/"


def _add(client: SignedIn, person: Customer, **changes: Any) -> Any:
    url = f"{_of(person)}new/"
    return client.post(url, typed(client.get(url), **{**STREET, **changes}))


def _usual(person: Customer) -> list[str]:
    rows = Address.objects.filter(customer=person, is_default=True)
    return [row.address1 for row in rows]


def test_the_first_address_is_the_usual_one_whatever_is_ticked(support: SignedIn) -> None:
    person = CustomerFactory(first_name="Léa", last_name="Petit")
    done = _add(support, person, is_default=None, phone="04 78 12 34 56")
    assert (done.status_code, done["Location"]) == (303, person.get_absolute_url())
    address = Address.objects.get(customer=person)
    assert (address.last_name, address.phone) == ("Petit", "+33 4 78 12 34 56")
    assert _usual(person) == ["3 rue du Puits"]
    assert "3 rue du Puits" in record(support, person).content.decode()


def test_a_new_usual_address_takes_the_place_of_the_former(support: SignedIn) -> None:
    person = CustomerFactory()
    former = AddressFactory(customer=person)
    _add(support, person, is_default="on")
    assert _usual(person) == ["3 rue du Puits"]
    former.refresh_from_db()
    assert former.updated_by == support.user


def test_another_address_leaves_the_usual_one_alone(support: SignedIn) -> None:
    person = CustomerFactory()
    AddressFactory(customer=person, address1="12 rue des Lilas")
    _add(support, person, is_default=None)
    assert _usual(person) == ["12 rue des Lilas"]


def test_unticking_the_usual_address_keeps_it_the_usual_one(support: SignedIn) -> None:
    person = CustomerFactory()
    address = AddressFactory(customer=person)
    url = f"{_of(person)}{address.pk}/"
    done = support.post(url, typed(support.get(url), is_default=None, city="Villeurbanne"))
    assert done.status_code == 303
    address.refresh_from_db()
    assert (address.city, address.is_default) == ("Villeurbanne", True)


def test_an_address_changed_meanwhile_is_not_overwritten(support: SignedIn) -> None:
    address = AddressFactory()
    url = f"{_of(address.customer)}{address.pk}/"
    page = support.get(url)
    support.post(url, typed(page, city="Bron"))
    again = support.post(url, typed(page, city="Vienne"))
    assert again.status_code == 422
    assert again.context["differences"]
    address.refresh_from_db()
    assert address.city == "Bron"


def test_deleting_the_usual_address_hands_its_role_on(support: SignedIn) -> None:
    person = CustomerFactory()
    usual = AddressFactory(customer=person)
    AddressFactory(customer=person, address1="3 rue du Puits", is_default=False)
    url = f"{_of(person)}{usual.pk}/delete/"
    assert "Supprimer" in support.get(url).content.decode()
    assert Address.objects.filter(pk=usual.pk).exists()
    assert support.post(url).status_code == 303
    assert not Address.objects.filter(pk=usual.pk).exists()
    assert _usual(person) == ["3 rue du Puits"]


@pytest.mark.parametrize(
    "change", [{"address1": ""}, {"city": ""}, {"country": "ZZ"}, {"phone": "abc"}]
)
def test_bad_input_is_told_and_nothing_written(change: dict[str, str], support: SignedIn) -> None:
    person = CustomerFactory()
    page = _add(support, person, **change)
    assert page.status_code == 422
    assert set(change) <= set(page.context["form"].errors)
    assert not Address.objects.exists()


def test_another_customer_s_address_is_not_found(support: SignedIn) -> None:
    address, stranger = AddressFactory(), CustomerFactory()
    for path in (f"{address.pk}/", f"{address.pk}/delete/"):
        assert support.get(f"{_of(stranger)}{path}").status_code == 404
        assert support.post(f"{_of(stranger)}{path}", STREET).status_code == 404
    assert Address.objects.filter(pk=address.pk, city="Lyon").exists()


def test_a_viewer_sees_addresses_and_changes_none(viewer: SignedIn) -> None:
    address = AddressFactory()
    page = record(viewer, address.customer)
    assert "12 rue des Lilas" in page.content.decode()
    assert not page.context["address_actions"]
    for path in ("new/", f"{address.pk}/", f"{address.pk}/delete/"):
        assert viewer.post(f"{_of(address.customer)}{path}", STREET).status_code == 403
    assert Address.objects.count() == 1
