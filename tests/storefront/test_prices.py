"""What each setting of a group does to the prices its members see."""

import json
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from catalog.models import Product, Shop, VatClass, VatRate
from customers.models import Customer, Way
from customers.services import assign, delete_group
from groups.models import CustomerGroup, PriceDisplay, VatMode
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import AddressFactory, MembershipFactory
from tests.factories.groups import GroupFactory
from tests.storefront.reading import Seen, body, everywhere, on_its_page, prices

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
PUBLIC = Seen("ttc", "120.00")


def _rate(code: str) -> VatRate:
    return VatRate.objects.get(vat_class__code=code, country="FR", region="")


def _member(
    client: SignedIn, membership: dict[str, Any] | None = None, **terms: Any
) -> CustomerGroup:
    group: CustomerGroup = GroupFactory(**terms)
    MembershipFactory(customer=client.user.customer, group=group, **(membership or {}))
    return group


def test_a_visitor_sees_the_public_price(product: Product) -> None:
    assert everywhere(Client(), product) == PUBLIC


def test_a_customer_in_no_group_sees_the_public_price(
    customer_client: SignedIn, product: Product
) -> None:
    assert everywhere(customer_client, product) == PUBLIC


def test_the_discount_of_the_group_is_in_the_price_of_each_page(
    customer_client: SignedIn, product: Product
) -> None:
    _member(customer_client, discount_percent=Decimal("12.5"))
    assert everywhere(customer_client, product) == Seen("ttc", "105.00", "120,00\u00a0€")


def test_the_group_decides_that_its_members_see_prices_without_tax(
    customer_client: SignedIn, product: Product
) -> None:
    _member(customer_client, price_display=PriceDisplay.NET)
    assert everywhere(customer_client, product) == Seen("ht", "100.00")


def test_a_shop_that_shows_net_prices_still_shows_gross_ones_to_a_group_that_wants_them(
    customer_client: SignedIn, product: Product
) -> None:
    Shop.objects.update(price_display="net")
    assert everywhere(Client(), product) == Seen("ht", "100.00")
    group = _member(customer_client, price_display=PriceDisplay.GROSS)
    assert everywhere(customer_client, product) == PUBLIC
    CustomerGroup.objects.filter(pk=group.pk).update(price_display=PriceDisplay.SHOP)
    assert everywhere(customer_client, product) == Seen("ht", "100.00")


def test_the_own_rate_of_the_group_replaces_that_of_taxable_products_only(
    customer_client: SignedIn, product: Product
) -> None:
    card = ProductFactory(
        vat_class=VatClass.objects.get(code="exempt"), categories=[CategoryFactory()]
    )
    _member(customer_client, vat_mode=VatMode.OWN, vat_rate=_rate("intermediate"))
    assert everywhere(customer_client, product) == Seen("ttc", "110.00")
    assert everywhere(customer_client, card) == Seen("ttc", "100.00")
    assert "TVA 10\u00a0%" in body(customer_client, f"/product/{product.slug}/")


def test_an_exempt_group_pays_no_tax_and_reads_why(
    customer_client: SignedIn, product: Product
) -> None:
    _member(customer_client, vat_mode=VatMode.EXEMPT, exemption_reason="article 262 ter")
    assert everywhere(customer_client, product) == Seen("ttc", "100.00")
    page = body(customer_client, f"/product/{product.slug}/")
    assert "exonéré, article 262 ter" in page
    assert "soit" not in page


def test_the_product_page_tells_the_price_in_the_other_basis_too(
    customer_client: SignedIn, product: Product
) -> None:
    _member(customer_client, wholesale=True)
    shown = prices(body(customer_client, f"/product/{product.slug}/"))
    assert shown[:2] == [Seen("ht", "87.50", "100,00\u00a0€"), Seen("ttc", "105.00")]


def test_a_reduced_price_says_whose_it_is(customer_client: SignedIn, product: Product) -> None:
    _member(customer_client, wholesale=True)
    page = body(customer_client, f"/product/{product.slug}/")
    for words in ("Prix habituel", "Votre prix", "Prix Grossistes"):
        assert words in page
        assert words not in body(Client(), f"/product/{product.slug}/")


@pytest.mark.parametrize(
    ("terms", "acts"),
    [
        ({"starts_on": TODAY}, True),
        ({"starts_on": TODAY + DAY}, False),
        ({"ends_on": TODAY}, True),
        ({"ends_on": TODAY - DAY}, False),
        ({"is_active": False}, False),
        ({"binned_at": NOW}, False),
    ],
)
def test_a_group_acts_only_while_it_is_active(
    customer_client: SignedIn, product: Product, terms: dict[str, Any], acts: bool
) -> None:
    _member(customer_client, discount_percent=50, **terms)
    assert (on_its_page(customer_client, product).amount == "60.00") is acts
    assert acts or everywhere(customer_client, product) == PUBLIC


@pytest.mark.parametrize(
    ("dates", "acts"),
    [
        ({"starts_on": TODAY}, True),
        ({"starts_on": TODAY + DAY}, False),
        ({"ends_on": TODAY}, True),
        ({"ends_on": TODAY - DAY}, False),
    ],
)
def test_a_membership_acts_only_on_its_days(
    customer_client: SignedIn, product: Product, dates: dict[str, date], acts: bool
) -> None:
    _member(customer_client, dates, discount_percent=50)
    assert on_its_page(customer_client, product).amount == ("60.00" if acts else "120.00")


def test_an_additional_group_brings_no_price_of_its_own(
    customer_client: SignedIn, product: Product
) -> None:
    _member(customer_client, discount_percent=10)
    _member(customer_client, {"is_primary": False}, wholesale=True, position=0)
    assert everywhere(customer_client, product) == Seen("ttc", "108.00", "120,00\u00a0€")


def test_the_first_active_group_speaks_while_the_main_one_does_not(
    customer_client: SignedIn, product: Product
) -> None:
    _member(customer_client, discount_percent=50, ends_on=TODAY - DAY)
    _member(customer_client, {"is_primary": False}, discount_percent=20, position=9)
    _member(customer_client, {"is_primary": False}, discount_percent=10, position=5)
    assert on_its_page(customer_client, product).amount == "108.00"


def test_a_customer_left_without_main_group_pays_the_public_price(
    customer_client: SignedIn, product: Product
) -> None:
    _member(customer_client, {"is_primary": False}, wholesale=True)
    assert everywhere(customer_client, product) == PUBLIC


def test_a_customer_whose_account_is_closed_sees_public_prices(
    customer_client: SignedIn, product: Product
) -> None:
    _member(customer_client, wholesale=True)
    Customer.objects.update(is_active=False)
    assert on_its_page(customer_client, product) == PUBLIC


def test_staff_who_are_no_customers_see_public_prices(owner: SignedIn, product: Product) -> None:
    assert everywhere(owner, product) == PUBLIC


def test_a_change_by_staff_is_in_the_next_page(customer_client: SignedIn, product: Product) -> None:
    person = Customer.objects.filter(pk=customer_client.user.customer.pk)
    group = _member(customer_client, discount_percent=10)
    assert on_its_page(customer_client, product).amount == "108.00"
    CustomerGroup.objects.filter(pk=group.pk).update(discount_percent=20)
    assert on_its_page(customer_client, product).amount == "96.00"
    other = GroupFactory(discount_percent=50)
    assign(group=other, customers=person, actor=None, way=Way.RECORD, at=NOW, primary=True)
    assert on_its_page(customer_client, product).amount == "60.00"
    delete_group(group=other, actor=None, at=NOW)
    assert on_its_page(customer_client, product).amount == "120.00"


def test_a_price_never_stays_behind_for_the_next_person(
    customer_client: SignedIn, product: Product
) -> None:
    _member(customer_client, wholesale=True)
    browser = Client()
    for _turn in range(2):
        assert everywhere(browser, product) == PUBLIC
        browser.force_login(customer_client.user)
        assert everywhere(browser, product).amount == "87.50"
        browser.logout()


def test_prices_are_kept_by_no_cache(customer_client: SignedIn, product: Product) -> None:
    shelf = product.categories.get()
    paths = ("/", f"/category/{shelf.slug}/", f"/product/{product.slug}/", "/search/", "/account/")
    for client in (Client(), customer_client):
        for path in paths[: 5 if client is customer_client else 4]:
            response = client.get(path)
            assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
            assert "Cookie" in response["Vary"]


def test_a_customer_in_quebec_pays_its_two_taxes(
    customer_client: SignedIn, product: Product
) -> None:
    AddressFactory(customer=customer_client.user.customer, country="CA", region="QC")
    assert on_its_page(customer_client, product) == Seen("ttc", "114.98")
    page = body(customer_client, f"/product/{product.slug}/")
    assert "TPS 5\u00a0% + TVQ 9,975\u00a0%" in page


def test_one_product_has_one_price_on_each_page_and_in_the_command(
    customer_client: SignedIn, shop: Shop
) -> None:
    _member(customer_client, discount_percent=Decimal("7.35"), price_display=PriceDisplay.NET)
    chance = random.Random(2026)
    shelf = CategoryFactory()
    for code in ("standard", "reduced_low", "super_reduced", "exempt", "intermediate"):
        ProductFactory(
            price=Decimal(chance.randrange(1, 99_999)) / 100,
            vat_class=VatClass.objects.get(code=code),
            categories=[shelf],
        )
    for entered in ("net", "gross"):
        Shop.objects.update(prices_entered=entered)
        for product in Product.objects.all():
            shown = everywhere(customer_client, product)
            told = StringIO()
            call_command(
                "explain_price",
                product.sku,
                customer=customer_client.user.email,
                json=True,
                stdout=told,
            )
            explained = json.loads(told.getvalue())
            assert (explained["display"], explained["shown"]) == (shown.basis, shown.amount)
            assert on_its_page(customer_client, product, "/en").amount == shown.amount
