"""The pages for a refused, a missing and a broken request, and the panel's own choices."""

from typing import Any

import pytest
from django.test import Client, RequestFactory

from backoffice import errors
from tests.conftest import SignedIn, Staff


def test_a_refusal_names_the_missing_right_and_who_can_give_it(staff: Staff, shop: None) -> None:
    boss = staff("owner").user
    boss.is_superuser = True
    boss.save()
    page = staff("groups.view_customergroup").get("/admin-panel/kit/new/")
    assert page.status_code == 403
    assert "Vous n’avez pas l’autorisation «\u00a0" in page.content.decode()
    assert str(boss) in page.content.decode()


def test_a_visitor_is_asked_to_sign_in_and_comes_back(shop: None) -> None:
    answer = Client().get("/admin-panel/kit/?q=a")
    assert answer.status_code == 302
    assert "next=%2Fadmin-panel%2Fkit%2F%3Fq%3Da" in answer["Location"]


def test_a_fragment_is_never_answered_by_a_sign_in_page(shop: None) -> None:
    assert Client().get("/admin-panel/kit/", headers={"HX-Request": "true"}).status_code == 401


def test_a_broken_page_gives_a_reference_without_asking_the_database(
    django_assert_num_queries: Any, db: None
) -> None:
    request = RequestFactory().get("/admin-panel/kit/")
    request.reference = "abc123"  # type: ignore[attr-defined]
    with django_assert_num_queries(0):
        answer = errors.broken(request)
    assert answer.status_code == 500
    assert "abc123" in answer.content.decode()


def test_a_missing_page_of_the_shop_has_no_menu(shop: None) -> None:
    page = Client().get("/nulle-part/")
    assert page.status_code == 404
    assert "side-menu" not in page.content.decode()


@pytest.mark.parametrize(("code", "word"), [("fr", "Accueil"), ("en", "Home")])
def test_the_panel_speaks_the_language_chosen_in_it(owner: SignedIn, code: str, word: str) -> None:
    owner.post("/admin-panel/prefs/", {"language": code})
    owner.user.refresh_from_db()
    page = owner.get("/admin-panel/").content.decode()
    assert owner.user.language == code
    assert f'<html lang="{code}"' in page
    assert word in page


def test_a_visitor_may_choose_a_language_before_signing_in(shop: None) -> None:
    client = Client()
    assert client.post("/admin-panel/prefs/", {"language": "en"}).status_code == 303
    assert client.cookies["django_language"].value == "en"
    assert client.get("/admin-panel/prefs/").status_code == 405


def test_the_home_page_greets_and_lists_what_may_be_opened(staff: Staff) -> None:
    client = staff("groups.view_customergroup")
    page = client.get("/admin-panel/").content.decode()
    assert f"Bonjour, {client.user.get_short_name()}" in page
    assert 'data-testid="page-H1"' in page
    assert page.count("<h1") == 1
    assert 'data-testid="menu-group_list"' in page
    assert 'data-testid="menu-customer_list"' not in page
