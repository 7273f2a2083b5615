"""The command palette: what one may open, found by name, and nothing else."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.conftest import SignedIn, Staff
from tests.factories.catalog import ProductFactory
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory

SEARCH = "/admin-panel/search/"
HTMX = {"HX-Request": "true"}


def found(client: SignedIn, q: str = "", **more: Any) -> dict[str, list[str]]:
    """The labels of the hits, by kind."""
    answer = client.get(SEARCH, {"q": q, **more}, headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    return {
        kind.slug: [str(option.hit.label) for option in kind.options]
        for kind in answer.context["kinds"]
    }


def test_records_are_found_by_name_whatever_the_accents(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Écoles du Sud", code="ECOL")
    CustomerFactory(first_name="Léa", last_name="Bélanger", email="lea@client.example")
    ProductFactory(title_fr="Équerre", sku="EQ-1")
    assert found(manager, "ecole")["groups"] == ["Écoles du Sud"]
    assert found(manager, "belanger LEA")["customers"] == ["Bélanger Léa"]
    assert found(manager, "eq-1")["products"] == ["Équerre"]
    page = manager.get(SEARCH, {"q": "ecole"}, headers=HTMX).content.decode()
    assert f'data-url="/admin-panel/groups/{group.pk}/"' in page


def test_five_hits_of_a_kind_are_enough(manager: SignedIn) -> None:
    for n in range(7):
        GroupFactory(title_fr=f"Club {n}")
    assert found(manager, "club")["groups"] == [f"Club {n}" for n in range(5)]


def test_records_wait_for_the_second_letter(manager: SignedIn) -> None:
    GroupFactory(title_fr="Zèbres")
    assert "groups" not in found(manager, "z")
    assert "groups" in found(manager, "ze")
    assert set(found(manager)) == {"pages", "commands"}


@pytest.mark.parametrize(
    ("q", "kind", "label"),
    [
        ("remis", "pages", "Remises"),
        ("nouveau groupe", "commands", "Ajouter un groupe"),
        ("ajouter un client", "commands", "Ajouter un client"),
        ("simulateur", "pages", "Simulateur de prix"),
        ("theme sombre", "commands", "Changer de thème\u00a0: sombre"),
        ("passer en anglais", "commands", "Passer en anglais"),
    ],
)
def test_pages_and_commands_answer_to_their_words(
    manager: SignedIn, q: str, kind: str, label: str
) -> None:
    assert label in found(manager, q)[kind]


def test_saving_is_offered_where_there_is_something_to_save(manager: SignedIn) -> None:
    assert found(manager, "sauvegarder", saves="1") == {"commands": ["Enregistrer"]}
    assert found(manager, "sauvegarder") == {}


def test_only_what_may_be_opened_is_found(staff: Staff) -> None:
    GroupFactory(title_fr="Secrets")
    CustomerFactory(last_name="Secrets")
    ProductFactory(title_fr="Secrets")
    nobody = staff("catalog.view_product")
    assert found(nobody, "secrets") == {"products": ["Secrets"]}
    assert "Ajouter un groupe" not in found(nobody)["commands"]
    assert "Groupes de clients" not in found(nobody)["pages"]


def test_a_binned_group_is_not_found(manager: SignedIn) -> None:
    GroupFactory(title_fr="Partis", binned_at=timezone.now())
    assert "groups" not in found(manager, "partis")


def test_each_page_of_the_menu_is_offered_once(manager: SignedIn) -> None:
    pages = found(manager)["pages"]
    assert len(pages) == len(set(pages))


def test_the_same_search_is_a_page_without_scripts(manager: SignedIn) -> None:
    GroupFactory(title_fr="Écoles du Sud")
    page = manager.get(SEARCH, {"q": "ecoles"}).content.decode()
    assert 'data-testid="page-search"' in page
    assert re.search(r'<a class="menu-item" href="/admin-panel/groups/\d+/">', page)
    assert 'value="ecoles"' in page
    none = manager.get(SEARCH, {"q": "introuvable"}).content.decode()
    assert "Aucun résultat pour «\u00a0introuvable\u00a0»" in none


@pytest.mark.parametrize(
    "q", ["%00", "%ED%A0%80", "%FF", "'", "%25_", "\\", "a" * 5000, "( )", "%F0%9F%A6%84", "+" * 50]
)
def test_nonsense_finds_nothing_and_breaks_nothing(manager: SignedIn, q: str) -> None:
    GroupFactory()
    for headers in ({}, HTMX):
        assert manager.get(f"{SEARCH}?q={q}", headers=headers).status_code == 200


def test_names_and_words_are_shown_as_typed(manager: SignedIn) -> None:
    GroupFactory(title_fr='<img src=x onerror="alert(1)">')
    for headers in ({}, HTMX):
        page = manager.get(SEARCH, {"q": "<img src"}, headers=headers).content.decode()
        assert "<img src=x" not in page
        assert "&lt;img src=x" in page


def test_the_database_is_asked_once_for_each_kind(manager: SignedIn) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            found(manager, "mille")
        return len(queries)

    GroupFactory(title_fr="Mille")
    few = asked()
    for n in range(30):
        GroupFactory(title_fr=f"Mille {n}")
        CustomerFactory(last_name=f"Mille {n}")
        ProductFactory(title_fr=f"Mille {n}")
    assert asked() == few <= 9
