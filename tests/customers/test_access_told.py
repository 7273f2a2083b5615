"""The simulator and the command say when somebody does not meet a product, or may not buy it."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from catalog.models import Category, Product, Shop
from customers.models import Customer
from groups.models import CategoryAccess, CustomerGroup
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

PATH = "/admin-panel/simulator/"
CLOSED = "n’a pas accès à ce produit\u00a0: catégorie «\u00a0Pro\u00a0» restreinte."
KEYS = {
    *("sku", "quantity", "on", "channel", "currency", "display", "shown", "unit_net"),
    *("unit_gross", "vat_rate", "steps", "lost"),
}


@pytest.fixture
def shelf(shop: Shop) -> Category:
    made: Category = CategoryFactory(title_fr="Pro")
    return made


@pytest.fixture
def product(shelf: Category) -> Product:
    inside = CategoryFactory(title_fr="Fours", parent=shelf)
    made: Product = ProductFactory(sku="SCIE", categories=[inside])
    return made


@pytest.fixture
def group(shelf: Category) -> CustomerGroup:
    made: CustomerGroup = GroupFactory(category_mode="except", code="FERME")
    CategoryAccess.objects.create(group=made, category=shelf)
    return made


@pytest.fixture
def customer(group: CustomerGroup) -> Customer:
    member: Customer = MembershipFactory(customer=CustomerFactory(), group=group).customer
    return member


def _command(**options: str) -> str:
    out = StringIO()
    call_command("explain_price", "SCIE", stdout=out, language="fr", **options)
    return " ".join(out.getvalue().split(" "))


def test_a_closed_category_is_named(
    manager: SignedIn, product: Product, customer: Customer, group: CustomerGroup
) -> None:
    asked = {"product": "SCIE", "customer": customer.email}
    page = manager.get(PATH, asked).content.decode()
    assert f"Ce client {CLOSED}" in page
    assert 'data-testid="sim-step-shown" data-amount="120.00"' in page, (
        "it is explained all the same"
    )
    page = manager.get(PATH, {"product": "SCIE", "group": str(group.pk)}).content.decode()
    assert "Les membres de ce groupe n’ont pas accès" in page
    page = manager.get(PATH, {"product": "SCIE"}).content.decode()
    assert 'data-testid="sim-refusal"' not in page
    assert CLOSED in _command(customer=customer.email)
    assert "restreinte" not in _command()


def test_what_is_hidden_from_visitors_is_told(
    manager: SignedIn, product: Product, shelf: Category
) -> None:
    Category.objects.filter(pk=shelf.pk).update(is_public=False)
    page = manager.get(PATH, {"product": "SCIE"}).content.decode()
    assert "Les visiteurs n’ont pas accès à ce produit" in page


def test_a_product_in_no_category_is_told(manager: SignedIn, shelf: Category) -> None:
    group = GroupFactory(category_mode="only")
    CategoryAccess.objects.create(group=group, category=shelf)
    ProductFactory(sku="SEUL")
    page = manager.get(PATH, {"product": "SEUL", "group": str(group.pk)}).content.decode()
    assert "il n’est dans aucune catégorie" in page


def test_a_reserved_product_is_told_while_the_shop_reserves(
    manager: SignedIn, product: Product
) -> None:
    Product.objects.update(is_reserved=True)
    asked = {"product": "SCIE"}
    assert "sim-refusal" not in manager.get(PATH, asked).content.decode()
    Shop.objects.update(restricts_products=True)
    assert "Réservé à d’autres groupes de clients" in manager.get(PATH, asked).content.decode()
    assert "Réservé à d’autres groupes de clients" in _command()


def test_the_json_of_the_command_keeps_its_shape(product: Product, customer: Customer) -> None:
    out = StringIO()
    call_command("explain_price", "SCIE", "--customer", customer.email, "--json", stdout=out)
    assert set(json.loads(out.getvalue())) == KEYS
