"""The first page of the panel: only what is true, only what the person may open."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backoffice import services as kit
from catalog import selectors as catalog
from catalog.models import Shop
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import ProductFactory
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory

HOME = "/admin-panel/"
CARDS = ("group_list", "customer_list", "product_list")
STEPS = ("group", "default", "customers", "shop")


@pytest.fixture
def today(shop: Shop) -> date:
    return catalog.today(shop=shop)


def page(client: SignedIn) -> str:
    answer = client.get(HOME)
    assert answer.status_code == 200
    return answer.content.decode()


def count(text: str, card: str) -> int | None:
    _before, found, after = text.partition(f'data-testid="card-{card}" data-count="')
    return int(after.partition('"')[0]) if found else None


def done(text: str) -> list[str]:
    return [step for step in STEPS if f'data-testid="step-{step}" data-done="1"' in text]


def test_it_greets_the_person(viewer: SignedIn) -> None:
    assert "<h1>Bonjour, Camille</h1>" in page(viewer)


def test_it_counts_what_there_is(viewer: SignedIn) -> None:
    GroupFactory.create_batch(2)
    CustomerFactory.create_batch(3)
    ProductFactory.create_batch(4)
    text = page(viewer)
    assert [count(text, card) for card in CARDS] == [2, 3, 4]
    assert 'href="/admin-panel/groups/"' in text


def test_what_a_person_may_not_open_is_not_counted_for_him(staff: Staff) -> None:
    ProductFactory()
    CustomerFactory()
    text = page(staff("catalog.view_product"))
    assert [count(text, card) for card in CARDS] == [None, None, 1]
    assert "Premiers pas" not in text
    assert "Groupes qui se terminent bientôt" not in text
    assert "Dernières activités" not in text


def test_staff_without_a_right_are_told_so(staff: Staff) -> None:
    assert "Rien ne vous est encore ouvert ici." in page(staff())


def test_an_empty_shop_shows_its_first_steps_and_each_ticks_itself(manager: SignedIn) -> None:
    assert done(page(manager)) == []
    group = GroupFactory()
    assert done(page(manager)) == ["group"]
    CustomerFactory(guest=True)
    assert done(page(manager)) == ["group"]
    CustomerFactory()
    assert done(page(manager)) == ["group", "customers"]
    answer = manager.post(HOME)
    assert (answer.status_code, answer["Location"]) == (303, "/")
    assert done(page(manager)) == ["group", "customers", "shop"]
    group.is_default = True
    group.save()
    assert "Premiers pas" not in page(manager)


def test_first_steps_are_for_who_can_take_them(viewer: SignedIn) -> None:
    assert "Premiers pas" not in page(viewer)


def test_groups_that_end_within_thirty_days_are_named(viewer: SignedIn, today: date) -> None:
    for title, days in (("Hier", -1), ("Ce soir", 0), ("Bientôt", 30), ("Plus tard", 31)):
        GroupFactory(title_fr=title, ends_on=today + timedelta(days=days), member_count=3)
    GroupFactory(title_fr="Éteint", ends_on=today, is_active=False)
    text = page(viewer).partition('data-testid="ending-soon"')[2]
    assert "Ce soir" in text
    assert text.index("Ce soir") < text.index("Bientôt")
    assert "3 membres" in text
    for title in ("Hier", "Plus tard", "Éteint"):
        assert title not in text


def test_the_last_activities_are_for_who_may_read_the_log(
    owner: SignedIn, manager: SignedIn
) -> None:
    product = ProductFactory(title_fr="Carnet")
    text = page(owner)
    assert "La boutique</strong> a créé" in text
    assert f'href="/admin-panel/products/{product.pk}/">Carnet</a>' in text
    kit.delete(row=product)
    text = page(owner)
    assert "a supprimé Carnet" in text
    assert "Carnet" not in page(manager)


def test_the_page_asks_little_of_the_database(owner: SignedIn, today: date) -> None:
    GroupFactory.create_batch(30, ends_on=today)
    ProductFactory.create_batch(30)
    page(owner)
    with CaptureQueriesContext(connection) as asked:
        page(owner)
    assert len(asked) <= 15, [query["sql"][:100] for query in asked]
