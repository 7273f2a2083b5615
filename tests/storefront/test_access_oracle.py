"""What each person meets in the shop, against sets counted by hand: ten groups, 1,000 products."""

import random
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from catalog import selectors as catalog
from catalog.models import Category, Product, Shop, VatClass
from customers.models import Customer, Membership
from customers.viewers import viewer
from groups.access import Refusal
from groups.models import CategoryAccess, CustomerGroup, ProductRestriction
from tests.conftest import SignedIn
from tests.factories.accounts import UserFactory
from tests.factories.groups import GroupFactory
from tests.storefront.reading import body

DAY = date(2026, 11, 22)
STARTS = {8: DAY + timedelta(days=1), 9: date(2026, 1, 1)}
MODES = ("shop", "all", *("only",) * 3, *("except",) * 2, "only", "except", "only")
COUNT = re.compile(r'<p class="quiet">([\d\s\u00a0\u202f]+) produits?</p>')
CARD = re.compile(r'data-testid="row-product-(\d+)"')
PLACE = re.compile(r"<loc>[^<]*?/(category|product)/([^<]*?)/</loc>")


@dataclass
class World:
    """The shop as plain numbers: everything the oracle knows, and nothing of how the shop asks."""

    parents: dict[int, int | None]
    published: set[int]
    public: set[int]
    products: dict[int, set[int]]  # published ones, with their categories
    modes: dict[int, str]
    ticked: dict[int, set[int]]
    on: set[int]  # groups that act that day
    allowed: dict[int, set[int]]  # reserved products, with their groups
    people: dict[int, set[int]]  # customers, with the groups whose membership runs that day

    def line(self, category: int) -> set[int]:
        above = self.parents[category]
        return {category} if above is None else {category} | self.line(above)

    def opened(self, mode: str, ticked: set[int]) -> set[int]:
        shown = {one for one in self.parents if self.line(one) <= self.published}
        if mode == "shop":
            return {one for one in shown if self.line(one) <= self.public}
        if mode == "only":
            return {one for one in shown if self.line(one) & ticked}
        if mode == "except":
            return {one for one in shown if not self.line(one) & ticked}
        return shown

    def groups(self, person: int | None) -> set[int]:
        return self.people[person] & self.on if person else set()

    def categories(self, person: int | None) -> set[int]:
        mine = self.groups(person)
        if not mine:
            return self.opened("shop", set())
        return set().union(*(self.opened(self.modes[one], self.ticked[one]) for one in mine))

    def met(self, person: int | None) -> set[int]:
        mine, seen = self.groups(person), self.categories(person)
        loose = not mine or any(self.modes[one] != "only" for one in mine)
        return {pk for pk, homes in self.products.items() if (homes & seen if homes else loose)}

    def on_shelf(self, person: int | None, category: int) -> set[int]:
        below = {one for one in self.categories(person) if category in self.line(one)}
        return {pk for pk, homes in self.products.items() if homes & below}

    def closed_to(self, person: int | None) -> set[int]:
        return {pk for pk, groups in self.allowed.items() if not groups & self.groups(person)}


def _tree(chance: random.Random) -> list[Category]:
    rows: list[Category] = []
    for number in range(60):
        rows.append(
            Category.objects.create(
                code=f"c{number}",
                slug=f"c{number}",
                title=f"Rayon {number}",
                position=number,
                parent=chance.choice([None, None, *rows[-9:]]),
                is_published=chance.random() < 0.92,
                is_public=chance.random() < 0.8,
            )
        )
    return rows


def _goods(chance: random.Random, shelves: list[Category]) -> None:
    standard = VatClass.objects.get(code="standard")
    made = Product.objects.bulk_create(
        Product(
            sku=f"P{number}",
            title=f"Article {number}",
            slug=f"p{number}",
            search=f"p{number} article",
            price=100,
            vat_class=standard,
            is_published=chance.random() < 0.95,
            is_reserved=chance.random() < 0.05,
        )
        for number in range(1000)
    )
    links = Product.categories.through
    links.objects.bulk_create(
        links(product=product, category=shelf)
        for product in made
        for shelf in chance.sample(shelves, chance.choice((0, 1, 1, 1, 2, 3)))
    )


def _groups(chance: random.Random, shelves: list[Category]) -> list[CustomerGroup]:
    found: list[CustomerGroup] = []
    for number in range(10):
        group: CustomerGroup = GroupFactory(
            category_mode=MODES[number],
            is_active=number != 7,
            starts_on=STARTS.get(number, DAY),
            ends_on=DAY - timedelta(days=1) if number == 9 else DAY if number % 2 else None,
        )
        for shelf in chance.sample(shelves, chance.randrange(3, 9)):
            CategoryAccess.objects.create(group=group, category=shelf)
        found.append(group)
    for product in Product.objects.filter(is_reserved=True):
        for group in chance.sample(found, chance.randrange(0, 4)):
            ProductRestriction.objects.create(product=product, group=group)
    return found


def _people(chance: random.Random, groups: list[CustomerGroup]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for number in range(24):
        user = UserFactory()
        customer = Customer.objects.create(user=user, email=user.email)
        running = set()
        joined = [groups[number]] if number < 10 else chance.sample(groups, chance.randrange(0, 4))
        for rank, group in enumerate(joined):
            ends_on = chance.choice((None, None, None, DAY, DAY, DAY - timedelta(days=1)))
            Membership.objects.create(
                customer=customer,
                group=group,
                is_primary=rank == 0 and number % 4 != 3,
                ends_on=ends_on,
                added_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
            if ends_on is None or ends_on >= DAY:
                running.add(group.pk)
        found[customer.pk] = running
    return found


@pytest.fixture
def world(shop: Shop) -> World:
    Shop.objects.update(restricts_products=True)
    chance = random.Random(20261122)
    shelves = _tree(chance)
    _goods(chance, shelves)
    groups = _groups(chance, shelves)
    homes: dict[int, set[int]] = {
        pk: set() for pk in Product.objects.filter(is_published=True).values_list("pk", flat=True)
    }
    for product, category in Product.categories.through.objects.values_list(
        "product_id", "category_id"
    ):
        if product in homes:
            homes[product].add(category)
    allowed: dict[int, set[int]] = {
        pk: set() for pk in Product.objects.filter(is_reserved=True).values_list("pk", flat=True)
    }
    for product, group in ProductRestriction.objects.values_list("product_id", "group_id"):
        allowed[product].add(group)
    return World(
        parents={one.pk: one.parent_id for one in shelves},
        published={one.pk for one in shelves if one.is_published},
        public={one.pk for one in shelves if one.is_public},
        products=homes,
        modes={one.pk: one.category_mode for one in groups},
        ticked={
            one.pk: set(
                CategoryAccess.objects.filter(group=one).values_list("category_id", flat=True)
            )
            for one in groups
        },
        on={
            one.pk
            for one in groups
            if one.is_active and one.starts_on <= DAY and (not one.ends_on or one.ends_on >= DAY)
        },
        allowed=allowed,
        people=_people(chance, groups),
    )


def test_everybody_meets_what_the_sets_say(world: World) -> None:
    """The whole matrix: every viewer, every product, every category."""
    shop, products = catalog.shop(), list(Product.objects.all())
    sizes = set()
    for person in (None, *world.people):
        customer = Customer.objects.get(pk=person) if person else None
        reach = viewer(customer=customer, shop=shop, on=DAY).reach
        met, seen = world.met(person), world.categories(person)
        assert set(reach.products().values_list("pk", flat=True)) == met
        assert reach.products().count() == len(met), "each once"
        assert {pk for pk in world.parents if reach.sees(pk)} == seen
        refusals = reach.refusals(products)
        assert {pk for pk, why in refusals.items() if why is Refusal.HIDDEN} == {
            row.pk for row in products
        } - met
        assert {pk for pk, why in refusals.items() if why is Refusal.RESERVED} == (
            world.closed_to(person) & met
        )
        for category in list(seen)[::6]:
            below = {one for one in world.parents if category in world.line(one)}
            found = set(reach.products(among=below).values_list("pk", flat=True))
            assert found == world.on_shelf(person, category)
        sizes.add(len(met))
    assert len(sizes) > 8, "the world is rich enough"


def _sample(chance: random.Random, rows: set[int], count: int) -> list[int]:
    return chance.sample(sorted(rows), min(count, len(rows)))


def _pages(client: Client, world: World, person: int | None) -> None:
    chance = random.Random(person or 0)
    met, seen = world.met(person), world.categories(person)
    home = body(client, "/")
    assert [int(pk) for pk in CARD.findall(home)] == sorted(met, reverse=True)[:8]
    for category in world.parents:
        shelf = f"c{list(world.parents).index(category)}"
        if category not in seen:
            assert f'href="/category/{shelf}/"' not in home
    _counts(client, world, person, _sample(chance, seen, 4), met)
    numbers = {pk: f"p{at}" for at, pk in enumerate(sorted(_every()))}
    for pk in _sample(chance, met, 4):
        page = body(client, f"/product/{numbers[pk]}/")
        assert ('data-testid="reserved"' in page) == (pk in world.closed_to(person))
        assert {int(one) for one in CARD.findall(page)} <= met, "neighbours"
    for pk in _sample(chance, _every() - met, 4):
        assert client.get(f"/product/{numbers[pk]}/").status_code == 404
        found = CARD.findall(body(client, "/search/", q=numbers[pk]))
        assert pk not in {int(one) for one in found}


def _every() -> set[int]:
    return set(Product.objects.values_list("pk", flat=True))


def _counts(
    client: Client, world: World, person: int | None, sample: list[int], met: set[int]
) -> None:
    names = {pk: f"c{at}" for at, pk in enumerate(world.parents)}
    for category in sample:
        page = body(client, f"/category/{names[category]}/")
        told = COUNT.findall(page)
        assert _number(told) == len(world.on_shelf(person, category))
    for category in list(set(world.parents) - world.categories(person))[:4]:
        assert client.get(f"/category/{names[category]}/").status_code == 404
    assert _number(COUNT.findall(body(client, "/search/", q="article"))) == len(met)


def _number(told: list[str]) -> int:
    return int(re.sub(r"\s", "", told[0]))


def test_the_pages_say_the_same(world: World, client: Client) -> None:
    _pages(client, world, None)
    ranked = sorted(world.people, key=lambda one: (len(world.groups(one)), one))
    for person in (ranked[0], ranked[8], ranked[12], ranked[-2], ranked[-1]):
        user: Any = Customer.objects.get(pk=person).user
        _pages(SignedIn.for_user(user), world, person)


def test_the_sitemap_is_the_visitors(world: World, client: Client) -> None:
    one = max(world.people, key=lambda person: len(world.met(person)))
    user: Any = Customer.objects.get(pk=one).user
    numbers = {f"p{at}": pk for at, pk in enumerate(sorted(_every()))}
    names = {f"c{at}": pk for at, pk in enumerate(world.parents)}
    for reader in (client, SignedIn.for_user(user)):
        found = PLACE.findall(body(reader, "/sitemap.xml"))
        assert {numbers[slug] for kind, slug in found if kind == "product"} == world.met(None)
        assert {names[slug] for kind, slug in found if kind == "category"} == world.categories(None)
