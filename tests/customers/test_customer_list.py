"""The customers list: narrowed by group, searched by name, given a main group several at once."""

import pytest
from django.test import Client

from customers.models import Customer, Membership, MembershipBatch
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.customers import AddressFactory, CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db
LIST = "/admin-panel/customers/"
BULK = "/admin-panel/customers/bulk/"


def _shown(client: Client, query: str = "") -> set[str]:
    lines = client.get(f"{LIST}{query}").context["lines"]
    return {line.row.last_name for line in lines}


@pytest.fixture
def vip() -> CustomerGroup:
    return GroupFactory(title_fr="VIP", code="VIP")


@pytest.fixture
def people(vip: CustomerGroup) -> None:
    """Bélanger is in VIP and in Amis, Vial in VIP besides another, Petit nowhere, Roy a guest."""
    friends = GroupFactory(title_fr="Amis")
    belanger = CustomerFactory(last_name="Bélanger", first_name="Zoé", company="Scierie du Nord")
    vial = CustomerFactory(last_name="Vial", number="C-077", language="en", is_active=False)
    CustomerFactory(last_name="Petit")
    CustomerFactory(last_name="Roy", guest=True)
    MembershipFactory(customer=belanger, group=vip)
    MembershipFactory(customer=belanger, group=friends, is_primary=False)
    MembershipFactory(customer=vial, group=friends)
    MembershipFactory(customer=vial, group=vip, is_primary=False)
    AddressFactory(customer=vial, country="BE")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"Bélanger", "Vial", "Petit", "Roy"}),
        ("?q=belanger", {"Bélanger"}),
        ("?q=zoe+BELANGER", {"Bélanger"}),
        ("?q=scierie", {"Bélanger"}),
        ("?q=c-077", {"Vial"}),
        ("?group=none", {"Petit", "Roy"}),
        ("?kind=guest", {"Roy"}),
        ("?active=no", {"Vial"}),
        ("?language=en", {"Vial"}),
        ("?country=BE", {"Vial"}),
        ("?group=none&kind=account", {"Petit"}),
    ],
)
def test_the_list_shows_whom_it_is_asked_for(
    query: str, names: set[str], people: None, viewer: SignedIn
) -> None:
    assert _shown(viewer, query) == names


def test_a_group_shows_its_customers_main_or_additional(
    people: None, vip: CustomerGroup, viewer: SignedIn
) -> None:
    assert _shown(viewer, f"?group={vip.pk}") == {"Bélanger", "Vial"}


def test_each_group_of_the_drop_down_tells_its_members(
    people: None, vip: CustomerGroup, viewer: SignedIn
) -> None:
    CustomerGroup.objects.filter(pk=vip.pk).update(member_count=2)
    page = viewer.get(LIST)
    choices = [str(label) for _value, label in page.context["filter"].form.fields["group"].choices]
    assert choices[:2] == ["Tous les groupes", "N/C (sans groupe)"]
    assert "VIP (2)" in choices
    chip = viewer.get(f"{LIST}?group={vip.pk}").context["chips"][0]
    assert (chip.label, chip.value) == ("Groupe de clients", "VIP")


def test_the_row_names_the_main_group_and_counts_the_others(people: None, viewer: SignedIn) -> None:
    line = viewer.get(f"{LIST}?q=belanger").context["lines"][0]
    assert line.name == "Bélanger Zoé"
    assert line.belonging.main.title == "VIP"
    assert [group.title for group in line.belonging.others] == ["Amis"]
    alone = viewer.get(f"{LIST}?q=petit").content.decode()
    assert "N/C</abbr>" in alone


@pytest.mark.parametrize("sort", ["name", "-name", "email", "joined", "-last_login"])
def test_the_list_is_sorted_by_what_is_asked(sort: str, people: None, viewer: SignedIn) -> None:
    rows = [line.row for line in viewer.get(f"{LIST}?sort={sort}").context["lines"]]
    assert len(rows) == 4
    if sort.endswith("name"):
        keys = [row.name_key for row in rows]
        assert keys == sorted(keys, reverse=sort.startswith("-"))


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00",
        "?group=999999999999999999999",
        "?group=abc&kind=x&country=%00",
        "?page=1e999",
        "?sort=password&per=-1",
        "?q=%25_%5C&group=none%00",
        "?joined=%F0%9F%92%A9",
    ],
)
def test_a_nonsense_address_still_shows_the_list(
    query: str, people: None, viewer: SignedIn
) -> None:
    assert viewer.get(f"{LIST}{query}").status_code == 200


def test_htmx_receives_the_list_alone(people: None, viewer: SignedIn) -> None:
    page = viewer.get(f"{LIST}?group=none", headers={"HX-Request": "true"}).content.decode()
    assert '<div id="list"' in page
    assert "<html" not in page
    assert "2 clients trouvés" in page


def test_whoever_may_not_see_customers_has_no_list(staff: Staff) -> None:
    assert staff("groups.view_customergroup").get(LIST).status_code == 403


def test_only_who_manages_members_is_offered_to_give_a_group(
    people: None, viewer: SignedIn, support: SignedIn
) -> None:
    assert not viewer.get(LIST).context["bulk"]
    assert [action.name for action in support.get(LIST).context["bulk"]] == [
        "group",
        "add",
        "remove",
    ]


# -- a main group for several -----------------------------------------------------------------


def test_several_customers_receive_a_main_group_once_confirmed(
    people: None, vip: CustomerGroup, support: SignedIn
) -> None:
    ids = list(Customer.objects.values_list("pk", flat=True))
    ticked: dict[str, object] = {"ids": ids}
    asked = support.post(BULK, ticked)
    assert asked.status_code == 200
    question = support.post(BULK, {**ticked, "_confirmed": "1", "group": vip.pk})
    assert question.context["heading"] == "Attribuer «\u00a0VIP\u00a0» à 3 clients\u202f?"
    told = {impact.slug: str(impact.text) for impact in question.context["impacts"]}
    assert told == {
        "leaving": "1 quitte un autre groupe principal.",
        "guests": "1 compte invité sera ignoré.",
    }
    assert not MembershipBatch.objects.exists()
    done = support.post(BULK, {**ticked, "_confirmed": "1", "group": vip.pk, "asked": vip.pk})
    assert done.status_code == 303
    held = Membership.objects.filter(group=vip, is_primary=True)
    assert set(held.values_list("customer__last_name", flat=True)) == {"Bélanger", "Vial", "Petit"}
    batch = MembershipBatch.objects.get()
    assert (batch.way, batch.actor) == ("list", support.user)


def test_all_results_are_those_of_the_filter(
    people: None, vip: CustomerGroup, support: SignedIn
) -> None:
    support.post(
        BULK,
        {"_all": "1", "_query": "q=petit", "_confirmed": "1", "group": vip.pk, "asked": vip.pk},
    )
    moved = Membership.objects.filter(group=vip, way="list")
    assert [row.customer.last_name for row in moved] == ["Petit"]


def test_another_group_chosen_is_asked_about_again(
    people: None, vip: CustomerGroup, support: SignedIn
) -> None:
    other = GroupFactory()
    ids = list(Customer.objects.values_list("pk", flat=True))
    page = support.post(BULK, {"ids": ids, "_confirmed": "1", "group": other.pk, "asked": vip.pk})
    assert page.status_code == 200
    assert not MembershipBatch.objects.exists()


def test_no_group_chosen_is_said_and_nothing_moves(people: None, support: SignedIn) -> None:
    ids = list(Customer.objects.values_list("pk", flat=True))
    page = support.post(BULK, {"ids": ids, "_confirmed": "1", "group": ""})
    assert page.status_code == 422
    assert "Choisissez un groupe." in page.content.decode()
    assert not MembershipBatch.objects.exists()


def test_guests_alone_are_refused_with_the_reason(vip: CustomerGroup, support: SignedIn) -> None:
    guest = CustomerFactory(guest=True)
    page = support.post(
        BULK, {"ids": [guest.pk], "_confirmed": "1", "group": vip.pk, "asked": vip.pk}, follow=True
    )
    assert "Un compte invité ne peut pas entrer dans un groupe" in page.content.decode()
    assert not Membership.objects.exists()


@pytest.mark.parametrize("rights", [("viewer",), ("groups.manage_members",)])
def test_giving_a_group_needs_both_rights(
    rights: tuple[str, ...], people: None, vip: CustomerGroup, staff: Staff
) -> None:
    ids = list(Customer.objects.values_list("pk", flat=True))
    sent = {"ids": ids, "_confirmed": "1", "group": vip.pk, "asked": vip.pk}
    assert staff(*rights).post(BULK, sent).status_code == 403
    assert not MembershipBatch.objects.exists()


# -- added to a group, taken out of one -------------------------------------------------------


def test_several_customers_are_added_to_a_group_and_leave_none(
    people: None, vip: CustomerGroup, support: SignedIn
) -> None:
    ids = list(Customer.objects.values_list("pk", flat=True))
    sent: dict[str, object] = {"ids": ids, "_confirmed": "1", "group": vip.pk}
    asked = support.post(f"{BULK}add/", sent)
    assert asked.context["heading"] == "Ajouter 3 clients à «\u00a0VIP\u00a0»\u202f?"
    assert {impact.slug: str(impact.text) for impact in asked.context["impacts"]} == {
        "already": "2 clients y sont déjà",
        "main": "«\u00a0VIP\u00a0» devient le groupe principal de 1 client",
        "guests": "1 compte invité sera ignoré.",
    }
    assert not MembershipBatch.objects.exists()
    before = set(Membership.objects.values_list("pk", "is_primary"))
    page = support.post(f"{BULK}add/", {**sent, "asked": vip.pk, "reason": "Salon"}, follow=True)
    assert "1 client ajouté" in page.content.decode()
    assert before <= set(Membership.objects.values_list("pk", "is_primary"))
    batch = MembershipBatch.objects.get()
    assert (batch.way, batch.reason, batch.actor) == ("list", "Salon", support.user)
    support.post(f"/admin-panel/groups/{vip.pk}/members/acts/{batch.pk}/undo/")
    assert set(Membership.objects.values_list("pk", "is_primary")) == before


def test_all_results_leave_a_group_and_may_come_back(
    people: None, vip: CustomerGroup, support: SignedIn
) -> None:
    sent = {"_all": "1", "_query": f"group={vip.pk}", "_confirmed": "1", "group": vip.pk}
    asked = support.post(f"{BULK}remove/", sent)
    assert asked.context["heading"] == "Retirer 2 clients de «\u00a0VIP\u00a0»\u202f?"
    assert Membership.objects.filter(group=vip).count() == 2
    page = support.post(f"{BULK}remove/", {**sent, "asked": vip.pk}, follow=True)
    assert "2 clients retirés" in page.content.decode()
    assert not Membership.objects.filter(group=vip).exists()
    batch = MembershipBatch.objects.get()
    support.post(f"/admin-panel/groups/{vip.pk}/members/acts/{batch.pk}/undo/")
    assert Membership.objects.filter(group=vip).count() == 2


def test_a_group_none_of_them_is_in_is_refused(
    people: None, vip: CustomerGroup, support: SignedIn
) -> None:
    petit = Customer.objects.get(last_name="Petit")
    sent = {"ids": [petit.pk], "_confirmed": "1", "group": vip.pk}
    page = support.post(f"{BULK}remove/", sent)
    assert page.status_code == 422
    assert "Aucun de ces clients n’est dans «\u00a0VIP\u00a0»." in page.content.decode()
    assert not MembershipBatch.objects.exists()


@pytest.mark.parametrize("act", ["add", "remove"])
@pytest.mark.parametrize("rights", [("viewer",), ("groups.manage_members",)])
def test_adding_and_removing_need_both_rights(
    act: str, rights: tuple[str, ...], people: None, vip: CustomerGroup, staff: Staff
) -> None:
    ids = list(Customer.objects.values_list("pk", flat=True))
    sent = {"ids": ids, "_confirmed": "1", "group": vip.pk, "asked": vip.pk}
    before = Membership.objects.count()
    assert staff(*rights).post(f"{BULK}{act}/", sent).status_code == 403
    assert Membership.objects.count() == before


# -- several groups at once -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("match", "names"),
    [
        ("", {"Bélanger", "Vial", "Neuf"}),
        ("any", {"Bélanger", "Vial", "Neuf"}),
        ("all", {"Bélanger", "Vial"}),
        ("none", {"Petit", "Roy"}),
        ("x", {"Bélanger", "Vial", "Neuf"}),
    ],
)
def test_customers_in_any_in_all_or_in_none_of_several_groups(
    match: str, names: set[str], people: None, vip: CustomerGroup, viewer: SignedIn
) -> None:
    friends = CustomerGroup.objects.get(title="Amis")
    MembershipFactory(customer=CustomerFactory(last_name="Neuf"), group=friends)
    query = f"?groups={vip.pk}&groups={friends.pk}&match={match}"
    assert _shown(viewer, query) == names


def test_the_chip_names_the_groups_and_lifts_them(
    people: None, vip: CustomerGroup, viewer: SignedIn
) -> None:
    chips = viewer.get(f"{LIST}?groups={vip.pk}&match=none").context["chips"]
    assert [(chip.label, chip.value) for chip in chips] == [
        ("Plusieurs groupes", "aucun de ces groupes (VIP)")
    ]
    assert "groups=" not in chips[0].query
    assert not viewer.get(f"{LIST}?match=none").context["chips"]
