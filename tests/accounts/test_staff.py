"""Staff: inviting, changing, closing; nobody rises above himself."""

import re
from datetime import timedelta
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from tests.conftest import SignedIn, Staff
from tests.factories.accounts import UserFactory

LIST = "/admin-panel/settings/staff/"
PASSWORD = "un-mot-vraiment-long"

pytestmark = pytest.mark.django_db


def _role(name: str) -> Group:
    return Group.objects.get(name=name)


def _record(person: User, tail: str = "") -> str:
    return f"{LIST}{person.pk}/{tail}"


def _typed(person: User, **changes: Any) -> dict[str, Any]:
    kept = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "language": "fr",
        "roles": [role.pk for role in person.groups.all()],
        "is_active": "on",
    }
    return {name: value for name, value in {**kept, **changes}.items() if value is not None}


def _invitation(**changes: Any) -> dict[str, Any]:
    return {
        "first_name": "Marie",
        "last_name": "Roy",
        "email": "marie@shop.example",
        "language": "fr",
        "roles": [_role("support").pk],
        **changes,
    }


def _traces() -> int:
    return int(LogEntry.objects.count())


def test_the_list_names_everybody_with_roles_and_last_login(owner: SignedIn, staff: Staff) -> None:
    helper = staff("support").user
    UserFactory(is_staff=True)
    page = owner.get(LIST).content.decode()
    assert 'data-testid="page-ST1"' in page
    assert "Jamais" in page
    for told in (helper.email, "Service client", "Administrateur"):
        assert told in page
    found = owner.get(f"{LIST}?q={helper.email}&role={_role('support').pk}&is_active=yes")
    assert [line.row for line in found.context["lines"]] == [helper]


def test_customers_are_no_staff(owner: SignedIn, customer_client: SignedIn) -> None:
    assert customer_client.user.email not in owner.get(LIST).content.decode()
    assert owner.get(_record(customer_client.user)).status_code == 404


def test_the_list_asks_as_often_for_thirty_people_as_for_three(
    owner: SignedIn, django_assert_max_num_queries: Any
) -> None:
    UserFactory.create_batch(30, is_staff=True)
    with django_assert_max_num_queries(12):
        owner.get(LIST)


def test_an_invitation_lets_somebody_choose_a_password_and_come_in(owner: SignedIn) -> None:
    answer = owner.post(f"{LIST}new/", _invitation())
    person = User.objects.get(email="marie@shop.example")
    assert answer["Location"] == _record(person)
    assert (person.is_staff, person.has_usable_password()) == (True, False)
    assert [role.name for role in person.groups.all()] == ["support"]
    assert [one.to for one in mail.outbox] == [["marie@shop.example"]]
    assert "personnel" in mail.outbox[0].subject
    entry = LogEntry.objects.get(object_pk=str(person.pk))
    assert (entry.actor, entry.action) == (owner.user, LogEntry.Action.CREATE)

    link = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert link is not None
    guest = Client()
    form = guest.get(link[1], follow=True)
    guest.post(form.request["PATH_INFO"], {"password1": PASSWORD})
    door = guest.post("/admin-panel/login/", {"login": person.email, "password": PASSWORD})
    assert door["Location"] == "/admin-panel/"
    assert guest.get("/admin-panel/groups/").status_code == 200
    mail.outbox.clear()
    again = owner.post(_record(person, "invite/"), follow=True)
    assert "a déjà accepté" in again.content.decode()
    assert mail.outbox == []


def test_an_invitation_can_be_sent_again_until_it_is_accepted(owner: SignedIn) -> None:
    owner.post(f"{LIST}new/", _invitation())
    person = User.objects.get(email="marie@shop.example")
    assert "Renvoyer l’invitation" in owner.get(_record(person)).content.decode()
    owner.post(_record(person, "invite/"))
    assert len(mail.outbox) == 2


def test_a_mail_server_that_fails_loses_nobody(owner: SignedIn, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    page = owner.post(f"{LIST}new/", _invitation(), follow=True).content.decode()
    assert "n’a pas pu être envoyé" in page
    assert User.objects.filter(email="marie@shop.example").exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"roles": []}, "Choisissez au moins un rôle."),
        ({"email": "x"}, "Saisissez une adresse complète"),
        ({"first_name": ""}, "Prénom"),
        ({"roles": ["999999999999999999999"]}, "n’existe plus"),
    ],
)
def test_a_wrong_invitation_comes_back_filled_in(
    owner: SignedIn, changes: dict[str, Any], told: str
) -> None:
    people = User.objects.count()
    answer = owner.post(f"{LIST}new/", _invitation(**changes))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert 'value="Roy"' in answer.content.decode()
    assert (User.objects.count(), mail.outbox) == (people, [])


def test_an_address_that_has_an_account_is_refused(owner: SignedIn) -> None:
    UserFactory(email="Marie@shop.example")
    people = User.objects.count()
    answer = owner.post(f"{LIST}new/", _invitation(email="MARIE@shop.example"))
    assert answer.status_code == 422
    assert "Un compte a déjà cette adresse." in answer.content.decode()
    assert User.objects.count() == people


def test_a_role_and_a_name_are_changed_in_one_line_of_the_log(
    owner: SignedIn, staff: Staff
) -> None:
    person = staff("viewer").user
    before = _traces()
    typed = _typed(person, roles=[_role("support").pk], last_name="Roy")
    assert owner.post(_record(person), typed)["Location"] == _record(person)
    person.refresh_from_db()
    assert ([role.name for role in person.groups.all()], person.last_name) == (["support"], "Roy")
    assert _traces() == before + 1
    page = owner.get(_record(person, "history/")).content.decode()
    assert "Lecture seule" in page
    assert "Service client" in page


def test_rights_are_felt_at_the_very_next_request(owner: SignedIn, staff: Staff) -> None:
    for _try in range(50):
        client = staff("groups.view_customergroup")
        typed: dict[str, Any] = {"rights": []}
        assert client.get("/admin-panel/groups/").status_code == 200
        assert owner.post(_record(client.user, "permissions/"), typed).status_code == 303
        assert client.get("/admin-panel/groups/").status_code == 403


def test_somebody_closed_is_out_at_his_next_request(owner: SignedIn, staff: Staff) -> None:
    client = staff("manager")
    assert client.get("/admin-panel/").status_code == 200
    owner.post(_record(client.user), _typed(client.user, is_active=None))
    assert client.get("/admin-panel/")["Location"].startswith("/admin-panel/login/")
    owner.post(_record(client.user), _typed(client.user))
    assert client.get("/admin-panel/")["Location"].startswith("/admin-panel/login/")


def test_nobody_changes_his_own_roles_or_closes_himself(owner: SignedIn, staff: Staff) -> None:
    staff("owner")
    me = owner.user
    page = owner.get(_record(me)).content.decode()
    assert "C’est vous" in page
    assert 'name="roles"' not in page
    typed = _typed(me, roles=[_role("viewer").pk], is_active=None, last_name="Autre")
    owner.post(_record(me), typed)
    me.refresh_from_db()
    assert (me.last_name, me.is_active) == ("Autre", True)
    assert [role.name for role in me.groups.all()] == ["owner"]
    answer = owner.post(_record(me, "permissions/"), {"rights": ["groups-delete"]})
    assert answer.status_code == 422
    assert not me.user_permissions.exists()


def test_the_last_administrator_stays(owner: SignedIn, staff: Staff) -> None:
    other = staff("accounts.change_user", "accounts.view_user")
    other.user.is_superuser = True
    other.user.save()
    assert other.post(_record(owner.user), _typed(owner.user, is_active=None)).status_code == 303
    owner.user.refresh_from_db()
    assert not owner.user.is_active
    alone = staff("owner")
    other.user.is_superuser = False
    other.user.save()
    other.user.user_permissions.set(Permission.objects.all())
    for changes in ({"is_active": None}, {"roles": [_role("viewer").pk]}):
        answer = other.post(_record(alone.user), _typed(alone.user, **changes))
        assert answer.status_code == 422
        assert "Il doit rester au moins un administrateur actif." in answer.content.decode()
    alone.user.refresh_from_db()
    assert alone.user.is_active
    assert [role.name for role in alone.user.groups.all()] == ["owner"]


def test_nobody_gives_what_he_lacks_nor_touches_whoever_may_more(
    owner: SignedIn, staff: Staff
) -> None:
    rights = ("accounts.view_user", "accounts.change_user", "accounts.add_user")
    deputy = staff("viewer", *rights)
    low = staff("viewer").user
    page = deputy.get(_record(owner.user)).content.decode()
    assert "autorisations que vous n’avez pas" in page
    assert "record-form" not in page
    before = _traces()
    for url, typed in (
        (_record(owner.user), _typed(owner.user, roles=[_role("viewer").pk])),
        (_record(owner.user, "permissions/"), {"rights": []}),
        (_record(low), _typed(low, roles=[_role("manager").pk])),
        (_record(low, "permissions/"), {"rights": ["groups-edit"]}),
        (f"{LIST}new/", _invitation(roles=[_role("owner").pk])),
    ):
        assert deputy.post(url, typed).status_code == 422, url
    assert _traces() == before
    assert not User.objects.filter(email="marie@shop.example").exists()
    assert [role.name for role in owner.user.groups.all()] == ["owner"]
    assert [role.name for role in low.groups.all()] == ["viewer"]


@pytest.mark.parametrize("tail", ["", "permissions/"])
def test_reading_is_not_enough_to_change(staff: Staff, tail: str) -> None:
    person = staff("viewer").user
    reader = staff("accounts.view_user")
    assert reader.get(_record(person, tail)).status_code == 200
    before = _traces()
    assert reader.post(_record(person, tail), _typed(person, is_active=None)).status_code == 403
    assert reader.post(f"{LIST}new/", _invitation(roles=[])).status_code == 403
    person.refresh_from_db()
    assert (person.is_active, _traces()) == (True, before)


def test_a_right_of_ones_own_comes_beside_the_role_and_implies_to_view(
    owner: SignedIn, staff: Staff
) -> None:
    person = staff("support").user
    page = owner.get(_record(person, "permissions/")).content.decode()
    assert "donnée par le rôle Service client" in page
    assert "Ajouter / Modifier (tarifs compris)" in page
    owner.post(_record(person, "permissions/"), {"rights": ["groups-edit"]})
    assert set(person.user_permissions.values_list("codename", flat=True)) == {
        "view_customergroup",
        "add_customergroup",
        "change_customergroup",
    }
    fresh = User.objects.get(pk=person.pk)
    assert fresh.has_perm("groups.change_customergroup")
    assert not fresh.has_perm("groups.delete_customergroup")


def test_rights_no_box_shows_are_left_alone(owner: SignedIn, staff: Staff) -> None:
    person = staff("catalog.view_product", "groups.delete_customergroup").user
    owner.post(_record(person, "permissions/"), {"rights": ["groups-members"]})
    assert set(person.user_permissions.values_list("codename", flat=True)) == {
        "view_product",
        "view_customergroup",
        "manage_members",
    }


def test_somebody_with_rights_of_his_own_needs_no_role(owner: SignedIn, staff: Staff) -> None:
    person = staff("groups.view_customergroup").user
    assert owner.post(_record(person), _typed(person, roles=[])).status_code == 303
    bare = staff("viewer").user
    assert owner.post(_record(bare), _typed(bare, roles=[])).status_code == 422


def test_the_link_of_an_invitation_dies(owner: SignedIn, settings: Any) -> None:
    owner.post(f"{LIST}new/", _invitation())
    link = re.search(r"http://testserver(\S+)", str(mail.outbox[0].body))
    assert link is not None
    settings.PASSWORD_RESET_TIMEOUT = -1
    form = Client().get(link[1], follow=True)
    assert 'name="password1"' not in form.content.decode()
    assert timezone.now() - User.objects.latest("pk").date_joined < timedelta(minutes=5)


@pytest.mark.parametrize("query", ["?sort=nothing", "?role=x&is_active=9&q=%00", "?page=1e999"])
def test_a_nonsense_address_shows_the_list(owner: SignedIn, query: str) -> None:
    assert owner.get(f"{LIST}{query}").status_code == 200
