"""The list of products: what it shows, to whom, sorted and narrowed as asked."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Category, Product, Shop, VatClass
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import CategoryFactory, ProductFactory

LIST = "/admin-panel/products/"


def page(client: SignedIn, query: str = "") -> str:
    answer = client.get(f"{LIST}{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def order(client: SignedIn, query: str = "") -> list[str]:
    found = re.findall(r'data-testid="row-product-(\d+)"', page(client, query))
    skus = dict(Product.objects.values_list("pk", "sku"))
    return [skus[int(pk)] for pk in found]


def test_a_row_tells_what_staff_look_for(viewer: SignedIn, shelf: Category) -> None:
    ProductFactory(
        sku="CLE-12",
        title_fr="Clé de 12",
        title_en="12 mm spanner",
        price=Decimal("1234.5"),
        categories=[shelf],
        stock=7,
    )
    text = page(viewer)
    for told in ("CLE-12", "Clé de 12", "12 mm spanner", "Outils", "Taux normal", "Publié"):
        assert told in text
    assert 'data-basis="ht" data-amount="1234.50"' in text
    assert "1\u00a0234,50\u00a0€" in text


def test_prices_entered_with_vat_say_so(viewer: SignedIn, shop: Shop) -> None:
    Shop.objects.update(prices_entered="gross")
    ProductFactory(price=Decimal("19.99"))
    text = page(viewer)
    assert 'data-basis="ttc" data-amount="19.99"' in text
    assert 'data-basis="ht"' not in text


@pytest.mark.parametrize(
    ("french", "english", "told"),
    [
        ("Colle", "", "manque en anglais"),
        ("", "Glue", "manque en français"),
    ],
)
def test_a_missing_language_is_marked(
    viewer: SignedIn, french: str, english: str, told: str
) -> None:
    ProductFactory(title_fr=french, title_en=english)
    text = page(viewer)
    assert f'<span class="missing">{told}</span>' in text
    assert (french or english) in text


def test_both_languages_leave_no_mark(viewer: SignedIn) -> None:
    ProductFactory(title_fr="Colle", title_en="Glue")
    assert 'class="missing"' not in page(viewer)


def test_the_cost_is_nowhere_without_the_right_to_it(keeper: SignedIn, buyer: SignedIn) -> None:
    ProductFactory(cost=Decimal("61.73"))
    told = page(buyer)
    assert "61,73" in told
    assert 'href="?sort=-cost"' in told
    for query in ("", "?sort=cost", "?sort=-cost", "?has_cost=yes"):
        hidden = page(keeper, query)
        assert "61,73" not in hidden
        assert "Coût" not in hidden
        assert 'href="?sort=cost' not in hidden
        assert 'href="?sort=-cost' not in hidden


def test_sorting_by_a_hidden_cost_tells_nothing(keeper: SignedIn, buyer: SignedIn) -> None:
    for sku, title, cost in (("A", "Alpha", 3), ("B", "Bravo", 1), ("C", "Charlie", 2)):
        ProductFactory(sku=sku, title_fr=title, cost=Decimal(cost))
    assert order(buyer, "?sort=cost") == ["B", "C", "A"]
    assert order(keeper, "?sort=cost") == order(keeper) == ["A", "B", "C"]
    assert order(keeper, "?sort=-cost") == ["A", "B", "C"]


def test_each_sort_sorts(viewer: SignedIn) -> None:
    ProductFactory(sku="B", title_fr="agrafe", price=Decimal(3), stock=2)
    ProductFactory(sku="A", title_fr="Bougie", price=Decimal(20), stock=1)
    ProductFactory(sku="C", title_fr="", title_en="Candle", price=Decimal(1), stock=3)
    assert order(viewer) == ["B", "A", "C"]
    assert order(viewer, "?sort=-title") == ["C", "A", "B"]
    assert order(viewer, "?sort=sku") == ["A", "B", "C"]
    assert order(viewer, "?sort=price") == ["C", "B", "A"]
    assert order(viewer, "?sort=-stock") == ["C", "B", "A"]


def test_search_forgets_accents_and_case(viewer: SignedIn) -> None:
    ProductFactory(sku="CLE-12", title_fr="Clé à œillet", title_en="Spanner")
    ProductFactory(sku="PIN-1", title_fr="Pince")
    assert order(viewer, "?q=CLE") == ["CLE-12"]
    assert order(viewer, "?q=spanner") == ["CLE-12"]
    assert order(viewer, "?q=pin-1") == ["PIN-1"]
    assert order(viewer, "?q=marteau") == []


def test_a_category_brings_those_in_it(viewer: SignedIn, shelf: Category) -> None:
    inside = CategoryFactory(parent=CategoryFactory(parent=shelf))
    ProductFactory(sku="DEEP", title_fr="A", categories=[inside])
    ProductFactory(sku="BOTH", title_fr="B", categories=[shelf, inside])
    ProductFactory(sku="AWAY", title_fr="C", categories=[CategoryFactory()])
    assert order(viewer, f"?category={shelf.pk}") == ["DEEP", "BOTH"]
    assert 'data-testid="chip-category"' in page(viewer, f"?category={shelf.pk}")


def test_class_and_publication_narrow(viewer: SignedIn) -> None:
    reduced = VatClass.objects.get(code="reduced_low")
    ProductFactory(sku="LOW", vat_class=reduced)
    ProductFactory(sku="OFF", is_published=False)
    assert order(viewer, f"?vat_class={reduced.pk}") == ["LOW"]
    assert order(viewer, "?is_published=no") == ["OFF"]
    assert "Masqué" in page(viewer, "?is_published=no")


@pytest.mark.parametrize(
    "query",
    [
        "?page=1e999",
        "?page=-1&per=9999999999999",
        "?sort=;drop",
        "?sort=updated_by__password",
        "?category=999999",
        "?category=abc&vat_class=NaN&is_published=maybe",
        "?category=99999999999999999999999",
        "?q=%00%27%22%3Cscript%3E",
        "?q=" + "a" * 5000,
    ],
)
def test_a_nonsense_address_is_a_page(viewer: SignedIn, query: str) -> None:
    ProductFactory(sku="ONE")
    assert "<script>" not in page(viewer, query).partition("<main")[2]


def test_without_the_right_nothing_is_listed(staff: Staff) -> None:
    ProductFactory(title_fr="Secret")
    answer = staff("catalog.view_category").get(LIST)
    assert answer.status_code == 403
    assert "Secret" not in answer.content.decode()


@pytest.mark.parametrize("rows", [3, 30, 300])
def test_the_list_asks_as_much_for_three_as_for_three_hundred(manager: SignedIn, rows: int) -> None:
    shelves = CategoryFactory.create_batch(3)
    made = ProductFactory.create_batch(rows)
    through = Product.categories.through
    through.objects.bulk_create(
        through(product_id=one.pk, category_id=shelf.pk) for one in made for shelf in shelves
    )
    manager.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        page(manager, "?per=100")
    assert len(asked) <= 12, [query["sql"][:120] for query in asked]


def test_an_empty_list_shows_the_way(keeper: SignedIn, viewer: SignedIn) -> None:
    assert "Ajoutez votre premier produit" in page(keeper)
    assert "/admin-panel/products/new/" in page(keeper)
    assert "/admin-panel/products/new/" not in page(viewer)
