"""The list prices a product has had, and the lowest of the last thirty days."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from catalog.history import keep_prices, lowest_price
from catalog.models import Category, PriceHistory, Product, Shop
from tests.conftest import SignedIn
from tests.factories.catalog import ProductFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PromotionFactory
from tests.storefront.shop_folder import change, load, write

DAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 22, 11, tzinfo=UTC), tick=False):
        yield


def _typed(product: Product, shelf: Category, price: str) -> dict[str, str]:
    return {
        "title_fr": "Marteau",
        "sku": product.sku,
        "slug": product.slug,
        "categories": str(shelf.pk),
        "vat_class": str(product.vat_class_id),
        "price": price,
        "stock": "1",
        "is_published": "on",
        "version": str(product.version),
    }


def _kept(product: Product) -> list[tuple[date, Decimal]]:
    rows = PriceHistory.objects.filter(product=product).order_by("since")
    return [(row.since, row.price) for row in rows]


def test_another_price_is_remembered_with_the_one_before_it(
    keeper: SignedIn, shelf: Category
) -> None:
    product = ProductFactory(price=Decimal(12), categories=[shelf])
    url = reverse("panel:product_edit", args=[product.pk])
    assert keeper.post(url, _typed(product, shelf, "14")).status_code == 303
    yesterday = DAY - timedelta(days=1)
    assert _kept(product) == [(yesterday, Decimal(12)), (DAY, Decimal(14))]
    product.refresh_from_db()
    keeper.post(url, _typed(product, shelf, "13"))
    assert _kept(product) == [(yesterday, Decimal(12)), (DAY, Decimal(13))]
    page = keeper.get(url).content.decode()
    told = page.split('data-testid="lowest-price"')[1].split("</p>")[0]
    assert 'data-amount="12.00"' in told


def test_saving_the_same_price_remembers_nothing(keeper: SignedIn, shelf: Category) -> None:
    product = ProductFactory(price=Decimal(12), categories=[shelf])
    url = reverse("panel:product_edit", args=[product.pk])
    assert keeper.post(url, _typed(product, shelf, "12,00")).status_code == 303
    assert _kept(product) == []


def test_an_import_remembers_the_prices_it_changes(tmp_path: Path, shop: Shop) -> None:
    write(tmp_path)
    load(tmp_path)
    product = Product.objects.get(sku="B-1")
    assert _kept(product) == [(date(2026, 11, 20), Decimal("12.5"))]
    load(tmp_path)
    assert PriceHistory.objects.count() == 3
    change(tmp_path, "products.csv", "12.50", "13.50")
    load(tmp_path)
    assert _kept(product) == [(date(2026, 11, 20), Decimal("13.5"))]


@pytest.mark.parametrize(
    ("kept", "lowest"),
    [
        ({}, 100),
        ({10: 90}, 90),
        ({29: 70, 10: 90}, 70),
        ({40: 60, 10: 90}, 60),  # it still held when the thirty days began
        ({60: 50, 40: 80, 10: 90}, 80),
        ({30: 85}, 85),
        ({-1: 10}, 100),
    ],
)
def test_the_lowest_of_thirty_days(shop: Shop, kept: dict[int, int], lowest: int) -> None:
    product = ProductFactory(price=Decimal(100))
    for days, price in kept.items():
        PriceHistory.objects.create(
            product=product, since=DAY - timedelta(days=days), price=Decimal(price)
        )
    assert lowest_price(product=product, on=DAY) == lowest


def test_a_public_reduction_names_the_lowest_price_of_thirty_days(shop: Shop) -> None:
    product = ProductFactory(price=Decimal(12))
    keep_prices(products=[product], former={product.pk: Decimal(10)}, on=DAY - timedelta(days=5))
    url = reverse("shop_product", args=[product.slug])
    assert "lowest-price" not in Client().get(url).content.decode()
    group = GroupFactory()
    promotion = PromotionFactory(groups=[group], groups_only=True)
    assert "lowest-price" not in Client().get(url).content.decode()
    promotion.delete()
    PromotionFactory(value=Decimal(20))
    page = Client().get(url).content.decode()
    told = page.split('data-testid="lowest-price"')[1]
    assert "Prix le plus bas des 30 derniers jours" in told
    assert told.split('data-amount="')[1].startswith('12.00"')
