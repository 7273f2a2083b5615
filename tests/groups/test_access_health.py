"""Group health: groups that see nothing, products reserved to nobody."""

from datetime import date

import pytest
from django.urls import reverse

from catalog import selectors as catalog
from catalog.models import Category, Product, Shop
from groups.book import forget
from groups.health import Code, Finding, findings
from groups.models import CategoryAccess, CustomerGroup, ProductRestriction
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.groups import GroupFactory

DAY = date(2026, 11, 22)


def _found(code: Code) -> list[Finding]:
    forget()
    found = findings(shop=catalog.shop(), on=DAY, only_here={})
    return [one for one in found if one.code == code]


@pytest.fixture
def shelf(shop: Shop) -> Category:
    made: Category = CategoryFactory()
    ProductFactory(categories=[made])
    return made


def _listing(mode: str, *shelves: Category) -> CustomerGroup:
    group: CustomerGroup = GroupFactory(category_mode=mode)
    for shelf in shelves:
        CategoryAccess.objects.create(group=group, category=shelf)
    return group


def test_a_list_that_leaves_nothing_is_an_error(shelf: Category, manager: SignedIn) -> None:
    empty = CategoryFactory(parent=shelf)
    _listing("only", shelf)
    _listing("except", empty)
    bare = _listing("only", empty)
    shut = _listing("except", shelf)
    assert [one.group for one in _found(Code.SEES_NOTHING)] == [bare, shut]
    page = manager.get(reverse("panel:group_health")).content.decode()
    assert f"{reverse('panel:group_categories', args=[bare.pk])}#id_category_mode" in page
    ProductFactory()
    assert [one.group for one in _found(Code.SEES_NOTHING)] == [bare]
    Category.objects.filter(pk=shelf.pk).update(is_published=False)
    assert len(_found(Code.SEES_NOTHING)) == 2, "an unpublished shelf is nobody’s"


def test_a_shop_without_products_is_no_conflict(shop: Shop) -> None:
    _listing("only", CategoryFactory())
    assert not _found(Code.SEES_NOTHING)


def test_a_reserved_product_needs_a_group_that_acts(shelf: Category) -> None:
    product = Product.objects.get()
    Product.objects.update(is_reserved=True)
    asleep = GroupFactory(is_active=False)
    ProductRestriction.objects.create(product=product, group=asleep)
    assert not _found(Code.RESERVED_FOR_NOBODY), "the shop reserves nothing"
    Shop.objects.update(restricts_products=True)
    one = _found(Code.RESERVED_FOR_NOBODY)[0]
    assert (one.page, one.args) == ("product_restrictions", (product.pk,))
    assert product.sku in one.text
    other = ProductFactory(is_reserved=True)
    assert _found(Code.RESERVED_FOR_NOBODY)[0].page == "product_list"
    for row in (product, other):
        ProductRestriction.objects.create(product=row, group=GroupFactory(starts_on="2027-01-01"))
    assert not _found(Code.RESERVED_FOR_NOBODY)
