"""Signing in, by the shop front's door and by the panel's."""

from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.services import create_staff
from tests.conftest import SignedIn
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.customers import CustomerFactory

DOORS = ("account_login", "panel:login")
MISMATCH = "L’adresse e-mail ou le mot de passe ne correspond pas."
THROTTLED = "Trop d’essais. Réessayez dans 5 minutes."

pytestmark = pytest.mark.usefixtures("shop")


def sign_in(client: Client, email: str, password: str = PASSWORD, **how: Any) -> Any:
    door = reverse(how.pop("door", "account_login"))
    headers = how.pop("headers", {})
    return client.post(door, {"login": email, "password": password, **how}, headers=headers)


def is_in(client: Client) -> bool:
    return SESSION_KEY in client.session


@pytest.mark.parametrize("door", DOORS)
def test_staff_come_to_the_panel_by_either_door(client: Client, door: str) -> None:
    create_staff(email="chef@shop.example", role="viewer", password=PASSWORD)
    response = sign_in(client, "chef@shop.example", door=door)
    assert (response.status_code, response["Location"]) == (302, reverse("panel:home"))
    assert is_in(client)


@pytest.mark.parametrize("door", DOORS)
def test_customers_come_to_their_account_by_either_door(client: Client, door: str) -> None:
    user = UserFactory()
    response = sign_in(client, user.email, door=door)
    assert (response.status_code, response["Location"]) == (302, "/account/")


def test_who_signs_in_on_the_english_pages_stays_there(client: Client) -> None:
    user = UserFactory()
    response = client.post("/en/login/", {"login": user.email, "password": PASSWORD})
    assert response["Location"] == "/en/account/"
    assert client.post("/en/logout/")["Location"] == "/en/"


def test_the_case_of_an_address_does_not_count(client: Client) -> None:
    UserFactory(email="Anne.Lise@Shop.example")
    assert sign_in(client, "ANNE.lise@shop.EXAMPLE").status_code == 302
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_get_one_answer(client: Client) -> None:
    user = UserFactory()
    wrong = sign_in(client, user.email, "pas-le-bon-du-tout")
    unknown = sign_in(client, "personne@shop.example", "pas-le-bon-du-tout")
    for response in (wrong, unknown):
        assert response.status_code == 422
        assert MISMATCH in response.content.decode()
    assert [str(e) for e in wrong.context["form"].non_field_errors()] == [
        str(e) for e in unknown.context["form"].non_field_errors()
    ]
    assert not is_in(client)


def test_a_closed_user_and_a_closed_customer_get_the_same_answer(client: Client) -> None:
    closed = UserFactory(is_active=False)
    customer = CustomerFactory(user=UserFactory(), is_active=False)
    for user in (closed, customer.user):
        response = sign_in(client, user.email)
        assert response.status_code == 422
        assert MISMATCH in response.content.decode()
    assert not is_in(client)


def test_an_address_still_to_confirm_does_not_get_in(client: Client, mailoutbox: list) -> None:
    User.objects.create_user("neuf@shop.example", PASSWORD)
    response = sign_in(client, "neuf@shop.example")
    assert response["Location"] == reverse("account_email_verification_sent")
    assert not is_in(client)
    assert [mail.to for mail in mailoutbox] == [["neuf@shop.example"]]


def test_missing_or_malformed_entries_are_told_beside_their_field(client: Client) -> None:
    response = client.post(reverse("account_login"), {"login": "pas une adresse"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Saisissez une adresse complète, comme nom@exemple.fr." in page
    assert "Saisissez votre mot de passe." in page


def test_the_session_key_changes_when_somebody_signs_in(client: Client) -> None:
    user = UserFactory()
    session = client.session
    session["basket"] = "kept"
    session.save()
    before = session.session_key
    sign_in(client, user.email)
    assert client.session.session_key != before
    assert client.session["basket"] == "kept"


def test_staying_signed_in_is_asked_for(client: Client) -> None:
    user = UserFactory()
    assert sign_in(client, user.email).cookies["sessionid"]["max-age"] == ""
    client.logout()
    assert sign_in(client, user.email, remember="on").cookies["sessionid"]["max-age"] > 86400


def test_leaving_takes_a_post_and_ends_the_session(customer_client: SignedIn) -> None:
    assert customer_client.get(reverse("account_logout")).status_code == 200
    assert is_in(customer_client)
    assert customer_client.post(reverse("account_logout"))["Location"] == "/"
    assert not is_in(customer_client)


def test_leaving_the_panel_leads_back_to_its_door(viewer: SignedIn) -> None:
    assert viewer.post(reverse("panel:logout"))["Location"] == reverse("panel:login")
    assert not is_in(viewer)


# Throttle


def test_five_wrong_passwords_close_both_doors_for_a_while(client: Client) -> None:
    user = UserFactory()
    for attempt in range(5):
        assert sign_in(client, user.email, "faux", door=DOORS[attempt % 2]).status_code == 422
    for door in DOORS:
        response = sign_in(client, user.email, PASSWORD, door=door)
        assert response.status_code == 429
        assert THROTTLED in response.content.decode()
    assert not is_in(client)


def test_a_forged_forwarding_header_does_not_reset_the_count(client: Client) -> None:
    for attempt in range(10):
        forged = {"X-Forwarded-For": f"203.0.113.{attempt}"}
        sign_in(client, f"p{attempt}@shop.example", "faux", headers=forged)
    forged = {"X-Forwarded-For": "198.51.100.7"}
    response = sign_in(client, "encore@shop.example", "faux", headers=forged)
    assert response.status_code == 429


def test_strangers_who_guess_do_not_lock_the_owner_out_of_his_own_browser(client: Client) -> None:
    user = UserFactory()
    sign_in(client, user.email)
    client.post(reverse("account_logout"))
    for attempt in range(6):
        stranger = Client(REMOTE_ADDR=f"203.0.113.{attempt}")
        last = sign_in(stranger, user.email, "faux")
    assert last.status_code == 429
    assert sign_in(client, user.email).status_code == 302
    assert is_in(client)


def test_a_browser_known_for_one_person_is_not_known_for_another(client: Client) -> None:
    mine, hers = UserFactory(), UserFactory()
    sign_in(client, mine.email)
    client.post(reverse("account_logout"))
    for _attempt in range(5):
        sign_in(Client(REMOTE_ADDR="203.0.113.1"), hers.email, "faux")
    assert sign_in(client, hers.email).status_code == 429


# What stops at once


def test_closing_a_user_ends_the_session_for_good(viewer: SignedIn) -> None:
    assert viewer.get(reverse("panel:home")).status_code == 200
    User.objects.filter(pk=viewer.user.pk).update(is_active=False)
    assert viewer.get(reverse("panel:home")).status_code == 302
    User.objects.filter(pk=viewer.user.pk).update(is_active=True)
    assert viewer.get(reverse("panel:home")).status_code == 302
    assert not is_in(viewer)


def test_closing_a_customer_signs_him_out(customer_client: SignedIn) -> None:
    password = reverse("account_change_password")
    assert customer_client.get(password).status_code == 200
    customer = customer_client.user.customer
    customer.is_active = False
    customer.save()
    assert customer_client.get(password)["Location"].startswith(reverse("account_login"))
    assert not is_in(customer_client)


# Who may not


def test_a_customer_is_told_that_the_panel_is_not_for_him(customer_client: SignedIn) -> None:
    for page in (reverse("panel:home"), reverse("panel:group_list")):
        response = customer_client.get(page)
        assert response.status_code == 403
        assert "Ce compte n’a pas accès à l’administration." in response.content.decode()


def test_a_visitor_is_asked_to_sign_in_and_comes_back_where_he_wanted(client: Client) -> None:
    create_staff(email="chef@shop.example", role="viewer", password=PASSWORD)
    asked = client.get(reverse("panel:home") + "?from=shop")
    door = asked["Location"]
    assert door == f"{reverse('panel:login')}?next=%2Fadmin-panel%2F%3Ffrom%3Dshop"
    response = client.post(door, {"login": "chef@shop.example", "password": PASSWORD})
    assert response["Location"] == reverse("panel:home") + "?from=shop"


def test_who_is_signed_in_already_passes_the_door(
    viewer: SignedIn, customer_client: SignedIn
) -> None:
    for door in DOORS:
        assert viewer.get(reverse(door))["Location"] == reverse("panel:home")
        assert customer_client.get(reverse(door))["Location"] == "/account/"


@pytest.mark.parametrize(
    "address",
    [
        "account_login",
        "account_signup",
        "account_reset_password",
        "account_reset_password_done",
        "account_email_verification_sent",
        "account_reset_password_from_key_done",
        "account_inactive",
        "panel:login",
        "panel:password_reset",
        "panel:password_reset_done",
        "panel:password_reset_complete",
    ],
)
def test_every_page_of_signing_in_opens_in_both_languages(client: Client, address: str) -> None:
    page = reverse(address)
    assert client.get(page).context["LANGUAGE_CODE"] == "fr"
    if address.startswith("panel:"):
        client.cookies["django_language"] = "en"
    else:
        page = f"/en{page}"
    english = client.get(page)
    assert english.status_code == 200
    assert '<html lang="en"' in english.content.decode()


def test_addresses_whose_service_the_shop_does_not_give_answer_404(
    customer_client: SignedIn,
) -> None:
    before = customer_client.user.email
    for name in (
        "account_email",
        "account_set_password",
        "account_reauthenticate",
        "account_confirm_login_code",
    ):
        address = reverse(name)
        assert customer_client.get(address).status_code == 404
        posted = {"email": "autre@shop.example", "action_add": "", "action_primary": ""}
        assert customer_client.post(address, posted).status_code == 404
    assert User.objects.get(pk=customer_client.user.pk).email == before
