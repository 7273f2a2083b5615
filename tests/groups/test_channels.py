"""Channels: where the shop sells, in which order, and which groups keep their prices there."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Channel, Shop
from groups.book import price_book
from groups.models import ChannelPricing, CustomerGroup
from pricing.models import OrderDiscount
from tests.conftest import SignedIn, Staff
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ChannelFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import OrderDiscountFactory

LIST = "/admin-panel/settings/channels/"
NEW = f"{LIST}new/"
HOSTILE = ["\x00", "x" * 400, "<script>", "-1", "9" * 40, "%00", "' OR 1=1"]


@pytest.fixture
def web(shop: Shop) -> Channel:
    found: Channel = Channel.objects.get(code="web")
    return found


@pytest.fixture
def counter(shop: Shop) -> Channel:
    made: Channel = ChannelFactory(code="comptoir", title_fr="Comptoir", title_en="Counter")
    return made


def url(channel: Channel, tail: str = "") -> str:
    return f"{LIST}{channel.pk}/{tail}"


def typed(channel: Any = None, /, **changes: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "title_fr": "Comptoir de Lyon",
        "title_en": "",
        "kind": "counter",
        "address": "12 rue des Lilas",
        "is_active": "on",
    }
    if channel is not None:
        names = {"title_fr": channel.title_fr, "title_en": channel.title_en or ""}
        kept = {"kind": channel.kind, "address": channel.address, "version": channel.version}
        values.update(**names, **kept)
    values.update(changes)
    return {name: value for name, value in values.items() if value is not None}


def test_a_channel_is_added_last_with_a_code_of_its_own(manager: SignedIn, web: Channel) -> None:
    group, person = GroupFactory(), UserFactory(is_staff=True)
    answer = manager.post(NEW, typed(staff=[person.pk], **{f"pricing_{group.pk}": "off"}))
    assert answer.status_code == 303
    made = Channel.objects.get(kind="counter")
    assert (made.code, made.is_active) == ("comptoir-de-lyon", True)
    assert made.position > web.position
    assert list(made.staff.all()) == [person]
    assert list(ChannelPricing.objects.values_list("group", "channel", "is_on")) == [
        (group.pk, made.pk, False)
    ]
    again = manager.post(NEW, typed())
    assert again.status_code == 303
    assert Channel.objects.filter(code="comptoir-de-lyon-2").exists()


def test_its_groups_inherit_are_on_or_are_ignored(manager: SignedIn, counter: Channel) -> None:
    inherits, on, off = (GroupFactory(title_fr=title) for title in ("Un", "Deux", "Trois"))
    choices = {f"pricing_{on.pk}": "on", f"pricing_{off.pk}": "off", f"pricing_{inherits.pk}": ""}
    before = {group.pk: group.version for group in (inherits, on, off)}
    LogEntry.objects.all().delete()
    assert manager.post(url(counter), typed(counter, **choices)).status_code == 303
    said = dict(ChannelPricing.objects.values_list("group_id", "is_on"))
    assert said == {on.pk: True, off.pk: False}
    after = dict(CustomerGroup.objects.values_list("pk", "version"))
    assert after == before | {on.pk: 2, off.pk: 2}  # whoever has them open is told
    told = {str(entry.object_repr): entry.changes_dict for entry in LogEntry.objects.all()}
    assert told["Trois"] == {
        "channel_pricing": ["Comptoir (comme le groupe)", "Comptoir (ignorée)"]
    }
    assert "channel_pricing" in told["Comptoir"]
    history = manager.get(url(counter, "history/")).content.decode()
    assert "Tarification du groupe par canal" in history
    assert "Trois (ignorée)" in history
    assert "Tarification du groupe par canal" in (
        manager.get(f"{off.get_absolute_url()}history/").content.decode()
    )
    counter.refresh_from_db()
    back = {f"pricing_{off.pk}": "", f"pricing_{on.pk}": "on"}
    assert manager.post(url(counter), typed(counter, **back)).status_code == 303
    assert dict(ChannelPricing.objects.values_list("group_id", "is_on")) == {on.pk: True}


def test_each_group_is_opened_from_its_line_by_those_who_may(
    manager: SignedIn, staff: Staff, counter: Channel
) -> None:
    group = GroupFactory(title_fr="Amis")
    link = f'href="{group.get_absolute_url()}" data-testid="open-group-{group.pk}"'
    page = manager.get(url(counter)).content.decode()
    assert link in page
    assert "Ouvrir «\u00a0Amis\u00a0»" in page
    reader = staff("catalog.view_channel", "catalog.change_channel")
    assert link not in reader.get(url(counter)).content.decode()


def test_a_line_that_is_not_sent_stays_as_it_was(manager: SignedIn, counter: Channel) -> None:
    group = GroupFactory()
    ChannelPricing.objects.create(group=group, channel=counter, is_on=False)
    LogEntry.objects.all().delete()
    assert manager.post(url(counter), typed(counter)).status_code == 303
    assert ChannelPricing.objects.get().is_on is False
    assert not LogEntry.objects.exists()


def test_the_shop_keeps_an_active_online_store(manager: SignedIn, web: Channel) -> None:
    for changes in ({"is_active": None}, {"kind": "plugin"}):
        answer = manager.post(url(web), typed(web, **changes))
        assert answer.status_code == 422
        assert "Gardez au moins une boutique en ligne active" in answer.content.decode()
    assert manager.post(url(web, "delete/")).status_code == 422
    web.refresh_from_db()
    assert (web.is_active, web.kind) == (True, "web")
    second = ChannelFactory(kind="web", position=99)
    assert manager.post(url(web), typed(web, is_active=None)).status_code == 303
    assert price_book(shop=Shop.objects.get()).web_store == second


def test_the_first_active_online_store_is_the_shop_front(manager: SignedIn, web: Channel) -> None:
    second = ChannelFactory(kind="web", position=99, title_fr="Seconde")
    assert price_book(shop=Shop.objects.get()).web_store == web
    assert manager.post(url(second, "up/")).status_code == 303
    assert price_book(shop=Shop.objects.get()).web_store == second
    assert manager.post(url(second, "down/")).status_code == 303
    assert price_book(shop=Shop.objects.get()).web_store == web


def test_a_channel_moves_one_place_and_not_past_the_end(
    manager: SignedIn, web: Channel, counter: Channel
) -> None:
    last = ChannelFactory()
    manager.post(url(last, "up/"))
    assert list(Channel.objects.all()) == [web, last, counter]
    told = manager.post(url(web, "up/"), headers={"HX-Request": "true"}).content.decode()
    assert "est déjà le premier" in told or "déjà en premier" in told or "déjà" in told
    assert list(Channel.objects.all()) == [web, last, counter]


def test_a_channel_a_discount_is_limited_to_is_not_deleted(
    manager: SignedIn, counter: Channel
) -> None:
    discount: OrderDiscount = OrderDiscountFactory()
    discount.channels.add(counter)
    page = manager.get(url(counter, "delete/")).content.decode()
    assert "1 remise est limitée à ce canal" in page
    assert manager.post(url(counter, "delete/")).status_code == 422
    assert list(discount.channels.all()) == [counter]
    discount.channels.clear()
    ChannelPricing.objects.create(group=GroupFactory(), channel=counter, is_on=False)
    assert "1 groupe" in manager.get(url(counter, "delete/")).content.decode()
    assert manager.post(url(counter, "delete/")).status_code == 303
    assert not Channel.objects.filter(pk=counter.pk).exists()
    assert not ChannelPricing.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"title_fr": ""}, "title_fr", "Saisissez le nom du canal."),
        ({"kind": "branch", "address": ""}, "address", "Saisissez l’adresse de la succursale."),
        ({"address": ""}, "address", "Saisissez l’adresse du comptoir."),
        ({"kind": "moon"}, "kind", "Ce choix n’existe plus."),
        ({"staff": ["999999"]}, "staff", "Ce choix n’existe plus."),
        ({"address": "x" * 201}, "address", "200 caractères"),
    ],
)
def test_bad_input_comes_back_with_its_reason(
    manager: SignedIn, web: Channel, changes: dict[str, Any], field: str, text: str
) -> None:
    answer = manager.post(NEW, typed(**changes))
    assert answer.status_code == 422
    assert text in answer.context["form"].errors[field][0]
    assert Channel.objects.count() == 1


def test_an_online_store_needs_no_address(manager: SignedIn, web: Channel) -> None:
    assert manager.post(NEW, typed(kind="plugin", address="")).status_code == 303


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_input_never_breaks(manager: SignedIn, counter: Channel, text: str) -> None:
    group = GroupFactory()
    sent = typed(kind=text, staff=[text], title_fr=text, **{f"pricing_{group.pk}": text})
    assert manager.post(NEW, sent).status_code == 422
    assert manager.get(LIST, {"kind": text, "is_active": text, "page": text}).status_code == 200
    assert not ChannelPricing.objects.exists()


def test_somebody_elses_change_is_compared(
    manager: SignedIn, owner: SignedIn, counter: Channel
) -> None:
    group = GroupFactory()
    seen = manager.get(url(counter)).context["seen"]
    owner.post(url(counter), typed(counter, **{f"pricing_{group.pk}": "off"}))
    mine = typed(counter, address="Ailleurs", _seen=seen, **{f"pricing_{group.pk}": ""})
    answer = manager.post(url(counter), mine)
    assert answer.status_code == 422
    assert ChannelPricing.objects.get().is_on is False
    names = {row.name for row in answer.context["differences"]}
    assert names == {"address", f"pricing_{group.pk}"}


def test_reading_is_not_enough_to_change(staff: Staff, counter: Channel) -> None:
    reader = staff("catalog.view_channel")
    assert reader.get(LIST).status_code == 200
    assert reader.get(url(counter)).status_code == 200
    group = GroupFactory()
    assert (
        reader.post(url(counter), typed(counter, **{f"pricing_{group.pk}": "off"})).status_code
        == 403
    )
    for tail in ("up/", "down/", "delete/"):
        assert reader.post(url(counter, tail)).status_code == 403
    assert reader.post(NEW, typed()).status_code == 403
    assert not ChannelPricing.objects.exists()
    assert staff("catalog.view_shop").get(LIST).status_code == 403


def test_staff_who_left_stay_listed_until_somebody_takes_them_out(
    manager: SignedIn, shop: Shop
) -> None:
    gone = UserFactory(is_staff=True, is_active=False)
    channel = ChannelFactory(staff=[gone])
    assert gone.email in manager.get(url(channel)).content.decode() or str(gone) in (
        manager.get(url(channel)).content.decode()
    )
    manager.post(url(channel), typed(channel, staff=[gone.pk]))
    assert list(channel.staff.all()) == [gone]


def _list_of(client: SignedIn, count: int) -> int:
    for _number in range(count):
        channel = ChannelFactory(staff=[UserFactory(is_staff=True)])
        ChannelPricing.objects.create(group=GroupFactory(), channel=channel, is_on=False)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(LIST).status_code == 200
    return len(queries)


def test_the_list_asks_as_much_whatever_its_length(manager: SignedIn, shop: Shop) -> None:
    few, many = _list_of(manager, 3), _list_of(manager, 30)
    assert few == many
    assert many <= 12
