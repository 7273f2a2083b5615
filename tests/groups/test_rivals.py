"""Several promotions on the same product: the form says that the best one applies."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Category, Product, Shop
from groups.rivals import Aim, rivals
from pricing.models import Promotion
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.pricing import PromotionFactory
from tests.groups.offers import promotion

DAY = date(2026, 11, 22)
NBSP = "\u00a0"
ONE = f"2 promotions visent ce produit{NBSP}: la plus avantageuse s’applique."
SAME = f"2 promotions visent les mêmes produits{NBSP}: la plus avantageuse s’applique."

pytestmark = pytest.mark.usefixtures("shop")


@pytest.fixture
def tools(shop: Shop) -> Category:
    found: Category = CategoryFactory(title_fr="Outils")
    return found


@pytest.fixture
def hammer(tools: Category) -> Product:
    """On a shelf below the tools, and on another."""
    below = CategoryFactory(parent=tools)
    found: Product = ProductFactory(sku="MARTEAU", categories=[below, CategoryFactory()])
    return found


def _about(
    products: list[Product] | None = None, categories: Any = None, **terms: Any
) -> Promotion:
    row: Promotion = PromotionFactory(**terms)
    row.products.set(products or [])
    row.categories.set(categories or [])
    return row


def test_those_that_meet_on_a_product_are_rivals(hammer: Product, tools: Category) -> None:
    other = ProductFactory(categories=[CategoryFactory()])
    everything = _about()
    same = _about([hammer, other])
    above = _about(categories=[tools])
    beside = _about(categories=[hammer.categories.order_by("-pk").first()])
    elsewhere = _about([other])
    empty = _about(categories=[CategoryFactory()])
    meeting = [everything, same, above, beside]
    assert rivals(aim=Aim(products=[hammer.pk]), besides=None, on=DAY) == meeting
    assert rivals(aim=Aim(categories=[tools.pk]), besides=above.pk, on=DAY) == [
        everything,
        same,
        beside,
    ]
    assert rivals(aim=Aim(), besides=everything.pk, on=DAY) == [
        same,
        above,
        beside,
        elsewhere,
        empty,
    ]
    assert rivals(aim=Aim(products=[other.pk]), besides=elsewhere.pk, on=DAY) == [
        everything,
        same,
    ]


@pytest.mark.parametrize(
    "terms",
    [
        {"is_active": False},
        {"starts_on": date(2026, 11, 23)},
        {"ends_on": date(2026, 11, 21)},
    ],
)
def test_one_that_does_not_run_that_day_is_no_rival(hammer: Product, terms: dict) -> None:
    _about([hammer], **terms)
    assert rivals(aim=Aim(products=[hammer.pk]), besides=None, on=DAY) == []


def test_those_that_add_up_are_no_rivals(hammer: Product) -> None:
    _about([hammer], is_combinable=True)
    aim = Aim(products=[hammer.pk], is_combinable=True)
    assert rivals(aim=aim, besides=None, on=DAY) == []
    assert len(rivals(aim=Aim(products=[hammer.pk]), besides=None, on=DAY)) == 1


def test_as_many_queries_for_many_promotions(hammer: Product, tools: Category) -> None:
    asked = []
    for count in (1, 20):
        for _number in range(count):
            _about([hammer], [tools])
        with CaptureQueriesContext(connection) as seen:
            rivals(aim=Aim(products=[hammer.pk], categories=[tools.pk]), besides=None, on=DAY)
        asked.append(len(seen))
    assert asked == [3, 3]


def test_the_page_of_a_promotion_says_it(owner: SignedIn, hammer: Product) -> None:
    mine = _about([hammer], title_fr="Flash")
    url = f"/admin-panel/promotions/{mine.pk}/"
    assert "la plus avantageuse" not in owner.get(url).content.decode()
    _about([hammer], title_fr="Soldes")
    page = owner.get(url).content.decode()
    assert ONE in page
    assert f"Les autres{NBSP}: «{NBSP}Soldes{NBSP}»." in page
    _about([hammer, ProductFactory()], title_fr="Fête")
    assert ONE.replace("2", "3") in owner.get(url).content.decode()


def test_who_may_only_look_reads_it_too(viewer: SignedIn, hammer: Product) -> None:
    mine = _about([hammer, ProductFactory()])
    _about([hammer])
    page = viewer.get(f"/admin-panel/promotions/{mine.pk}/").content.decode()
    assert page.count(SAME) == 1
    assert 'data-testid="banner-rivals"' in page


def test_it_is_told_of_what_is_typed_before_anything_is_saved(
    owner: SignedIn, hammer: Product, tools: Category
) -> None:
    _about([hammer])
    new = "/admin-panel/promotions/new/"
    assert "la plus avantageuse" not in owner.get(new).content.decode()
    page = owner.post(new, promotion(products="MARTEAU", _check="1")).content.decode()
    assert ONE in page
    page = owner.post(new, promotion(categories=[tools.pk], _check="1")).content.decode()
    assert SAME in page
    answer = owner.post(new, promotion(categories=["zéro", "9" * 30], _check="1"))
    assert answer.status_code == 200
    assert Promotion.objects.count() == 1
