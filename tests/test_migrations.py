"""A shop that already stands is brought up to today's tables, and back, without losing a row."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import connection

from catalog.models import Shop
from customers.models import Membership
from groups.models import CustomerGroup
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

# The newest first: what points goes before what is pointed at.
BEFORE = (
    ("customers", "0002"),
    ("groups", "0002"),
    ("catalog", "0004"),
    ("backoffice", "0001"),
    ("accounts", "0001"),
)
KEPT = ("customers_membership", "groups_customergroup", "catalog_product", "accounts_user")


@pytest.fixture
def _today_again() -> Iterator[None]:
    yield
    call_command("migrate", verbosity=0)


def counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in KEPT:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a list of our own
            found[table] = cursor.fetchone()[0]
        return found


def stamp() -> str:
    return Shop.objects.values_list("price_stamp", flat=True).get()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("_today_again")
def test_a_standing_shop_goes_back_and_comes_forward_whole(shop: Shop) -> None:
    group = GroupFactory()
    MembershipFactory(group=group, customer=CustomerFactory())
    ProductFactory(categories=[CategoryFactory()])
    before = counts()
    for app, name in BEFORE:
        call_command("migrate", app, name, verbosity=0)
    assert counts() == before
    call_command("migrate", verbosity=0)
    assert counts() == before
    assert Membership.objects.get().group == group

    told = stamp()
    CustomerGroup.objects.filter(pk=group.pk).update(discount_percent=5)
    assert stamp() != told, "prices are watched again"
