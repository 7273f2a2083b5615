"""The pencil of a row: a main group chosen without leaving the list, and taken back at once."""

import pytest

from customers.models import Customer, Membership, MembershipBatch
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db
LIST = "/admin-panel/customers/"


@pytest.fixture
def vip() -> CustomerGroup:
    return GroupFactory(title_fr="VIP")


@pytest.fixture
def person(vip: CustomerGroup) -> Customer:
    someone: Customer = CustomerFactory(first_name="Léa", last_name="Petit")
    MembershipFactory(customer=someone, group=vip)
    return someone


def _url(customer: Customer) -> str:
    return f"{LIST}{customer.pk}/group/"


def _main(customer: Customer) -> str | None:
    row = Membership.objects.filter(customer=customer, is_primary=True).first()
    return str(row.group) if row else None


def test_the_pencil_opens_the_drop_down_with_the_group_he_has(
    person: Customer, vip: CustomerGroup, support: SignedIn
) -> None:
    page = support.get(f"{LIST}?q=petit").content.decode()
    assert f'data-testid="row-assign-{person.pk}"' in page
    assert f"{_url(person)}?next=%2Fadmin-panel%2Fcustomers%2F%3Fq%3Dpetit" in page
    asked = support.get(_url(person), headers={"HX-Request": "true"})
    assert "<html" not in asked.content.decode()
    assert asked.context["form"]["group"].value() == vip.pk
    assert [str(one.text) for one in asked.context["impacts"]] == [
        "Un autre choix fait quitter «\u00a0VIP\u00a0» à ce client."
    ]


def test_saving_moves_him_and_leads_back_to_the_list_as_it_was(
    person: Customer, vip: CustomerGroup, support: SignedIn
) -> None:
    other = GroupFactory(title_fr="Amis")
    done = support.post(
        f"{_url(person)}?next={LIST}?q=petit",
        {"group": other.pk, "seen": vip.pk, "reason": "Salon"},
    )
    assert (done.status_code, done["Location"]) == (303, f"{LIST}?q=petit")
    batch = MembershipBatch.objects.get()
    assert (_main(person), batch.way, batch.reason) == ("Amis", "list", "Salon")
    page = support.get(done["Location"]).content.decode()
    assert "Client enregistré" in page
    undo = f"/admin-panel/groups/{vip.pk}/members/acts/{batch.pk}/undo/"
    assert undo in page
    support.post(undo)
    assert _main(person) == "VIP"


def test_n_c_is_a_choice_and_is_taken_back_too(
    person: Customer, vip: CustomerGroup, support: SignedIn
) -> None:
    page = support.post(_url(person), {"group": "", "seen": vip.pk}, follow=True).content.decode()
    batch = MembershipBatch.objects.get()
    assert _main(person) is None
    undo = f"/admin-panel/groups/{vip.pk}/members/acts/{batch.pk}/undo/"
    assert undo in page
    support.post(undo)
    assert _main(person) == "VIP"


def test_the_same_group_changes_nothing(
    person: Customer, vip: CustomerGroup, support: SignedIn
) -> None:
    page = support.post(_url(person), {"group": vip.pk, "seen": vip.pk}, follow=True)
    assert "Aucune modification à enregistrer." in page.content.decode()
    assert not MembershipBatch.objects.exists()


def test_somebody_moved_meanwhile_is_asked_about_again(
    person: Customer, vip: CustomerGroup, support: SignedIn
) -> None:
    friends, other = GroupFactory(title_fr="Amis"), GroupFactory(title_fr="Pros")
    Membership.objects.filter(customer=person).update(group=friends)
    asked = support.post(_url(person), {"group": other.pk, "seen": vip.pk})
    assert asked.status_code == 422
    assert _main(person) == "Amis"
    seen = asked.context["form"]["seen"].value()
    assert seen == friends.pk
    support.post(_url(person), {"group": other.pk, "seen": seen})
    assert _main(person) == "Pros"


def test_a_guest_is_refused_with_the_reason(support: SignedIn, vip: CustomerGroup) -> None:
    guest = CustomerFactory(guest=True)
    assert "row-assign" not in support.get(LIST).content.decode()
    page = support.post(_url(guest), {"group": vip.pk})
    assert page.status_code == 422
    assert "Un compte invité ne peut pas entrer dans un groupe" in page.content.decode()
    assert not Membership.objects.exists()


@pytest.mark.parametrize("group", ["999999", "9" * 30, "x"])
def test_a_group_that_is_none_is_refused_in_one_word(
    group: str, person: Customer, vip: CustomerGroup, support: SignedIn
) -> None:
    page = support.post(_url(person), {"group": group, "seen": vip.pk})
    assert page.status_code == 422
    assert "Ce choix n’existe plus. Choisissez-en un autre." in page.content.decode()
    assert _main(person) == "VIP"


@pytest.mark.parametrize(
    "rights", [("viewer",), ("customers.view_customer", "groups.change_customergroup")]
)
def test_only_the_right_on_members_opens_it(
    rights: tuple[str, ...], person: Customer, vip: CustomerGroup, staff: Staff
) -> None:
    client = staff(*rights)
    assert "row-assign" not in client.get(LIST).content.decode()
    assert client.get(_url(person)).status_code == 403
    assert client.post(_url(person), {"group": "", "seen": vip.pk}).status_code == 403
    assert _main(person) == "VIP"
