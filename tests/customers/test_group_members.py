"""The users of a group: picked among those not included, saved in one act, taken out again."""

from typing import Any

import pytest
from auditlog.models import LogEntry

from customers.models import Customer, Membership, MembershipBatch
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> CustomerGroup:
    return GroupFactory(title_fr="Grossistes")


def _url(group: CustomerGroup, tail: str = "") -> str:
    return f"/admin-panel/groups/{group.pk}/members/{tail}"


def _names(client: SignedIn, group: CustomerGroup, query: str = "") -> list[str]:
    lines = client.get(_url(group, query)).context["lines"]
    return [line.row.last_name for line in lines]


def _inside(group: CustomerGroup) -> dict[str, bool]:
    rows = Membership.objects.filter(group=group).order_by("pk")
    return {row.customer.last_name: row.is_primary for row in rows}


def _pick(client: SignedIn, group: CustomerGroup, *people: Customer, **sent: Any) -> Any:
    ids = [person.pk for person in people]
    return client.post(
        _url(group, "?show=not_in"), {"ids": ids, "shown": ids, "role": "main", **sent}
    )


# -- who is shown -----------------------------------------------------------------------------


def test_each_choice_shows_its_customers_the_newest_first(
    group: CustomerGroup, viewer: SignedIn
) -> None:
    petit, roy, vial = (CustomerFactory(last_name=name) for name in ("Petit", "Roy", "Vial"))
    MembershipFactory(customer=vial, group=group)
    MembershipFactory(customer=petit, group=group)
    assert _names(viewer, group) == ["Petit", "Vial"]
    assert _names(viewer, group, "?show=not_in") == [roy.last_name]
    assert _names(viewer, group, "?show=all") == ["Vial", "Roy", "Petit"]
    assert _names(viewer, group, "?show=nonsense") == ["Petit", "Vial"]
    assert _names(viewer, group, "?show=in&q=PETIT") == ["Petit"]


def test_the_drop_down_counts_those_inside_and_outside(
    group: CustomerGroup, manager: SignedIn
) -> None:
    _pick(manager, group, CustomerFactory(), save="1")
    CustomerFactory.create_batch(2)
    page = manager.get(_url(group))
    labels = [str(label) for _value, label in page.context["filter"].form.fields["show"].choices]
    assert labels == ["Utilisateurs inclus (1)", "Utilisateurs non inclus (2)", "Tous"]
    assert 'data-testid="members-show"' in page.content.decode()


def test_a_row_says_the_role_here_and_who_added_it(group: CustomerGroup, manager: SignedIn) -> None:
    person = CustomerFactory()
    MembershipFactory(customer=person, group=GroupFactory(title_fr="VIP"))
    _pick(manager, group, person, role="additional", save="1")
    line = manager.get(_url(group)).context["lines"][0]
    assert line.belonging.main.title == "VIP"
    assert (line.here.is_primary, line.here.added_by) == (False, manager.user)
    assert "Additionnel" in manager.get(_url(group)).content.decode()


@pytest.mark.parametrize(
    ("query", "told"),
    [("", "Ajoutez des clients à ce groupe"), ("?show=not_in", "Tous vos clients sont déjà")],
)
def test_an_empty_list_says_what_to_do(
    query: str, told: str, group: CustomerGroup, manager: SignedIn
) -> None:
    if query:
        MembershipFactory(customer=CustomerFactory(), group=group)
    else:
        CustomerFactory()
    assert told in manager.get(_url(group, query)).content.decode()


def test_a_shop_without_customers_says_so(group: CustomerGroup, manager: SignedIn) -> None:
    page = manager.get(_url(group, "?show=not_in")).content.decode()
    assert "Aucun client inscrit pour l’instant." in page


# -- picking and saving -----------------------------------------------------------------------


def test_ticks_are_kept_across_pages_and_written_only_when_saved(
    group: CustomerGroup, manager: SignedIn
) -> None:
    first, second, third = CustomerFactory.create_batch(3)
    _pick(manager, group, first, second, shown=[first.pk, second.pk])
    _pick(manager, group, third, shown=[third.pk])
    page = manager.get(_url(group, "?show=not_in&q=personne"))
    assert page.context["basket"].ids == [first.pk, second.pk, third.pk]
    assert "À ajouter\u00a0: 3 clients" in page.content.decode()
    assert not Membership.objects.exists()
    # The second one is unticked where it is shown, the first one dropped from the basket.
    manager.post(_url(group), {"shown": [second.pk], "unstage": first.pk, "role": "main"})
    done = manager.post(_url(group), {"save": "1"})
    assert (done.status_code, done["Location"]) == (303, _url(group))
    assert _inside(group) == {third.last_name: True}
    assert not manager.get(_url(group, "?show=not_in")).context["basket"].people


def test_those_picked_join_in_one_act_with_one_trace(
    group: CustomerGroup, manager: SignedIn
) -> None:
    people = CustomerFactory.create_batch(3)
    done = _pick(manager, group, *people, save="1")
    assert done.status_code == 303
    assert len(_inside(group)) == 3
    assert all(_inside(group).values())
    group.refresh_from_db()
    assert group.member_count == 3
    batch = MembershipBatch.objects.get()
    assert (batch.way, batch.actor, batch.events.count()) == ("picker", manager.user, 3)
    entry = LogEntry.objects.get_for_object(group).first()
    assert entry.additional_data["count"] == 3
    assert "3 clients ajoutés" in manager.get(_url(group)).content.decode()


def test_as_additional_group_nobody_leaves_another(group: CustomerGroup, manager: SignedIn) -> None:
    vip, person = GroupFactory(title_fr="VIP"), CustomerFactory()
    MembershipFactory(customer=person, group=vip)
    done = _pick(manager, group, person, role="additional", save="1")
    assert done["Location"] == _url(group)
    assert _inside(group) == {person.last_name: False}
    assert _inside(vip) == {person.last_name: True}


def test_those_who_leave_their_main_group_are_named_before(
    group: CustomerGroup, manager: SignedIn
) -> None:
    vip = GroupFactory(title_fr="VIP")
    marc = CustomerFactory(first_name="Marc", last_name="Vial")
    other = CustomerFactory()
    MembershipFactory(customer=marc, group=vip)
    asked = _pick(manager, group, marc, other, save="1")
    assert asked["Location"] == _url(group, "add/")
    assert _inside(group) == {}
    page = manager.get(_url(group, "add/"))
    told = "1 client quittera son groupe principal\u00a0: Marc Vial (VIP)."
    assert [str(impact.text) for impact in page.context["impacts"]] == [told]
    done = manager.post(_url(group, "add/"), {"leaving": "1"})
    assert done.status_code == 303
    assert _inside(group) == {"Vial": True, other.last_name: True}
    assert _inside(vip) == {}


def test_when_somebody_s_groups_changed_since_the_question_is_asked_again(
    group: CustomerGroup, manager: SignedIn
) -> None:
    vip, people = GroupFactory(), CustomerFactory.create_batch(2)
    MembershipFactory(customer=people[0], group=vip)
    _pick(manager, group, *people, save="1")
    MembershipFactory(customer=people[1], group=vip)
    assert manager.post(_url(group, "add/"), {"leaving": "1"}).status_code == 422
    assert _inside(group) == {}
    assert manager.post(_url(group, "add/"), {"leaving": "2"}).status_code == 303
    assert len(_inside(group)) == 2


def test_htmx_receives_the_basket_alone(group: CustomerGroup, manager: SignedIn) -> None:
    person = CustomerFactory(last_name="Petit")
    page = manager.post(
        _url(group, "?show=not_in"),
        {"ids": [person.pk], "shown": [person.pk], "role": "additional"},
        headers={"HX-Request": "true"},
    ).content.decode()
    assert 'data-count="1"' in page
    assert "<html" not in page
    assert not Membership.objects.exists()


def test_nobody_picked_is_said(group: CustomerGroup, manager: SignedIn) -> None:
    for done in (
        manager.post(_url(group), {"save": "1"}, follow=True),
        manager.get(_url(group, "add/"), follow=True),
        manager.post(_url(group, "add/"), {"leaving": "0"}, follow=True),
    ):
        assert "Choisissez au moins un client." in done.content.decode()
    assert not MembershipBatch.objects.exists()


def test_two_groups_keep_two_baskets(group: CustomerGroup, manager: SignedIn) -> None:
    _pick(manager, group, CustomerFactory())
    assert not manager.get(_url(GroupFactory(), "?show=all")).context["basket"].people


# -- refusals ---------------------------------------------------------------------------------


def test_a_guest_is_shown_with_the_reason_and_cannot_be_ticked(
    group: CustomerGroup, manager: SignedIn
) -> None:
    CustomerFactory(guest=True)
    page = manager.get(_url(group, "?show=not_in")).content.decode()
    assert "Compte invité\u00a0: il doit d’abord créer un compte." in page
    assert 'name="ids"' not in page


def test_a_member_is_shown_ticked_and_cannot_be_ticked_again(
    group: CustomerGroup, manager: SignedIn
) -> None:
    MembershipFactory(customer=CustomerFactory(), group=group)
    page = manager.get(_url(group, "?show=all")).content.decode()
    assert "Déjà membre" in page
    assert 'name="ids"' not in page


@pytest.mark.parametrize("htmx", [{}, {"HX-Request": "true"}])
def test_a_forged_guest_is_refused_with_everybody_else(
    htmx: dict[str, str], group: CustomerGroup, manager: SignedIn
) -> None:
    guest, person = CustomerFactory(guest=True), CustomerFactory()
    page = manager.post(_url(group), {"ids": [person.pk, guest.pk], "save": "1"}, headers=htmx)
    assert page.status_code == 422
    assert "Rien n’a été ajouté. Compte invité" in page.content.decode()
    assert not Membership.objects.exists()
    assert not manager.get(_url(group, "?show=all")).context["basket"].people


@pytest.mark.parametrize("forged", ["999999", "9" * 40, "-1", "x\x00", "1 OR 1=1"])
def test_a_forged_id_is_refused(forged: str, group: CustomerGroup, manager: SignedIn) -> None:
    person = CustomerFactory()
    page = manager.post(_url(group), {"ids": [person.pk, forged], "save": "1"})
    assert page.status_code == 422
    assert "l’un de ces clients n’existe plus" in page.content.decode()
    assert not Membership.objects.exists()


def test_a_customer_deleted_while_in_the_basket_is_left_out(
    group: CustomerGroup, manager: SignedIn
) -> None:
    gone, person = CustomerFactory.create_batch(2)
    _pick(manager, group, gone, person)
    Customer.objects.filter(pk=gone.pk).delete()
    manager.post(_url(group), {"save": "1"})
    assert _inside(group) == {person.last_name: True}


@pytest.mark.parametrize(
    "query", ["?q=%00", "?show=%00&page=x", "?sort=here__group&per=9", "?page=1e999&show=all"]
)
def test_a_nonsense_address_still_shows_the_users(
    query: str, group: CustomerGroup, manager: SignedIn
) -> None:
    CustomerFactory()
    assert manager.get(_url(group, query)).status_code == 200


def test_a_group_in_the_bin_has_no_users_tab(group: CustomerGroup, manager: SignedIn) -> None:
    group.binned_at = group.created_at
    group.save()
    assert manager.get(_url(group)).status_code == 404
    assert _pick(manager, group, CustomerFactory(), save="1").status_code == 404


# -- taking out -------------------------------------------------------------------------------


def test_ticked_members_leave_once_confirmed(group: CustomerGroup, manager: SignedIn) -> None:
    people = CustomerFactory.create_batch(3)
    for person in people:
        MembershipFactory(customer=person, group=group)
    sent: dict[str, Any] = {"ids": [people[0].pk, people[1].pk], "_query": ""}
    asked = manager.post(_url(group, "remove/"), sent)
    assert asked.context["heading"] == "Retirer 2 clients de «\u00a0Grossistes\u00a0»\u202f?"
    assert len(_inside(group)) == 3
    done = manager.post(_url(group, "remove/"), {**sent, "_confirmed": "1"}, follow=True)
    assert "2 clients retirés" in done.content.decode()
    assert _inside(group) == {people[2].last_name: True}
    assert MembershipBatch.objects.get().way == "picker"


def test_all_results_leave_within_the_search(group: CustomerGroup, manager: SignedIn) -> None:
    for name in ("Petit", "Petitjean", "Roy"):
        MembershipFactory(customer=CustomerFactory(last_name=name), group=group)
    CustomerFactory(last_name="Petitot")
    sent = {"_all": "1", "_query": "q=petit&show=all", "_confirmed": "1"}
    manager.post(_url(group, "remove/"), sent)
    assert _inside(group) == {"Roy": True}


def test_one_member_leaves_from_the_options_of_the_row(
    group: CustomerGroup, manager: SignedIn
) -> None:
    person = MembershipFactory(customer=CustomerFactory(), group=group).customer
    url = _url(group, f"{person.pk}/remove/")
    assert "Ce client perd ses prix" in manager.get(url).content.decode()
    assert len(_inside(group)) == 1
    assert manager.post(url).status_code == 303
    assert _inside(group) == {}
    assert manager.get(url).status_code == 404


# -- rights -----------------------------------------------------------------------------------


@pytest.mark.parametrize("right", ["groups.change_customergroup", "groups.manage_members"])
def test_either_right_on_groups_or_members_opens_the_tab_to_changes(
    right: str, group: CustomerGroup, staff: Staff
) -> None:
    clerk = staff("groups.view_customergroup", "customers.view_customer", right)
    person = CustomerFactory()
    assert "data-tick" in clerk.get(_url(group, "?show=not_in")).content.decode()
    assert _pick(clerk, group, person, save="1").status_code == 303
    assert _inside(group) == {person.last_name: True}
    assert clerk.post(_url(group, f"{person.pk}/remove/")).status_code == 303
    assert _inside(group) == {}


def test_a_viewer_has_no_ticks_and_changes_nothing(group: CustomerGroup, viewer: SignedIn) -> None:
    member = MembershipFactory(customer=CustomerFactory(), group=group).customer
    outsider = CustomerFactory()
    for query in ("", "?show=not_in", "?show=all"):
        page = viewer.get(_url(group, query)).content.decode()
        assert "data-tick" not in page
        assert 'data-testid="members-staged"' not in page
        assert "Retirer du groupe" not in page
    assert _pick(viewer, group, outsider, save="1").status_code == 403
    assert viewer.post(_url(group, "add/")).status_code == 403
    gone = {"ids": [member.pk], "_confirmed": "1"}
    assert viewer.post(_url(group, "remove/"), gone).status_code == 403
    assert viewer.post(_url(group, f"{member.pk}/remove/")).status_code == 403
    assert _inside(group) == {member.last_name: True}
    assert not MembershipBatch.objects.exists()


@pytest.mark.parametrize(
    ("rights", "missing"),
    [
        (("groups.view_customergroup", "groups.manage_members"), "customers.view_customer"),
        (("customers.view_customer", "groups.manage_members"), "groups.view_customergroup"),
    ],
)
def test_the_tab_needs_to_see_both_groups_and_customers(
    rights: tuple[str, ...], missing: str, group: CustomerGroup, staff: Staff
) -> None:
    clerk = staff(*rights)
    assert clerk.get(_url(group)).status_code == 403
    assert _pick(clerk, group, CustomerFactory(), save="1").status_code == 403
    assert not Membership.objects.exists()
