"""The three cards of a new group, and saving it to write the next."""

import re

import pytest
from django.test import Client

from catalog.models import Category
from groups.models import CategoryAccess, CategoryMode, CustomerGroup
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory
from tests.factories.customers import MembershipFactory
from tests.groups.forms import typed

NEW = "/admin-panel/groups/new/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def tools() -> Category:
    found: Category = CategoryFactory(title_fr="Outils", slug="outils")
    return found


def test_the_page_has_three_cards_in_order(manager: SignedIn) -> None:
    page = manager.get(NEW).content.decode()
    titles = re.findall(r'<h2 class="card-title">([^<]+)</h2>', page)
    assert titles == ["Informations de base", "Tarifs et taxes", "Accès"]
    assert "Enregistrer et ajouter un autre" in page


def test_what_is_ticked_decides_what_members_meet(
    manager: SignedIn, customer_client: SignedIn, client: Client, tools: Category
) -> None:
    below = CategoryFactory(parent=tools, slug="marteaux")
    other = CategoryFactory(title_fr="Livres", slug="livres")
    answer = manager.post(NEW, typed(category_mode="except", categories=[tools.pk, below.pk]))
    assert answer.status_code == 303
    group = CustomerGroup.objects.get()
    assert group.category_mode == CategoryMode.EXCEPT
    assert [tick.category for tick in CategoryAccess.objects.all()] == [tools]
    MembershipFactory(customer=customer_client.user.customer, group=group)
    status = {
        slug: (customer_client.get(path).status_code, client.get(path).status_code)
        for slug in ("outils", "marteaux", "livres")
        if (path := f"/category/{slug}/")
    }
    assert status == {"outils": (404, 200), "marteaux": (404, 200), "livres": (200, 200)}
    assert other.pk


def test_a_restriction_without_a_tick_is_refused_and_keeps_what_was_typed(
    manager: SignedIn, tools: Category
) -> None:
    answer = manager.post(NEW, typed(category_mode="only", title_fr="Ateliers"))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"categories"}
    assert 'value="Ateliers"' in answer.content.decode()
    assert not CustomerGroup.objects.exists()


def test_the_buttons_of_the_tree_tick_all_without_saving(
    manager: SignedIn, tools: Category
) -> None:
    answer = manager.post(NEW, typed(category_mode="only", title_fr="Ateliers", _tick="all"))
    assert answer.status_code == 200
    assert answer.context["form"].initial["categories"] == [tools.pk]
    assert 'value="Ateliers"' in answer.content.decode()
    assert not CustomerGroup.objects.exists()


def test_save_and_add_another_leads_to_an_empty_form(manager: SignedIn) -> None:
    answer = manager.post(NEW, typed(_then="another"), follow=True)
    assert answer.redirect_chain == [(NEW, 303)]
    page = answer.content.decode()
    assert "Groupe créé" in page
    assert not answer.context["form"]["title_fr"].value()
    assert CustomerGroup.objects.get().title == "Grossistes"


def test_the_members_page_opens_its_picker_and_offers_to_do_it_later(manager: SignedIn) -> None:
    page = manager.post(NEW, typed(), follow=True).content.decode()
    assert "Groupe créé. Ajoutez-y des clients maintenant ou plus tard." in page
    assert "Plus tard" in page
    assert "Continuer les réglages" in page
    assert 'id="picker"' in page
