"""Order discounts: three kinds, their tiers, and the groups they are for."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Channel, Product, Shop
from catalog.selectors import today
from customers.viewers import group_viewer, viewer
from groups.forms import DiscountForm
from groups.models import CustomerGroup, GroupOrderDiscount
from pricing import services as pricing
from pricing.models import OrderDiscount
from pricing.services import KindIsFixed
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import ProductFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import OrderDiscountFactory, TierFactory
from tests.groups.offers import discount, tiers

LIST = "/admin-panel/discounts/"
NEW = f"{LIST}new/"
DAY = date(2026, 12, 15)
Kind = OrderDiscount.Kind

pytestmark = pytest.mark.django_db


def _shop() -> Shop:
    return Shop.objects.select_related("default_vat_class").get()


def _member_saves(
    group: CustomerGroup, product: Product, quantity: int, on: date = DAY, **where: Any
) -> str:
    seen = group_viewer(group=group, shop=_shop(), on=on, **where)
    return _saved(seen.quote([(product, quantity)]))


def _visitor_saves(product: Product, quantity: int, on: date = DAY) -> str:
    return _saved(viewer(customer=None, shop=_shop(), on=on).quote([(product, quantity)]))


def _saved(quote: Any) -> str:
    return str(sum((one.amount for one in quote.reductions), Decimal(0)))


def _url(row: OrderDiscount, what: str = "") -> str:
    return f"{LIST}{row.pk}/{what}"


def _kind(kind: str) -> str:
    return f"{NEW}?kind={kind}"


def _told(row: OrderDiscount) -> list[dict[str, Any]]:
    kind = ContentType.objects.get_for_model(OrderDiscount)
    entries = LogEntry.objects.filter(content_type=kind, object_pk=str(row.pk))
    return [one.changes_dict for one in entries.order_by("pk")]


@pytest.fixture
def product(shop: Shop) -> Product:
    made: Product = ProductFactory(price=Decimal(100))
    return made


# -- the three kinds ---------------------------------------------------------------------------


def test_the_kind_is_chosen_first(manager: SignedIn) -> None:
    page = manager.get(NEW)
    for kind in Kind.values:
        assert f'data-testid="kind-{kind}"' in page.text
    form = manager.get(_kind("subtotal")).context["form"]
    assert form["starts_on"].value() == today(shop=_shop())
    assert manager.post(NEW, discount()).status_code == 422
    assert manager.get(_kind("gift")).context["cards"]
    assert not OrderDiscount.objects.exists()


def test_by_subtotal_everyone_gets_the_tier_reached(manager: SignedIn, product: Product) -> None:
    sent = discount(**tiers(("200", "5", "percent"), ("500", "60", "flat")))
    answer = manager.post(_kind("subtotal"), sent)
    made = OrderDiscount.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, _url(made))
    assert made.kind == Kind.SUBTOTAL
    found = [_visitor_saves(product, quantity) for quantity in (1, 2, 4, 5)]
    assert found == ["0", "10.00", "20.00", "60.00"]
    assert _visitor_saves(product, 5, on=date(2026, 11, 30)) == "0"
    assert _visitor_saves(product, 5, on=date(2027, 1, 1)) == "0"


def test_by_group_its_members_get_it_whatever_they_spend(
    manager: SignedIn, product: Product
) -> None:
    mine, other = GroupFactory(), GroupFactory()
    sent = discount(groups=[mine.pk], value_1="10", kind_1="percent")
    assert manager.post(_kind("groups"), sent).status_code == 303
    assert _member_saves(mine, product, 1) == "10.00"
    assert (_member_saves(other, product, 1), _visitor_saves(product, 1)) == ("0", "0")


def test_by_group_and_subtotal_both_are_asked(manager: SignedIn, product: Product) -> None:
    mine, other = GroupFactory(), GroupFactory()
    sent = discount(groups=[mine.pk], **tiers(("500", "10", "percent")))
    assert manager.post(_kind("groups_subtotal"), sent).status_code == 303
    found = [_member_saves(mine, product, quantity) for quantity in (4, 5)]
    assert found == ["0", "50.00"]
    assert (_member_saves(other, product, 5), _visitor_saves(product, 5)) == ("0", "0")


@pytest.mark.parametrize(
    ("case", "sent", "saved"),
    [
        ("excl. VAT, from 120", {"basis": "net"}, "0"),
        ("incl. VAT, from 120", {"basis": "gross"}, "10.00"),
        ("inactive", {"basis": "gross", "is_active": None}, "0"),
    ],
)
def test_basis_and_active_have_their_effect(
    manager: SignedIn, product: Product, case: str, sent: dict[str, Any], saved: str
) -> None:
    manager.post(_kind("subtotal"), discount(**tiers(("120", "10", "percent")), **sent))
    assert _visitor_saves(product, 1) == saved, case


def test_a_channel_left_out_does_not_give_it(manager: SignedIn, product: Product) -> None:
    group = GroupFactory()
    web = Channel.objects.filter(kind=Channel.Kind.WEB).first()
    counter = Channel.objects.create(code="comptoir", title="Comptoir", kind=Channel.Kind.COUNTER)
    assert web is not None
    sent = discount(groups=[group.pk], value_1="10", channels=[counter.pk])
    assert manager.post(_kind("groups"), sent).status_code == 303
    assert _member_saves(group, product, 1, channel=web) == "0"
    assert _member_saves(group, product, 1, channel=counter) == "10.00"


# -- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sent", "message"),
    [
        ("title_fr", {"title_fr": ""}, "Saisissez le nom de la remise."),
        ("value_1", {"value_1": ""}, "Saisissez une valeur."),
        ("value_1", {"value_1": "NaN"}, "Saisissez un nombre, par exemple 12,50."),
        ("value_1", {"value_1": "1e999"}, "Saisissez un nombre, par exemple 12,50."),
        ("value_1", {"value_1": "-1"}, "Saisissez un pourcentage entre 0,01 et 100."),
        ("value_1", {"value_1": "100,01"}, "Saisissez un pourcentage entre 0,01 et 100."),
        ("value_1", {"value_1": "0", "kind_1": "flat"}, "Saisissez un montant supérieur à 0."),
        ("kind_1", {"kind_1": "gift"}, "Ce choix n’existe plus."),
        ("threshold_1", {"threshold_1": "NaN"}, "Saisissez un montant, par exemple 12,50."),
        ("threshold_1", {"threshold_1": "-1"}, "Saisissez un montant de 0 ou plus."),
        ("threshold_1", {"threshold_1": "1" * 12}, "Saisissez un nombre plus petit."),
        ("threshold_1", {"threshold_1": ""}, "Saisissez à partir de quel sous-total."),
        ("threshold_2", tiers(("500", "5", "percent"), ("500,00", "6", "percent")), "existe déjà."),
        (
            "threshold_2",
            tiers(("500", "5", "percent"), ("200", "6", "percent")),
            "Les paliers doivent aller du plus petit au plus grand.",
        ),
        ("value_1", {"value_1": "", "threshold_1": ""}, "Saisissez ce que vaut la remise."),
        ("groups", {"groups": []}, "Choisissez au moins un groupe."),
        ("groups", {"groups": ["999999"]}, "Ce choix n’existe plus."),
        ("groups", {"groups": ["99999999999999999999"]}, "Ce choix n’existe plus."),
        ("channels", {"channels": ["999999"]}, "Ce choix n’existe plus."),
        ("ends_on", {"ends_on": "2026-11-30"}, "La date de fin doit suivre"),
        ("ends_on", {"ends_on": ""}, "Saisissez une date de fin"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_written(
    manager: SignedIn, name: str, sent: dict[str, Any], message: str
) -> None:
    group = GroupFactory()
    good = {**tiers(("500", "10", "percent")), "groups": [group.pk]}
    answer = manager.post(_kind("groups_subtotal"), discount(**{**good, **sent}))
    assert answer.status_code == 422
    told = " ".join(answer.context["form"].errors[name]).replace("\xa0", " ")
    assert message in told
    assert not OrderDiscount.objects.exists()
    assert not GroupOrderDiscount.objects.exists()


def test_a_discount_of_groups_asks_what_it_is_worth(manager: SignedIn) -> None:
    group = GroupFactory()
    answer = manager.post(_kind("groups"), discount(groups=[group.pk], value_1=""))
    assert answer.status_code == 422
    assert answer.context["form"].errors["value_1"] == ["Saisissez ce que vaut la remise."]


def test_the_kind_never_changes(manager: SignedIn, product: Product) -> None:
    made = OrderDiscountFactory(kind=Kind.SUBTOTAL)
    TierFactory(discount=made)
    sent = discount(kind="groups", version="1", **tiers(("0", "10", "percent")))
    assert manager.post(f"{_url(made)}?kind=groups", sent).status_code == 303
    made.refresh_from_db()
    assert made.kind == Kind.SUBTOTAL

    form = DiscountForm(sent, instance=made, shop=_shop(), on=DAY)
    assert form.is_valid(), form.errors
    form.instance.kind = Kind.GROUPS
    with pytest.raises(KindIsFixed):
        pricing.save_discount(form=form, actor=None)
    made.refresh_from_db()
    assert made.kind == Kind.SUBTOTAL


# -- changing ----------------------------------------------------------------------------------


def test_tiers_are_changed_emptied_and_added(manager: SignedIn, product: Product) -> None:
    manager.post(
        _kind("subtotal"), discount(**tiers(("100", "5", "percent"), ("500", "8", "percent")))
    )
    made = OrderDiscount.objects.get()
    lines = tiers(("", "", "percent"), ("500", "9", "percent"), ("800", "10", "percent"))
    assert manager.post(_url(made), discount(version="1", **lines)).status_code == 303
    found = [(int(one.threshold), int(one.value)) for one in made.tiers.all()]
    assert found == [(500, 9), (800, 10)]
    assert _visitor_saves(product, 1) == "0"
    assert {"tiers": ["100 → 5 %, 500 → 8 %", "500 → 9 %, 800 → 10 %"]} in _told(made)
    assert "Paliers" in manager.get(_url(made, "history/")).text


def test_an_unchanged_discount_saved_again_leaves_no_trace(manager: SignedIn) -> None:
    group = GroupFactory()
    sent = discount(groups=[group.pk], value_1="10", kind_1="percent")
    manager.post(_kind("groups"), sent)
    made = OrderDiscount.objects.get()
    traces = _told(made)
    assert manager.post(_url(made), {**sent, "version": "1"}).status_code == 303
    assert _told(made) == traces


def test_more_lines_on_demand_and_nothing_saved(manager: SignedIn) -> None:
    sent = discount(**tiers(*[("500", "5", "percent")] * 3), _more="1")
    page = manager.post(_kind("subtotal"), sent)
    assert page.status_code == 200
    assert 'name="threshold_6"' in page.text
    assert 'value="500"' in page.text
    assert not OrderDiscount.objects.exists()


def test_a_group_in_the_bin_keeps_its_discount(manager: SignedIn) -> None:
    group = GroupFactory()
    binned = GroupFactory(binned_at=datetime(2026, 11, 1, tzinfo=UTC))
    made = OrderDiscountFactory(kind=Kind.GROUPS, groups=[group, binned])
    TierFactory(discount=made)
    sent = discount(groups=[group.pk], value_1="10", version="1")
    assert manager.post(_url(made), sent).status_code == 303
    assert set(made.group_links.values_list("group", flat=True)) == {group.pk, binned.pk}


def test_a_discount_is_told_in_one_sentence_in_both_languages(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Grossistes", title_en="Wholesalers")
    sent = discount(groups=[group.pk], **tiers(("500", "10", "percent")))
    manager.post(_kind("groups_subtotal"), sent)
    told = dict(manager.get(_url(OrderDiscount.objects.get())).context["sentences"])
    assert told["fr"].replace("\xa0", " ") == (
        "Les Grossistes obtiennent 10 % dès 500,00 € HT, du 1er décembre 2026 au 31 décembre 2026."
    )
    assert told["en"] == (
        "Wholesalers get 10% from €500.00 excl. VAT, from 1 December 2026 to 31 December 2026."
    )


# -- listing, deleting, rights -----------------------------------------------------------------


def test_the_list_tells_and_is_narrowed(viewer: SignedIn) -> None:
    group = GroupFactory(title_fr="Grossistes")
    mine = OrderDiscountFactory(title_fr="Pour eux", kind=Kind.GROUPS_SUBTOTAL, groups=[group])
    TierFactory(discount=mine, threshold=Decimal(500))
    OrderDiscountFactory(title_fr="Pour tous", ends_on=date(2020, 1, 1))
    text = viewer.get(LIST).text.replace("\xa0", " ")
    for told in ("10 %", "dès 500,00 € HT", "Grossistes", "Terminée", "Tous les clients"):
        assert told in text

    def listed(query: str) -> set[str]:
        page = viewer.get(f"{LIST}?{query}")
        return {line.name for line in page.context["lines"]}

    assert listed("kind=groups_subtotal") == {"Pour eux"}
    assert listed(f"group={group.pk}") == {"Pour eux"}
    assert listed("status=ended") == {"Pour tous"}
    assert listed("q=tous") == {"Pour tous"}
    assert len(listed("kind=x&status=%00&group=99999999999999999999&sort=zz")) == 2
    for sort in ("title", "-kind", "period", "-updated"):
        assert len(listed(f"sort={sort}")) == 2


def _queries(client: SignedIn, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_list_costs_the_same_whatever_its_length(viewer: SignedIn) -> None:
    group = GroupFactory()
    counts = []
    for wanted in (3, 30):
        for _ in range(wanted - OrderDiscount.objects.count()):
            TierFactory(discount=OrderDiscountFactory(kind=Kind.GROUPS, groups=[group]))
        viewer.get(LIST)
        counts.append(_queries(viewer, f"{LIST}?per=100"))
    assert counts[0] == counts[1] <= 12


def test_deleting(manager: SignedIn, product: Product) -> None:
    made = OrderDiscountFactory()
    TierFactory(discount=made)
    assert _visitor_saves(product, 1) == "10.00"
    assert manager.get(_url(made, "delete/")).status_code == 200
    assert OrderDiscount.objects.exists()
    assert manager.post(_url(made, "delete/"))["Location"] == LIST
    assert not OrderDiscount.objects.exists()
    assert _visitor_saves(product, 1) == "0"


def test_readers_read_and_change_nothing(support: SignedIn) -> None:
    made = OrderDiscountFactory(title_fr="Ancienne")
    TierFactory(discount=made)
    page = support.get(_url(made))
    assert page.status_code == 200
    assert 'data-testid="save"' not in page.text
    for url in (_kind("subtotal"), _url(made), _url(made, "delete/")):
        assert support.post(url, discount(version="1")).status_code == 403
    made.refresh_from_db()
    assert made.title == "Ancienne"
    assert OrderDiscount.objects.count() == 1


def test_without_the_right_the_screens_do_not_open(staff: Staff) -> None:
    client = staff("pricing.view_promotion")
    assert client.get(LIST).status_code == 403
    assert client.get(_url(OrderDiscountFactory())).status_code == 403


def test_a_discount_is_given_and_taken_away_from_the_list(
    manager: SignedIn, viewer: SignedIn, product: Product
) -> None:
    made = TierFactory().discount
    url = _url(made, "turn/")
    assert "Désactiver" in manager.get(LIST).text
    assert "Désactiver" not in viewer.get(LIST).text
    assert viewer.post(url).status_code == 403
    assert _visitor_saves(product, 1) == "10.00"
    answer = manager.post(url, {"is_active": ""}, headers={"referer": f"http://testserver{LIST}"})
    assert answer.status_code == 303
    assert answer["Location"].endswith(LIST)
    assert _visitor_saves(product, 1) == "0"
    assert "Activer" in manager.get(LIST).text
    manager.post(url, {"is_active": "on"})
    manager.post(url, {"is_active": "on"})
    assert _visitor_saves(product, 1) == "10.00"
    assert [one["is_active"] for one in _told(made) if "is_active" in one][-2:] == [
        ["True", "False"],
        ["False", "True"],
    ]
    made.refresh_from_db()
    assert (made.version, made.updated_by) == (3, manager.user)
    assert manager.get(url).status_code == 405


def test_a_new_discount_is_told_in_a_sentence_while_it_is_typed(manager: SignedIn) -> None:
    page = manager.get(_kind("subtotal")).text
    assert "Saisissez ce que vaut la remise pour la lire en une phrase." in page
    assert 'hx-post="?kind=subtotal&amp;sentence=1"' in page
    typed = discount(**tiers(("500", "10", "percent")))
    told = manager.post(f"{_kind('subtotal')}&sentence=1", typed).text.replace("\xa0", " ")
    assert "10 % dès 500,00 € HT" in told
    assert "10% from €500.00 excl. VAT" in told
    broken = discount(**tiers(("x", "y", "z")))
    assert "Saisissez ce que vaut" in manager.post(f"{_kind('subtotal')}&sentence=1", broken).text
    assert not OrderDiscount.objects.exists()
