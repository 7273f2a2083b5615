"""Forgotten and changed passwords."""

import re
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.conftest import SignedIn
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.customers import CustomerFactory

pytestmark = pytest.mark.usefixtures("shop")

NEW = "une-autre-phrase-secrete"
ANSWER = "Si un compte existe à cette adresse, un message vient de partir."


def ask(client: Client, email: str, door: str = "account_reset_password") -> Any:
    return client.post(reverse(door), {"email": email}, follow=True)


def link_in(mail: Any) -> str:
    found = re.search(r"http://testserver(/\S+)", mail.body)
    assert found, mail.body
    return found[1]


def choose(client: Client, link: str, password: str = NEW) -> Any:
    page = client.get(link, follow=True).redirect_chain[-1][0]
    return client.post(page, {"password1": password}, follow=True)


@pytest.mark.parametrize("door", ["account_reset_password", "panel:password_reset"])
def test_the_link_that_is_sent_sets_another_password(
    client: Client, mailoutbox: list, door: str
) -> None:
    user = UserFactory()
    old = Client()
    old.force_login(user)
    assert ANSWER in ask(client, user.email.upper(), door).content.decode()
    link = link_in(mailoutbox[0])
    assert link.startswith(reverse(door))
    done = choose(client, link)
    assert "Votre mot de passe est modifié." in done.content.decode()
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert SESSION_KEY not in client.session
    # Whoever was signed in with the old password is out.
    assert old.get(reverse("account_change_password")).status_code == 302


def test_the_key_is_not_left_in_the_address(client: Client, mailoutbox: list) -> None:
    ask(client, UserFactory().email)
    link = link_in(mailoutbox[0])
    shown = client.get(link)
    assert link.rstrip("/").rpartition("/")[2] not in shown["Location"]


def test_everybody_gets_the_same_answer(client: Client, mailoutbox: list) -> None:
    known = UserFactory()
    closed = UserFactory(is_active=False)
    customer = CustomerFactory(user=UserFactory(), is_active=False)
    emails = (known.email, "personne@shop.example", closed.email, customer.user.email)
    answers = [ask(Client(), email) for email in emails]
    assert {(a.status_code, tuple(a.redirect_chain)) for a in answers} == {
        (200, ((reverse("account_reset_password_done"), 302),))
    }
    assert all(ANSWER in answer.content.decode() for answer in answers)
    assert [mail.to for mail in mailoutbox] == [[known.email], ["personne@shop.example"]]


def test_a_link_serves_once_and_a_forged_one_never(client: Client, mailoutbox: list) -> None:
    user = UserFactory()
    ask(client, user.email)
    link = link_in(mailoutbox[0])
    choose(client, link)
    for used in (link, f"{link[:-2]}x/", "/password-reset/zzzzzzzzzzzzz/abc-def/"):
        page = Client().get(used)
        assert page.status_code == 200
        assert "Ce lien a déjà servi ou a expiré." in page.content.decode()
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_a_weak_password_is_refused_and_the_old_one_stays(client: Client, mailoutbox: list) -> None:
    user = UserFactory()
    ask(client, user.email)
    response = choose(client, link_in(mailoutbox[0]), "court")
    assert response.status_code == 422
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_asking_too_often_for_one_address_is_throttled(client: Client, mailoutbox: list) -> None:
    user = UserFactory()
    answers = [ask(client, user.email).status_code for _attempt in range(6)]
    assert answers == [200] * 5 + [429]
    assert len(mailoutbox) == 5


def test_a_password_is_changed_by_who_knows_it(customer_client: SignedIn) -> None:
    page = reverse("account_change_password")
    wrong = customer_client.post(page, {"oldpassword": "faux", "password1": NEW})
    assert wrong.status_code == 422
    assert "Le mot de passe actuel ne correspond pas." in wrong.content.decode()
    right = customer_client.post(page, {"oldpassword": PASSWORD, "password1": NEW})
    assert right["Location"] == "/account/"
    assert User.objects.get(pk=customer_client.user.pk).check_password(NEW)
    assert customer_client.get(page).status_code == 200


def test_an_empty_field_says_which_password_it_waits_for(customer_client: SignedIn) -> None:
    page = customer_client.post(reverse("account_change_password"), {}).content.decode()
    assert page.count("Saisissez votre mot de passe actuel.") == 2  # in the summary, at the field
    assert page.count("Saisissez un nouveau mot de passe.") == 2


def test_a_visitor_has_no_password_to_change(client: Client) -> None:
    page = reverse("account_change_password")
    assert client.get(page)["Location"].startswith(reverse("account_login"))
