"""The number of queries of a page does not grow with the shop."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Category, Product, VatClass, VatRate
from groups.models import VatMode
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import AddressFactory, MembershipFactory
from tests.factories.groups import GroupFactory

BUDGET = 12


def _stocked(shelf: Category, count: int) -> None:
    vat_class = VatClass.objects.get(code="standard")
    numbers = range(Product.objects.count(), count)
    made = Product.objects.bulk_create(
        ProductFactory.build(slug=f"bol-{number}", title_fr=f"Bol {number}", vat_class=vat_class)
        for number in numbers
    )
    links = Product.categories.through
    links.objects.bulk_create(links(product=product, category=shelf) for product in made)


def _queries(client: Client, path: str) -> list[str]:
    """What a page asks once the price book has been read, as it is for every later page."""
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in seen.captured_queries]


@pytest.mark.parametrize("path", ["/category/bols/", "/category/bols/?sort=price&page=2", "/"])
def test_a_page_of_products_asks_as_much_for_3_300_or_3000_of_them(
    customer_client: SignedIn, path: str
) -> None:
    root = CategoryFactory(slug="cuisine")
    shelf = CategoryFactory(slug="bols", parent=root)
    rate = VatRate.objects.get(vat_class__code="intermediate", country="FR", region="")
    group = GroupFactory(vat_mode=VatMode.OWN, vat_rate=rate)
    MembershipFactory(customer=customer_client.user.customer, group=group)
    AddressFactory(customer=customer_client.user.customer)
    asked = {}
    for count in (3, 30, 300, 3000):
        _stocked(shelf, count)
        asked[count] = _queries(customer_client, path)
    sizes = {count: len(queries) for count, queries in asked.items()}
    assert len(set(sizes.values())) == 1, sizes
    assert sizes[3] <= BUDGET, "\n".join(asked[3])


@pytest.mark.parametrize("path", ["/product/bol-1/", "/search/?q=bol", "/account/"])
def test_other_pages_do_not_ask_more_either(customer_client: SignedIn, path: str) -> None:
    shelf = CategoryFactory(slug="bols")
    group = GroupFactory(wholesale=True)
    MembershipFactory(customer=customer_client.user.customer, group=group)
    sizes = set()
    for count in (3, 30, 300):
        _stocked(shelf, count)
        CategoryFactory.create_batch(count // 30)
        sizes.add(len(_queries(customer_client, path)))
    assert len(sizes) == 1
    assert sizes.pop() <= 14
