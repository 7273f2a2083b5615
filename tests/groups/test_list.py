"""The list of groups: what each row says, and how it is searched, narrowed and sorted."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from backoffice.models import StaffPreference
from catalog.models import Channel, Shop, VatRate
from groups import selectors
from groups.models import ChannelPricing, CustomerGroup, PriceDisplay, State, VatMode
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import ChannelFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PriceTemplateFactory

LIST = "/admin-panel/groups/"
DAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


def _titles(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return [line.row.title_fr for line in answer.context["lines"]]


def _rate(code: str) -> VatRate:
    return VatRate.objects.get(vat_class__code=code, country="FR", region="")


def test_a_row_sums_the_group_up(manager: SignedIn) -> None:
    group = GroupFactory(wholesale=True, member_count=42)
    page = manager.get(LIST).content.decode()
    assert f'data-testid="row-customergroup-{group.pk}"' in page
    assert f'data-testid="group-tag-{group.pk}"' in page
    assert '<small class="other-title" lang="en">Wholesalers</small>' in page
    assert "Boutique (20\u00a0%)" in page
    assert "12,5\u00a0%" in page
    assert '<span class="status tone-info">HT</span>' in page
    assert f'href="/admin-panel/groups/{group.pk}/members/"' in page
    assert "42 membres de Grossistes" in page


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"vat_mode": VatMode.SHOP}, "Boutique (20\u00a0%)"),
        ({"vat_mode": VatMode.EXEMPT, "exemption_reason": "Export"}, "Exonéré"),
        ({"price_display": PriceDisplay.SHOP}, "Boutique (TTC)"),
        ({"title_en": ""}, "manque en anglais"),
        ({"starts_on": "2999-01-01"}, "À venir"),
        ({"is_active": False}, "inactif"),
    ],
)
def test_what_is_inherited_missing_or_asleep_is_said(
    manager: SignedIn, columns: dict[str, object], told: str
) -> None:
    GroupFactory(**columns)
    body = manager.get(LIST).content.decode().partition("<tbody")[2]
    assert told in body


def test_the_group_s_own_rate_is_the_sum_of_its_taxes(manager: SignedIn) -> None:
    quebec = VatRate.objects.get(vat_class__code="standard", country="CA")
    GroupFactory(vat_mode=VatMode.OWN, vat_rate=quebec)
    assert "14,975\u00a0%" in manager.get(LIST).content.decode()


def test_the_period_and_the_last_change_show_to_who_asks_for_them(manager: SignedIn) -> None:
    GroupFactory(starts_on="2026-01-01")
    GroupFactory(starts_on="2026-02-01", ends_on="2026-12-31")
    hidden = "Du 01/02/2026 au 31/12/2026"
    assert hidden not in manager.get(LIST).content.decode()
    chosen = ["period", "updated"]
    StaffPreference.objects.create(user=manager.user, columns={"groups.customergroup": chosen})
    page = manager.get(LIST).content.decode()
    assert hidden in page
    assert "À partir du 01/01/2026" in page
    assert 'data-label="Modifié le"' in page
    assert 'data-label="TVA"' not in page


def test_english_readers_have_the_english_title_or_the_french_one_marked(manager: SignedIn) -> None:
    GroupFactory(title_fr="Grossistes", title_en="Wholesalers")
    GroupFactory(title_fr="Amis", title_en="")
    manager.user.language = "en"
    manager.user.save()
    page = manager.get(LIST).content.decode()
    assert '<small class="other-title" lang="fr">Grossistes</small>' in page
    assert "missing in English" in page
    assert "Customer groups" in page


def test_groups_stand_in_their_own_order_and_the_deleted_ones_are_gone(manager: SignedIn) -> None:
    for title, place in (("C", 0), ("A", 2), ("B", 1), ("Z", 1)):
        GroupFactory(title_fr=title, position=place)
    GroupFactory(title_fr="X", binned_at="2026-01-01T00:00:00+00:00")
    assert _titles(manager) == ["C", "B", "Z", "A"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=reduc", ["Réduction d’été"]),
        ("q=ÉTÉ", ["Réduction d’été"]),
        ("q=whole", ["Grossistes"]),
        ("q=garag-2", ["Garages"]),
        ("q=mecanique", ["Garages"]),
        ("q=nobody", []),
        ("q=%00", []),
    ],
)
def test_search_looks_into_titles_code_and_description(
    manager: SignedIn, query: str, found: list[str]
) -> None:
    GroupFactory(title_fr="Réduction d’été", title_en="Summer")
    GroupFactory(title_fr="Grossistes", title_en="Wholesalers")
    GroupFactory(title_fr="Garages", code="GARAG-2", description_fr="Mécanique")
    if query == "q=%00":
        found = _titles(manager)
    assert _titles(manager, query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("display=ht", ["Net"]),
        ("display=ttc", ["Asleep", "Future", "Past", "Free"]),
        ("status=active", ["Net", "Free"]),
        ("status=inactive", ["Asleep"]),
        ("status=upcoming", ["Future"]),
        ("status=ended", ["Past"]),
        ("status=outside", ["Future", "Past"]),
        ("exempt=yes", ["Free"]),
        ("exempt=no", ["Net", "Asleep", "Future", "Past"]),
        ("members=no", ["Asleep", "Future", "Past", "Free"]),
        ("members=yes", ["Net"]),
        ("display=ht&members=no", []),
    ],
)
def test_filters_narrow_the_list(manager: SignedIn, query: str, found: list[str]) -> None:
    GroupFactory(title_fr="Net", price_display=PriceDisplay.NET, member_count=3)
    GroupFactory(title_fr="Asleep", is_active=False)
    GroupFactory(title_fr="Future", starts_on="2999-01-01")
    GroupFactory(title_fr="Past", ends_on="2026-01-02")
    GroupFactory(title_fr="Free", vat_mode=VatMode.EXEMPT, exemption_reason="Export")
    assert _titles(manager, query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("color=blue", ["Blue"]),
        ("color=other", ["Odd"]),
        ("least=10", ["Blue"]),
        ("most=9", ["Odd", "Off"]),
        ("least=3&most=9", ["Odd"]),
        ("channel=used-{web}", ["Blue", "Odd"]),
        ("channel=ignored-{web}", ["Off"]),
        ("channel=used-{till}", ["Blue", "Off"]),
        ("channel=ignored-{till}", ["Odd"]),
    ],
)
def test_colour_size_and_channel_narrow_the_list_too(
    manager: SignedIn, query: str, found: list[str]
) -> None:
    web, till = Channel.objects.order_by("pk")[0], ChannelFactory()
    GroupFactory(title_fr="Blue", color="#1f6feb", member_count=12)
    odd = GroupFactory(title_fr="Odd", color="#123456", member_count=4)
    off = GroupFactory(title_fr="Off", color="#FACC15", use_group_pricing=False)
    ChannelPricing.objects.create(group=odd, channel=till, is_on=False)
    ChannelPricing.objects.create(group=off, channel=till, is_on=True)
    assert _titles(manager, query.format(web=web.pk, till=till.pk)) == found


def test_the_template_is_a_column_for_who_asks(manager: SignedIn) -> None:
    GroupFactory(price_template=PriceTemplateFactory(title_fr="Gros"))
    StaffPreference.objects.create(
        user=manager.user, columns={"groups.customergroup": ["template"]}
    )
    assert 'data-label="Modèle"' in manager.get(f"{LIST}?sort=template").content.decode()


def test_the_menu_of_a_row_holds_every_act(manager: SignedIn) -> None:
    group = GroupFactory()
    line = manager.get(LIST).context["lines"][0]
    assert [action.name for action in line.actions] == [
        *("edit", "members", "preview", "duplicate", "default", "delete")
    ]
    assert (
        f'action="/admin-panel/groups/{group.pk}/duplicate/"' in manager.get(LIST).content.decode()
    )


def test_what_members_see_counts_whether_it_is_the_groups_or_the_shops(manager: SignedIn) -> None:
    Shop.objects.update(price_display="net")
    GroupFactory(title_fr="As the shop")
    GroupFactory(title_fr="Gross", price_display=PriceDisplay.GROSS)
    assert _titles(manager, "display=ht") == ["As the shop"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("title", ["amis", "Bons clients", "Zélés"]),
        ("-title", ["Zélés", "Bons clients", "amis"]),
        ("vat", ["Zélés", "amis", "Bons clients"]),
        ("-discount", ["Bons clients", "amis", "Zélés"]),
        ("members", ["amis", "Zélés", "Bons clients"]),
        ("-members", ["Bons clients", "Zélés", "amis"]),
    ],
)
def test_columns_sort_the_list(manager: SignedIn, sort: str, found: list[str]) -> None:
    GroupFactory(
        title_fr="Zélés", member_count=5, vat_mode=VatMode.EXEMPT, exemption_reason="Export"
    )
    GroupFactory(
        title_fr="amis",
        discount_percent=Decimal(5),
        vat_mode=VatMode.OWN,
        vat_rate=_rate("reduced_low"),
    )
    GroupFactory(title_fr="Bons clients", discount_percent=Decimal("12.5"), member_count=40)
    assert _titles(manager, f"sort={sort}") == found


def test_titles_sort_in_the_readers_language_with_the_french_one_for_want_of_english(
    manager: SignedIn,
) -> None:
    GroupFactory(title_fr="Amis", title_en="Zealots")
    GroupFactory(title_fr="Mécènes", title_en="")
    GroupFactory(title_fr="Zinc", title_en="Anvils")
    manager.user.language = "en"
    manager.user.save()
    assert _titles(manager, "sort=title") == ["Zinc", "Mécènes", "Amis"]


@pytest.mark.parametrize(
    "query",
    [
        "page=1e999",
        "page=-3",
        "page=" + "9" * 40,
        "per=7",
        "sort=;drop",
        "sort=-",
        "sort=binned_at",
        "display=blue",
        "status=%27",
        "exempt=perhaps",
        "color=%23FFFFFF",
        "channel=used-0",
        "channel=used-' OR 1",
        "least=1e999",
        "most=NaN",
        "least=-5",
        "template=999999999999999999999999",
        "members=%00",
        "q=%00",
        "q=%F0%9F%A6%84",
        "q=" + "a" * 5000,
    ],
)
def test_nonsense_in_the_address_narrows_nothing_and_breaks_nothing(
    manager: SignedIn, query: str
) -> None:
    GroupFactory()
    assert manager.get(f"{LIST}?{query}").status_code == 200


def test_the_database_and_the_model_agree_on_where_a_group_stands(shop: Shop) -> None:
    for is_active in (True, False):
        for first in (date(2026, 11, 21), DAY, date(2026, 11, 23)):
            for last in (None, date(2026, 11, 21), DAY, date(2026, 11, 23)):
                if last is None or last >= first:
                    GroupFactory(is_active=is_active, starts_on=first, ends_on=last)
    rows: list[Any] = list(selectors.summary(shop=shop, on=DAY, language="fr"))
    assert len({row.standing for row in rows}) == len(State)
    for row in rows:
        assert row.standing == row.state(on=DAY)
        assert (row.standing == State.ACTIVE) == (row in CustomerGroup.objects.active(on=DAY))


def test_a_shop_without_groups_teaches_what_they_are_for(manager: SignedIn) -> None:
    page = manager.get(LIST).content.decode()
    assert "Créez votre premier groupe de clients" in page
    assert 'href="/admin-panel/groups/new/"' in page
    GroupFactory()
    found = manager.get(f"{LIST}?q=nobody").content.decode()
    assert "Aucun groupe ne correspond" in found
    assert "Créez votre premier groupe" not in found


def test_everyone_sees_only_the_acts_open_to_them(viewer: SignedIn, manager: SignedIn) -> None:
    group = GroupFactory(is_default=True)
    forbidden = (
        f'data-testid="row-delete-{group.pk}"',
        'data-testid="bulk-delete"',
        'data-action="add"',
        'aria-pressed="true" data-testid="star',
    )
    for sign in forbidden:
        assert sign in manager.get(LIST).content.decode()
        assert sign not in viewer.get(LIST).content.decode()
    assert f'data-testid="star-{group.pk}"' in viewer.get(LIST).content.decode()


def test_the_list_needs_the_right_to_see_groups(staff: Staff) -> None:
    assert staff("customers.view_customer").get(LIST).status_code == 403
    assert Client().get(LIST)["Location"].startswith("/admin-panel/login/")


def test_htmx_gets_the_table_alone(manager: SignedIn) -> None:
    GroupFactory()
    part = manager.get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="list"' in part
    assert "1 groupe trouvé" in part


def test_the_settings_entry_leads_to_the_same_list(manager: SignedIn, staff: Staff) -> None:
    answer = manager.get("/admin-panel/settings/customer-groups/")
    assert (answer.status_code, answer["Location"]) == (302, LIST)
    nobody = staff("catalog.view_product")
    assert nobody.get("/admin-panel/settings/customer-groups/").status_code == 403


@pytest.mark.parametrize("rows", [3, 30, 3000])
def test_the_list_costs_the_same_whatever_its_length(
    manager: SignedIn, django_assert_max_num_queries: object, rows: int
) -> None:
    rate = _rate("standard")
    made = GroupFactory.build_batch(rows, vat_mode=VatMode.OWN, vat_rate=rate)
    CustomerGroup.objects.bulk_create(made)
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        manager.get(f"{LIST}?per=100")
