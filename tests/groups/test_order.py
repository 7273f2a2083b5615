"""The order of the groups: staff change it, and it decides which group speaks for a member."""

from collections.abc import Callable
from functools import partial

import pytest
from auditlog.models import LogEntry

from backoffice.models import StaffPreference
from groups.models import CustomerGroup
from groups.services import GroupIsGone, move
from tests.conftest import SignedIn, Staff
from tests.factories.groups import GroupFactory
from tests.threads import postgresql_only, together

LIST = "/admin-panel/groups/"

pytestmark = pytest.mark.django_db


def _up(group: CustomerGroup) -> str:
    return f"{LIST}{group.pk}/up/"


def _down(group: CustomerGroup) -> str:
    return f"{LIST}{group.pk}/down/"


def _order() -> list[CustomerGroup]:
    return list(CustomerGroup.objects.live().order_by("position", "pk"))


def test_a_group_moves_one_place_and_not_past_the_end(manager: SignedIn) -> None:
    one, two, three = GroupFactory.create_batch(3)
    answer = manager.post(_up(three))
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    assert _order() == [one, three, two]
    assert f"«\u00a0{three}\u00a0» est monté d’une place." in manager.get(LIST).content.decode()
    manager.post(_down(one))
    assert _order() == [three, one, two]
    told = manager.post(_up(three), follow=True).content.decode()
    assert f"«\u00a0{three}\u00a0» est déjà le premier." in told
    told = manager.post(_down(two), follow=True).content.decode()
    assert f"«\u00a0{two}\u00a0» est déjà le dernier." in told
    assert _order() == [three, one, two]


def test_groups_that_share_a_place_are_told_apart_and_the_bin_is_passed_over(
    manager: SignedIn,
) -> None:
    one, two, three = (GroupFactory(position=4) for _n in range(3))
    binned = GroupFactory(position=5, binned_at="2026-01-01T00:00:00+00:00")
    manager.post(_up(three))
    assert _order() == [one, three, two]
    assert manager.post(_up(binned)).status_code == 404
    with pytest.raises(GroupIsGone):
        move(group=binned, by=-1, actor=None)


def test_the_history_says_who_moved_it(manager: SignedIn) -> None:
    one, two = GroupFactory(position=3), GroupFactory(position=7)
    LogEntry.objects.all().delete()
    manager.post(_up(two))
    line = LogEntry.objects.get_for_object(two).get()
    assert (line.actor, line.changes_dict) == (manager.user, {"position": ["7", "3"]})
    assert LogEntry.objects.get_for_object(one).get().changes_dict == {"position": ["3", "7"]}
    manager.post(_up(two))
    assert LogEntry.objects.count() == 2
    two.refresh_from_db()
    assert (two.version, two.updated_by) == (1, manager.user)


def test_the_buttons_stand_where_the_list_is_in_its_own_order(manager: SignedIn) -> None:
    one, two = GroupFactory.create_batch(2)
    StaffPreference.objects.create(user=manager.user, columns={"groups.customergroup": ["order"]})

    def page(query: str = "") -> str:
        return manager.get(f"{LIST}{query}").content.decode()

    assert f'action="{_up(two)}"' in page()
    assert f'id="up-{one.pk}" aria-disabled="true"' in page()
    assert f'id="down-{two.pk}" aria-disabled="true"' in page()
    for query in ("?sort=title", "?q=g", "?display=ttc"):
        assert "/up/" not in page(query)
    lines = manager.get(f"{LIST}?per=25").context["lines"]
    moves = [[one.name for one in line.actions if one.name in ("up", "down")] for line in lines]
    assert moves == [["down"], ["up"]]


def test_a_redrawn_list_tells_what_moved(manager: SignedIn) -> None:
    one, two = GroupFactory.create_batch(2)
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{LIST}"}
    part = manager.post(_up(two), headers=headers).content.decode()
    assert "<html" not in part
    assert f"«\u00a0{two}\u00a0» est monté d’une place." in part
    assert part.index(f"row-{two.pk}") < part.index(f"row-{one.pk}")


def test_a_list_that_shows_a_group_deleted_meanwhile_is_redrawn_without_it(
    manager: SignedIn,
) -> None:
    one, gone = GroupFactory.create_batch(2)
    CustomerGroup.objects.filter(pk=gone.pk).update(binned_at="2026-11-22T09:00Z")
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{LIST}"}
    part = manager.post(_up(gone), headers=headers).content.decode()
    assert "<html" not in part
    assert "Ceci n’existe plus" in part
    assert (f"row-{one.pk}" in part, f"row-{gone.pk}" in part) == (True, False)
    assert _order() == [one]


def test_who_may_not_change_groups_does_not_move_them(viewer: SignedIn, staff: Staff) -> None:
    one, two = GroupFactory.create_batch(2)
    for client in (viewer, staff("groups.view_customergroup", "groups.manage_members")):
        assert client.post(_up(two)).status_code == 403
        assert "/up/" not in client.get(LIST).content.decode()
    assert viewer.get(_up(two)).status_code in (403, 405)
    assert _order() == [one, two]


@pytest.mark.postgresql
@postgresql_only
@pytest.mark.django_db(transaction=True)
def test_ten_people_moving_at_once_leave_one_order() -> None:
    groups = GroupFactory.create_batch(10)
    acts: list[Callable[[], object]] = [
        partial(move, group=one, by=-1, actor=None) for one in groups
    ]
    assert together(acts) == [None] * 10
    places = [one.position for one in _order()]
    assert len(set(places)) == 10
