"""Times are told by the shop's clock."""

from datetime import UTC, datetime

import pytest
import time_machine

from catalog.models import Shop
from groups.models import CustomerGroup
from tests.conftest import SignedIn
from tests.factories.groups import GroupFactory


@pytest.mark.parametrize(
    ("clock", "day"), [("Europe/Paris", "22 novembre 2026"), ("Asia/Tokyo", "23 novembre 2026")]
)
def test_a_record_tells_its_days_by_the_clock_of_the_shop(
    shop: Shop, owner: SignedIn, clock: str, day: str
) -> None:
    Shop.objects.update(timezone=clock)
    with time_machine.travel(datetime(2026, 11, 22, 20, tzinfo=UTC), tick=False):
        group: CustomerGroup = GroupFactory()
        page = owner.get(group.get_absolute_url()).content.decode()
    assert f"créé le {day}" in page.replace("\xa0", " ")


def test_a_shop_that_is_not_open_yet_still_answers(owner: SignedIn) -> None:
    Shop.objects.all().delete()
    assert owner.get("/colors.css").status_code == 200
