"""Signing up: nothing is linked before the address is confirmed."""

import re
from datetime import date
from typing import Any

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib.auth import SESSION_KEY
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from customers.models import Customer, Kind, Membership
from customers.services import change_email
from groups.models import CustomerGroup
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.usefixtures("shop")

NEWCOMER = {
    "first_name": "Ombeline",
    "last_name": "Vasseur",
    "email": "Ombeline@Shop.example",
    "password1": PASSWORD,
}
SENT = "Un lien vient de vous être envoyé."


@pytest.fixture
def default() -> CustomerGroup:
    return GroupFactory(title_fr="Détail", is_default=True)


def sign_up(client: Client, path: str = "/register/", **changed: str) -> Any:
    return client.post(path, {**NEWCOMER, **changed})


def link_in(mail: Any) -> str:
    found = re.search(r"http://testserver(/\S+)", mail.body)
    assert found, mail.body
    return found[1]


def confirm(client: Client, mailoutbox: list) -> Any:
    return client.post(link_in(mailoutbox[-1]))


def test_signing_up_confirming_and_signing_in(
    client: Client, mailoutbox: list, default: CustomerGroup
) -> None:
    sent = client.post("/register/", NEWCOMER, follow=True)
    assert SENT in sent.content.decode()
    (mail,) = mailoutbox
    assert mail.to == ["ombeline@shop.example"]
    assert mail.subject == "Confirmez votre adresse · Ma boutique"

    page = client.get(link_in(mail))
    assert "Confirmer mon adresse" in page.content.decode()
    assert not Customer.objects.exists()

    done = client.post(link_in(mail), follow=True)
    assert "Bienvenue, Ombeline. Niveau membre : Détail." in done.content.decode().replace(
        "\u00a0", " "
    )
    customer = Customer.objects.get()
    user = User.objects.get()
    assert (customer.user, customer.kind, customer.email) == (user, Kind.ACCOUNT, user.email)
    assert (customer.first_name, customer.last_name) == ("Ombeline", "Vasseur")
    assert customer.joined_on == timezone.localdate()
    assert [m.group for m in Membership.objects.filter(customer=customer, is_primary=True)] == [
        default
    ]
    default.refresh_from_db()
    assert default.member_count == 1

    entered = client.post("/login/", {"login": NEWCOMER["email"], "password": PASSWORD})
    assert entered["Location"] == "/account/"
    assert SESSION_KEY in client.session
    customer.refresh_from_db()
    assert customer.last_seen_at is not None


def test_before_confirmation_nobody_is_a_customer_and_nobody_gets_in(
    client: Client, mailoutbox: list, default: CustomerGroup
) -> None:
    waiting = CustomerFactory(email="ombeline@shop.example")
    sign_up(client)
    assert SESSION_KEY not in client.session
    assert client.post("/login/", {"login": NEWCOMER["email"], "password": PASSWORD})[
        "Location"
    ] == reverse("account_email_verification_sent")
    waiting.refresh_from_db()
    assert waiting.user is None
    assert Customer.objects.count() == 1
    assert not Membership.objects.exists()


def test_an_account_prepared_by_staff_is_linked_as_it_is(
    client: Client, mailoutbox: list, default: CustomerGroup
) -> None:
    prepared = CustomerFactory(email="OMBELINE@shop.example", first_name="O.", company="Atelier")
    sign_up(client)
    confirm(client, mailoutbox)
    prepared.refresh_from_db()
    assert prepared.user == User.objects.get()
    assert (prepared.first_name, prepared.company) == ("O.", "Atelier")
    assert Customer.objects.count() == 1
    assert not Membership.objects.exists()


def test_a_guest_becomes_an_account_and_joins_the_default_group(
    client: Client, mailoutbox: list, default: CustomerGroup
) -> None:
    guest = CustomerFactory(guest=True, email="ombeline@shop.example")
    sign_up(client)
    confirm(client, mailoutbox)
    guest.refresh_from_db()
    assert (guest.kind, guest.user) == (Kind.ACCOUNT, User.objects.get())
    assert Membership.objects.get().customer == guest
    assert Customer.objects.count() == 1


def test_without_a_default_group_the_new_customer_is_in_none(
    client: Client, mailoutbox: list
) -> None:
    GroupFactory(title_fr="Autre")
    sign_up(client)
    page = client.post(link_in(mailoutbox[-1]), follow=True).content.decode()
    assert "Bienvenue, Ombeline." in page.replace("\u00a0", " ")
    assert "Niveau membre" not in page
    assert Customer.objects.get().user == User.objects.get()
    assert not Membership.objects.exists()


def test_a_default_group_that_has_ended_is_not_given(client: Client, mailoutbox: list) -> None:
    GroupFactory(
        title_fr="Fini", is_default=True, ends_on=date(2020, 1, 1), starts_on=date(2019, 1, 1)
    )
    sign_up(client)
    confirm(client, mailoutbox)
    assert not Membership.objects.exists()


def test_the_link_serves_once(client: Client, mailoutbox: list, default: CustomerGroup) -> None:
    sign_up(client)
    confirm(client, mailoutbox)
    assert client.post(link_in(mailoutbox[0])).status_code == 404
    again = client.get(link_in(mailoutbox[0]))
    assert "Ce lien a déjà servi ou a expiré." in again.content.decode()
    assert Customer.objects.count() == Membership.objects.count() == 1


def test_a_forged_link_confirms_nothing(client: Client, mailoutbox: list) -> None:
    sign_up(client)
    forged = reverse("account_confirm_email", args=["MQ:1abc:forged-signature"])
    assert client.get(forged).status_code == 200
    assert client.post(forged).status_code == 404
    assert not EmailAddress.objects.filter(verified=True).exists()
    assert not Customer.objects.exists()


def test_confirming_an_address_that_is_not_the_login_changes_nothing(client: Client) -> None:
    customer = CustomerFactory(user=UserFactory(email="avant@shop.example"))
    stray = EmailAddress.objects.create(user=customer.user, email="autre@shop.example")
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(stray).key])
    refused = client.post(link, follow=True)
    assert "Cette adresse ne peut pas être confirmée." in refused.content.decode()
    stray.refresh_from_db()
    assert not stray.verified
    user = User.objects.get(pk=customer.user.pk)
    assert (user.email, user.email_key) == ("avant@shop.example", "avant@shop.example")


def test_after_the_one_service_changed_the_address_only_the_new_one_gets_in(client: Client) -> None:
    customer = CustomerFactory(user=UserFactory(email="avant@shop.example"))
    change_email(customer=customer, email="Apres@shop.example", actor=None)
    old = client.post("/login/", {"login": "avant@shop.example", "password": PASSWORD})
    assert old.status_code == 422
    new = client.post("/login/", {"login": "apres@shop.example", "password": PASSWORD})
    assert new["Location"] == "/account/"


def test_signing_up_in_english_makes_an_english_customer(client: Client, mailoutbox: list) -> None:
    sign_up(client, "/en/register/")
    (mail,) = mailoutbox
    assert mail.subject.startswith("Confirm your address")
    assert link_in(mail).startswith("/en/confirm-email/")
    confirm(client, mailoutbox)
    assert User.objects.get().language == "en"
    assert Customer.objects.get().language == "en"


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_known_address_gets_the_same_page_and_another_mail(
    client: Client, mailoutbox: list, confirmed: bool
) -> None:
    known = UserFactory(email="ombeline@shop.example")
    EmailAddress.objects.filter(user=known).update(verified=confirmed)
    fresh = Client().post("/register/", {**NEWCOMER, "email": "neuve@shop.example"}, follow=True)
    again = client.post("/register/", {**NEWCOMER, "first_name": "Intruse"}, follow=True)
    assert (fresh.status_code, fresh.redirect_chain) == (again.status_code, again.redirect_chain)
    assert _without_tokens(fresh) == _without_tokens(again)
    assert [mail.subject for mail in mailoutbox] == [
        "Confirmez votre adresse · Ma boutique",
        "Vous avez déjà un compte · Ma boutique",
    ]
    known.refresh_from_db()
    assert known.first_name == "Camille"
    assert known.check_password(PASSWORD)


def _without_tokens(response: Any) -> str:
    return re.sub(r"[A-Za-z0-9]{64}|nonce-\S+", "", response.content.decode())


def test_look_alike_addresses_are_one_person(client: Client, mailoutbox: list) -> None:
    UserFactory(email="ombeline@strasse.example")
    sign_up(client, email="ombeline@straße.example")
    assert User.objects.count() == 1
    assert mailoutbox[0].subject.startswith("Vous avez déjà un compte")


def test_two_sign_ups_at_once_make_one_user(
    client: Client, mailoutbox: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(user: User, *args: Any, **kwargs: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(User, "save", overtaken)
    assert sign_up(client)["Location"] == reverse("account_email_verification_sent")
    assert not User.objects.exists()
    assert mailoutbox[0].subject.startswith("Vous avez déjà un compte")


def test_the_rule_of_passwords_is_told_before_the_field(client: Client) -> None:
    page = client.get("/register/").content.decode()
    assert page.index("12 caractères ou plus") < page.index('name="password1"')


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("email", "", "Saisissez votre adresse e-mail."),
        ("email", "ombeline", "Saisissez une adresse complète, comme nom@exemple.fr."),
        ("email", f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example", ""),
        ("first_name", " ", "Saisissez votre prénom."),
        ("last_name", "", "Saisissez votre nom."),
        ("last_name", "x" * 81, ""),
        ("first_name", "nul\x00", ""),
        ("password1", "", "Saisissez votre mot de passe."),
        ("password1", "onze-signes", "Choisissez un mot de passe d’au moins 12 caractères."),
        ("password1", "ombeline@shop.example", ""),
        ("password1", "q1w2e3r4t5y6", ""),
    ],
)
def test_a_wrong_entry_is_told_and_opens_nothing(
    client: Client, mailoutbox: list, field: str, value: str, told: str
) -> None:
    response = sign_up(client, **{field: value})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert told in response.content.decode().replace("\u00a0", " ")
    assert not User.objects.exists()
    assert not mailoutbox


def test_extra_names_in_the_form_have_no_effect(client: Client, mailoutbox: list) -> None:
    group = GroupFactory(title_fr="Convoité")
    forged = {
        "is_staff": "1", "is_superuser": "1", "is_active": "0", "groups": "1", "group": group.pk,
        "user": "1", "id": "1", "pk": "1", "user_permissions": "1", "language": "xx",
        "kind": "guest", "credit_limit": "1000", "balance": "1000", "status": "paid",
        "verified": "1", "primary": "1",
        "created_at": "2001-01-01", "joined_on": "2001-01-01", "password": "autre", "username": "u",
        "email_key": "x", "last_login": "2001-01-01", "memberships": group.pk, "number": "1",
        "company": "X", "vat_number": "X", "staff_comment": "X", "is_primary": "1", "price": "0",
    }  # fmt: skip
    client.post("/register/", {**NEWCOMER, **forged})
    user = User.objects.get()
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert (user.language, user.email_key) == ("fr", "ombeline@shop.example")
    assert not user.groups.exists()
    assert not user.user_permissions.exists()
    assert not EmailAddress.objects.filter(verified=True).exists()
    confirm(client, mailoutbox)
    customer = Customer.objects.get()
    assert (customer.kind, customer.company, customer.number) == (Kind.ACCOUNT, "", "")
    assert not Membership.objects.exists()
