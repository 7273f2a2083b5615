"""The card « Canaux et succursales » of a group: each channel inherits, is on or ignores it."""

from typing import Any

import pytest
from auditlog.models import LogEntry

from catalog.models import Channel, Product, Shop
from catalog.selectors import shop as the_shop
from catalog.selectors import today
from customers.viewers import group_viewer
from groups.models import ChannelPricing, CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import ChannelFactory, ProductFactory
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed


@pytest.fixture
def counter(shop: Shop) -> Channel:
    made: Channel = ChannelFactory(code="comptoir", title_fr="Comptoir")
    return made


def _paid(group: CustomerGroup, product: Product, channel: Channel) -> int:
    shop = the_shop()
    seen = group_viewer(group=group, shop=shop, on=today(shop=shop), channel=channel)
    return int(seen.unit_prices([product])[product.pk].net)


def _save(client: SignedIn, group: CustomerGroup, **changes: Any) -> int:
    group.refresh_from_db()
    sent = typed(group, discount_percent="10", **changes)
    status: int = client.post(group.get_absolute_url(), sent).status_code
    return status


def test_a_channel_that_ignores_the_group_charges_the_public_price(
    manager: SignedIn, counter: Channel
) -> None:
    group, product = GroupFactory(title_fr="Pros"), ProductFactory()
    web = Channel.objects.get(code="web")
    name = f"pricing_{counter.pk}"
    assert _save(manager, group) == 303
    assert _paid(group, product, counter) == 90
    before = counter.version
    LogEntry.objects.all().delete()
    assert _save(manager, group, **{name: "off"}) == 303
    assert (_paid(group, product, counter), _paid(group, product, web)) == (100, 90)
    counter.refresh_from_db()
    assert counter.version == before + 1
    told = {str(one.object_repr): one.changes_dict for one in LogEntry.objects.all()}
    assert told["Comptoir"] == {"channel_pricing": ["Pros (comme le groupe)", "Pros (ignorée)"]}
    assert told["Pros"]["channel_pricing"][1] == "Comptoir (ignorée)"
    page = manager.get(group.get_absolute_url()).content.decode()
    assert "Canaux et succursales" in page
    assert "Le groupe est partagé par tous les canaux" in page
    assert _save(manager, group, use_group_pricing=None, **{name: "on"}) == 303
    assert (_paid(group, product, counter), _paid(group, product, web)) == (90, 100)
    assert _save(manager, group, use_group_pricing=None, **{name: ""}) == 303
    assert not ChannelPricing.objects.exists()
    assert _paid(group, product, counter) == 100


def test_a_form_without_the_line_leaves_it_alone(manager: SignedIn, counter: Channel) -> None:
    group = GroupFactory()
    ChannelPricing.objects.create(group=group, channel=counter, is_on=False)
    assert _save(manager, group) == 303
    assert ChannelPricing.objects.get().is_on is False


@pytest.mark.parametrize("text", ["\x00", "oui", "x" * 300])
def test_an_unknown_choice_is_refused(manager: SignedIn, counter: Channel, text: str) -> None:
    group = GroupFactory()
    assert _save(manager, group, **{f"pricing_{counter.pk}": text}) == 422
    assert _save(manager, group, pricing_999999="off") == 303
    assert not ChannelPricing.objects.exists()


def test_a_group_not_saved_yet_has_no_such_card(manager: SignedIn, counter: Channel) -> None:
    assert "Canaux et succursales" not in _main(manager, "/admin-panel/groups/new/")


def _main(client: SignedIn, url: str) -> str:
    return client.get(url).content.decode().partition('id="main"')[2]


def test_reading_is_not_enough(staff: Staff, counter: Channel) -> None:
    group = GroupFactory()
    reader = staff("groups.view_customergroup")
    assert "Tarification du groupe" in _main(reader, group.get_absolute_url())
    assert _save(reader, group, **{f"pricing_{counter.pk}": "off"}) == 403
    assert not ChannelPricing.objects.exists()
