"""Groups in the bin: listed, restored with their members, and never twice under one name."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from auditlog.models import LogEntry
from django.utils import timezone

from backoffice.services import Taken
from catalog import selectors as catalog
from customers.models import Customer, Membership, MembershipEvent, Way
from customers.services import (
    DefaultGroupStays,
    NotInBin,
    TooLate,
    assign,
    delete_group,
    remove,
    restore_group,
)
from customers.viewers import viewer
from groups.models import CustomerGroup
from pricing.models import OrderDiscount
from tests.conftest import SignedIn
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import OrderDiscountFactory, PromotionFactory

pytestmark = pytest.mark.django_db

THEN = datetime(2026, 11, 1, 9, tzinfo=UTC)
BIN = "/admin-panel/groups/bin/"


def _join(group: CustomerGroup, *people: Customer, primary: bool = False) -> None:
    everyone = Customer.objects.filter(pk__in=[one.pk for one in people])
    assign(group=group, customers=everyone, actor=None, way=Way.PICKER, at=THEN, primary=primary)


@pytest.fixture
def group(shop: Any) -> CustomerGroup:
    """Grossistes, the main group of Ana and Bob; Cid is in it beside VIP."""
    made, vip = GroupFactory(wholesale=True), GroupFactory(title_fr="VIP", title_en="VIP")
    ana, bob, cid = (CustomerFactory(first_name=name) for name in ("Ana", "Bob", "Cid"))
    _join(vip, cid)
    _join(made, ana, bob, cid)
    return made


def _person(name: str) -> Customer:
    return Customer.objects.get(first_name=name)


def _main(name: str) -> str:
    held = Membership.objects.filter(customer=_person(name), is_primary=True).first()
    return vars(held.group)["title_fr"] if held else "N/C"


def _url(group: CustomerGroup) -> str:
    return f"/admin-panel/groups/{group.pk}/restore/"


def _delete(group: CustomerGroup, **how: Any) -> None:
    delete_group(group=group, actor=None, at=how.pop("at", timezone.now()), **how)


def _live(group: CustomerGroup) -> bool:
    return CustomerGroup.objects.live().filter(pk=group.pk).exists()


def test_a_restored_group_has_its_members_and_its_main_members_again(
    group: CustomerGroup, manager: SignedIn
) -> None:
    before = set(Membership.objects.filter(group=group).values_list("customer", "is_primary"))
    _delete(group)
    assert (_main("Ana"), _main("Cid")) == ("N/C", "VIP")
    answer = manager.post(_url(group))
    assert (answer.status_code, answer["Location"]) == (303, f"/admin-panel/groups/{group.pk}/")
    rows = Membership.objects.filter(group=group)
    assert set(rows.values_list("customer", "is_primary")) == before
    assert not rows.filter(was_primary=True).exists()
    group.refresh_from_db()
    assert (group.binned_at, group.member_count, group.updated_by) == (None, 3, manager.user)
    assert (_main("Ana"), _main("Bob"), _main("Cid")) == ("Grossistes", "Grossistes", "VIP")
    assert "Groupe restauré avec 3 membres" in manager.get(answer["Location"]).content.decode()


def test_whoever_has_another_main_group_since_keeps_it_and_is_counted(
    group: CustomerGroup, manager: SignedIn
) -> None:
    _delete(group)
    _join(GroupFactory(title_fr="Pros"), _person("Ana"))
    page = manager.get(_url(group)).content.decode()
    assert "1 client a depuis un autre groupe principal et le garde." in page
    done = manager.post(_url(group), follow=True).content.decode()
    assert "1 client a depuis un autre groupe principal et le garde." in done
    assert (_main("Ana"), _main("Bob")) == ("Pros", "Grossistes")
    assert Membership.objects.filter(group=group).count() == 3


def test_its_prices_promotions_and_discounts_work_again(group: CustomerGroup) -> None:
    PromotionFactory(groups=[group], groups_only=True)
    OrderDiscountFactory(kind=OrderDiscount.Kind.GROUPS, groups=[group])

    def terms() -> tuple[Any, int, int]:
        shop = catalog.shop()
        policy = viewer(customer=_person("Ana"), shop=shop, on=catalog.today(shop=shop)).policy
        return policy.discount, len(policy.promotions), len(policy.order_discounts)

    had = terms()
    assert had[1:] == (1, 1)
    _delete(group)
    assert terms() == (0, 0, 0)
    restore_group(group=group, actor=None, at=timezone.now())
    assert terms() == had


def test_the_toast_of_a_deletion_takes_it_back(group: CustomerGroup, manager: SignedIn) -> None:
    page = manager.get(f"/admin-panel/groups/{group.pk}/delete/")
    seen = page.context["form"]["seen"].value()
    sent = {"move_to": "leave", "consent": "on", "seen": seen}
    told = manager.post(f"/admin-panel/groups/{group.pk}/delete/", sent, follow=True)
    assert f'action="{_url(group)}?undo=1"' in told.content.decode()
    assert 'data-testid="toast-undo"' in told.content.decode()
    assert manager.post(_url(group)).status_code == 303
    assert _live(group)


@pytest.mark.parametrize("how", ["undo", "tick", "leave"])
def test_a_transfer_is_taken_back_with_the_deletion_or_where_staff_ask_for_it(
    how: str, group: CustomerGroup, manager: SignedIn
) -> None:
    pros, late = GroupFactory(title_fr="Pros"), GroupFactory(title_fr="Late")
    ana, bob = _person("Ana"), _person("Bob")
    _delete(group, transfer_to=pros)
    assert (_main("Ana"), _main("Bob"), _main("Cid")) == ("Pros", "Pros", "VIP")
    assert Membership.objects.filter(group=pros).count() == 3
    _join(late, bob, primary=True)
    page = manager.get(_url(group)).content.decode()
    assert "Reprendre à «\u00a0Pros\u00a0» ceux que la suppression y a transférés" in page
    if how == "undo":
        manager.post(f"{_url(group)}?undo=1")
    else:
        manager.post(_url(group), {"recall": "on"} if how == "tick" else {})
    assert _live(group)
    assert Membership.objects.filter(group=group).count() == 3
    back = how != "leave"
    assert (_main("Ana"), _main("Bob")) == ("Grossistes" if back else "Pros", "Late")
    assert Membership.objects.filter(group=pros, customer=ana).exists() != back
    pros.refresh_from_db()
    assert pros.member_count == Membership.objects.filter(group=pros).count() == (0 if back else 2)


def test_a_taken_name_is_told_and_a_free_one_proposed(
    group: CustomerGroup, manager: SignedIn
) -> None:
    _delete(group)
    GroupFactory(wholesale=True)
    GroupFactory(title_fr="Grossistes (2)", code="GROSSISTES-2")
    refused = manager.post(_url(group))
    assert refused.status_code == 422
    form = refused.context["form"]
    assert form["title_fr"].value() == "Grossistes (3)"
    assert form["title_en"].value() == "Wholesalers (3)"
    assert form["code"].value() == "GROSSISTES-3"
    assert "Un groupe s’appelle déjà «\u00a0Grossistes\u00a0»." in refused.content.decode()
    assert not _live(group)
    again = {"title_fr": "Grossistes", "title_en": "Old ones", "code": "grossistes-3"}
    clash = manager.post(_url(group), again)
    assert clash.status_code == 422
    assert clash.context["form"]["title_en"].value() == "Old ones"
    assert not _live(group)
    assert manager.post(_url(group), {**again, "title_fr": "Anciens"}).status_code == 303
    group.refresh_from_db()
    names = [vars(group)[name] for name in ("title_fr", "title_en", "code")]
    assert names == ["Anciens", "Old ones", "GROSSISTES-3"]
    assert _main("Ana") == "Anciens"


def test_the_service_itself_refuses_a_taken_name_and_moves_nobody(group: CustomerGroup) -> None:
    _delete(group)
    GroupFactory(wholesale=True)
    with pytest.raises(Taken) as refusal:
        restore_group(group=group, actor=None, at=timezone.now())
    assert set(refusal.value.errors) == {"title_fr", "title_en", "code"}
    assert not _live(group)
    assert _main("Ana") == "N/C"


def test_after_thirty_days_the_bin_forgets_it(group: CustomerGroup, manager: SignedIn) -> None:
    now = timezone.now()
    _delete(group, at=now - timedelta(days=29, hours=23))
    assert "encore 1 jour" in manager.get(BIN).content.decode()
    CustomerGroup.objects.filter(pk=group.pk).update(binned_at=now - timedelta(days=30))
    assert manager.get(BIN).context["page"].total == 0
    told = "Ce groupe a été supprimé il y a plus de 30 jours"
    assert told in manager.get(_url(group)).content.decode()
    assert manager.post(_url(group)).status_code == 422
    with pytest.raises(TooLate):
        restore_group(group=group, actor=None, at=now)
    assert not _live(group)
    assert _main("Ana") == "N/C"


def test_a_group_restored_twice_is_restored_once(group: CustomerGroup, manager: SignedIn) -> None:
    _delete(group)
    manager.post(_url(group))
    again = manager.post(_url(group))
    assert again.status_code == 422
    assert "Ce groupe n’est plus dans la corbeille." in again.content.decode()
    with pytest.raises(NotInBin):
        restore_group(group=group, actor=None, at=timezone.now())
    assert MembershipEvent.objects.filter(batch__way=Way.RESTORATION).count() == 2


def test_the_bin_says_who_deleted_what_and_how_long_it_stays(
    group: CustomerGroup, manager: SignedIn, viewer: SignedIn
) -> None:
    with time_machine.travel(datetime(2026, 11, 12, 9, tzinfo=UTC), tick=False):
        delete_group(group=group, actor=manager.user, at=timezone.now())
    with time_machine.travel(datetime(2026, 11, 22, 10, tzinfo=UTC), tick=False):
        page = manager.get(BIN).content.decode()
        assert "Grossistes" in page
        assert str(manager.user) in page
        assert "12/11/2026" in page
        assert "encore 20 jours" in page
        assert f'href="{_url(group)}"' in page
        assert f'href="{_url(group)}"' not in viewer.get(BIN).content.decode()
    assert "VIP" not in page.partition("<tbody")[2].partition("</tbody")[0]


def test_the_list_leads_to_the_bin_and_an_empty_one_explains_itself(manager: SignedIn) -> None:
    assert f'href="{BIN}"' in manager.get("/admin-panel/groups/").content.decode()
    assert "La corbeille est vide" in manager.get(BIN).content.decode()


def test_deletion_and_restoration_leave_their_traces(
    group: CustomerGroup, manager: SignedIn
) -> None:
    delete_group(group=group, actor=manager.user, at=timezone.now())
    manager.post(_url(group))
    entries = LogEntry.objects.get_for_object(group).order_by("-pk")
    told = [(entry.additional_data or {}).get("verb") for entry in entries[:2]]
    assert told == ["restored", "deleted"]
    assert {entry.actor for entry in entries[:2]} == {manager.user}
    page = manager.get(f"/admin-panel/groups/{group.pk}/history/").content.decode()
    assert "a restauré le groupe avec 3 membres" in page


def test_a_member_who_left_before_the_deletion_stays_out(group: CustomerGroup) -> None:
    one = Customer.objects.filter(first_name="Ana")
    remove(group=group, customers=one, actor=None, way=Way.PICKER, at=THEN)
    _delete(group)
    done = restore_group(group=group, actor=None, at=timezone.now())
    assert (done.members, done.main, done.moved) == (2, 1, 0)


def test_the_restored_group_is_not_the_default_one(group: CustomerGroup) -> None:
    CustomerGroup.objects.filter(pk=group.pk).update(is_default=True)
    with pytest.raises(DefaultGroupStays):
        _delete(group)
    CustomerGroup.objects.filter(pk=group.pk).update(is_default=False)
    _delete(group)
    restore_group(group=group, actor=None, at=timezone.now())
    assert not CustomerGroup.objects.filter(is_default=True).exists()


@pytest.mark.parametrize("role", ["viewer", "support"])
def test_whoever_may_not_delete_restores_nothing(
    role: str, group: CustomerGroup, request: pytest.FixtureRequest
) -> None:
    client: SignedIn = request.getfixturevalue(role)
    _delete(group)
    assert client.get(_url(group)).status_code == 403
    assert client.post(_url(group)).status_code == 403
    assert not _live(group)


@pytest.mark.parametrize("rows", [3, 30, 300])
def test_the_bin_costs_the_same_whatever_its_length(
    manager: SignedIn, django_assert_max_num_queries: Any, rows: int
) -> None:
    made = GroupFactory.build_batch(rows, binned_at=timezone.now(), updated_by=manager.user)
    CustomerGroup.objects.bulk_create(made)
    with django_assert_max_num_queries(12):
        manager.get(f"{BIN}?per=100")


@pytest.mark.parametrize("query", ["q=%00", "sort=;drop", "page=-1", "per=x", "q=" + "a" * 3000])
def test_nonsense_in_the_address_of_the_bin_breaks_nothing(manager: SignedIn, query: str) -> None:
    assert manager.get(f"{BIN}?{query}").status_code == 200
