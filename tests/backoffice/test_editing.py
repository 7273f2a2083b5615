"""Adding, editing, deleting: what is saved, what is refused, and that nothing typed is lost."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.db import IntegrityError
from django.test import Client

from backoffice import services
from backoffice.services import Stale, Taken
from groups.models import CustomerGroup
from tests.backoffice.screens import KitForm
from tests.conftest import SignedIn, Staff
from tests.factories.groups import GroupFactory

RIGHTS = tuple(f"groups.{verb}_customergroup" for verb in ("view", "add", "change", "delete"))
TYPED = {
    "title_fr": "Écoles",
    "title_en": "",
    "code": "",
    "color": "#16A34A",
    "starts_on": "2026-11-22",
    "no_end": "on",
    "discount_percent": "12,5",
}


@pytest.fixture
def editor(staff: Staff) -> SignedIn:
    return staff(*RIGHTS)


@pytest.fixture
def group(shop: Any) -> CustomerGroup:
    return GroupFactory(title_fr="Grossistes", title_en="Wholesale", code="GROS")


def url(group: CustomerGroup, tail: str = "") -> str:
    return f"/admin-panel/kit/{group.pk}/{tail}"


def posted(group: CustomerGroup, **typed: Any) -> dict[str, Any]:
    known = {"title_fr": group.title, "code": group.code, "version": group.version}
    return {**TYPED, **known, **typed}


def test_a_valid_form_creates_and_leads_to_the_record(editor: SignedIn) -> None:
    answer = editor.post("/admin-panel/kit/new/", TYPED)
    group = CustomerGroup.objects.get(title="Écoles")
    assert (answer.status_code, answer["Location"]) == (303, url(group))
    assert group.discount_percent == Decimal("12.5")
    assert group.updated_by == editor.user
    assert "Groupe créé" in editor.get(url(group)).content.decode()


def test_save_and_add_another_comes_back_to_an_empty_form(editor: SignedIn) -> None:
    answer = editor.post("/admin-panel/kit/new/", {**TYPED, "_then": "another"})
    assert answer["Location"] == "/admin-panel/kit/new/"


def test_an_invalid_form_comes_back_filled_in_and_says_error(editor: SignedIn) -> None:
    before = CustomerGroup.objects.count()
    answer = editor.post("/admin-panel/kit/new/", {**TYPED, "discount_percent": "beaucoup"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert CustomerGroup.objects.count() == before
    assert "<title>Erreur\u00a0: " in page
    assert 'value="beaucoup"' in page
    assert 'href="#id_discount_percent"' in page
    assert 'data-testid="error-summary"' in page
    assert page.count("Saisissez un pourcentage, par exemple 12,5.") == 2


def test_an_edit_is_saved_and_counted(editor: SignedIn, group: CustomerGroup) -> None:
    answer = editor.post(url(group), posted(group, title_fr="Revendeurs"))
    assert (answer.status_code, answer["Location"]) == (303, url(group))
    group.refresh_from_db()
    assert (group.title, group.version, group.updated_by) == ("Revendeurs", 2, editor.user)


def test_what_the_form_does_not_show_is_left_alone(editor: SignedIn, group: CustomerGroup) -> None:
    form = KitForm(data=posted(group), instance=CustomerGroup.objects.get(pk=group.pk))
    assert form.is_valid()
    CustomerGroup.objects.filter(pk=group.pk).update(member_count=42)
    services.save(form=form, actor=editor.user, version=group.version)
    group.refresh_from_db()
    assert group.member_count == 42


def test_a_stale_form_is_refused_and_compared(editor: SignedIn, group: CustomerGroup) -> None:
    typed = posted(group, title_fr="Le mien")
    shown = editor.get(url(group)).content.decode()
    typed["_seen"] = shown.split('name="_seen" value="')[1].split('"')[0]
    editor.post(url(group), posted(group, title_fr="Le leur"))
    answer = editor.post(url(group), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert CustomerGroup.objects.get(pk=group.pk).title == "Le leur"
    row = page.split('data-testid="difference-title_fr"')[1].split("</tr>")[0]
    assert [word in row for word in ("Grossistes", "Le leur", "Le mien")] == [True] * 3
    assert 'name="version" value="2"' in page
    assert 'value="Le mien"' in page


def test_my_version_wins_once_compared(editor: SignedIn, group: CustomerGroup) -> None:
    editor.post(url(group), posted(group, title_fr="Le leur"))
    assert editor.post(url(group), posted(group, title_fr="Le mien", version=2)).status_code == 303
    assert CustomerGroup.objects.get(pk=group.pk).title == "Le mien"


def test_a_forged_comparison_is_ignored(editor: SignedIn, group: CustomerGroup) -> None:
    editor.post(url(group), posted(group, title_fr="Le leur"))
    answer = editor.post(url(group), posted(group, title_fr="Le mien", _seen="<b>x</b>"))
    assert answer.status_code == 422


def test_saving_compares_versions_itself(editor: SignedIn, group: CustomerGroup) -> None:
    form = KitForm(data=posted(group, title_fr="Autre"), instance=group)
    assert form.is_valid()
    with pytest.raises(Stale):
        services.save(form=form, actor=editor.user, version=7)
    assert CustomerGroup.objects.get(pk=group.pk).title == "Grossistes"


def test_a_value_taken_a_moment_ago_is_a_form_error(editor: SignedIn, group: CustomerGroup) -> None:
    form = KitForm(data={**TYPED, "code": "NEUF"})
    assert form.is_valid()
    GroupFactory(code="NEUF")
    with pytest.raises(Taken) as refusal:
        services.save(form=form, actor=editor.user)
    assert refusal.value.errors
    assert not CustomerGroup.objects.filter(title="Écoles").exists()


def test_an_unexplained_refusal_of_the_database_has_words_too(
    editor: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_form: forms.ModelForm) -> None:
        raise IntegrityError

    monkeypatch.setattr(KitForm, "save", refused)
    answer = editor.post("/admin-panel/kit/new/", TYPED)
    assert answer.status_code == 422
    assert "vient d’être enregistré" in answer.content.decode()


def test_who_may_only_look_reads_plain_text(staff: Staff, group: CustomerGroup) -> None:
    viewer = staff("groups.view_customergroup")
    page = viewer.get(url(group)).content.decode()
    assert 'data-testid="banner-read-only"' in page
    assert 'data-testid="save"' not in page
    assert 'id="id_title_fr"' not in page
    assert "Grossistes" in page
    assert viewer.post(url(group), posted(group, title_fr="Forgé")).status_code == 403
    assert CustomerGroup.objects.get(pk=group.pk).title == "Grossistes"


def test_tabs_and_menu_hold_only_what_may_be_opened(
    staff: Staff, editor: SignedIn, group: CustomerGroup
) -> None:
    viewer = staff("groups.view_customergroup")
    assert 'data-testid="tab-history"' not in viewer.get(url(group)).content.decode()
    page = editor.get(url(group)).content.decode()
    assert 'data-testid="tab-history"' in page
    assert 'data-testid="save-delete"' in page


def test_deleting_asks_first_and_says_what_it_touches(
    editor: SignedIn, group: CustomerGroup
) -> None:
    page = editor.get(url(group, "delete/")).content.decode()
    assert "Supprimer «\u00a0Grossistes\u00a0»" in page
    assert 'data-testid="impact-members"' in page
    assert editor.post(url(group, "delete/")).status_code == 422
    assert CustomerGroup.objects.filter(pk=group.pk).exists()
    answer = editor.post(url(group, "delete/"), {"sure": "on"})
    assert (answer.status_code, answer["Location"]) == (303, "/admin-panel/kit/")
    assert not CustomerGroup.objects.filter(pk=group.pk).exists()


def test_the_dialog_receives_the_question_alone(editor: SignedIn, group: CustomerGroup) -> None:
    htmx = {"HX-Request": "true"}
    page = editor.get(url(group, "delete/"), headers=htmx).content.decode()
    assert "<html" not in page
    assert 'id="dialog-title"' in page
    answer = editor.post(url(group, "delete/"), {"sure": "on"}, headers=htmx)
    assert answer["HX-Redirect"] == "/admin-panel/kit/"


def test_a_refusal_of_the_shop_is_told_where_the_person_was(
    editor: SignedIn, group: CustomerGroup
) -> None:
    answer = editor.post(
        url(group, "default/"), headers={"Referer": "http://testserver/admin-panel/kit/"}
    )
    assert answer["Location"].endswith("/admin-panel/kit/")
    assert "Un groupe inactif ne peut pas" in editor.get("/admin-panel/kit/").content.decode()
    assert editor.get(url(group, "default/")).status_code == 405


def test_an_act_never_sends_people_to_another_site(editor: SignedIn, group: CustomerGroup) -> None:
    away = {"Referer": "https://evil.example/", "HX-Current-URL": "https://evil.example/"}
    answer = editor.post(url(group, "default/"), {"next": "//evil.example"}, headers=away)
    assert answer["Location"] == url(group)


def off(editor: Client, **sent: Any) -> Any:
    return editor.post("/admin-panel/kit/off/", sent)


def test_a_bulk_act_asks_then_touches_only_the_ticked_rows(editor: SignedIn) -> None:
    one, other = GroupFactory(), GroupFactory()
    assert 'name="_confirmed"' in off(editor, ids=[one.pk]).content.decode()
    assert CustomerGroup.objects.filter(is_active=True, pk=one.pk).exists()
    assert off(editor, ids=[one.pk], _confirmed="1").status_code == 303
    states = CustomerGroup.objects.in_bulk([one.pk, other.pk])
    assert (states[one.pk].is_active, states[other.pk].is_active) == (False, True)


def test_all_results_means_those_the_filters_let_through(editor: SignedIn) -> None:
    one, other = GroupFactory(title_fr="Presse"), GroupFactory(title_fr="Mairies")
    off(editor, _all="1", _query="q=presse", _confirmed="1")
    states = CustomerGroup.objects.in_bulk([one.pk, other.pk])
    assert (states[one.pk].is_active, states[other.pk].is_active) == (False, True)


@pytest.mark.parametrize("ids", [[], ["x"], ["9223372036854775808"], ["\x00"]])
def test_a_bulk_act_on_nothing_goes_back_to_the_list(editor: SignedIn, ids: list[str]) -> None:
    GroupFactory()
    answer = off(editor, ids=ids, _confirmed="1")
    assert answer["Location"] == "/admin-panel/kit/"
    assert not CustomerGroup.objects.filter(is_active=False).exists()


def test_history_tells_who_changed_what_in_words(editor: SignedIn, group: CustomerGroup) -> None:
    editor.post(url(group), posted(group, discount_percent="8"))
    page = editor.get(url(group, "history/")).content.decode()
    assert str(editor.user) in page
    assert "8\u00a0%" in page
    assert "Version" not in page
    assert "Aujourd’hui" in page


@pytest.mark.parametrize("pk", ["999999", "9223372036854775808"])
def test_a_record_that_is_not_there_is_a_404(editor: SignedIn, pk: str) -> None:
    answer = editor.get(f"/admin-panel/kit/{pk}/")
    assert answer.status_code == 404
    assert "Cette page n’est pas disponible" in answer.content.decode()
