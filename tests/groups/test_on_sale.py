"""« Groupe en solde »: promotions attached to a group, from its own record."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Product, Shop
from customers.viewers import group_viewer, viewer
from groups import services
from groups.models import CustomerGroup, GroupPromotion
from groups.services import NotAttached
from pricing import services as pricing
from pricing.models import OrderDiscount, Promotion
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import ProductFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import OrderDiscountFactory, PromotionFactory, TierFactory
from tests.groups.offers import promotion

DAY = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
HTMX = {"headers": {"HX-Request": "true"}}

pytestmark = pytest.mark.django_db


def _url(group: CustomerGroup, what: str = "") -> str:
    return f"/admin-panel/groups/{group.pk}/promotions/{what}"


def _reserved(**fields: Any) -> Promotion:
    return pricing.reserve(promotion=PromotionFactory(**fields), actor=None, at=AT)


def _member_pays(group: CustomerGroup, product: Product) -> str:
    shop = Shop.objects.select_related("default_vat_class").get()
    seen = group_viewer(group=group, shop=shop, on=DAY)
    return str(seen.unit_prices([product])[product.pk].net)


def _visitor_pays(product: Product) -> str:
    shop = Shop.objects.select_related("default_vat_class").get()
    seen = viewer(customer=None, shop=shop, on=DAY)
    return str(seen.unit_prices([product])[product.pk].net)


def _told(row: Promotion) -> dict[str, Any]:
    kind = ContentType.objects.get_for_model(Promotion)
    entries = LogEntry.objects.filter(content_type=kind, object_pk=str(row.pk))
    told: dict[str, Any] = entries.latest("pk").changes_dict
    return told


def test_two_promotions_in_one_save_reach_members_and_nobody_else(manager: SignedIn) -> None:
    first, second = ProductFactory(price=Decimal(100)), ProductFactory(price=Decimal(100))
    group, other = GroupFactory(), GroupFactory()
    ten, half = _reserved(value=Decimal(10)), _reserved(value=Decimal(50))
    ten.products.add(first)
    half.products.add(second)
    answer = manager.post(_url(group, "add/"), {"promotions": [ten.pk, half.pk]})
    assert (answer.status_code, answer["Location"]) == (303, _url(group))
    assert (_member_pays(group, first), _member_pays(group, second)) == ("90.00", "50.00")
    assert (_member_pays(other, first), _visitor_pays(second)) == ("100.00", "100.00")
    for row in (ten, half):
        told = {"type": "m2m", "operation": "add", "objects": [str(group)]}
        assert _told(row) == {"groups": told}
    page = manager.get(_url(group))
    assert f'data-testid="row-promotion-{ten.pk}"' in page.text
    assert page.context["record"].promotion_count == 2


def test_either_side_writes_the_same_link(manager: SignedIn) -> None:
    group = GroupFactory()
    here = PromotionFactory()
    manager.post(_url(group, "add/"), {"promotions": [here.pk]})
    manager.post("/admin-panel/promotions/new/", promotion(groups=[group.pk]))
    there = Promotion.objects.exclude(pk=here.pk).get()
    assert set(group.promotion_links.values_list("promotion", flat=True)) == {here.pk, there.pk}
    here.refresh_from_db()
    manager.post(
        f"/admin-panel/promotions/{here.pk}/", promotion(version=str(here.version), groups=[])
    )
    assert set(group.promotion_links.values_list("promotion", flat=True)) == {there.pk}


def test_attaching_again_changes_nothing(shop: Shop) -> None:
    group, row = GroupFactory(), PromotionFactory()
    assert services.attach(group=group, promotions=[row], actor=None) == 1
    version = Promotion.objects.get(pk=row.pk).version
    assert services.attach(group=group, promotions=[row], actor=None) == 0
    assert GroupPromotion.objects.count() == 1
    assert Promotion.objects.get(pk=row.pk).version == version


def test_searching_keeps_what_is_ticked(manager: SignedIn) -> None:
    group = GroupFactory()
    summer = PromotionFactory(title_fr="Soldes d’été")
    winter = PromotionFactory(title_fr="Soldes d’hiver")
    PromotionFactory(title_fr="Déstockage")
    sent = {"promotions": [winter.pk], "q": "ETE", "_search": "1"}
    page = manager.post(_url(group, "add/"), sent)
    assert page.status_code == 200
    assert [row.pk for row in page.context["choices"]] == [winter.pk, summer.pk]
    assert page.context["ticked"] == {winter.pk}
    assert not GroupPromotion.objects.exists()


@pytest.mark.parametrize("sent", [{}, {"promotions": ["999999"]}, {"promotions": ["9" * 20, "x"]}])
def test_nothing_ticked_or_a_forged_id_is_told_and_nothing_written(
    manager: SignedIn, sent: dict[str, Any]
) -> None:
    group = GroupFactory()
    answer = manager.post(_url(group, "add/"), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors["promotions"]
    assert not GroupPromotion.objects.exists()


def test_in_the_dialog_the_same_words_and_the_way_on(manager: SignedIn) -> None:
    group, row = GroupFactory(), PromotionFactory()
    part = manager.get(_url(group, "add/"), **HTMX)  # type: ignore[arg-type]
    assert part.text.strip().startswith('<div class="dialog-head">')
    assert "Visible par tous les clients" in part.text
    done = manager.post(_url(group, "add/"), {"promotions": [row.pk]}, **HTMX)  # type: ignore[arg-type]
    assert done["HX-Redirect"] == _url(group)


@pytest.mark.parametrize(
    ("case", "fields", "reserve", "impact"),
    [
        ("open to all", {}, False, "la gardent"),
        ("closed to its groups", {"groups_excluded": True}, False, "en profiteront"),
        ("reserved to it alone", {}, True, "ne s’appliquera plus à personne"),
    ],
)
def test_detaching_asks_says_what_changes_then_does_it(
    manager: SignedIn, case: str, fields: dict[str, Any], reserve: bool, impact: str
) -> None:
    group = GroupFactory()
    row = PromotionFactory(groups=[group], **fields)
    if reserve:
        pricing.reserve(promotion=row, actor=None, at=AT)
    detach = _url(group, f"{row.pk}/detach/")
    assert impact in manager.get(detach).text, case
    assert GroupPromotion.objects.exists()
    assert manager.post(detach)["Location"] == _url(group)
    assert not GroupPromotion.objects.exists()
    assert _told(row)["groups"]["operation"] == "delete"
    assert manager.get(detach).status_code == 404


def test_a_reserved_promotion_detached_from_its_last_group_never_becomes_public(
    manager: SignedIn,
) -> None:
    product, group = ProductFactory(price=Decimal(100)), GroupFactory()
    row = _reserved(groups=[group])
    assert _member_pays(group, product) == "90.00"
    manager.post(_url(group, f"{row.pk}/detach/"))
    assert (_member_pays(group, product), _visitor_pays(product)) == ("100.00", "100.00")


def test_another_group_keeps_it(manager: SignedIn) -> None:
    group, other = GroupFactory(), GroupFactory()
    row = _reserved(groups=[group, other])
    page = manager.get(_url(group, f"{row.pk}/detach/"))
    assert "Les membres de ce groupe la perdent." in page.text
    manager.post(_url(group, f"{row.pk}/detach/"))
    assert GroupPromotion.objects.get().group == other


def test_a_promotion_detached_by_a_colleague_leaves_the_tab_as_it_is_now(
    manager: SignedIn,
) -> None:
    group = GroupFactory()
    row = PromotionFactory()
    here = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{_url(group)}"}
    answer = manager.get(_url(group, f"{row.pk}/detach/"), headers=here)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, _url(group))
    assert "Ceci n’existe plus" in manager.get(_url(group)).text


def test_what_is_not_attached_is_not_detached(shop: Shop) -> None:
    with pytest.raises(NotAttached):
        services.detach(group=GroupFactory(), promotion=PromotionFactory(), actor=None)


def test_the_discounts_that_name_the_group_are_read_there(manager: SignedIn) -> None:
    group = GroupFactory()
    mine = OrderDiscountFactory(kind=OrderDiscount.Kind.GROUPS, groups=[group])
    TierFactory(discount=mine)
    other = OrderDiscountFactory()
    page = manager.get(_url(group))
    assert f'data-testid="row-orderdiscount-{mine.pk}"' in page.text
    assert f'data-testid="row-orderdiscount-{other.pk}"' not in page.text
    new = f"/admin-panel/discounts/new/?kind=groups&group={group.pk}"
    assert new.replace("&", "&amp;") in page.text
    form = manager.get(new).context["form"]
    assert form["groups"].value() == [group.pk]


def test_readers_read_and_change_nothing(viewer: SignedIn) -> None:
    group = GroupFactory()
    row = PromotionFactory(groups=[group])
    page = viewer.get(_url(group))
    assert page.status_code == 200
    assert "Détacher" not in page.text
    assert "Ajouter des promotions" not in page.text
    assert viewer.post(_url(group, "add/"), {"promotions": [row.pk]}).status_code == 403
    assert viewer.post(_url(group, f"{row.pk}/detach/")).status_code == 403
    assert GroupPromotion.objects.count() == 1


def test_the_tab_is_for_those_who_may_see_promotions(staff: Staff) -> None:
    group = GroupFactory()
    client = staff("groups.view_customergroup")
    assert client.get(_url(group)).status_code == 403
    assert 'data-testid="tab-promotions"' not in client.get(group.get_absolute_url()).text


def _queries(client: SignedIn, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_tab_costs_the_same_however_many_promotions(manager: SignedIn) -> None:
    group = GroupFactory()
    counts = []
    for wanted in (3, 30):
        PromotionFactory.create_batch(wanted - Promotion.objects.count(), groups=[group])
        for _ in range(wanted - OrderDiscount.objects.count()):
            TierFactory(
                discount=OrderDiscountFactory(kind=OrderDiscount.Kind.GROUPS, groups=[group])
            )
        manager.get(_url(group))
        counts.append(_queries(manager, _url(group)))
    assert counts[0] == counts[1] <= 15
