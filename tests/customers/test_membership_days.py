"""A group may say how long a membership lasts: whoever joins leaves its terms after that."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from catalog.models import Product, Shop
from customers.models import Membership, MembershipBatch, Way
from customers.services import assign, transfer, undo
from groups.models import CustomerGroup
from tests.conftest import SignedIn
from tests.customers.forms import typed
from tests.factories.catalog import ProductFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed as typed_group
from tests.storefront.reading import on_its_page

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 11, tzinfo=UTC)
LAST = date(2026, 12, 21)  # of thirty days that begin on 22 November


@pytest.fixture(autouse=True)
def _day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def season(shop: Shop) -> CustomerGroup:
    found: CustomerGroup = GroupFactory(title_fr="Saison", membership_days=30, discount_percent=10)
    return found


def _until(group: CustomerGroup) -> set[date | None]:
    return set(Membership.objects.filter(group=group).values_list("ends_on", flat=True))


def test_the_price_of_the_group_ends_with_the_last_day(
    season: CustomerGroup, customer_client: SignedIn
) -> None:
    CustomerGroup.objects.filter(pk=season.pk).update(membership_days=10)
    product: Product = ProductFactory()
    person = customer_client.user.customer
    people = type(person).objects.filter(pk=person.pk)
    assign(group=season, customers=people, actor=None, way=Way.PICKER, at=NOW)
    for days, price in ((0, "108.00"), (9, "108.00"), (10, "120.00")):
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            assert on_its_page(customer_client, product).amount == price


def test_picked_and_pasted_customers_have_it_and_the_tab_says_so(
    season: CustomerGroup, manager: SignedIn
) -> None:
    url = f"/admin-panel/groups/{season.pk}/members/"
    picked, pasted = CustomerFactory(), CustomerFactory(email="lea@shop.example")
    sent = {"ids": [picked.pk], "shown": [picked.pk], "role": "main", "save": "1"}
    manager.post(f"{url}?show=not_in", sent)
    report = manager.post(
        f"{url}paste/", {"emails": pasted.email, "role": "additional"}, follow=True
    )
    manager.post(report.request["PATH_INFO"], {"seen": report.context["seen"]})
    assert set(Membership.objects.values_list("customer", "ends_on")) == {
        (picked.pk, LAST),
        (pasted.pk, LAST),
    }
    assert manager.get(url).content.decode().count("jusqu’au 21/12/2026") == 2


def test_members_keep_the_dates_they_have(season: CustomerGroup, manager: SignedIn) -> None:
    MembershipFactory(group=season, customer=CustomerFactory())
    page = manager.post(season.get_absolute_url(), typed_group(season, membership_days="7"))
    assert page.status_code == 303
    season.refresh_from_db()
    assert (season.membership_days, _until(season)) == (7, {None})


@pytest.mark.parametrize("days", ["0", "-1", "3651", "x", "1e3", "9" * 30])
def test_a_number_of_days_nobody_can_mean_is_refused(
    days: str, season: CustomerGroup, manager: SignedIn
) -> None:
    page = manager.post(season.get_absolute_url(), typed_group(season, membership_days=days))
    assert page.status_code == 422
    season.refresh_from_db()
    assert season.membership_days == 30


def test_on_the_record_days_left_empty_are_the_usual_ones_and_others_count(
    season: CustomerGroup, support: SignedIn
) -> None:
    one, other = CustomerFactory(), CustomerFactory()
    for person, typed_day in ((one, {}), (other, {f"last_{season.pk}": "2027-01-31"})):
        url = f"/admin-panel/customers/{person.pk}/groups/"
        values = typed(support.get(url), main_group=season.pk, **typed_day)
        assert support.post(url, values).status_code == 303
    assert set(Membership.objects.values_list("customer", "ends_on")) == {
        (one.pk, LAST),
        (other.pk, date(2027, 1, 31)),
    }


def test_a_transfer_begins_anew_and_its_undo_brings_the_former_day_back(
    season: CustomerGroup,
) -> None:
    other = GroupFactory(membership_days=None)
    person = CustomerFactory()
    some = type(person).objects.filter(pk=person.pk)
    assign(group=other, customers=some, actor=None, way=Way.PICKER, at=NOW)
    assert _until(other) == {None}
    transfer(source=other, target=season, customers=some, actor=None, way=Way.PICKER, at=NOW)
    assert _until(season) == {LAST}
    undo(batch=MembershipBatch.objects.latest("pk"), actor=None, at=NOW)
    assert (_until(season), _until(other)) == (set(), {None})
