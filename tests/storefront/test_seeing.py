"""Staff see the shop as the members of a group do: its prices, its shelves, under a banner."""

import pytest
from django.test import Client

from catalog.models import Category, Product
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory
from tests.storefront.reading import Seen, body, on_its_page

pytestmark = pytest.mark.django_db
PUBLIC = Seen("ttc", "120.00")
LEAVE = "/admin-panel/shop/leave/"


@pytest.fixture
def shelf(shop: object) -> Category:
    found: Category = CategoryFactory(slug="pros", is_public=False)
    return found


@pytest.fixture
def group() -> CustomerGroup:
    found: CustomerGroup = GroupFactory(
        title_fr="Ateliers", discount_percent=10, price_display="net", category_mode="all"
    )
    return found


@pytest.fixture
def reserved(shelf: Category) -> Product:
    made: Product = ProductFactory(categories=[shelf], slug="scie")
    return made


def _see(client: Client, group: CustomerGroup) -> int:
    answer = client.post(f"/admin-panel/groups/{group.pk}/preview/shop/")
    assert answer.status_code != 303 or answer["Location"] == "/"
    return int(answer.status_code)


def test_prices_and_shelves_are_those_of_a_member(
    viewer: SignedIn, group: CustomerGroup, product: Product, reserved: Product
) -> None:
    assert (on_its_page(viewer, product), viewer.get("/product/scie/").status_code) == (PUBLIC, 404)
    assert 'data-action="see-shop"' in body(viewer, f"/admin-panel/groups/{group.pk}/preview/")
    assert _see(viewer, group) == 303
    assert on_its_page(viewer, product) == Seen("ht", "90.00", "100,00\u00a0€")
    assert viewer.get("/product/scie/").status_code == 200
    for page in ("/", "/category/pros/", "/search/?q=a", "/account/", "/account/password/"):
        told = viewer.get(page, follow=True).content.decode()
        assert "Vous voyez la boutique comme un membre de «\u00a0Ateliers\u00a0»." in told, page


def test_leaving_leads_back_to_the_group_and_to_the_public_prices(
    viewer: SignedIn, group: CustomerGroup, product: Product
) -> None:
    _see(viewer, group)
    done = viewer.post(LEAVE)
    assert done["Location"] == f"/admin-panel/groups/{group.pk}/preview/"
    assert on_its_page(viewer, product) == PUBLIC
    assert "seen-as" not in body(viewer, "/")
    assert viewer.post(LEAVE)["Location"] == "/"


def test_it_is_for_one_person_and_ends_with_his_right(
    viewer: SignedIn, manager: SignedIn, group: CustomerGroup, product: Product
) -> None:
    _see(viewer, group)
    assert on_its_page(manager, product) == on_its_page(Client(), product) == PUBLIC
    viewer.user.groups.clear()
    assert on_its_page(viewer, product) == PUBLIC


def test_a_group_deleted_or_asleep_shows_what_visitors_see(
    viewer: SignedIn, group: CustomerGroup, product: Product
) -> None:
    _see(viewer, group)
    CustomerGroup.objects.filter(pk=group.pk).update(is_active=False)
    assert on_its_page(viewer, product) == PUBLIC
    assert "Ateliers" in body(viewer, "/")
    CustomerGroup.objects.filter(pk=group.pk).update(binned_at="2026-11-01T00:00Z")
    assert "seen-as" not in body(viewer, "/")


def test_nobody_else_starts_it(
    staff: Staff, customer_client: SignedIn, group: CustomerGroup, product: Product
) -> None:
    for client in (staff("customers.view_customer"), customer_client):
        assert _see(client, group) == 403
        assert on_its_page(client, product) == PUBLIC


def test_no_member_is_made_of_the_person_who_looks(
    viewer: SignedIn, group: CustomerGroup, product: Product
) -> None:
    MembershipFactory(group=group, customer=CustomerFactory(last_name="Petit"))
    _see(viewer, group)
    page = body(viewer, "/account/")
    assert "Ateliers" in page
    assert "Petit" not in page
    assert not hasattr(viewer.user, "customer")
