"""The pages of the shop front: what is on them, in which language, and what is not."""

from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from catalog.models import Category, Product, Shop, VatClass
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import MembershipFactory
from tests.factories.groups import GroupFactory
from tests.storefront.reading import Seen, body, in_list, prices

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def kitchen(shop: Shop) -> Category:
    """Cuisine › Vaisselle › Assiettes."""
    root: Category = CategoryFactory(title_fr="Cuisine", title_en="Kitchen", slug="cuisine")
    dishes = CategoryFactory(title_fr="Vaisselle", title_en="", slug="vaisselle", parent=root)
    CategoryFactory(title_fr="Assiettes", title_en="Plates", slug="assiettes", parent=dishes)
    return root


def _on(shelf: str, /, **fields: Any) -> Product:
    product: Product = ProductFactory(categories=[Category.objects.get(slug=shelf)], **fields)
    return product


def _titles(html: str) -> list[str]:
    """The titles of the cards of a page, in their order."""
    cards = html.split('<article class="offer"')[1:]
    return [card.split("<h3>")[1].split("</a>")[0].rsplit(">", 1)[1] for card in cards]


def test_home_shows_the_shelves_and_what_came_in_last(client: Client, kitchen: Category) -> None:
    for number in range(9):
        _on("cuisine", title_fr=f"Bol {number}")
    page = body(client, "/")
    assert 'data-testid="page-SF1"' in page
    assert 'href="/category/cuisine/"' in page
    assert _titles(page) == [f"Bol {number}" for number in range(8, 0, -1)]


def test_a_shelf_shows_the_products_of_all_shelves_in_it_each_once(
    client: Client, kitchen: Category
) -> None:
    plate = _on("assiettes", title_fr="Assiette")
    plate.categories.add(kitchen)
    _on("vaisselle", title_fr="Bol")
    ProductFactory(title_fr="Râteau", categories=[CategoryFactory()])
    assert _titles(body(client, "/category/cuisine/")) == ["Assiette", "Bol"]
    assert _titles(body(client, "/category/assiettes/")) == ["Assiette"]


def test_the_way_back_leads_through_the_shelves(client: Client, kitchen: Category) -> None:
    _on("assiettes", slug="plate-1")
    for path in ("/category/assiettes/", "/product/plate-1/"):
        page = body(client, path)
        trail = page[
            page.index('aria-label="Fil d’Ariane"') : page.index(
                "</nav>", page.index("Fil d’Ariane")
            )
        ]
        assert trail.index('"/"') < trail.index('"/category/cuisine/"')
        assert trail.index('"/category/cuisine/"') < trail.index('"/category/vaisselle/"')


def test_twenty_four_products_a_page(client: Client, kitchen: Category) -> None:
    for number in range(26):
        _on("cuisine", title_fr=f"Bol {number:02}")
    assert len(_titles(body(client, "/category/cuisine/"))) == 24
    assert _titles(body(client, "/category/cuisine/", page="2")) == ["Bol 24", "Bol 25"]
    assert "Page 2 sur 2" in body(client, "/category/cuisine/", page="2")


def test_products_are_sorted_as_french_is_spelt(client: Client, kitchen: Category) -> None:
    for title in ("Zeste", "Éponge", "assiette", "Fouet", "Écumoire"):
        _on("cuisine", title_fr=title)
    french = ["assiette", "Écumoire", "Éponge", "Fouet", "Zeste"]
    assert _titles(body(client, "/category/cuisine/")) == french
    assert _titles(body(client, "/search/", q="e")) == french


def test_products_are_sorted_by_the_price_their_reader_sees(
    client: Client, kitchen: Category
) -> None:
    """A book is dearer than a bowl before tax, and cheaper with it."""
    _on("cuisine", title_fr="Livre", price=10, vat_class=VatClass.objects.get(code="reduced_low"))
    _on("cuisine", title_fr="Bol", price=Decimal("9.90"))
    _on("cuisine", title_fr="Tasse", price=Decimal("9.90"))
    rising = _titles(body(client, "/category/cuisine/", sort="price"))
    assert rising == ["Livre", "Bol", "Tasse"]
    assert _titles(body(client, "/category/cuisine/", sort="-price")) == ["Bol", "Tasse", "Livre"]
    Shop.objects.update(price_display="net")
    assert _titles(body(client, "/category/cuisine/", sort="price")) == ["Bol", "Tasse", "Livre"]


@pytest.mark.parametrize(
    "words", ["theiere", "THÉIÈRE", "  théi   fonte ", "thé\0ière", "th-77", "anti goutte"]
)
def test_search_minds_neither_accents_nor_case(
    client: Client, kitchen: Category, words: str
) -> None:
    _on("cuisine", title_fr="Théière en fonte", sku="TH-77", description_fr="Bec anti-goutte.")
    _on("cuisine", title_fr="Bouilloire")
    assert _titles(body(client, "/search/", q=words)) == ["Théière en fonte"]


def test_search_says_what_to_do_when_it_has_nothing(client: Client, kitchen: Category) -> None:
    _on("cuisine", title_fr="Bol")
    nothing = body(client, "/search/", q="<b>zzz")
    assert "Aucun produit ne correspond" in nothing
    assert "&lt;b&gt;zzz" in nothing
    for words in ("", "   "):
        empty = body(client, "/search/", q=words)
        assert "Saisissez dans le champ" in empty
        assert not _titles(empty)


def test_what_is_not_published_is_nowhere(client: Client, kitchen: Category) -> None:
    _on("cuisine", title_fr="Bol secret", slug="secret", is_published=False)
    _on("assiettes", title_fr="Bol caché", slug="hidden")
    Category.objects.filter(slug="vaisselle").update(is_published=False)
    hidden = (
        "/product/secret/",
        "/product/hidden/",
        "/category/vaisselle/",
        "/category/assiettes/",
    )
    for path in hidden:
        assert client.get(path).status_code == 404, path
    pages = [body(client, path) for path in ("/", "/category/cuisine/", "/sitemap.xml")]
    pages.append(body(client, "/search/", q="bol"))
    for page in pages:
        assert not [word for word in ("Bol secret", "Bol caché", *hidden) if word in page]


def test_a_text_missing_in_one_language_is_shown_in_the_other_and_marked(
    client: Client, kitchen: Category
) -> None:
    french = _on(
        "vaisselle", title_fr="Bol", title_en="", description_fr="Grès.", description_en=""
    )
    english = _on("vaisselle", title_fr="", title_en="Teapot")
    page = body(client, "/en/category/vaisselle/")
    assert '<h1><span lang="fr">Vaisselle</span></h1>' in page
    assert '<span lang="fr">Bol</span>' in page
    assert '<span lang="en">Teapot</span>' not in page
    assert 'lang="fr"><p>Grès.</p>' in body(client, f"/en/product/{french.slug}/")
    shown = body(client, f"/product/{english.slug}/")
    assert '<h1><span lang="en">Teapot</span></h1>' in shown
    assert "Vaisselle" in shown
    assert '<span lang="fr">' not in shown


def test_each_page_leads_to_itself_in_the_other_language(client: Client, kitchen: Category) -> None:
    _on("cuisine", slug="bol-1")
    for path in (
        "/",
        "/category/cuisine/?sort=price&page=2",
        "/product/bol-1/",
        "/search/?q=th%C3%A9",
    ):
        french, english = body(client, path), body(client, f"/en{path}")
        escaped = path.replace("&", "&amp;")
        assert '<html lang="fr">' in french
        assert '<html lang="en">' in english
        for page in (french, english):
            assert f'href="{escaped}" lang="fr"' in page
            assert f'href="/en{escaped}" lang="en"' in page


def test_the_language_changes_no_figure(customer_client: SignedIn, kitchen: Category) -> None:
    group = GroupFactory(wholesale=True)
    MembershipFactory(customer=customer_client.user.customer, group=group)
    product = _on("cuisine", price=Decimal("1234.56"))
    for path in ("/", "/category/cuisine/", f"/product/{product.slug}/"):
        french, english = (body(customer_client, f"{prefix}{path}") for prefix in ("", "/en"))
        figures = [(seen.basis, seen.amount) for seen in prices(french)]
        assert figures == [(seen.basis, seen.amount) for seen in prices(english)]
        assert "1\u00a0080,24\u00a0€" in french
        assert "€1,080.24" in english
        assert "excl. VAT" in english
        assert "Wholesalers price" in english


def test_the_head_offers_the_account_or_the_way_in(
    client: Client, customer_client: SignedIn, shop: Shop
) -> None:
    visitor, customer = body(client, "/"), body(customer_client, "/")
    assert "Se connecter" in visitor
    assert "Votre compte" not in visitor
    assert "Votre compte" in customer
    assert "Se déconnecter" in customer
    assert "csrfmiddlewaretoken" not in visitor


def test_a_visitor_gets_no_cookie(client: Client, kitchen: Category) -> None:
    response = client.get("/category/cuisine/")
    assert not response.cookies


@pytest.mark.parametrize(
    ("short", "real"), [("/votre-compte/", "/account/"), ("/connexion/", "/login/")]
)
def test_short_french_addresses_lead_on(client: Client, shop: Shop, short: str, real: str) -> None:
    response = client.get(short)
    assert response.status_code == 302
    assert response["Location"] == real


def test_the_sitemap_lists_each_published_page_in_both_languages(
    client: Client, kitchen: Category
) -> None:
    _on("cuisine", slug="bol-1")
    found = {loc.text for loc in ElementTree.fromstring(body(client, "/sitemap.xml")).iter(SITEMAP)}  # noqa: S314
    paths = [
        "",
        "category/cuisine/",
        "category/vaisselle/",
        "category/assiettes/",
        "product/bol-1/",
    ]
    assert found == {f"http://testserver/{home}{path}" for home in ("", "en/") for path in paths}


def test_robots_learn_where_not_to_go(client: Client, shop: Shop) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    lines = response.content.decode().splitlines()
    for path in ("/admin-panel/", "/account/", "/en/account/", "/search/", "/en/search/"):
        assert f"Disallow: {path}" in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


@pytest.mark.parametrize(
    "words",
    [
        "%00",
        "%ED%A0%80",
        "%FF%FE",
        "x" * 10_000,
        "a%20" * 200,
        "%25",
        "_",
        "%27%22%3C",
        "%E2%80%AE",
    ],
)
@pytest.mark.parametrize("page", ["1e999", "-1", "9" * 5000, "%00", "last"])
def test_nonsense_is_answered_with_a_page(
    client: Client, kitchen: Category, words: str, page: str
) -> None:
    bowl = _on("cuisine", title_fr="Bol")
    found = client.get(f"/search/?q={words}&page={page}&sort={words}")
    assert found.status_code == 200
    shelf = client.get(f"/category/cuisine/?page={page}&sort={words}&q={words}")
    assert shelf.status_code == 200
    assert in_list(shelf.content.decode(), bowl) == Seen("ttc", "120.00")


@pytest.mark.parametrize("slug", ["nope", "x" * 10_000, "%00", "%ED%A0%80", "..%2f..", "é", "a b"])
def test_an_address_that_leads_nowhere_is_a_404(client: Client, shop: Shop, slug: str) -> None:
    for kind in ("category", "product"):
        for home in ("", "/en"):
            assert client.get(f"{home}/{kind}/{slug}/").status_code == 404


def test_a_page_that_is_not_there_keeps_the_frame_of_the_shop(
    client: Client, kitchen: Category
) -> None:
    for path, title in (
        ("/product/nope/", "Cette page n’est pas disponible"),
        ("/en/nowhere/", "This page is not available"),
    ):
        page = client.get(path).content.decode()
        assert f"<h1>{title}</h1>" in page
        assert "/category/cuisine/" in page
        assert page.count("<h1") == 1


def test_a_wildcard_is_a_sign_like_another(client: Client, kitchen: Category) -> None:
    _on("cuisine", title_fr="Bol")
    _on("cuisine", title_fr="Coton 100 % bio")
    assert _titles(body(client, "/search/", q="%")) == ["Coton 100 % bio"]
    assert not _titles(body(client, "/search/", q="_"))


def test_products_out_of_stock_say_so(client: Client, kitchen: Category) -> None:
    _on("cuisine", slug="bol-1", stock=0)
    _on("cuisine", slug="bol-2", stock=3)
    assert "Épuisé" in body(client, "/product/bol-1/")
    assert "En stock" in body(client, "/product/bol-2/")


def test_what_only_staff_know_is_on_no_page(client: Client, kitchen: Category) -> None:
    _on("cuisine", slug="bol-1", cost=Decimal("37.91"), minimum_price=Decimal("41.37"), stock=8642)
    for path in ("/", "/category/cuisine/", "/product/bol-1/"):
        page = body(client, path)
        for secret in ("37,91", "37.91", "41,37", "41.37", "8642"):
            assert secret not in page
