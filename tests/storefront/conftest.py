"""The day on the shop front is fixed."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from catalog.models import Product, Shop
from tests.factories.catalog import CategoryFactory, ProductFactory


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    """22 November 2026, noon in Paris."""
    with time_machine.travel(datetime(2026, 11, 22, 11, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def product(shop: Shop) -> Product:
    """A product at 100.00 net, 120.00 with its tax."""
    made: Product = ProductFactory(categories=[CategoryFactory()])
    return made
