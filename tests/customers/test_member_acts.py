"""Acts in the users tab: undone from the toast or the history, told with their reason."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from backoffice import paging
from customers import rolls
from customers.models import Customer, Membership, MembershipBatch, MembershipEvent, Way
from customers.services import assign, delete_group, remove
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.accounts import UserFactory
from tests.factories.customers import AddressFactory, CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db

RIGHTS = ("groups.view_customergroup", "customers.view_customer")


@pytest.fixture
def group() -> CustomerGroup:
    return GroupFactory(title_fr="Grossistes")


def _url(group: CustomerGroup, tail: str = "") -> str:
    return f"/admin-panel/groups/{group.pk}/members/{tail}"


def _join(group: CustomerGroup, *people: Customer, **how: Any) -> MembershipBatch:
    rows = Customer.objects.filter(pk__in=[person.pk for person in people])
    now = timezone.now()
    done = assign(group=group, customers=rows, actor=None, way=Way.PICKER, at=now, **how)
    return MembershipBatch.objects.get(pk=done.batch)


def _leave(group: CustomerGroup, *people: Customer) -> MembershipBatch:
    rows = Customer.objects.filter(pk__in=[person.pk for person in people])
    now = timezone.now()
    done = remove(group=group, customers=rows, actor=None, way=Way.PICKER, at=now)
    return MembershipBatch.objects.get(pk=done.batch)


def _inside(group: CustomerGroup) -> dict[str, bool]:
    rows = Membership.objects.filter(group=group).order_by("pk")
    return {row.customer.last_name: row.is_primary for row in rows}


def _undo_of(page: Any) -> str:
    text: str = page.content.decode()
    assert 'data-testid="toast-undo"' in text
    batch = MembershipBatch.objects.latest("pk")
    return next(
        part.split('"')[0] for part in text.split('action="') if f"acts/{batch.pk}/undo/" in part
    )


# -- the toast --------------------------------------------------------------------------------


def test_an_addition_is_taken_back_from_its_toast(group: CustomerGroup, manager: SignedIn) -> None:
    vip, person = GroupFactory(title_fr="VIP"), CustomerFactory(last_name="Petit")
    _join(vip, person)
    sent = {"ids": [person.pk], "shown": [person.pk], "role": "main", "reason": "Salon de Lyon"}
    manager.post(_url(group, "?show=not_in"), {**sent, "save": "1"})
    page = manager.post(
        _url(group, "add/"), {"leaving": "1", "reason": "Salon de Lyon"}, follow=True
    )
    assert _inside(group) == {"Petit": True}
    assert MembershipBatch.objects.latest("pk").reason == "Salon de Lyon"
    done = manager.post(_undo_of(page), follow=True)
    assert "1 client comme avant" in done.content.decode()
    assert (_inside(group), _inside(vip)) == ({}, {"Petit": True})


def test_a_removal_is_taken_back_from_its_toast(group: CustomerGroup, manager: SignedIn) -> None:
    people = CustomerFactory.create_batch(2)
    _join(group, *people, primary=True)
    before = _inside(group)
    sent = {"ids": [one.pk for one in people], "_query": "", "_confirmed": "1", "reason": "fin"}
    page = manager.post(_url(group, "remove/"), sent, follow=True)
    assert _inside(group) == {}
    assert MembershipBatch.objects.latest("pk").reason == "fin"
    manager.post(_undo_of(page))
    assert _inside(group) == before


def test_a_main_group_given_from_the_customers_list_is_taken_back(
    group: CustomerGroup, manager: SignedIn
) -> None:
    vip, person = GroupFactory(title_fr="VIP"), CustomerFactory(last_name="Petit")
    _join(vip, person)
    sent = {"ids": [person.pk], "_confirmed": "1", "group": group.pk, "asked": str(group.pk)}
    page = manager.post("/admin-panel/customers/bulk/", {**sent, "reason": "tri"}, follow=True)
    assert (_inside(group), _inside(vip)) == ({"Petit": True}, {})
    url = _undo_of(page)
    done = manager.post(url, headers={"Referer": "http://testserver/admin-panel/customers/?q=p"})
    assert done["Location"] == "http://testserver/admin-panel/customers/?q=p"
    assert (_inside(group), _inside(vip)) == ({}, {"Petit": True})


def test_nothing_done_offers_nothing_to_undo(group: CustomerGroup, manager: SignedIn) -> None:
    person = CustomerFactory()
    _join(group, person)
    manager.post(_url(group), {"ids": [person.pk], "shown": [person.pk], "role": "additional"})
    page = manager.post(_url(group), {"save": "1"}, follow=True).content.decode()
    assert "toast-undo" not in page


def test_those_changed_since_are_named(group: CustomerGroup, manager: SignedIn) -> None:
    lea, marc = CustomerFactory(last_name="Petit"), CustomerFactory(last_name="Vial")
    _join(group, lea, marc)
    batch = _leave(group, lea, marc)
    _join(group, marc)
    page = manager.post(_url(group, f"acts/{batch.pk}/undo/"), follow=True).content.decode()
    assert "1 client a changé depuis et reste comme il est\u00a0: Léa Vial." in page
    assert _inside(group) == {"Vial": True, "Petit": True}


# -- the history ------------------------------------------------------------------------------


def test_the_history_leads_to_each_act_and_takes_it_back(
    group: CustomerGroup, manager: SignedIn
) -> None:
    person = CustomerFactory(last_name="Petit")
    batch = _join(group, person)
    act, undo = (_url(group, f"acts/{batch.pk}/{tail}") for tail in ("", "undo/"))
    history = manager.get(f"/admin-panel/groups/{group.pk}/history/").content.decode()
    assert f'href="{act}"' in history
    assert f'href="{undo}"' in history
    assert "Petit" in manager.get(act).content.decode()
    asked = manager.get(undo).content.decode()
    assert "1 client quitte «\u00a0Grossistes\u00a0»" in asked
    assert _inside(group) == {"Petit": True}
    manager.post(undo)
    assert _inside(group) == {}
    history = manager.get(f"/admin-panel/groups/{group.pk}/history/").content.decode()
    assert f'href="{undo}"' not in history
    assert "a annulé une opération sur 1 membre" in history


def test_groups_are_named_in_the_language_of_the_reader(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Grossistes", title_en="Wholesalers")
    batch = _join(group, CustomerFactory())
    manager.user.language = "en"
    manager.user.save()
    page = manager.get(_url(group, f"acts/{batch.pk}/undo/")).content.decode()
    assert "1 customer leaves “Wholesalers”" in page


def test_an_act_taken_back_or_too_old_is_refused_in_words(
    group: CustomerGroup, manager: SignedIn
) -> None:
    batch = _join(group, CustomerFactory(last_name="Petit"))
    url = _url(group, f"acts/{batch.pk}/undo/")
    MembershipBatch.objects.update(at=timezone.now() - timedelta(days=31))
    page = manager.post(url)
    assert page.status_code == 422
    assert "Une opération peut être annulée pendant 30 jours." in page.content.decode()
    assert _inside(group) == {"Petit": True}
    MembershipBatch.objects.update(at=timezone.now())
    assert manager.post(url).status_code == 303
    assert "Cette opération a déjà été annulée." in manager.post(url).content.decode()


def test_an_act_whose_other_group_is_gone_is_refused_in_words(
    group: CustomerGroup, manager: SignedIn
) -> None:
    vip, person = GroupFactory(title_fr="VIP"), CustomerFactory(last_name="Petit")
    _join(vip, person)
    batch = _join(group, person, primary=True)
    delete_group(group=vip, actor=None, at=timezone.now())
    page = manager.post(_url(group, f"acts/{batch.pk}/undo/"))
    assert page.status_code == 422
    assert "«\u00a0VIP\u00a0» a été supprimé entre-temps" in page.content.decode()
    assert _inside(group) == {"Petit": True}


def test_the_act_of_another_group_is_not_found(group: CustomerGroup, manager: SignedIn) -> None:
    batch = _join(GroupFactory(), CustomerFactory())
    for tail in (f"acts/{batch.pk}/", f"acts/{batch.pk}/undo/", "acts/999999/"):
        assert manager.get(_url(group, tail)).status_code == 404
    assert manager.post(_url(group, f"acts/{batch.pk}/undo/")).status_code == 404
    assert Membership.objects.count() == 1


@pytest.mark.parametrize("right", ["groups.change_customergroup", "groups.manage_members"])
def test_either_right_on_members_takes_an_act_back(
    right: str, group: CustomerGroup, staff: Staff, viewer: SignedIn
) -> None:
    batch = _join(group, CustomerFactory(last_name="Petit"))
    url = _url(group, f"acts/{batch.pk}/undo/")
    assert viewer.post(url).status_code == 403
    assert viewer.get(_url(group, f"acts/{batch.pk}/")).status_code == 200
    assert _inside(group) == {"Petit": True}
    assert staff(*RIGHTS, right).post(url).status_code == 303
    assert _inside(group) == {}


# -- main group, moving -----------------------------------------------------------------------


def test_ticked_members_get_the_group_as_main_one(group: CustomerGroup, manager: SignedIn) -> None:
    vip, person = GroupFactory(title_fr="VIP"), CustomerFactory(last_name="Petit")
    _join(vip, person)
    _join(group, person)
    sent = {"ids": [person.pk], "_query": ""}
    asked = manager.post(_url(group, "main/"), sent)
    assert "1 client quitte «\u00a0VIP\u00a0»" in asked.content.decode()
    assert _inside(group) == {"Petit": False}
    page = manager.post(_url(group, "main/"), {**sent, "_confirmed": "1"}, follow=True)
    assert (_inside(group), _inside(vip)) == ({"Petit": True}, {})
    manager.post(_undo_of(page))
    assert (_inside(group), _inside(vip)) == ({"Petit": False}, {"Petit": True})


def test_ticked_members_move_to_another_group_in_one_act(
    group: CustomerGroup, manager: SignedIn
) -> None:
    vip = GroupFactory(title_fr="VIP")
    main, extra = CustomerFactory(last_name="Petit"), CustomerFactory(last_name="Roy")
    MembershipFactory(customer=extra, group=GroupFactory())
    _join(group, main, extra)
    sent: dict[str, Any] = {"_all": "1", "_query": ""}
    assert manager.post(_url(group, "transfer/"), sent).status_code == 200
    nobody = manager.post(_url(group, "transfer/"), {**sent, "_confirmed": "1"})
    assert nobody.status_code == 422
    asked = manager.post(
        _url(group, "transfer/"), {**sent, "_confirmed": "1", "target": vip.pk, "reason": "tri"}
    )
    told = [str(impact.text) for impact in asked.context["impacts"]]
    assert told[0] == "2 clients quittent «\u00a0Grossistes\u00a0»"
    assert told[1] == "«\u00a0VIP\u00a0» devient le groupe principal de 1 client"
    assert len(_inside(group)) == 2
    chosen = {"_confirmed": "1", "target": vip.pk, "asked": str(vip.pk), "reason": "tri"}
    page = manager.post(_url(group, "transfer/"), {**sent, **chosen}, follow=True)
    assert (_inside(group), _inside(vip)) == ({}, {"Petit": True, "Roy": False})
    batch = MembershipBatch.objects.latest("pk")
    assert (batch.reason, batch.events.count()) == ("tri", 4)
    manager.post(_undo_of(page))
    assert (_inside(group), _inside(vip)) == ({"Petit": True, "Roy": False}, {})


@pytest.mark.parametrize("tail", ["main/", "transfer/", "remove/"])
def test_a_viewer_moves_nobody(tail: str, group: CustomerGroup, viewer: SignedIn) -> None:
    vip, person = GroupFactory(), CustomerFactory(last_name="Petit")
    _join(group, person)
    sent = {"ids": [person.pk], "_confirmed": "1", "target": vip.pk, "asked": str(vip.pk)}
    assert viewer.post(_url(group, tail), sent).status_code == 403
    assert _inside(group) == {"Petit": True}


@pytest.mark.parametrize("target", ["", "999999", "x\x00", "own", "binned"])
def test_members_move_only_to_a_group_that_is_there(
    target: str, group: CustomerGroup, manager: SignedIn
) -> None:
    person = CustomerFactory(last_name="Petit")
    _join(group, person)
    binned = GroupFactory(binned_at=timezone.now())
    key = {"own": str(group.pk), "binned": str(binned.pk)}.get(target, target)
    sent = {"ids": [person.pk], "_confirmed": "1", "target": key, "asked": key}
    assert manager.post(_url(group, "transfer/"), sent).status_code == 422
    assert _inside(group) == {"Petit": True}


def test_a_reason_longer_than_its_column_is_refused_and_kept(
    group: CustomerGroup, manager: SignedIn
) -> None:
    person = CustomerFactory(last_name="Petit")
    _join(group, person)
    sent = {"ids": [person.pk], "_confirmed": "1", "_query": "", "reason": "x" * 201}
    page = manager.post(_url(group, "remove/"), sent)
    assert page.status_code == 422
    assert "x" * 201 in page.content.decode()
    assert _inside(group) == {"Petit": True}


# -- provenance -------------------------------------------------------------------------------


def test_a_row_says_when_by_whom_by_which_way_and_why(
    group: CustomerGroup, manager: SignedIn
) -> None:
    person = CustomerFactory()
    sent = {
        "ids": [person.pk],
        "shown": [person.pk],
        "role": "main",
        "reason": "Salon\x00 de  Lyon",
    }
    manager.post(_url(group), {**sent, "save": "1"})
    line = manager.get(_url(group)).context["lines"][0]
    assert (line.here.added_by, line.here.way) == (manager.user, Way.PICKER)
    assert line.here.batch.reason == "Salon de Lyon"
    page = manager.get(_url(group)).content.decode()
    assert "Onglet Utilisateurs" in page
    assert "Salon de Lyon" not in page  # the column is hidden until asked for
    record = manager.get(f"/admin-panel/customers/{person.pk}/").content.decode()
    assert "Salon de Lyon" in record


def test_members_lost_are_listed_for_thirty_days_and_put_back(
    group: CustomerGroup, manager: SignedIn
) -> None:
    lea, marc, zoe = (CustomerFactory(last_name=name) for name in ("Petit", "Vial", "Zola"))
    _join(group, lea, marc, zoe, primary=True)
    old = _leave(group, zoe)
    MembershipBatch.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=31))
    _leave(group, lea, marc)
    _join(group, marc)
    page = manager.get(_url(group, "lost/"))
    assert [line.row.customer for line in page.context["lines"]] == [lea]
    event = page.context["lines"][0].row
    done = manager.post(_url(group, f"lost/{event.pk}/back/"), follow=True)
    assert "Client remis" in done.content.decode()
    assert _inside(group) == {"Vial": True, "Petit": True}
    assert not manager.get(_url(group, "lost/")).context["lines"]


def test_ticked_members_lost_are_put_back_in_one_act(
    group: CustomerGroup, manager: SignedIn, viewer: SignedIn
) -> None:
    lea, marc, zoe = (CustomerFactory(last_name=name) for name in ("Petit", "Vial", "Zola"))
    _join(group, lea, marc, zoe, primary=True)
    _leave(group, lea, marc, zoe)
    page = manager.get(_url(group, "lost/"))
    assert 'data-testid="bulk-put-back"' in page.content.decode()
    assert "bulk-put-back" not in viewer.get(_url(group, "lost/")).content.decode()
    ticked = [line.row.pk for line in page.context["lines"] if line.row.customer != marc]
    assert viewer.post(_url(group, "lost/back/"), {"ids": ticked}).status_code == 403
    assert _inside(group) == {}
    done = manager.post(_url(group, "lost/back/"), {"ids": ticked}, follow=True)
    assert "2 clients remis" in done.content.decode()
    assert _inside(group) == {"Petit": True, "Zola": True}
    assert MembershipBatch.objects.latest("pk").events.count() == 2
    manager.post(_undo_of(done))
    assert _inside(group) == {}
    narrowed = {"_all": "1", "_query": "q=vial"}
    manager.post(_url(group, "lost/back/"), narrowed)
    assert _inside(group) == {"Vial": True}


def test_the_departure_from_another_group_is_not_put_back_with_the_ticked(
    group: CustomerGroup, manager: SignedIn
) -> None:
    other, person = GroupFactory(), CustomerFactory()
    _join(other, person)
    event = _leave(other, person).events.get()
    manager.post(_url(group, "lost/back/"), {"ids": [event.pk, "x", "9" * 30]})
    assert not Membership.objects.exists()


def test_a_member_put_back_from_his_row_can_be_taken_out_again(
    group: CustomerGroup, manager: SignedIn
) -> None:
    person = CustomerFactory(last_name="Petit")
    _join(group, person, primary=True)
    event = _leave(group, person).events.get()
    page = manager.post(_url(group, f"lost/{event.pk}/back/"), follow=True)
    assert _inside(group) == {"Petit": True}
    manager.post(_undo_of(page))
    assert _inside(group) == {}


def test_only_a_departure_from_the_group_is_put_back(
    group: CustomerGroup, manager: SignedIn, viewer: SignedIn
) -> None:
    person = CustomerFactory()
    came = _join(group, person)
    left = _leave(group, person)
    added, removed = (MembershipEvent.objects.get(batch=batch) for batch in (came, left))
    assert manager.post(_url(group, f"lost/{added.pk}/back/")).status_code == 404
    assert manager.post(_url(GroupFactory(), f"lost/{removed.pk}/back/")).status_code == 404
    assert viewer.post(_url(group, f"lost/{removed.pk}/back/")).status_code == 403
    assert _inside(group) == {}


def test_staff_among_the_members_of_a_discounted_group_are_told(manager: SignedIn) -> None:
    group = GroupFactory(discount_percent=10)
    UserFactory(email="boss@ours.example", is_staff=True)
    UserFactory(email="other@gmail.com", is_staff=True)
    MembershipFactory(customer=CustomerFactory(email="Boss@ours.example"), group=group)
    MembershipFactory(customer=CustomerFactory(email="any@gmail.com"), group=group)
    page = manager.get(_url(group)).content.decode()
    assert "des membres du personnel en font partie\u00a0: Léa" in page
    assert "@gmail.com." not in page
    assert "insider-domains" not in page
    MembershipFactory(customer=CustomerFactory(email="friend@ours.example"), group=group)
    assert "@ours.example." in manager.get(_url(group)).content.decode()
    CustomerGroup.objects.update(discount_percent=0)
    assert "insider" not in manager.get(_url(group)).content.decode()


# -- filters and long lists -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=0612345678", ["Petit"]),
        ("q=06 12 34", ["Petit"]),
        ("main=none", ["Roy"]),
        ("main={vip}", ["Petit"]),
        ("since=2026-06-01", ["Roy"]),
        ("country=CA", ["Petit"]),
        ("main=nonsense&since=x&country=ZZZ", ["Roy", "Petit"]),
    ],
)
def test_users_not_included_are_narrowed(
    query: str, found: list[str], group: CustomerGroup, manager: SignedIn
) -> None:
    vip = GroupFactory()
    petit = CustomerFactory(last_name="Petit", phone="+33 6 12 34 56 78", joined_on="2026-01-01")
    CustomerFactory(last_name="Roy", phone="+1 514-555-0123", joined_on="2026-06-01")
    AddressFactory(customer=petit, country="CA")
    MembershipFactory(customer=petit, group=vip)
    lines = manager.get(_url(group, f"?show=not_in&{query.format(vip=vip.pk)}")).context["lines"]
    assert [line.row.last_name for line in lines] == found


def test_pages_hold_every_member_once_from_either_end(
    group: CustomerGroup, manager: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [CustomerFactory() for _ in range(30)]
    outsiders = [CustomerFactory() for _ in range(28)]
    _join(group, *people)
    for query, wanted in (("", people), ("show=not_in", outsiders), ("show=all", people)):
        seen: list[int] = []
        for page in (1, 2, 3):
            shown = manager.get(_url(group, f"?{query}&page={page}")).context
            if shown["page"].number == page:
                seen += [line.row.pk for line in shown["lines"]]
        expected = {one.pk for one in (outsiders + people if "all" in query else wanted)}
        assert len(seen) == len(set(seen))
        assert set(seen) == expected


def test_past_the_limit_counts_are_those_the_services_keep(
    group: CustomerGroup, manager: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rolls, "EXACT", 3)
    people = CustomerFactory.create_batch(5)
    _join(group, *people)
    CustomerFactory.create_batch(2)
    cache.clear()
    labels = [
        str(label)
        for _value, label in manager.get(_url(group)).context["filter"].form.fields["show"].choices
    ]
    assert labels[:2] == ["Utilisateurs inclus (5)", "Utilisateurs non inclus (2)"]
    assert manager.get("/admin-panel/customers/").context["page"].total == 7
    shown = manager.get(f"/admin-panel/customers/?group={group.pk}").context["page"]
    assert (shown.total, len(shown.rows)) == (5, 5)


def test_a_search_stops_counting_and_goes_on_from_page_to_page(
    group: CustomerGroup, manager: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "COUNTED", 50)
    monkeypatch.setattr(paging, "FARTHEST", 500)
    for number in range(60):
        CustomerFactory(last_name=f"Petit{number}")
    seen: list[int] = []
    for number in (1, 2, 3):
        page = manager.get(f"/admin-panel/customers/?q=petit&page={number}").context["page"]
        seen += [row.pk for row in page.rows]
        assert page.more == (number < 3)
    assert (len(seen), len(set(seen))) == (60, 60)
    first = manager.get("/admin-panel/customers/?q=petit").content.decode()
    assert "sur plus de 50" in first
    assert 'rel="next"' in first
