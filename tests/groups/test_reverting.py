"""An edit of a group is put back, from its line of the history or from the toast of the save."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from auditlog.models import LogEntry

from catalog.models import Channel, VatRate
from groups.models import (
    CategoryAccess,
    CategoryMode,
    ChannelPricing,
    CustomerGroup,
    GroupCategoryDiscount,
    VatMode,
)
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed

pytestmark = pytest.mark.django_db


def _save(client: SignedIn, group: CustomerGroup, **changes: object) -> LogEntry:
    """Save the general tab with these changes; the line it leaves."""
    group.refresh_from_db()
    standing = {"discount_percent": str(group.discount_percent).replace(".", ",")}
    answer = client.post(group.get_absolute_url(), typed(group, **{**standing, **changes}))
    assert answer.status_code == 303
    return _last(group)


def _last(group: CustomerGroup) -> LogEntry:
    lines = LogEntry.objects.get_for_object(group).filter(action=LogEntry.Action.UPDATE)
    return lines.order_by("pk").last()


def _url(group: CustomerGroup, line: LogEntry) -> str:
    return f"{group.get_absolute_url()}history/{line.pk}/revert/"


def _impacts(client: SignedIn, url: str) -> list[str]:
    return [str(one.text) for one in client.get(url).context["impacts"]]


def test_the_history_offers_it_and_the_page_says_what_comes_back(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Amis", title_en="", discount_percent=Decimal(5))
    rate = VatRate.objects.get(vat_class__code="standard", country="FR", region="")
    changes = {"title_fr": "Les amis", "vat_mode": "own", "vat_rate": rate.pk, "is_active": None}
    line = _save(manager, group, **changes)
    url = _url(group, line)
    page = manager.get(f"{group.get_absolute_url()}history/").content.decode()
    assert f'href="{url}"' in page
    assert sorted(_impacts(manager, url)) == [
        "Groupe actif\u00a0: Non → Oui",
        "TVA\u00a0: Taux propre au groupe → Taux de la boutique",
        "Taux de TVA\u00a0: TVA 20\u00a0% · Taux normal · France → —",
        "Titre (français)\u00a0: Les amis → Amis",
    ]
    seen = manager.get(url).context["form"].initial["seen"]
    answer = manager.post(url, {"seen": seen})
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"{group.get_absolute_url()}history/",
    )
    group.refresh_from_db()
    assert (group.title_fr, group.title_fr_key) == ("Amis", "amis")
    assert (group.vat_mode, group.vat_rate, group.is_active) == (VatMode.SHOP, None, True)
    assert (group.discount_percent, group.version) == (Decimal(5), 3)
    assert "amis" in group.search


def test_it_leaves_its_own_trace_and_is_offered_no_more(manager: SignedIn) -> None:
    group = GroupFactory()
    line = _save(manager, group, discount_percent="8")
    manager.post(_url(group, line))
    last, values = LogEntry.objects.get_for_object(group).order_by("-pk")[:2]
    assert last.actor == values.actor == manager.user
    assert values.changes_dict == {"discount_percent": ["8.00", "0.00"]}
    assert last.additional_data["verb"] == "reverted"
    page = manager.get(f"{group.get_absolute_url()}history/").content.decode()
    assert "a rétabli les réglages d’avant le" in page
    assert f'href="{_url(group, line)}"' not in page
    again = manager.post(_url(group, line))
    assert again.status_code == 422
    assert "Tous ces réglages ont changé depuis" in again.content.decode()


def test_what_changed_again_since_stays_and_is_named(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Amis", title_en="")
    line = _save(manager, group, title_fr="Les amis", discount_percent="8")
    _save(manager, group, title_fr="Les amis", discount_percent="9")
    assert _impacts(manager, _url(group, line)) == [
        "Titre (français)\u00a0: Les amis → Amis",
        "Réduction générale (%)\u00a0: a encore changé depuis. Reste\u00a0: 9\u00a0%.",
    ]
    told = manager.post(_url(group, line), follow=True).content.decode()
    assert "1 réglage comme avant" in told
    assert "a encore changé depuis" in told
    group.refresh_from_db()
    assert (group.title_fr, group.discount_percent) == ("Amis", Decimal(9))


def test_a_change_made_while_the_page_was_open_asks_again(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Amis", title_en="")
    line = _save(manager, group, title_fr="Les amis", discount_percent="8")
    seen = manager.get(_url(group, line)).context["form"].initial["seen"]
    _save(manager, group, title_fr="Les amis", discount_percent="9")
    answer = manager.post(_url(group, line), {"seen": seen})
    assert answer.status_code == 422
    assert "vient de changer" in answer.content.decode()
    group.refresh_from_db()
    assert group.title_fr == "Les amis"
    fresh = answer.context["form"].initial["seen"]
    assert manager.post(_url(group, line), {"seen": fresh}).status_code == 303


def test_after_thirty_days_an_edit_stays(manager: SignedIn) -> None:
    group = GroupFactory()
    line = _save(manager, group, discount_percent="8")
    for days, status in ((31, 422), (29, 303)):
        with time_machine.travel(datetime.now(UTC) + timedelta(days=days), tick=False):
            manager.force_login(manager.user)
            page = manager.get(f"{group.get_absolute_url()}history/").content.decode()
            assert (f'href="{_url(group, line)}"' in page) == (status == 303)
            assert manager.post(_url(group, line)).status_code == status
    group.refresh_from_db()
    assert group.discount_percent == 0


def test_a_title_taken_meanwhile_is_refused_in_words(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Amis", title_en="")
    line = _save(manager, group, title_fr="Les amis")
    GroupFactory(title_fr="amis", title_en="")
    answer = manager.post(_url(group, line))
    assert answer.status_code == 422
    assert "s’appelle déjà" in answer.content.decode()
    group.refresh_from_db()
    assert (group.title_fr, group.version) == ("Les amis", 2)


def test_the_default_group_does_not_sleep_again(manager: SignedIn) -> None:
    group = GroupFactory(is_active=False)
    line = _save(manager, group)
    manager.post(f"{group.get_absolute_url()}default/")
    answer = manager.post(_url(group, line))
    assert answer.status_code == 422
    assert "groupe par défaut" in answer.content.decode()
    group.refresh_from_db()
    assert group.is_active
    assert group.is_default


def test_the_star_comes_back_and_says_from_whom(manager: SignedIn) -> None:
    former, other = GroupFactory(is_default=True), GroupFactory(title_fr="VIP")
    manager.post(f"{other.get_absolute_url()}default/")
    line = _last(former)
    assert "«\u00a0VIP\u00a0» n’est plus le groupe par défaut." in _impacts(
        manager, _url(former, line)
    )
    manager.post(_url(former, line))
    assert list(CustomerGroup.objects.filter(is_default=True)) == [former]


def test_a_rate_that_no_longer_exists_does_not_come_back(manager: SignedIn) -> None:
    rate = VatRate.objects.get(vat_class__code="reduced_low", country="FR", region="")
    group = GroupFactory(vat_mode=VatMode.OWN, vat_rate=rate)
    line = _save(manager, group, discount_percent="5")
    group.refresh_from_db()
    assert group.vat_rate is None
    rate.delete()
    answer = manager.post(_url(group, line))
    assert answer.status_code == 422
    assert "ne vont plus ensemble" in answer.content.decode()
    group.refresh_from_db()
    assert (group.vat_mode, group.discount_percent) == (VatMode.SHOP, Decimal(5))


def test_ticks_and_their_mode_come_back_together(manager: SignedIn) -> None:
    tools, garden = CategoryFactory(title_fr="Outils"), CategoryFactory(title_fr="Jardin")
    for shelf in (tools, garden):
        ProductFactory(categories=[shelf])
    group = GroupFactory()
    url = f"{group.get_absolute_url()}categories/"
    manager.post(url, {"category_mode": "except", "categories": [tools.pk], "version": 1})
    first = _last(group)
    manager.post(url, {"category_mode": "only", "categories": [garden.pk], "version": 2})
    told = _impacts(manager, _url(group, _last(group)))
    assert set(told) == {
        "Catégories cochées · Jardin\u00a0: cochée → non cochée",
        "Catégories cochées · Outils\u00a0: non cochée → cochée",
        f"Catégories\u00a0: {CategoryMode.ONLY.label} → {CategoryMode.EXCEPT.label}",
    }
    manager.post(_url(group, _last(group)))
    group.refresh_from_db()
    assert group.category_mode == "except"
    assert [row.category for row in CategoryAccess.objects.filter(group=group)] == [tools]
    tools.delete()
    assert manager.post(_url(group, first)).status_code == 303
    group.refresh_from_db()
    assert group.category_mode == "shop"
    assert not CategoryAccess.objects.filter(group=group).exists()


def test_a_tick_on_a_category_deleted_since_is_named_and_left(manager: SignedIn) -> None:
    tools, garden, kept = (CategoryFactory(title_fr=name) for name in ("Outils", "Jardin", "Eau"))
    group = GroupFactory(category_mode="except")
    for shelf in (tools, garden, kept):
        ProductFactory(categories=[shelf])
        CategoryAccess.objects.create(group=group, category=shelf)
    url = f"{group.get_absolute_url()}categories/"
    manager.post(url, {"category_mode": "except", "categories": [kept.pk], "version": 1})
    line = _last(group)
    tools.delete()
    assert any("n’existe plus" in one for one in _impacts(manager, _url(group, line)))
    manager.post(_url(group, line))
    rows = CategoryAccess.objects.filter(group=group).order_by("pk")
    assert [row.category for row in rows] == [kept, garden]


def test_percentages_by_category_and_channels_come_back(manager: SignedIn) -> None:
    shelf = CategoryFactory(title_fr="Outils")
    web = Channel.objects.get(code="web")
    group = GroupFactory()
    lines = {"category_1": shelf.pk, "percent_1": "7,5", f"pricing_{web.pk}": "off"}
    line = _save(manager, group, **lines)
    assert GroupCategoryDiscount.objects.get().percent == Decimal("7.5")
    assert ChannelPricing.objects.get().is_on is False
    told = _impacts(manager, _url(group, line))
    assert "Réductions par catégorie · Outils\u00a0: 7,5\u00a0% → —" in told
    assert manager.post(_url(group, line)).status_code == 303
    assert not GroupCategoryDiscount.objects.exists()
    assert not ChannelPricing.objects.exists()


def test_a_line_that_says_too_little_has_no_button(manager: SignedIn) -> None:
    group = GroupFactory()
    line = LogEntry.objects.log_create(
        group,
        force_log=True,
        action=LogEntry.Action.UPDATE,
        changes={"category_discounts": ["", "Outils 5 %"]},
    )
    page = manager.get(f"{group.get_absolute_url()}history/").content.decode()
    assert "/revert/" not in page
    assert "n’en dit pas assez" in manager.post(_url(group, line)).content.decode()


def test_the_toast_of_a_save_takes_it_back(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Amis", title_en="")
    url = group.get_absolute_url()
    page = manager.post(url, typed(group, title_fr="Les amis"), follow=True).content.decode()
    undo = _url(group, _last(group))
    assert f'action="{undo}"' in page
    came_from = f"http://testserver{url}"
    answer = manager.post(undo, headers={"Referer": came_from})
    assert (answer.status_code, answer["Location"]) == (303, came_from)
    group.refresh_from_db()
    assert group.title_fr == "Amis"
    manager.get(url)
    page = manager.post(url, typed(group), follow=True).content.decode()
    assert "Groupe enregistré" in page
    assert "/revert/" not in page


def test_undoing_an_undo_brings_the_edit_again(manager: SignedIn) -> None:
    group = GroupFactory()
    line = _save(manager, group, discount_percent="8")
    manager.post(_url(group, line))
    undone = LogEntry.objects.get_for_object(group).order_by("-pk")[1]
    assert manager.post(_url(group, undone)).status_code == 303
    group.refresh_from_db()
    assert group.discount_percent == Decimal(8)


def test_it_needs_the_right_to_change_groups(
    manager: SignedIn, viewer: SignedIn, staff: Staff
) -> None:
    group, other = GroupFactory(), GroupFactory()
    line = _save(manager, group, discount_percent="8")
    for client in (viewer, staff("groups.view_customergroup", "groups.manage_members")):
        assert client.get(_url(group, line)).status_code == 403
        assert client.post(_url(group, line)).status_code == 403
        page = client.get(f"{group.get_absolute_url()}history/").content.decode()
        assert "/revert/" not in page
    for wrong in (_url(other, line), f"{group.get_absolute_url()}history/{'9' * 30}/revert/"):
        assert manager.post(wrong).status_code == 404
    group.refresh_from_db()
    assert group.discount_percent == Decimal(8)
