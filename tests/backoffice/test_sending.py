"""A form is obeyed once, however often its button is pressed; nothing typed is lost meanwhile."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from backoffice import sending
from backoffice.models import SentForm
from groups.models import CustomerGroup
from tests.backoffice.test_editing import RIGHTS, TYPED, posted, url
from tests.conftest import SignedIn, Staff
from tests.factories.groups import GroupFactory
from tests.threads import postgresql_only, together

ADD = "/admin-panel/kit/new/"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
def editor(staff: Staff) -> SignedIn:
    return staff(*RIGHTS)


def token(client: Client, path: str = ADD) -> str:
    page = client.get(path).content.decode()
    return page.split('name="_once" value="')[1].split('"')[0]


def test_a_double_click_creates_one_row_and_leads_to_it(editor: SignedIn) -> None:
    typed = {**TYPED, "_once": token(editor)}
    first, second = editor.post(ADD, typed), editor.post(ADD, typed)
    group = CustomerGroup.objects.get(title="Écoles")
    assert first["Location"] == second["Location"] == url(group)
    assert (first.status_code, second.status_code) == (303, 303)
    assert editor.get(url(group)).content.decode().count("Groupe créé") == 1


def test_a_double_click_on_an_edit_is_no_conflict_with_oneself(editor: SignedIn) -> None:
    group = GroupFactory(title_fr="Grossistes", code="GROS")
    typed = posted(group, title_fr="Revendeurs", _once=token(editor, url(group)))
    assert editor.post(url(group), typed).status_code == 303
    assert editor.post(url(group), typed).status_code == 303
    group.refresh_from_db()
    assert (group.title, group.version) == ("Revendeurs", 2)


def test_the_same_page_with_something_else_typed_is_another_form(editor: SignedIn) -> None:
    once = token(editor)
    editor.post(ADD, {**TYPED, "_once": once})
    editor.post(ADD, {**TYPED, "title_fr": "Mairies", "_once": once})
    assert CustomerGroup.objects.filter(title__in=("Écoles", "Mairies")).count() == 2


def test_each_page_has_a_token_of_its_own(editor: SignedIn) -> None:
    assert token(editor) != token(editor)


def test_a_refused_form_may_be_sent_again(editor: SignedIn) -> None:
    wrong = {**TYPED, "discount_percent": "beaucoup", "_once": token(editor)}
    page = editor.post(ADD, wrong).content.decode()
    assert f'name="_once" value="{wrong["_once"]}"' in page
    assert editor.post(ADD, {**wrong, "discount_percent": "5"}).status_code == 303
    assert CustomerGroup.objects.filter(title="Écoles").count() == 1


def test_another_persons_form_is_never_mine(editor: SignedIn, staff: Staff) -> None:
    typed = {**TYPED, "_once": "same"}
    editor.post(ADD, typed)
    assert staff(*RIGHTS).post(ADD, {**typed, "title_fr": "Écoles bis"}).status_code == 303
    keys = SentForm.objects.values_list("key", flat=True)
    assert len(set(keys)) == 2


def test_what_fails_leaves_the_form_free_to_be_sent_again(db: None) -> None:
    def fail() -> str:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sending.once(key="k", act=fail, at=NOW)
    assert sending.once(key="k", act=lambda: "/there/", at=NOW) == "/there/"


def test_forms_are_forgotten_after_a_day(db: None) -> None:
    sending.once(key="old", act=lambda: "/old/", at=NOW - timedelta(days=2))
    sending.once(key="new", act=lambda: "/new/", at=NOW)
    assert list(SentForm.objects.values_list("key", flat=True)) == ["new"]


@pytest.mark.parametrize("once", ["", "x" * 5000, "\x00", "<b>"])
def test_any_token_will_do(editor: SignedIn, once: str) -> None:
    assert editor.post(ADD, {**TYPED, "_once": once}).status_code == 303


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
@postgresql_only
def test_two_clicks_at_the_same_moment_do_it_once(shop: Any) -> None:
    def create() -> str:
        GroupFactory(title_fr="Jumeaux")
        return "/there/"

    obey = partial(sending.once, key="k", act=create, at=NOW)
    assert together([obey] * 5) == [None] * 5
    assert CustomerGroup.objects.filter(title="Jumeaux").count() == 1


def test_the_session_is_asked_after_without_a_page(editor: SignedIn, client: Client) -> None:
    answer = editor.get("/admin-panel/session/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert len(answer.content) == 64
    out = client.get("/admin-panel/session/", headers={"HX-Request": "true"})
    assert (out.status_code, out.content) == (401, b"")
