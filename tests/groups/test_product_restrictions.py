"""A product reserved to groups: everyone sees it, their members buy it; and who sees what."""

import re
from datetime import date
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backoffice.models import StaffPreference
from catalog import selectors as catalog
from catalog.models import Category, Product, Shop
from customers.models import Customer
from customers.viewers import viewer as viewer_of
from groups.access import Refusal
from groups.models import CategoryAccess, CustomerGroup, ProductRestriction
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

SIGHT = re.compile(r'data-testid="sight-(\w+)" data-sees="(\w+)" data-buys="(\w+)"')
DAY = date(2026, 11, 22)


@pytest.fixture
def shelf(shop: Shop) -> Category:
    Shop.objects.update(restricts_products=True)
    made: Category = CategoryFactory(title_fr="Pro", slug="pro")
    return made


@pytest.fixture
def product(shelf: Category) -> Product:
    made: Product = ProductFactory(categories=[shelf], slug="scie")
    return made


@pytest.fixture
def group(shop: Shop) -> CustomerGroup:
    made: CustomerGroup = GroupFactory()
    return made


def url(product: Product) -> str:
    return f"/admin-panel/products/{product.pk}/restrictions/"


def typed(product: Product, *groups: CustomerGroup, **more: Any) -> dict[str, Any]:
    return {
        "is_reserved": "True",
        "groups": [str(one.pk) for one in groups],
        "version": str(product.version),
        **more,
    }


def restricted(product: Product) -> set[int]:
    rows = ProductRestriction.objects.filter(product=product)
    return set(rows.values_list("group_id", flat=True))


def reserve(product: Product, *groups: CustomerGroup) -> None:
    Product.objects.filter(pk=product.pk).update(is_reserved=True)
    for group in groups:
        ProductRestriction.objects.create(product=product, group=group)


def refused(product: Product, customer: Customer | None, on: date = DAY) -> Refusal | None:
    product.refresh_from_db()
    reach = viewer_of(customer=customer, shop=catalog.shop(), on=on).reach
    return reach.refusals([product]).get(product.pk)


def test_only_members_may_buy_and_everybody_sees_it(
    manager: SignedIn,
    customer_client: SignedIn,
    client: Client,
    product: Product,
    group: CustomerGroup,
) -> None:
    MembershipFactory(customer=Customer.objects.get(user=customer_client.user), group=group)
    assert manager.post(url(product), typed(product, group)).status_code == 303
    for path in ("/product/scie/", "/category/pro/", "/"):
        page = client.get(path).content.decode()
        assert "120,00" in page, path
        assert "éservé à certains groupes" in page, path
        assert "éservé à certains groupes" not in customer_client.get(path).content.decode(), path
    assert "Connectez-vous" in client.get("/product/scie/").content.decode()


def test_a_customer_signed_in_is_not_told_to_sign_in(
    customer_client: SignedIn, product: Product, group: CustomerGroup
) -> None:
    reserve(product, group)
    page = customer_client.get("/product/scie/").content.decode()
    assert 'data-testid="reserved"' in page
    assert "Connectez-vous" not in page


def test_the_switch_of_the_shop_suspends_and_erases_nothing(
    manager: SignedIn, client: Client, product: Product, group: CustomerGroup
) -> None:
    reserve(product, group)
    Shop.objects.update(restricts_products=False)
    assert 'data-testid="reserved"' not in client.get("/product/scie/").content.decode()
    assert 'data-testid="banner-restriction-off"' in manager.get(url(product)).content.decode()
    Shop.objects.update(restricts_products=True)
    assert 'data-testid="reserved"' in client.get("/product/scie/").content.decode()
    assert 'data-testid="banner-restriction-off"' not in manager.get(url(product)).content.decode()
    assert restricted(product) == {group.pk}


def test_a_reserved_product_without_a_live_group_is_bought_by_nobody(
    product: Product, group: CustomerGroup
) -> None:
    customer = MembershipFactory(customer=CustomerFactory(), group=group).customer
    reserve(product)
    assert refused(product, customer) is refused(product, None) is Refusal.RESERVED
    ProductRestriction.objects.create(product=product, group=group)
    assert refused(product, customer) is None
    CustomerGroup.objects.filter(pk=group.pk).update(ends_on=date(2026, 11, 21))
    assert refused(product, customer) is Refusal.RESERVED
    assert refused(product, customer, on=date(2026, 11, 21)) is None
    CustomerGroup.objects.filter(pk=group.pk).update(ends_on=None, is_active=False)
    assert refused(product, customer) is Refusal.RESERVED


def test_any_active_membership_opens_it(product: Product, group: CustomerGroup) -> None:
    customer = CustomerFactory()
    MembershipFactory(customer=customer, group=GroupFactory())
    second = MembershipFactory(customer=customer, group=group, is_primary=False)
    reserve(product, group)
    assert refused(product, customer) is None
    second.starts_on = date(2026, 11, 23)
    second.save()
    assert refused(product, customer) is Refusal.RESERVED


def test_reserved_to_nobody_is_not_a_choice(manager: SignedIn, product: Product) -> None:
    answer = manager.post(url(product), typed(product))
    assert answer.status_code == 422
    assert "Choisissez au moins un groupe." in answer.content.decode()
    product.refresh_from_db()
    assert not product.is_reserved


@pytest.mark.parametrize("forged", ["0", "999999", "9" * 40, "x", "1\0", "-1"])
def test_a_group_that_is_none_is_refused(
    manager: SignedIn, product: Product, group: CustomerGroup, forged: str
) -> None:
    sent = typed(product) | {"groups": [str(group.pk), forged]}
    answer = manager.post(url(product), sent)
    assert answer.status_code == 422
    assert '<a href="#id_groups">' in answer.content.decode()
    assert not restricted(product)


def test_a_group_in_the_bin_is_refused_and_keeps_what_it_had(
    manager: SignedIn, product: Product, group: CustomerGroup
) -> None:
    binned = GroupFactory(binned_at="2026-11-01T00:00:00Z")
    assert manager.post(url(product), typed(product, binned)).status_code == 422
    reserve(product, binned)
    assert manager.post(url(product), typed(product, group)).status_code == 303
    assert restricted(product) == {group.pk, binned.pk}


def test_opening_it_again_forgets_the_groups(
    manager: SignedIn, client: Client, product: Product, group: CustomerGroup
) -> None:
    reserve(product, group)
    answer = manager.post(url(product), typed(product, group, is_reserved="False"))
    assert answer.status_code == 303
    assert not restricted(product)
    assert 'data-testid="reserved"' not in client.get("/product/scie/").content.decode()


def test_who_changed_it_is_told_on_the_product_and_on_the_group(
    manager: SignedIn, product: Product, group: CustomerGroup
) -> None:
    manager.post(url(product), typed(product, group))
    entries = LogEntry.objects.filter(actor=manager.user)
    told = {(entry.content_type.model, *entry.changes_dict) for entry in entries}
    assert ("product", "is_reserved") in told
    assert ("product", "groups") in told
    assert ("customergroup", "product_restrictions") in told
    page = manager.get(f"/admin-panel/groups/{group.pk}/history/").content.decode()
    assert product.sku in page
    page = manager.get(f"/admin-panel/products/{product.pk}/history/").content.decode()
    assert group.title in page
    assert "Groupes de clients" in page


def test_the_reason_stands_in_both_histories(
    manager: SignedIn, product: Product, group: CustomerGroup
) -> None:
    manager.post(url(product), {**typed(product, group), "reason": "Rupture chez le fabricant"})
    for path in (f"groups/{group.pk}", f"products/{product.pk}"):
        page = manager.get(f"/admin-panel/{path}/history/").content.decode()
        assert "Rupture chez le fabricant" in page, path


def test_somebody_else_saved_meanwhile(
    manager: SignedIn, product: Product, group: CustomerGroup
) -> None:
    seen = typed(product, GroupFactory())
    manager.post(url(product), typed(product, group))
    assert manager.post(url(product), seen).status_code == 422
    assert restricted(product) == {group.pk}


def test_reading_is_not_enough_to_change(
    viewer: SignedIn, staff: Staff, product: Product, group: CustomerGroup
) -> None:
    page = viewer.get(url(product))
    assert page.status_code == 200
    assert 'name="is_reserved"' not in page.content.decode()
    assert viewer.post(url(product), typed(product, group)).status_code == 403
    assert (
        staff("catalog.change_product", "catalog.view_product").get(url(product)).status_code == 403
    )
    assert not restricted(product)


def test_who_sees_it_and_through_what(
    manager: SignedIn, product: Product, shelf: Category, group: CustomerGroup
) -> None:
    """Visitors do not, one group does, another lost it, a third is asleep."""
    Category.objects.filter(pk=shelf.pk).update(is_public=False)
    opened = GroupFactory(category_mode="only")
    CategoryAccess.objects.create(group=opened, category=shelf)
    closed = GroupFactory(category_mode="except")
    CategoryAccess.objects.create(group=closed, category=shelf)
    every = GroupFactory(category_mode="all")
    asleep = GroupFactory(category_mode="all", is_active=False)
    reserve(product, opened, closed)
    page = manager.get(url(product)).content.decode()
    assert {who: (sees, buys) for who, sees, buys in SIGHT.findall(page)} == {
        "visitors": ("no", "no"),
        str(group.pk): ("no", "no"),
        str(opened.pk): ("yes", "yes"),
        str(closed.pk): ("no", "no"),
        str(every.pk): ("yes", "no"),
        str(asleep.pk): ("no", "no"),
    }
    assert "3 groupes ne le voient pas" in page
    assert "inactif aujourd’hui" in page


def test_the_page_asks_as_much_for_300_groups(manager: SignedIn, product: Product) -> None:
    sizes = []
    for count in (3, 27, 270):
        for group in GroupFactory.create_batch(count, category_mode="only"):
            ProductRestriction.objects.create(product=product, group=group)
        product.categories.add(CategoryFactory())
        manager.get(url(product))
        with CaptureQueriesContext(connection) as queries:
            manager.get(url(product))
        sizes.append(len(queries))
    assert len(set(sizes)) == 1, sizes
    assert sizes[0] <= 16


def test_the_list_of_products_tells_and_finds_the_reserved_ones(
    manager: SignedIn, product: Product, group: CustomerGroup
) -> None:
    other = ProductFactory()
    reserve(product, group)
    page = manager.get("/admin-panel/products/?is_reserved=yes").content.decode()
    assert f'data-testid="row-product-{product.pk}"' in page
    assert f'data-testid="row-product-{other.pk}"' not in page
    StaffPreference.objects.create(
        user=manager.user, columns={"catalog.product": ["sku", "restriction"]}
    )
    page = manager.get("/admin-panel/products/?sort=-restriction").content.decode()
    rows = page.split('data-testid="row-product-')[1:]
    assert [("Réservé" in row.partition("</tr>")[0]) for row in rows] == [True, False]
