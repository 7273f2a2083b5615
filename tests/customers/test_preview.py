"""The tab « Aperçu » of a group: what its members see."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from catalog.models import Product, Shop
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import ProductFactory
from tests.factories.groups import GroupFactory


@pytest.fixture(autouse=True)
def _day() -> Any:
    with time_machine.travel(datetime(2026, 11, 22, 11, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def product(shop: Shop) -> Product:
    made: Product = ProductFactory(sku="CARNET", title_fr="Carnet", price=Decimal(100))
    return made


@pytest.fixture
def group(product: Product) -> CustomerGroup:
    made: CustomerGroup = GroupFactory(wholesale=True)
    return made


def _page(client: SignedIn, group: CustomerGroup, status: int = 200, **asked: Any) -> str:
    response = client.get(f"/admin-panel/groups/{group.pk}/preview/", asked)
    assert response.status_code == status
    return str(response.content.decode())


def test_it_is_the_last_tab_of_the_group(owner: SignedIn, group: CustomerGroup) -> None:
    page = owner.get(f"/admin-panel/groups/{group.pk}/").content.decode()
    tabs = [part.partition('"')[0] for part in page.split('data-testid="tab-')[1:]]
    assert tabs[-1] == "preview"


def test_it_shows_a_product_and_the_wording_in_both_languages(
    owner: SignedIn, group: CustomerGroup
) -> None:
    page = _page(owner, group)
    card = page[page.index('data-testid="preview-product"') :]
    assert 'data-basis="ht" data-amount="87.50"' in card[: card.index("</article>")]
    for words in ("Niveau membre", "Grossistes", "Member level", "Wholesalers", "12.5% off"):
        assert words in page


def test_the_group_is_the_one_of_the_page_whatever_the_address_says(
    owner: SignedIn, group: CustomerGroup
) -> None:
    other = GroupFactory(discount_percent=50)
    page = _page(owner, group, product="CARNET", customer="x@y.example", name=other.pk)
    assert 'data-testid="sim-step-shown" data-amount="87.50"' in page
    assert 'name="customer"' not in page


def test_up_to_four_groups_stand_side_by_side(owner: SignedIn, group: CustomerGroup) -> None:
    others: list[CustomerGroup] = [
        GroupFactory(discount_percent=percent) for percent in (10, 20, 30, 40)
    ]
    page = _page(owner, group, product="CARNET", compare=[one.pk for one in others[:3]])
    amounts = ("87.50", "108.00", "96.00", "84.00")
    for one, amount in zip((group, *others[:3]), amounts, strict=True):
        side = page[page.index(f'data-testid="sim-side-{one.pk}"') :]
        assert f'data-amount="{amount}"' in side[: side.index("</tr>")]
    page = _page(owner, group, 422, product="CARNET", compare=[one.pk for one in others])
    assert "Choisissez trois groupes au plus." in page
    page = _page(owner, group, 422, product="CARNET", compare=["abc"])
    assert "Ce choix n’existe plus." in page


def test_a_group_that_sleeps_has_the_prices_of_a_visitor(
    owner: SignedIn, group: CustomerGroup
) -> None:
    CustomerGroup.objects.update(is_active=False)
    page = _page(owner, group, product="CARNET")
    assert "inactif ce jour-là\u00a0: les prix d’un visiteur" in page
    assert 'data-testid="sim-step-shown" data-amount="120.00"' in page


def test_a_shop_without_products_says_what_to_do(owner: SignedIn, shop: Shop) -> None:
    page = _page(owner, GroupFactory())
    assert "Choisissez un produit pour voir le détail du prix." in page


def test_it_opens_for_those_who_see_groups(
    staff: Staff, viewer: SignedIn, group: CustomerGroup
) -> None:
    path = f"/admin-panel/groups/{group.pk}/preview/"
    assert staff("pricing.view_pricetemplate").get(path).status_code == 403
    assert viewer.get(path).status_code == 200
    assert viewer.get("/admin-panel/groups/999999/preview/").status_code == 404


def test_what_is_sold_below_cost_is_listed_for_those_who_see_costs(
    owner: SignedIn, staff: Staff, group: CustomerGroup
) -> None:
    ProductFactory(sku="PERTE", price=Decimal(100), cost=Decimal("90.5"))
    ProductFactory(sku="GAIN", price=Decimal(100), cost=Decimal(80))
    general = owner.get(f"/admin-panel/groups/{group.pk}/").content.decode()
    address = f"/admin-panel/groups/{group.pk}/preview/?below_cost=1#below-cost"
    assert f'href="{address}"' in general
    assert "Voir ces produits" in general
    page = _page(owner, group, below_cost="1")
    losses = page[page.index('id="below-cost"') :].partition("</section>")[0]
    for told in ("PERTE", "100,00\u00a0€", "87,50\u00a0€", "90,50\u00a0€"):
        assert told in losses
    assert "GAIN" not in losses
    assert 'id="below-cost"' not in _page(owner, group)
    without = _page(staff("groups.view_customergroup"), group, below_cost="1")
    assert 'id="below-cost"' not in without
    assert "90,50" not in without


def test_when_nothing_is_sold_below_cost_it_says_so(owner: SignedIn, group: CustomerGroup) -> None:
    assert "Aucun produit n’est vendu sous son coût." in _page(owner, group, below_cost="1")
