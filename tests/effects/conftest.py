"""The world every effect is looked at in."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import time_machine
from django.test import Client

from catalog.models import Channel, Shop
from tests.conftest import SignedIn
from tests.effects.world import World
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import MembershipFactory
from tests.factories.groups import GroupFactory


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    """22 November 2026, noon in Paris."""
    with time_machine.travel(datetime(2026, 11, 22, 11, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def world(shop: Shop, customer_client: SignedIn, owner: SignedIn) -> World:
    channel, _ = Channel.objects.get_or_create(code="web", defaults={"title": "En ligne"})
    shelf = CategoryFactory(title_fr="Outils", slug="outils")
    group = GroupFactory(title_fr="Ateliers", title_en="Workshops", code="ATELIERS")
    return World(
        shop=shop,
        channel=channel,
        shelf=shelf,
        product=ProductFactory(categories=[shelf], cost=Decimal(80), slug="outil"),
        other=ProductFactory(categories=[CategoryFactory(title_fr="Jardin")]),
        group=group,
        membership=MembershipFactory(group=group, customer=customer_client.user.customer),
        member=customer_client,
        visitor=Client(),
        staff=owner,
    )
