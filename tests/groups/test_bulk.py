"""Several groups at once: made active, made inactive, deleted."""

from datetime import UTC, datetime

import pytest
from auditlog.models import LogEntry

from customers.models import Customer, Membership, Way
from customers.services import assign
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PromotionFactory

ON = "/admin-panel/groups/bulk/?do=activate"
OFF = "/admin-panel/groups/bulk/?do=deactivate"
DELETE = "/admin-panel/groups/bulk/delete/"

pytestmark = pytest.mark.django_db


def _ids(*groups: CustomerGroup) -> dict[str, object]:
    return {"ids": [group.pk for group in groups]}


def _active() -> set[CustomerGroup]:
    return set(CustomerGroup.objects.filter(is_active=True))


def _live() -> set[CustomerGroup]:
    return set(CustomerGroup.objects.live())


def _join(group: CustomerGroup) -> Customer:
    person = CustomerFactory()
    everyone = Customer.objects.filter(pk=person.pk)
    at = datetime(2026, 11, 22, tzinfo=UTC)
    assign(group=group, customers=everyone, actor=None, way=Way.PICKER, at=at)
    return person


def test_deactivating_asks_then_acts_and_leaves_a_trace_on_each(manager: SignedIn) -> None:
    one, two, three = GroupFactory(), GroupFactory(), GroupFactory()
    asked = manager.post(OFF, _ids(one, two))
    assert asked.status_code == 200
    assert "Désactiver 2 groupes\u202f?" in asked.content.decode()
    assert _active() == {one, two, three}
    done = manager.post(OFF, {**_ids(one, two), "_confirmed": "1"}, follow=True)
    assert "2 groupes enregistrés" in done.content.decode()
    assert _active() == {three}
    for group in (one, two):
        entry = LogEntry.objects.get_for_object(group).filter(action=LogEntry.Action.UPDATE).get()
        assert entry.changes_dict == {"is_active": ["True", "False"]}
        assert entry.actor == manager.user


def test_activating_again(manager: SignedIn) -> None:
    asleep = GroupFactory(is_active=False)
    manager.post(ON, {**_ids(asleep), "_confirmed": "1"})
    assert _active() == {asleep}


def test_the_default_group_stays_active_and_the_page_says_so(manager: SignedIn) -> None:
    star, other = GroupFactory(title_fr="Détail", is_default=True), GroupFactory()
    asked = manager.post(OFF, _ids(star, other)).content.decode()
    assert "«\u00a0Détail\u00a0» est le groupe par défaut\u00a0: il reste tel quel." in asked
    manager.post(OFF, {**_ids(star, other), "_confirmed": "1"})
    assert _active() == {star}


def test_all_results_means_those_of_the_filter(manager: SignedIn) -> None:
    GroupFactory(price_display="net")
    kept = GroupFactory()
    everything = {"_all": "1", "_query": "display=ht", "_confirmed": "1"}
    manager.post(OFF, everything)
    assert _active() == {kept}


def test_deleting_says_what_goes_and_needs_a_tick_where_customers_lose_terms(
    manager: SignedIn,
) -> None:
    vip, empty, kept = GroupFactory(title_fr="VIP"), GroupFactory(), GroupFactory()
    person = _join(vip)
    asked = manager.post(DELETE, _ids(vip, empty)).content.decode()
    assert "Supprimer 2 groupes\u202f?" in asked
    assert "«\u00a0VIP\u00a0»\u00a0: 1 membre" in asked
    assert "J’ai compris que 1 client perd ces conditions." in asked
    unticked = manager.post(DELETE, {**_ids(vip, empty), "_confirmed": "1"})
    assert unticked.status_code == 422
    assert "Cochez la case pour confirmer." in unticked.content.decode()
    assert _live() == {vip, empty, kept}

    ticked = {**_ids(vip, empty), "_confirmed": "1", "move_to": "leave", "consent": "on"}
    done = manager.post(DELETE, ticked, follow=True)
    assert "2 groupes supprimés" in done.content.decode()
    assert _live() == {kept}
    assert not Membership.objects.get(customer=person).is_primary


def test_what_goes_with_a_group_is_listed_as_french_prints_it(manager: SignedIn) -> None:
    vip = GroupFactory(title_fr="VIP")
    _join(vip)
    PromotionFactory(groups=[vip])
    asked = manager.post(DELETE, _ids(vip)).content.decode()
    assert "groupe principal\u202f; 1 promotion" in asked


def test_groups_without_members_go_without_a_tick(manager: SignedIn) -> None:
    group = GroupFactory()
    manager.post(DELETE, {**_ids(group), "_confirmed": "1"})
    assert _live() == set()


def test_the_default_group_is_not_deleted_with_the_others(manager: SignedIn) -> None:
    star, other = GroupFactory(is_default=True), GroupFactory()
    done = manager.post(DELETE, {**_ids(star, other), "_confirmed": "1"}, follow=True)
    assert "1 groupe supprimé, le groupe par défaut reste" in done.content.decode()
    assert _live() == {star}


@pytest.mark.parametrize("ids", [["999999"], ["-1"], ["abc"], ["9" * 40], ["\x00"], []], ids=repr)
def test_forged_rows_move_nothing(manager: SignedIn, ids: list[str]) -> None:
    group = GroupFactory()
    for url in (OFF, DELETE):
        answer = manager.post(url, {"ids": ids, "_confirmed": "1"})
        assert answer.status_code == 303
    assert _live() == _active() == {group}


def test_without_the_right_nothing_moves(viewer: SignedIn, staff: Staff) -> None:
    group = GroupFactory()
    editor = staff("groups.view_customergroup", "groups.change_customergroup")
    assert viewer.post(OFF, {**_ids(group), "_confirmed": "1"}).status_code == 403
    for client in (viewer, editor):
        assert client.post(DELETE, {**_ids(group), "_confirmed": "1"}).status_code == 403
    assert _live() == _active() == {group}
