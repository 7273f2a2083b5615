"""The place of a group, changed by staff, decides which group speaks for a member of several."""

import pytest

from tests.effects.world import World
from tests.factories.customers import MembershipFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db


def test_moving_up_lets_another_group_speak_while_the_main_one_sleeps(world: World) -> None:
    world.turn(world.group, is_active=False)
    person = world.membership.customer
    first = GroupFactory(discount_percent=10, position=100)
    second = GroupFactory(discount_percent=20, position=200)
    for group in (first, second):
        MembershipFactory(group=group, customer=person, is_primary=False)
    assert world.price() == "108.00"
    assert world.staff.post(f"/admin-panel/groups/{second.pk}/up/").status_code == 303
    assert world.price() == "96.00"
