"""The price book: kept while nothing changes, never stale once something does."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.models import Category, Product, Shop, VatComponent
from customers.viewers import group_viewer, viewer
from groups.book import price_book
from groups.models import (
    CustomerGroup,
    GroupCategoryDiscount,
    GroupOrderDiscount,
    GroupPromotion,
)
from pricing.models import (
    DiscountTier,
    OrderDiscount,
    PriceTemplate,
    Promotion,
    TemplateRule,
)
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

DAY = date(2026, 11, 22)
BEFORE = date(2026, 11, 21)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(shop: Shop) -> Category:
    found: Category = CategoryFactory(code="papeterie")
    return found


@pytest.fixture
def product(shelf: Category) -> Product:
    made: Product = ProductFactory(price=Decimal(100), cost=Decimal(80), categories=[shelf])
    return made


def _shop() -> Shop:
    return Shop.objects.select_related("default_vat_class").get()


def _member_pays(group: CustomerGroup, product: Product, on: date = DAY, quantity: int = 1) -> str:
    seen = group_viewer(group=group, shop=_shop(), on=on)
    return str(seen.unit_prices([product], quantity)[product.pk].net)


def _visitor_pays(product: Product, on: date = DAY, quantity: int = 1) -> str:
    seen = viewer(customer=None, shop=_shop(), on=on)
    return str(seen.unit_prices([product], quantity)[product.pk].net)


def test_a_kept_book_costs_no_query(product: Product) -> None:
    group = GroupFactory(discount_percent=10)
    first = price_book(shop=_shop())
    with CaptureQueriesContext(connection) as queries:
        assert price_book(shop=_shop()) is first
        group_viewer(group=group, shop=_shop(), on=DAY)
    assert len(queries) == 2  # the shop's row, read twice above


def _rule(template: PriceTemplate, **fields: object) -> TemplateRule:
    return TemplateRule.objects.create(template=template, **fields)


CHANGES = {
    "the group's discount": lambda group, product: CustomerGroup.objects.filter(pk=group.pk).update(
        discount_percent=20
    ),
    "a tax": lambda group, product: VatComponent.objects.update(percent=7),
    "a category discount": lambda group, product: GroupCategoryDiscount.objects.create(
        group=group, category=product.categories.get(), percent=30
    ),
    "a promotion": lambda group, product: Promotion.objects.create(title="Soldes", value=50),
    "the promotion's products": lambda group, product: Promotion.objects.create(
        title="Soldes", value=0
    ).products.add(product),
    "a public template": lambda group, product: PriceTemplate.objects.create(
        title="Dégressifs", is_public=True
    ),
    "the shop's basis": lambda group, product: Shop.objects.update(prices_entered="gross"),
    "a deleted group": lambda group, product: group.delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_of_a_price_rule_turns_the_stamp(change: object, product: Product) -> None:
    group = GroupFactory(discount_percent=10)
    before = _shop().price_stamp
    book = price_book(shop=_shop())
    change(group, product)  # type: ignore[operator]
    assert _shop().price_stamp != before
    assert price_book(shop=_shop()) is not book


def test_counting_members_turns_nothing(product: Product) -> None:
    group = GroupFactory()
    before = _shop().price_stamp
    CustomerGroup.objects.filter(pk=group.pk).update(member_count=5, version=3)
    assert _shop().price_stamp == before


def test_the_deepest_category_that_has_a_percentage_gives_it(product: Product) -> None:
    shelf = product.categories.get()
    deep = CategoryFactory(parent=shelf, code="carnets")
    product.categories.set([deep])
    group = GroupFactory(discount_percent=10)
    GroupCategoryDiscount.objects.create(group=group, category=shelf, percent=30)
    assert _member_pays(group, product) == "70.00"
    GroupCategoryDiscount.objects.create(group=group, category=deep, percent=0)
    assert _member_pays(group, product) == "100.00"


def test_the_vendor_example_of_a_floor(product: Product) -> None:
    template = PriceTemplate.objects.create(title="Gros")
    _rule(template, kind="list_percent", value=-20)
    group = GroupFactory(price_template=template)
    assert _member_pays(group, product) == "80.00"
    CustomerGroup.objects.filter(pk=group.pk).update(floor_percent=10)
    assert _member_pays(group, product) == "88.00"
    CustomerGroup.objects.filter(pk=group.pk).update(floor_mode="warn")
    assert _member_pays(group, product) == "80.00"


def test_a_template_acts_on_its_days_only(product: Product) -> None:
    template = PriceTemplate.objects.create(title="Gros", starts_on=DAY, ends_on=DAY)
    _rule(template, kind="fixed", value=50)
    group = GroupFactory(price_template=template)
    assert _member_pays(group, product) == "50.00"
    assert _member_pays(group, product, on=BEFORE) == "100.00"


def test_quantity_prices_are_everyones(product: Product) -> None:
    template = PriceTemplate.objects.create(title="Dégressifs", is_public=True)
    _rule(template, kind="fixed", value=90, product=product, min_quantity=10)
    assert _visitor_pays(product) == "100.00"
    assert _visitor_pays(product, quantity=10) == "90.00"


def test_without_group_pricing_only_public_rules_stay(product: Product) -> None:
    mine = Promotion.objects.create(title="Réservée", value=60, groups_only=True)
    group = GroupFactory(discount_percent=10, use_group_pricing=False, price_display="net")
    GroupPromotion.objects.create(group=group, promotion=mine)
    assert _member_pays(group, product) == "100.00"
    seen = group_viewer(group=group, shop=_shop(), on=DAY)
    assert seen.policy.display == "net"
    Promotion.objects.create(title="Publique", value=20)
    assert _member_pays(group, product) == "80.00"


def test_a_promotion_for_groups_reaches_members_of_any_of_them_and_nobody_else(
    product: Product, shop: Shop
) -> None:
    promotion = Promotion.objects.create(title="Réservée", value=30, groups_only=True)
    main, extra, other = GroupFactory(), GroupFactory(), GroupFactory()
    GroupPromotion.objects.create(group=extra, promotion=promotion)
    person = CustomerFactory()
    MembershipFactory(customer=person, group=main)
    MembershipFactory(customer=person, group=extra, is_primary=False)
    seen = viewer(customer=person, shop=_shop(), on=DAY)
    assert str(seen.unit_prices([product])[product.pk].net) == "70.00"
    assert _member_pays(other, product) == "100.00"
    assert _visitor_pays(product) == "100.00"


def test_a_promotion_for_all_but_a_group_spares_any_of_its_members(product: Product) -> None:
    promotion = Promotion.objects.create(title="Sauf", value=30, groups_excluded=True)
    group = GroupFactory(discount_percent=10)
    GroupPromotion.objects.create(group=group, promotion=promotion)
    assert _member_pays(group, product) == "90.00"
    assert _visitor_pays(product) == "70.00"


def test_order_discounts_reach_their_audience(product: Product) -> None:
    group, other = GroupFactory(), GroupFactory()
    discount = OrderDiscount.objects.create(title="Gros", kind="groups_subtotal")
    DiscountTier.objects.create(discount=discount, threshold=200, kind="percent", value=5)
    GroupOrderDiscount.objects.create(group=group, discount=discount)
    for asking, quantity, taken in ((group, 2, "10.00"), (group, 1, "0"), (other, 2, "0")):
        seen = group_viewer(group=asking, shop=_shop(), on=DAY)
        quote = seen.quote([(product, quantity)])
        found = sum((reduction.amount for reduction in quote.reductions), Decimal(0))
        assert found == Decimal(taken)


def test_a_promotion_reserved_to_groups_can_never_be_opened(shop: Shop) -> None:
    promotion = Promotion.objects.create(title="Réservée", value=30, groups_only=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Promotion.objects.update(groups_only=False)
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE pricing_promotion SET groups_only = %s", [False])
    promotion.refresh_from_db()
    assert promotion.groups_only


def test_a_promotion_whose_last_product_is_deleted_does_not_become_everyones(
    product: Product, owner: SignedIn
) -> None:
    other = ProductFactory(sku="SEUL", price=Decimal(50))
    typed = {"title_fr": "Soldes", "kind": "percent", "value": "30", "basis": "net", "rank": "0"}
    more = {"products": "SEUL", "starts_on": "2026-01-01", "no_end": "on", "is_active": "on"}
    answer = owner.post("/admin-panel/promotions/new/", {**typed, **more, "audience": "everyone"})
    assert answer.status_code == 303, answer.content.decode()[:4000]
    assert _visitor_pays(other) == "35.00"
    assert _visitor_pays(product) == "100.00"
    other.delete()
    assert _visitor_pays(product) == "100.00"
