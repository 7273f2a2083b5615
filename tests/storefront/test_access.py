"""Hidden means absent: no page of the shop front asks for products its own way."""

import ast
from pathlib import Path

import pytest
from django.test import Client

from accounts.models import User
from catalog.models import Category, Product, Shop
from customers.models import Customer
from groups.models import CategoryAccess
from tests.conftest import SignedIn
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import MembershipFactory
from tests.factories.groups import GroupFactory
from tests.storefront.reading import body

FRONT = Path(__file__).resolve().parents[2] / "storefront"
# What answers with products or categories without asking who looks.
BLIND = {"products", "public_products", "in_branch", "users_of", "tree", "category_paths"}
BESIDE = {"importing", "management", "migrations"}


def _modules() -> list[Path]:
    found = FRONT.rglob("*.py")
    return sorted(path for path in found if not BESIDE & set(path.parts))


@pytest.mark.parametrize("path", _modules(), ids=lambda path: path.relative_to(FRONT).as_posix())
def test_products_are_asked_of_the_reach_alone(path: Path) -> None:
    """Nothing is read off `Product` or `Category`, nor from a selector that knows no viewer."""
    wrong = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        if node.value.id in ("Product", "Category"):
            wrong.append(f"{node.value.id}.{node.attr}")
        if node.value.id == "catalog" and node.attr in BLIND:
            wrong.append(f"catalog.{node.attr}")
    # The shelves read the tree, and show of it what the reach lets through.
    assert wrong == (["catalog.tree"] if path.name == "shelves.py" else [])


@pytest.fixture
def kitchen(shop: Shop) -> Category:
    """Cuisine › Pro › Fours, a product in each; « Pro » is hidden from visitors."""
    root: Category = CategoryFactory(title_fr="Cuisine", slug="cuisine")
    pro = CategoryFactory(title_fr="Pro", slug="pro", parent=root, is_public=False)
    ovens = CategoryFactory(title_fr="Fours", slug="fours", parent=pro)
    for shelf in (root, pro, ovens):
        ProductFactory(categories=[shelf], title_fr=f"Bol {shelf.slug}", slug=f"bol-{shelf.slug}")
    return root


def _member(client: SignedIn, mode: str, *shelves: str) -> None:
    group = GroupFactory(category_mode=mode)
    for shelf in shelves:
        CategoryAccess.objects.create(group=group, category=Category.objects.get(slug=shelf))
    MembershipFactory(customer=Customer.objects.get(user=client.user), group=group)


def _trail(page: str) -> str:
    start = page.index('aria-label="Fil d’Ariane"')
    return page[start : page.index("</nav>", start)]


def test_a_shelf_in_a_hidden_one_moves_to_the_top(
    customer_client: SignedIn, kitchen: Category
) -> None:
    _member(customer_client, "only", "fours")
    home = body(customer_client, "/")
    assert '<h3><a href="/category/fours/">' in home
    assert "/category/cuisine/" not in home
    assert "/category/pro/" not in home
    for path in ("/category/fours/", "/product/bol-fours/"):
        trail = _trail(body(customer_client, path))
        assert "Cuisine" not in trail
        assert "Pro" not in trail


def test_the_way_back_skips_what_is_hidden(customer_client: SignedIn, kitchen: Category) -> None:
    _member(customer_client, "only", "fours")
    _second(customer_client)
    trail = _trail(body(customer_client, "/product/bol-fours/"))
    assert "/category/cuisine/" in trail
    assert "/category/pro/" not in trail
    page = body(customer_client, "/category/cuisine/")
    assert 'href="/category/fours/"' in page
    assert "Bol fours" in page
    assert "Bol pro" not in page


def _second(client: SignedIn) -> None:
    """Another membership, whose group sees what visitors see."""
    customer = Customer.objects.get(user=client.user)
    MembershipFactory(customer=customer, group=GroupFactory(), is_primary=False)


@pytest.mark.parametrize("path", ["/login/", "/nulle-part/", "/category/pro/"])
def test_the_menu_of_every_page_is_the_viewers(
    client: Client, customer_client: SignedIn, kitchen: Category, path: str
) -> None:
    _member(customer_client, "only", "pro")
    page = client.get(path).content.decode()
    assert "/category/cuisine/" in page
    assert 'href="/category/fours/"' not in page
    if path != "/login/":
        page = customer_client.get(path).content.decode()
        assert 'href="/category/fours/"' in page
        assert "/category/cuisine/" not in page


def test_a_product_without_a_category_is_for_all_but_a_list(
    client: Client, customer_client: SignedIn, kitchen: Category
) -> None:
    ProductFactory(slug="seul")
    assert client.get("/product/seul/").status_code == 200
    _member(customer_client, "only", "cuisine")
    assert customer_client.get("/product/seul/").status_code == 404
    _second(customer_client)
    assert customer_client.get("/product/seul/").status_code == 200


def test_hiding_a_category_from_visitors_is_a_box_of_its_form(
    manager: SignedIn, client: Client, kitchen: Category
) -> None:
    url = f"/admin-panel/categories/{kitchen.pk}/"
    assert "Visible par les visiteurs" in manager.get(url).content.decode()
    sent = {
        "title_fr": "Cuisine",
        "title_en": "",
        "parent": "",
        "slug": "cuisine",
        "vat_class": "",
        "is_published": "on",
        "version": kitchen.version,
    }
    assert manager.post(url, sent).status_code == 303
    assert client.get("/category/cuisine/").status_code == 404
    assert client.get("/product/bol-cuisine/").status_code == 404
    _member(member := SignedIn.for_user(_account()), "all")
    assert member.get("/product/bol-cuisine/").status_code == 200
    assert Product.objects.count() == 3


def _account() -> User:
    user: User = UserFactory()
    Customer.objects.create(user=user, email=user.email)
    return user
