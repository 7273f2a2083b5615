"""One price everywhere: pages, simulator and command agree; nobody reads another one."""

import json
import os
import random
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client

from catalog.models import Category, Product, Shop, VatClass, VatRate
from customers.models import Customer
from groups.models import (
    CustomerGroup,
    GroupCategoryDiscount,
    PriceDisplay,
    VatMode,
)
from pricing.models import PriceTemplate
from tests.conftest import SignedIn
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import AddressFactory, CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import (
    OrderDiscountFactory,
    PriceTemplateFactory,
    PromotionFactory,
    TemplateRuleFactory,
    TierFactory,
)
from tests.storefront.reading import Seen, body, everywhere, in_list, on_its_page

CASES = 200
FIRST = date(2026, 11, 16)
DAYS = 10
SHOWN = re.compile(
    r'data-testid="sim-step-shown" data-amount="([\d.]+)".*?data-basis="(\w+)"', re.S
)


@dataclass(frozen=True)
class World:
    """A shop in which every kind of rule touches some price."""

    shelf: Category
    products: list[Product]
    people: list[Customer | None]


def _money(chance: random.Random, least: int = 100, most: int = 30_000) -> Decimal:
    return Decimal(chance.randrange(least, most)) / 100


def _templates(chance: random.Random, products: list[Product]) -> list[PriceTemplate]:
    public = PriceTemplateFactory(is_public=True)
    for product in products[:4]:
        for step in (3, 10):
            price = product.price * (100 - step) / 100
            TemplateRuleFactory(
                template=public, product=product, min_quantity=step, kind="fixed", value=price
            )
    ends_on = FIRST + timedelta(days=5)
    found: list[PriceTemplate] = [PriceTemplateFactory(), PriceTemplateFactory(ends_on=ends_on)]
    for template in found:
        TemplateRuleFactory(template=template, value=-chance.randrange(1, 20))
        TemplateRuleFactory(template=template, min_quantity=5, value=-25)
        TemplateRuleFactory(template=template, product=products[2], kind="cost_percent", value=15)
    return found


def _groups(
    chance: random.Random, shelf: Category, templates: list[PriceTemplate]
) -> list[CustomerGroup]:
    rate = VatRate.objects.get(vat_class__code="intermediate", country="FR", region="")
    exempt = {"vat_mode": VatMode.EXEMPT, "exemption_reason": "article 262 ter"}
    terms = (
        {"price_template": templates[0], "price_display": PriceDisplay.NET},
        {"price_template": templates[1], "discount_percent": Decimal("7.35"), "floor_percent": 10},
        {"vat_mode": VatMode.OWN, "vat_rate": rate, "discount_percent": 12},
        {**exempt, "discount_percent": Decimal("33.33"), "floor_percent": 5},
        {"use_group_pricing": False, "discount_percent": 90},
        {"discount_percent": 20, "starts_on": FIRST + timedelta(days=4), "public_ceiling": False},
    )
    groups: list[CustomerGroup] = [GroupFactory(**one) for one in terms]
    GroupCategoryDiscount.objects.create(
        group=groups[2], category=shelf, percent=chance.randrange(40)
    )
    return groups


def _promotions(groups: list[CustomerGroup], products: list[Product]) -> None:
    sale = PromotionFactory(value=8, starts_on=FIRST + timedelta(days=2), is_combinable=True)
    sale.products.set(products[::2])
    PromotionFactory(value=15, groups_only=True, groups=groups[:2], is_combinable=True)
    PromotionFactory(kind="price", value=40, groups_excluded=True, groups=groups[3:4])
    PromotionFactory(kind="amount", value=3, ends_on=FIRST + timedelta(days=6))
    TierFactory(discount=OrderDiscountFactory(), threshold=50, value=5)


@pytest.fixture
def world(shop: Shop) -> World:
    chance = random.Random(2026)
    root = CategoryFactory()
    shelf = CategoryFactory(parent=root)
    codes = (
        "standard",
        "reduced_low",
        "exempt",
        "intermediate",
        "standard",
        "standard",
        "standard",
    )
    products = []
    for code in codes:
        price = _money(chance)
        made = ProductFactory(
            price=price,
            cost=price * chance.randrange(40, 99) / 100,
            minimum_price=chance.choice((None, price / 2)),
            vat_class=VatClass.objects.get(code=code),
            categories=[shelf],
        )
        products.append(Product.objects.get(pk=made.pk))
    groups = _groups(chance, root, _templates(chance, products))
    _promotions(groups, products)
    people: list[Customer | None] = [None]
    for number, group in enumerate(groups):
        user = UserFactory()
        person = CustomerFactory(user=user, email=user.email)
        MembershipFactory(customer=person, group=group)
        MembershipFactory(customer=person, group=groups[(number + 2) % 6], is_primary=False)
        if number % 3 == 0:
            AddressFactory(customer=person, country="CA", region="QC")
        people.append(person)
    return World(shelf=shelf, products=products, people=people)


@dataclass
class Reader:
    """One person's walk through the shop front on one day; lists are opened once."""

    client: Client
    home: str
    category: str

    def sees(self, product: Product) -> Seen:
        found = {
            in_list(self.home, product),
            in_list(self.category, product),
            on_its_page(self.client, product),
            in_list(body(self.client, "/search/", q=product.sku), product),
        }
        assert len(found) == 1, found
        return found.pop()


def _reader(world: World, person: Customer | None) -> Reader:
    client = Client()
    if person is not None:
        _enters(client, person)
    return Reader(client, body(client, "/"), body(client, f"/category/{world.shelf.slug}/"))


def _enters(client: Client, person: Customer) -> None:
    assert person.user
    client.force_login(person.user)


def _explained(product: Product, person: Customer | None, quantity: int, on: date) -> Seen:
    told = StringIO()
    email = person.email if person else None
    asked = {"quantity": str(quantity), "on": on.isoformat(), "json": True, "customer": email}
    call_command("explain_price", product.sku, stdout=told, **asked)
    found = json.loads(told.getvalue())
    return Seen(found["display"], found["shown"])


def _simulated(
    staff: Client, product: Product, person: Customer | None, quantity: int, on: date
) -> Seen:
    asked = {"product": product.sku, "quantity": str(quantity), "on": on.isoformat()}
    told = SHOWN.search(
        body(staff, "/admin-panel/simulator/", customer=person.email if person else "", **asked)
    )
    assert told
    return Seen(told[2], told[1])


def test_lists_pages_search_simulator_and_command_find_one_figure(
    owner: SignedIn, world: World
) -> None:
    chance = random.Random(22)
    quantities = (1, 1, 2, 3, 5, 10, 40)
    visits = [(one, FIRST + timedelta(days=n)) for one in world.people for n in range(0, DAYS, 3)]
    different = set()
    for number in range(CASES):
        if number % (CASES // 20) == 0:
            person, on = chance.choice(visits)
            morning = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
            with time_machine.travel(morning, tick=False):
                reader = _reader(world, person)
        product, quantity = chance.choice(world.products), chance.choice(quantities)
        with time_machine.travel(morning, tick=False):
            seen = reader.sees(product)
        assert _explained(product, person, 1, on) == Seen(seen.basis, seen.amount)
        simulated = _simulated(owner, product, person, quantity, on)
        assert simulated == _explained(product, person, quantity, on)
        if quantity == 1:
            assert simulated == Seen(seen.basis, seen.amount)
        different.add((product.pk, simulated))
    assert len(different) > CASES // 4  # the rules do make different prices


@pytest.mark.parametrize("entered", ["net", "gross"])
def test_two_people_on_one_browser_never_see_each_others_price(world: World, entered: str) -> None:
    Shop.objects.update(prices_entered=entered)
    one, other = [person for person in world.people[1:3] if person]
    product, browser = world.products[0], Client()
    with time_machine.travel(datetime(2026, 11, 17, 9, tzinfo=UTC), tick=False):
        own = {}
        for person in (one, other):
            alone = Client()
            _enters(alone, person)
            own[person.pk] = everywhere(alone, product)
        public = everywhere(Client(), product)
        assert len({*own.values(), public}) == 3
        for person in (one, other, one):
            _enters(browser, person)
            assert everywhere(browser, product) == own[person.pk]
            browser.logout()
            assert everywhere(browser, product) == public


def test_priced_pages_of_staff_and_customers_are_kept_by_nobody(
    owner: SignedIn, world: World
) -> None:
    product = world.products[0]
    group = CustomerGroup.objects.earliest("pk")
    asked = f"?product={product.sku}"
    for path in (
        f"/admin-panel/simulator/{asked}",
        f"/admin-panel/groups/{group.pk}/preview/{asked}",
        f"/product/{product.slug}/",
        f"/category/{world.shelf.slug}/",
        "/",
        f"/search/?q={product.sku}",
    ):
        response = owner.get(path)
        assert response.status_code == 200
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", ")), path


def test_a_changed_rule_shows_on_the_next_request(owner: SignedIn, world: World) -> None:
    person = world.people[6]
    product = ProductFactory(price=Decimal(30), categories=[world.shelf])
    on = FIRST + timedelta(days=8)
    before = _simulated(owner, product, person, 1, on)
    CustomerGroup.objects.filter(discount_percent=20).update(discount_percent=60)
    after = _simulated(owner, product, person, 1, on)
    assert Decimal(after.amount) < Decimal(before.amount)
    assert after == _explained(product, person, 1, on)


READS = """
import sys, django
django.setup()
from datetime import date
from catalog.models import Product, Shop
from groups.models import CustomerGroup
from customers.viewers import group_viewer
for _line in sys.stdin:
    group, product = CustomerGroup.objects.get(code="GROSSISTES"), Product.objects.get(sku="CARNET")
    shop = Shop.objects.select_related("default_vat_class").get()
    seen = group_viewer(group=group, shop=shop, on=date(2026, 11, 22))
    print(seen.unit_prices([product])[product.pk].net, id(seen.book), flush=True)
"""


@pytest.fixture
def copied(shop: Shop, tmp_path: Path) -> Path:
    """The test's shop in a file, its triggers with it, for other processes to open."""
    ProductFactory(sku="CARNET", price=Decimal(96))
    GroupFactory(wholesale=True)
    where = tmp_path / "shop.sqlite3"
    with closing(sqlite3.connect(where)) as copy:
        connection.connection.backup(copy)
    return where


@pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the database into a file")
@pytest.mark.django_db(transaction=True)
def test_a_change_made_by_another_process_drops_the_book_this_one_keeps(copied: Path) -> None:
    world = {**os.environ, "DATABASE_URL": f"sqlite:///{copied}"}
    world["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    reader = subprocess.Popen(
        [sys.executable, "-c", READS],
        cwd=Path(__file__).parents[1],
        env=world,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        first, book = _answer(reader)
        assert Decimal(first) == Decimal("84.00")
        assert _answer(reader) == [first, book]  # kept while nothing changes
        with closing(sqlite3.connect(copied)) as other:
            other.execute("UPDATE groups_customergroup SET discount_percent = 50")
            other.commit()
        assert Decimal(_answer(reader)[0]) == Decimal("48.00")
    finally:
        reader.communicate(timeout=30)


def _answer(reader: "subprocess.Popen[str]") -> list[str]:
    assert reader.stdin
    assert reader.stdout
    reader.stdin.write("?\n")
    reader.stdin.flush()
    return reader.stdout.readline().split()
