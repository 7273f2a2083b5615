"""What a card, a head and a foot tell before anything is opened."""

import re
from typing import Any

import pytest
from django.test import Client

from catalog.models import Category, Product
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PromotionFactory
from tests.storefront.reading import body


@pytest.fixture
def bowls(shop: object) -> Category:
    """Cuisine › Bols."""
    kitchen = CategoryFactory(title_fr="Cuisine", slug="cuisine")
    CategoryFactory(title_fr="Jardin", slug="jardin")
    shelf: Category = CategoryFactory(title_fr="Bols", slug="bols", parent=kitchen)
    return shelf


def _bowl(shelf: Category, **fields: Any) -> Product:
    product: Product = ProductFactory(categories=[shelf], **fields)
    return product


def _card(page: str, product: Product) -> str:
    start = page.index(f'data-testid="row-product-{product.pk}"')
    return page[start : page.index("</article>", start)]


def _part(page: str, opening: str, closing: str) -> str:
    start = page.index(opening)
    return page[start : page.index(closing, start)]


def test_a_card_says_that_nothing_is_left(client: Client, bowls: Category) -> None:
    gone, here = _bowl(bowls, stock=0), _bowl(bowls, stock=1)
    for path in ("/", "/category/bols/"):
        page = body(client, path)
        assert "Épuisé" in _card(page, gone)
        assert "Épuisé" not in _card(page, here)


def test_a_card_says_that_a_promotion_for_everyone_lowers_its_price(
    client: Client, bowls: Category
) -> None:
    bowl = _bowl(bowls)
    other = PromotionFactory(groups=[GroupFactory()], groups_only=True)
    assert "Promotion" not in _card(body(client, "/category/bols/"), bowl)
    other.delete()
    PromotionFactory()
    assert "Promotion" in _card(body(client, "/category/bols/"), bowl)
    assert "On offer" in _card(body(client, "/en/category/bols/"), bowl)


def test_a_card_names_its_shelf_where_products_of_several_stand(
    client: Client, bowls: Category
) -> None:
    bowl = _bowl(bowls, title_fr="Saladier")
    assert "Bols" in _card(body(client, "/"), bowl)
    assert "Bols" in _card(body(client, "/search/", q="saladier"), bowl)
    assert "Bols" not in _card(body(client, "/category/bols/"), bowl)


def test_the_product_page_leads_back_to_its_shelf_beside_the_title(
    client: Client, bowls: Category
) -> None:
    page = body(client, f"/product/{_bowl(bowls).slug}/")
    assert '<p class="overline"><a href="/category/bols/">Bols</a></p>' in page


def test_the_head_marks_the_branch_somebody_is_in(client: Client, bowls: Category) -> None:
    product = _bowl(bowls)
    for path, mark in (
        ("/category/cuisine/", "page"),
        ("/category/bols/", "true"),
        (f"/product/{product.slug}/", "true"),
    ):
        roots = _part(body(client, path), '<ul class="shop-roots">', "</ul>")
        marked = re.findall(r'href="([^"]+)" aria-current="(\w+)"', roots)
        assert marked == [("/category/cuisine/", mark)]
    assert "aria-current" not in _part(body(client, "/"), '<ul class="shop-roots">', "</ul>")


@pytest.mark.parametrize("path", ["/", "/category/bols/", "/login/", "/search/"])
def test_the_foot_leads_to_the_shelves_of_the_shop(
    client: Client, bowls: Category, path: str
) -> None:
    foot = _part(body(client, path), "<footer", "</footer>")
    assert re.findall(r'href="(/category/[^"]+)"', foot) == [
        "/category/cuisine/",
        "/category/jardin/",
    ]
    assert 'href="/login/"' in foot


def test_a_list_that_fits_on_one_page_has_no_pages_to_turn(client: Client, bowls: Category) -> None:
    ProductFactory.create_batch(24, categories=[bowls], title_fr="Bol")
    for path, query in (("/category/bols/", {}), ("/search/", {"q": "bol"})):
        assert 'class="pager"' not in body(client, path, **query)
    _bowl(bowls, title_fr="Bol")
    for path, query in (("/category/bols/", {}), ("/search/", {"q": "bol"})):
        assert "Page 1 sur 2" in body(client, path, **query)


def test_the_search_page_is_called_by_a_noun(client: Client, bowls: Category) -> None:
    page = body(client, "/search/")
    assert "<h1>Recherche</h1>" in page
    assert "<title>Recherche · " in page
    assert "<h1>Search</h1>" in body(client, "/en/search/")
