"""Lists: searching, narrowing, sorting, turning pages; nonsense in the address never breaks one."""

import re
from typing import Any

import pytest
from django.test import Client

from backoffice.models import StaffPreference
from groups.models import CustomerGroup, PriceDisplay
from tests.conftest import Staff
from tests.factories.groups import GroupFactory

LIST = "/admin-panel/kit/"


@pytest.fixture
def viewer(staff: Staff) -> Client:
    CustomerGroup.objects.all().delete()
    return staff("groups.view_customergroup")


def titles(client: Client, query: str = "") -> list[str]:
    page = client.get(f"{LIST}?{query}")
    assert page.status_code == 200, query
    return re.findall(r'class="row-link"[^>]*>([^<]+)<', page.content.decode())


def test_every_word_is_searched_whatever_its_accents(viewer: Client) -> None:
    GroupFactory(title_fr="Écoles du Sud", title_en="Schools")
    GroupFactory(title_fr="Écoles du Nord", title_en="Old schools")
    assert titles(viewer, "q=ECOLES+sud") == ["Écoles du Sud"]
    assert titles(viewer, "q=school") == ["Écoles du Nord", "Écoles du Sud"]
    assert titles(viewer, "q=lycee") == []


def test_a_filter_narrows_and_shows_a_chip_that_lifts_it(viewer: Client) -> None:
    GroupFactory(title_fr="Pro", price_display=PriceDisplay.NET)
    GroupFactory(title_fr="Public", price_display=PriceDisplay.GROSS)
    page = viewer.get(f"{LIST}?display=net&q=p&page=1").content.decode()
    assert titles(viewer, "display=net") == ["Pro"]
    chip = re.search(r'href="\?([^"]*)" data-testid="chip-display"', page)
    assert chip is not None
    assert chip.group(1) == "q=p"


@pytest.mark.parametrize(
    "query",
    [
        "page=1e999",
        "page=-1",
        "page=last",
        "page=99999999999999999999",
        "page=²",
        "per=0",
        "per=1000000",
        "sort=password",
        "sort=-",
        "sort=code",
        "q=%00",
        "q=%ED%A0%80",
        "q=%FF%FE",
        "display=%00",
        "display=zzz",
        "is_active=peut-être",
        "least=1e999",
        "least=NaN",
        "least=9223372036854775808",
        "since=99999-01-01",
        "since=0000-00-00",
        "rate=9223372036854775808",
        "rate=%00",
        "rate=-1",
        "unknown=1",
    ],
)
def test_nonsense_in_the_address_narrows_nothing(viewer: Client, query: str) -> None:
    GroupFactory(title_fr="Un")
    GroupFactory(title_fr="Deux")
    found = titles(viewer, query)
    assert found == ["Deux", "Un"] or (query.startswith("q=") and found == [])


def test_the_heads_sort_both_ways(viewer: Client) -> None:
    GroupFactory(title_fr="Peu", member_count=1)
    GroupFactory(title_fr="Beaucoup", member_count=9)
    assert titles(viewer, "sort=members") == ["Peu", "Beaucoup"]
    assert titles(viewer, "sort=-members") == ["Beaucoup", "Peu"]
    assert 'aria-sort="descending"' in viewer.get(f"{LIST}?sort=-members").content.decode()


def test_pages_hold_25_rows_and_the_last_one_stands_for_any_beyond(viewer: Client) -> None:
    for n in range(27):
        GroupFactory(title_fr=f"Groupe {n:02}")
    assert len(titles(viewer)) == 25
    assert titles(viewer, "page=2") == ["Groupe 25", "Groupe 26"] == titles(viewer, "page=77")
    assert len(titles(viewer, "per=50")) == 27
    assert "26–27 sur 27" in viewer.get(f"{LIST}?page=2").content.decode()


def test_htmx_receives_the_rows_alone_and_the_count_aloud(viewer: Client) -> None:
    GroupFactory()
    page = viewer.get(LIST, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    assert 'id="live-polite" hx-swap-oob' in page.content.decode()
    assert "HX-Request" in page["Vary"]
    assert "<html" in viewer.get(LIST).content.decode()


def test_buttons_are_only_those_the_person_may_press(viewer: Client, staff: Staff) -> None:
    GroupFactory()
    page = viewer.get(LIST).content.decode()
    assert 'data-testid="row-delete"' not in page
    assert 'data-action="add"' not in page
    assert 'data-testid="bulk-bar"' in page  # the bulk act only asks to view
    rich = staff(
        "groups.view_customergroup", "groups.add_customergroup", "groups.delete_customergroup"
    )
    page = rich.get(LIST).content.decode()
    assert 'data-testid="row-delete"' in page
    assert 'data-action="add"' in page


def test_a_column_without_its_right_is_absent(viewer: Client, owner: Client) -> None:
    GroupFactory()
    assert "Coût" not in viewer.get(LIST).content.decode()


def test_the_columns_a_person_chose_are_remembered(viewer: Client) -> None:
    GroupFactory(code="ABC")
    assert ">ABC<" not in viewer.get(LIST).content.decode()
    prefs = {"list": "groups.customergroup", "column": ["code"], "density": "compact"}
    assert viewer.post("/admin-panel/prefs/", {**prefs, "next": LIST})["Location"] == LIST
    page = viewer.get(LIST).content.decode()
    assert ">ABC<" in page
    assert 'data-label="Membres"' not in page
    assert "density-compact" in page


def test_an_empty_shop_and_an_empty_search_do_not_say_the_same(viewer: Client) -> None:
    assert "Rien ici" in viewer.get(LIST).content.decode()
    assert "Aucun résultat" in viewer.get(f"{LIST}?q=zzz").content.decode()


def test_a_name_with_markup_is_shown_as_typed(viewer: Client) -> None:
    GroupFactory(title_fr="<script>alert(1)</script>")
    page = viewer.get(LIST).content.decode()
    assert "<script>alert" not in page
    assert "style=" not in page


@pytest.mark.parametrize("rows", [3, 30])
def test_a_list_asks_the_database_as_often_for_many_rows_as_for_few(
    viewer: Client, rows: int, django_assert_max_num_queries: Any
) -> None:
    for _ in range(rows):
        GroupFactory()
    viewer.get(LIST)
    with django_assert_max_num_queries(11):
        viewer.get(f"{LIST}?per=50")


def test_a_choice_that_is_not_offered_changes_nothing(viewer: Client) -> None:
    viewer.post("/admin-panel/prefs/", {"theme": "pink", "density": "huge", "language": "xx"})
    assert not StaffPreference.objects.exists()


def test_prefs_never_send_people_to_another_site(viewer: Client) -> None:
    away = viewer.post("/admin-panel/prefs/", {"theme": "dark", "next": "https://evil.example/"})
    assert away["Location"] == "/admin-panel/"
    assert StaffPreference.objects.get().theme == "dark"
    assert 'data-bs-theme="dark"' in viewer.get(LIST).content.decode()


def test_the_single_keys_are_turned_off_and_on_again(viewer: Client) -> None:
    sheet = "/admin-panel/help/shortcuts/"
    assert 'aria-checked="true"' in viewer.get(sheet).content.decode()
    answer = viewer.post("/admin-panel/prefs/", {"single_keys": "off", "next": sheet})
    assert answer["Location"] == sheet
    page = viewer.get(sheet).content.decode()
    assert 'data-single-keys="off"' in page
    assert 'aria-checked="false"' in page
    viewer.post("/admin-panel/prefs/", {"single_keys": "perhaps"})
    assert not StaffPreference.objects.get().single_keys
    viewer.post("/admin-panel/prefs/", {"single_keys": "on"})
    assert 'data-single-keys="off"' not in viewer.get(sheet).content.decode()


def test_the_shortcuts_open_in_the_dialog_and_lead_back_to_the_page(viewer: Client) -> None:
    here = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{LIST}?q=x"}
    page = viewer.get("/admin-panel/help/shortcuts/", headers=here).content.decode()
    assert "<html" not in page
    assert f'name="next" value="{LIST}?q=x"' in page
