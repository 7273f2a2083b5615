"""The star: which group new customers join."""

import pytest
from auditlog.models import LogEntry

from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db


def _url(group: CustomerGroup) -> str:
    return f"/admin-panel/groups/{group.pk}/default/"


def _default() -> list[CustomerGroup]:
    return list(CustomerGroup.objects.filter(is_default=True))


def test_the_star_makes_one_group_the_default_one(manager: SignedIn) -> None:
    former, vip = GroupFactory(is_default=True), GroupFactory(title_fr="VIP")
    page = manager.get("/admin-panel/groups/").content.decode()
    assert f'aria-pressed="false" data-testid="star-{vip.pk}"' in page
    answer = manager.post(_url(vip))
    assert (answer.status_code, answer["Location"]) == (303, "/admin-panel/groups/")
    assert _default() == [vip]
    page = manager.get("/admin-panel/groups/").content.decode()
    assert "Groupe par défaut modifié" in page
    assert f'aria-pressed="true" data-testid="star-{vip.pk}"' in page
    assert f'aria-pressed="false" data-testid="star-{former.pk}"' in page
    entry = LogEntry.objects.get_for_object(vip).filter(action=LogEntry.Action.UPDATE).get()
    assert (entry.actor, entry.changes_dict) == (manager.user, {"is_default": ["False", "True"]})


def test_it_asks_first_and_says_that_nobody_moves(manager: SignedIn) -> None:
    GroupFactory(is_default=True)
    vip = GroupFactory(title_fr="VIP")
    for _n in range(3):
        CustomerFactory()
    CustomerFactory(guest=True)
    page = manager.get(_url(vip)).content.decode()
    assert "Faire de «\u00a0VIP\u00a0» le groupe par défaut\u202f?" in page
    assert "Les nouveaux clients y entreront dès leur inscription." in page
    assert "Les 3 clients existants ne changent pas de groupe." in page
    assert vip not in _default()


def test_without_a_default_group_the_star_acts_at_once(manager: SignedIn) -> None:
    group = GroupFactory()
    page = manager.get("/admin-panel/groups/").content.decode()
    assert f'<form method="post" action="{_url(group)}"' in page


def test_a_new_default_group_is_offered_once_to_customers_without_a_group(
    manager: SignedIn, staff: Staff
) -> None:
    vip = GroupFactory(title_fr="VIP")
    CustomerFactory.create_batch(2)
    CustomerFactory(guest=True)
    page = manager.post(_url(vip), follow=True).content.decode()
    assert "2 clients ne sont dans aucun groupe." in page
    assert "Attribuer «\u00a0VIP\u00a0» à ces clients" in page
    assert 'href="/admin-panel/customers/?group=none&amp;kind=account"' in page
    assert manager.get("/admin-panel/customers/?group=none&kind=account").context["page"].total == 2
    assert "2 clients ne sont" not in manager.get("/admin-panel/groups/").content.decode()
    gone = manager.post(_url(vip), {"clear": "True"}, follow=True).content.decode()
    assert "ne sont dans aucun groupe" not in gone
    blind = staff("groups.view_customergroup", "groups.change_customergroup")
    assert "aucun groupe." not in blind.post(_url(vip), follow=True).content.decode()


def test_nobody_without_a_group_is_nothing_to_offer(manager: SignedIn) -> None:
    page = manager.post(_url(GroupFactory()), follow=True).content.decode()
    assert 'data-testid="banner-ungrouped"' not in page


def test_pressing_it_twice_changes_nothing_more(manager: SignedIn) -> None:
    group = GroupFactory()
    manager.post(_url(group))
    manager.post(_url(group))
    assert _default() == [group]
    assert LogEntry.objects.get_for_object(group).filter(action=LogEntry.Action.UPDATE).count() == 1


def test_the_lit_star_may_go_out(manager: SignedIn) -> None:
    group = GroupFactory(is_default=True)
    page = manager.get(_url(group)).content.decode()
    assert "Ne plus avoir de groupe par défaut\u202f?" in page
    assert '<input type="hidden" name="clear" value="True"' in page
    manager.post(_url(group), {"clear": "True"})
    assert _default() == []


def test_it_comes_back_to_the_list_as_it_was(manager: SignedIn) -> None:
    group = GroupFactory()
    back = "/admin-panel/groups/?display=ht"
    assert manager.post(_url(group), {"next": back})["Location"] == back
    away = manager.post(_url(group), {"next": "https://elsewhere.example/"})
    assert away["Location"] == "/admin-panel/groups/"


@pytest.mark.parametrize(
    "columns", [{"is_active": False}, {"starts_on": "2999-01-01"}, {"ends_on": "2026-01-02"}]
)
def test_a_group_that_gives_nothing_today_cannot_be_starred(
    manager: SignedIn, columns: dict[str, object]
) -> None:
    former, group = GroupFactory(is_default=True), GroupFactory(**columns)
    told = "Un groupe inactif ne peut pas être le groupe par défaut."
    assert told in manager.get(_url(group)).content.decode()
    answer = manager.post(_url(group))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert _default() == [former]


def test_without_the_right_the_star_stays(viewer: SignedIn, support: SignedIn) -> None:
    former, group = GroupFactory(is_default=True), GroupFactory()
    for client in (viewer, support):
        assert client.get(_url(group)).status_code == 403
        assert client.post(_url(group)).status_code == 403
    assert _default() == [former]


def test_the_dialog_is_a_part_of_a_page(manager: SignedIn) -> None:
    group = GroupFactory()
    part = manager.get(_url(group), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="dialog-title"' in part
