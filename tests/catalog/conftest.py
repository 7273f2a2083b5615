"""What the tests of the catalogue's screens share."""

import pytest

from catalog.models import Category, Shop
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import CategoryFactory

EVERY = ("view", "add", "change", "delete")


@pytest.fixture
def shelf(shop: Shop) -> Category:
    return CategoryFactory(title_fr="Outils", title_en="Tools", slug="outils", code="outils")


@pytest.fixture
def keeper(staff: Staff) -> SignedIn:
    """Somebody who keeps the products, and may not see what they cost."""
    return staff(*(f"catalog.{verb}_product" for verb in EVERY))


@pytest.fixture
def buyer(staff: Staff) -> SignedIn:
    """Somebody who keeps the products and sees what they cost."""
    return staff("pricing.view_cost", *(f"catalog.{verb}_product" for verb in EVERY))


@pytest.fixture
def arranger(staff: Staff) -> SignedIn:
    """Somebody who arranges the shelves."""
    return staff(*(f"catalog.{verb}_category" for verb in EVERY))


@pytest.fixture
def accountant(staff: Staff) -> SignedIn:
    """Somebody who keeps the taxes."""
    return staff(*(f"catalog.{verb}_vatrate" for verb in EVERY))
