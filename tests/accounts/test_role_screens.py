"""Roles: the matrix, who may change it, and what stays of it at the next upgrade."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group, Permission

from accounts import selectors
from accounts.models import BuiltInRole
from accounts.rights import boxes
from accounts.services import sync_roles
from tests.addresses import addresses
from tests.conftest import SignedIn, Staff

LIST = "/admin-panel/settings/roles/"
SUPPORT = ("groups-view", "groups-members", "customers-view", "customers-edit")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _roles(roles: None) -> None:
    """Every test has the four roles."""


def _role(name: str) -> Group:
    return Group.objects.get(name=name)


def _url(role: Group, tail: str = "") -> str:
    return f"{LIST}{role.pk}/{tail}"


def _rights(role: Group) -> frozenset[str]:
    return selectors.role_rights(role=role)


def _full(role: Group) -> list[str]:
    rights = _rights(role)
    return [box.slug for box in boxes(known=selectors.known_rights()) if box.rights <= rights]


def test_every_right_a_page_asks_for_has_a_box() -> None:
    shown = {right for box in boxes(known=selectors.known_rights()) for right in box.rights}
    rules = [one.rule for one in addresses() if one.rule is not None]
    asked = {right for rule in rules for right in (*rule.rights, *rule.change, *rule.every)}
    assert asked - shown == set()


def test_boxes_are_named_by_module_and_right(owner: SignedIn) -> None:
    page = owner.get(_url(_role("manager"))).content.decode()
    for right in ("Voir", "Ajouter / Modifier", "Gérer les membres", "Supprimer"):
        assert f'<span class="visually-hidden">Groupes de clients\u00a0: {right}</span>' in page
    assert "Journal d’activité\u00a0: Supprimer" not in page


def test_a_column_without_a_box_is_left_out(owner: SignedIn) -> None:
    used = {box.verb for box in boxes(known=selectors.known_rights()) if box.module}
    heads = {"delete": "Supprimer", "export": "Exporter", "import": "Importer"}
    page = owner.get(_url(_role("manager"))).content.decode()
    for verb, label in heads.items():
        assert (f'<th scope="col">{label}</th>' in page) is (verb in used)


def test_the_four_roles_have_french_names(owner: SignedIn) -> None:
    page = owner.get(LIST).content.decode()
    for name in ("Administrateur", "Gestionnaire", "Service client", "Lecture seule"):
        assert f">{name}</a>" in page


def test_a_role_is_made_and_what_is_chosen_implies_to_view(owner: SignedIn) -> None:
    answer = owner.post(f"{LIST}new/", {"name": " Caisse ", "rights": ["customers-edit"]})
    role = _role("Caisse")
    assert answer["Location"] == _url(role)
    assert _rights(role) == {
        "customers.view_customer",
        "customers.add_customer",
        "customers.change_customer",
    }
    entry = LogEntry.objects.get(object_pk=str(role.pk), content_type__model="group")
    assert (entry.actor, entry.action) == (owner.user, LogEntry.Action.CREATE)


def test_a_role_may_start_from_another(owner: SignedIn) -> None:
    form = owner.get(f"{LIST}new/?preset=support").context["form"]
    assert set(SUPPORT) <= set(form["rights"].value())
    assert "groups-edit" not in form["rights"].value()
    assert owner.get(f"{LIST}new/?preset=%00king").context["form"]["rights"].value() == []


@pytest.mark.parametrize("name", ["", "  ", "Owner", "MANAGER", "caisse", "x" * 61])
def test_a_name_that_is_missing_or_taken_comes_back(owner: SignedIn, name: str) -> None:
    Group.objects.create(name="Caisse")
    count = Group.objects.count()
    answer = owner.post(f"{LIST}new/", {"name": name, "rights": ["products-view"]})
    assert answer.status_code == 422
    assert 'value="products-view" id="id_rights_products-view"' in answer.content.decode()
    assert Group.objects.count() == count


def test_a_changed_role_counts_at_the_next_request_and_leaves_one_line(
    owner: SignedIn, support: SignedIn
) -> None:
    role, lines = _role("support"), LogEntry.objects.count()
    assert support.get("/admin-panel/products/").status_code == 200
    left = [slug for slug in _full(role) if not slug.startswith("products-")]
    assert owner.post(_url(role), {"rights": left}).status_code == 303
    assert support.get("/admin-panel/products/").status_code == 403
    assert LogEntry.objects.count() == lines + 1
    history = owner.get(_url(role, "history/")).content.decode()
    assert "Autorisations retirées" in history
    assert "Produits\u00a0: Voir" in history


def test_what_is_taken_from_a_role_of_the_shop_stays_away(owner: SignedIn) -> None:
    role = _role("support")
    owner.post(_url(role), {"rights": ["groups-view"]})
    assert "customers.change_customer" not in _rights(role)
    sync_roles()
    assert "customers.change_customer" not in _rights(role)


def test_a_right_a_new_version_brings_is_given_once() -> None:
    role, right = _role("viewer"), Permission.objects.get(codename="view_product")
    role.permissions.remove(right)
    BuiltInRole.objects.get(group=role).given.remove(right)
    sync_roles()
    assert "catalog.view_product" in _rights(role)


def test_the_administrator_s_role_stays_whole(owner: SignedIn) -> None:
    role = _role("owner")
    page = owner.get(_url(role)).content.decode()
    assert "toutes les autorisations" in page
    assert "record-form" not in page
    assert owner.post(_url(role), {"rights": ["groups-view"]}).status_code == 422
    assert _rights(role) == selectors.known_rights()


def test_rights_in_no_box_stay_in_the_role(owner: SignedIn) -> None:
    role = _role("manager")
    unboxed = {"groups.view_grouppromotion", "catalog.add_pricehistory"}
    assert unboxed <= _rights(role)
    owner.post(_url(role), {"rights": ["groups-view"]})
    assert unboxed <= _rights(role)
    assert "groups.change_customergroup" not in _rights(role)


def test_whoever_shuts_himself_out_is_asked_first(owner: SignedIn, staff: Staff) -> None:
    role = Group.objects.create(name="Chefs")
    chief = staff()
    chief.user.groups.add(role)
    both = ["roles-view", "roles-edit"]
    owner.post(_url(role), {"name": "Chefs", "rights": both})
    answer = chief.post(_url(role), {"name": "Chefs", "rights": ["roles-view"]})
    assert answer.status_code == 422
    assert "Vous perdrez l’accès à «\u00a0Rôles et autorisations\u00a0»" in answer.content.decode()
    assert "auth.change_group" in _rights(role)
    typed = {"name": "Chefs", "rights": ["roles-view"], "sure": "on"}
    assert chief.post(_url(role), typed).status_code == 303
    assert "auth.change_group" not in _rights(role)
    assert chief.post(_url(role), {"name": "Chefs", "rights": both}).status_code == 403


def test_nobody_gives_a_role_what_he_lacks_nor_touches_a_higher_one(staff: Staff) -> None:
    chief = staff("auth.view_group", "auth.change_group", "auth.add_group", "auth.delete_group")
    own = Group.objects.create(name="Accueil")
    before = {role.name: _rights(role) for role in Group.objects.all()}
    for url, typed in (
        (_url(own), {"name": "Accueil", "rights": ["groups-delete"]}),
        (_url(_role("viewer")), {"rights": []}),
        (f"{LIST}new/", {"name": "Neuf", "rights": ["groups-view"]}),
    ):
        assert chief.post(url, typed).status_code == 422, url
    assert {role.name: _rights(role) for role in Group.objects.all()} == before


def test_a_role_with_people_cannot_be_deleted_until_they_have_moved(
    owner: SignedIn, staff: Staff
) -> None:
    role = Group.objects.create(name="Caisse")
    person = staff().user
    person.groups.add(role)
    page = owner.get(_url(role, "delete/")).content.decode()
    assert str(person) in page
    assert owner.post(_url(role, "delete/")).status_code == 422
    person.groups.clear()
    assert owner.post(_url(role, "delete/"))["Location"] == LIST
    assert not Group.objects.filter(name="Caisse").exists()


def test_a_role_of_the_shop_is_never_deleted(owner: SignedIn) -> None:
    assert owner.post(_url(_role("viewer"), "delete/")).status_code == 422
    assert Group.objects.filter(name="viewer").exists()


def test_its_people_are_named_under_the_role(owner: SignedIn, support: SignedIn) -> None:
    page = owner.get(_url(_role("support"))).content.decode()
    assert f'href="/admin-panel/settings/staff/{support.user.pk}/"' in page


def test_the_menu_is_shown_as_the_role_sees_it(owner: SignedIn) -> None:
    answer = owner.get(_url(_role("support"), "preview/"))
    seen = {link.name for block in answer.context["seen"] for link in block.links}
    assert {"home", "group_list", "customer_list"} <= seen
    assert {"staff_list", "activity"} <= {link.name for link in answer.context["closed"]}
    owner.post(_url(_role("support")), {"rights": ["customers-view"]})
    answer = owner.get(_url(_role("support"), "preview/"))
    seen = {link.name for block in answer.context["seen"] for link in block.links}
    assert "group_list" not in seen


@pytest.mark.parametrize("tail", ["", "preview/", "history/"])
def test_roles_are_read_by_those_who_may(manager: SignedIn, staff: Staff, tail: str) -> None:
    url = _url(_role("viewer"), tail)
    assert manager.get(url).status_code == 403
    reader = staff("auth.view_group")
    assert reader.get(url).status_code == 200
    assert reader.post(url, {"rights": []}).status_code in (403, 405)
    assert _rights(_role("viewer"))


def test_the_list_of_roles_asks_as_often_for_thirty(
    owner: SignedIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        Group.objects.create(name=f"Rôle {number}")
    with django_assert_max_num_queries(12):
        owner.get(LIST)
