"""Who is in which group, and what each act leaves behind."""

from datetime import UTC, date, datetime

import pytest
from auditlog.models import LogEntry
from django.db.models import QuerySet

from accounts.models import User
from catalog.models import Shop
from customers.models import Customer, Membership, MembershipEvent, Way
from customers.services import (
    Assigned,
    DefaultGroupStays,
    assign,
    create_customer,
    delete_group,
    move,
    open_account,
    remove,
)
from customers.services.membership import GuestsStayOut
from customers.viewers import viewer
from groups.models import CustomerGroup
from groups.services import CannotBeDefault, GroupIsGone, clear_default, make_default
from tests.factories.accounts import UserFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def _everyone(*people: Customer) -> QuerySet[Customer]:
    return Customer.objects.filter(pk__in=[person.pk for person in people])


def _join(group: CustomerGroup, *people: Customer, primary: bool = False) -> Assigned:
    return assign(
        group=group,
        customers=_everyone(*people),
        actor=None,
        way=Way.PICKER,
        at=NOW,
        primary=primary,
    )


def _groups(person: Customer) -> dict[str, bool]:
    rows = Membership.objects.filter(customer=person).order_by("group__title")
    return {row.group.title: row.is_primary for row in rows}


def test_the_first_group_of_a_customer_becomes_the_main_one() -> None:
    vip, friends = GroupFactory(title_fr="VIP"), GroupFactory(title_fr="Amis")
    person = CustomerFactory()
    _join(vip, person)
    _join(friends, person)
    assert _groups(person) == {"Amis": False, "VIP": True}


def test_a_customer_left_without_main_group_stays_so_when_he_joins_another() -> None:
    vip, friends = GroupFactory(title_fr="VIP"), GroupFactory(title_fr="Amis")
    person = CustomerFactory()
    MembershipFactory(customer=person, group=vip, is_primary=False)
    _join(friends, person)
    assert _groups(person) == {"Amis": False, "VIP": False}


def test_joining_as_main_group_leaves_the_one_before() -> None:
    vip, friends = GroupFactory(title_fr="VIP"), GroupFactory(title_fr="Amis")
    person = CustomerFactory()
    _join(vip, person)
    done = _join(friends, person, primary=True)
    assert _groups(person) == {"Amis": True}
    assert (done.added, done.moved) == (1, 1)
    vip.refresh_from_db()
    friends.refresh_from_db()
    assert (vip.member_count, friends.member_count) == (0, 1)


def test_a_guest_never_joins_and_the_others_do() -> None:
    group = GroupFactory()
    guest, person = CustomerFactory(guest=True), CustomerFactory()
    done = _join(group, guest, person)
    assert (done.added, done.guests) == (1, 1)
    assert not Membership.objects.filter(customer=guest).exists()
    with pytest.raises(GuestsStayOut):
        move(customer=guest, group=group, actor=None, way=Way.RECORD, at=NOW)
    assert not Membership.objects.filter(customer=guest).exists()


def test_a_batch_leaves_one_event_per_customer_and_one_line_in_the_history() -> None:
    actor: User = UserFactory(is_staff=True)
    group = GroupFactory()
    people = [CustomerFactory() for _ in range(3)]
    before = LogEntry.objects.get_for_object(group).count()
    assign(
        group=group,
        customers=_everyone(*people),
        actor=actor,
        way=Way.PICKER,
        at=NOW,
    )
    events = MembershipEvent.objects.filter(group=group, verb="added")
    assert events.count() == 3
    assert {event.batch.actor for event in events} == {actor}
    entries = LogEntry.objects.get_for_object(group)
    assert entries.count() == before + 1
    assert entries.first().additional_data["count"] == 3
    assert Membership.objects.filter(group=group, added_by=actor, way=Way.PICKER).count() == 3


def test_joining_twice_changes_nothing() -> None:
    group, person = GroupFactory(), CustomerFactory()
    _join(group, person)
    done = _join(group, person)
    assert (done.added, done.already) == (0, 1)
    assert MembershipEvent.objects.count() == 1


def test_leaving_the_main_group_promotes_no_other() -> None:
    vip, friends = GroupFactory(title_fr="VIP"), GroupFactory(title_fr="Amis")
    person = CustomerFactory()
    _join(vip, person)
    _join(friends, person)
    gone = remove(
        group=vip,
        customers=_everyone(person),
        actor=None,
        way=Way.PICKER,
        at=NOW,
    )
    assert gone.count == 1
    assert _groups(person) == {"Amis": False}
    vip.refresh_from_db()
    assert vip.member_count == 0


def test_moving_to_no_group_shows_the_customer_as_unclassified(shop: Shop) -> None:
    group, person = GroupFactory(), CustomerFactory()
    _join(group, person)
    move(customer=person, group=None, actor=None, way=Way.RECORD, at=NOW)
    assert _groups(person) == {}
    assert viewer(customer=person, shop=shop, on=DAY).group is None


def test_when_the_main_group_sleeps_the_first_active_one_speaks(shop: Shop) -> None:
    person = CustomerFactory()
    ended = GroupFactory(title_fr="Été", ends_on=date(2026, 8, 31), position=1)
    last = GroupFactory(title_fr="Dernier", position=9)
    first = GroupFactory(title_fr="Premier", position=5)
    MembershipFactory(customer=person, group=ended)
    MembershipFactory(customer=person, group=last, is_primary=False)
    MembershipFactory(customer=person, group=first, is_primary=False)
    seen = viewer(customer=person, shop=shop, on=DAY)
    assert seen.group == first
    assert seen.others == (last,)
    assert viewer(customer=person, shop=shop, on=date(2026, 8, 31)).group == ended


def test_a_membership_acts_on_its_own_days_only(shop: Shop) -> None:
    person, group = CustomerFactory(), GroupFactory()
    MembershipFactory(customer=person, group=group, starts_on=DAY, ends_on=DAY)
    assert viewer(customer=person, shop=shop, on=DAY).group == group
    assert viewer(customer=person, shop=shop, on=date(2026, 11, 21)).group is None
    assert viewer(customer=person, shop=shop, on=date(2026, 11, 23)).group is None


def test_a_new_account_joins_the_default_group_and_a_guest_does_not(shop: Shop) -> None:
    group = GroupFactory()
    make_default(group=group, actor=None, on=DAY)
    person = create_customer(customer=CustomerFactory.build(), actor=None, on=DAY)
    guest = create_customer(customer=CustomerFactory.build(guest=True), actor=None, on=DAY)
    assert viewer(customer=person, shop=shop, on=DAY).group == group
    assert not guest.memberships.exists()


def test_starring_a_group_changes_no_existing_customer() -> None:
    person, group = CustomerFactory(), GroupFactory()
    make_default(group=group, actor=None, on=DAY)
    assert not person.memberships.exists()


def test_the_star_moves_and_can_be_cleared() -> None:
    old, new = GroupFactory(), GroupFactory()
    make_default(group=old, actor=None, on=DAY)
    make_default(group=new, actor=None, on=DAY)
    assert list(CustomerGroup.objects.filter(is_default=True)) == [new]
    clear_default(actor=None)
    assert not CustomerGroup.objects.filter(is_default=True).exists()


@pytest.mark.parametrize(
    "fields",
    [{"is_active": False}, {"ends_on": date(2026, 11, 21)}, {"starts_on": date(2026, 11, 23)}],
)
def test_a_group_that_sleeps_today_cannot_be_starred(fields: dict[str, object]) -> None:
    star, group = GroupFactory(), GroupFactory(**fields)
    make_default(group=star, actor=None, on=DAY)
    with pytest.raises(CannotBeDefault):
        make_default(group=group, actor=None, on=DAY)
    assert list(CustomerGroup.objects.filter(is_default=True)) == [star]


def test_the_default_group_cannot_be_deleted() -> None:
    group = GroupFactory()
    make_default(group=group, actor=None, on=DAY)
    with pytest.raises(DefaultGroupStays):
        delete_group(group=group, actor=None, at=NOW)
    group.refresh_from_db()
    assert group.binned_at is None


def test_deleting_leaves_members_without_group_and_remembers_who_they_were() -> None:
    group, person = GroupFactory(), CustomerFactory()
    _join(group, person)
    delete_group(group=group, actor=None, at=NOW)
    row = Membership.objects.get(customer=person)
    assert (row.is_primary, row.was_primary) == (False, True)
    assert CustomerGroup.objects.live().count() == 0
    with pytest.raises(GroupIsGone):
        _join(group, CustomerFactory())
    with pytest.raises(GroupIsGone):
        delete_group(group=group, actor=None, at=NOW)


def test_deleting_with_a_transfer_moves_everyone() -> None:
    old, new = GroupFactory(title_fr="Vieux"), GroupFactory(title_fr="Neuf")
    vip = GroupFactory(title_fr="VIP")
    main, extra = CustomerFactory(), CustomerFactory()
    _join(old, main)
    _join(vip, extra)
    _join(old, extra)
    delete_group(group=old, actor=None, at=NOW, transfer_to=new)
    live = Membership.objects.filter(group__binned_at__isnull=True)
    assert live.get(customer=main, group=new).is_primary
    assert not live.get(customer=extra, group=new).is_primary
    assert live.get(customer=extra, group=vip).is_primary
    new.refresh_from_db()
    assert new.member_count == 2


def test_titles_and_codes_of_the_bin_can_be_used_again() -> None:
    group = GroupFactory(title_fr="École", code="ECOLE")
    delete_group(group=group, actor=None, at=NOW)
    assert GroupFactory(title_fr="école", code="ECOLE").pk != group.pk


def test_a_verified_address_finds_the_account_staff_prepared() -> None:
    person = CustomerFactory(email="Lea@Shop.example")
    user = UserFactory(email="lea@shop.example")
    assert open_account(user=user, on=DAY) == person
    assert Customer.objects.get().user == user


def test_a_guest_who_opens_an_account_joins_the_default_group(shop: Shop) -> None:
    group = GroupFactory()
    make_default(group=group, actor=None, on=DAY)
    guest = CustomerFactory(guest=True, email="lea@shop.example")
    user = UserFactory(email="lea@shop.example")
    person = open_account(user=user, on=DAY)
    assert person == guest
    assert not person.is_guest
    assert viewer(customer=person, shop=shop, on=DAY).group == group
