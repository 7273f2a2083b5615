"""A pasted list: told address by address, nothing written before it is saved, saved once."""

from datetime import timedelta
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.templatetags.ui import number
from customers import pasting
from customers.models import (
    Customer,
    Membership,
    MembershipBatch,
    MembershipEvent,
    PastedList,
    PendingMembership,
)
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.customers import CustomerFactory, MembershipFactory, PastedListFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db

ZERO_WIDTH = "\u200b"
MIX = f"""Léa Petit <LEA@x.fr>, vip@x.fr
in@x.fr ; lea@x.fr
guest@x.fr\tclosed@x.fr
nobody@gmial.com
marie@
"roy, jean" <jean@x.fr{ZERO_WIDTH}>"""
OUTCOMES = ["ok", "moved", "already", "duplicate", "guest", "disabled", "unknown", "invalid", "ok"]


@pytest.fixture
def group() -> CustomerGroup:
    return GroupFactory(title_fr="Grossistes")


@pytest.fixture
def people(group: CustomerGroup) -> dict[str, Customer]:
    """One customer for each thing that may become of an address."""
    found: dict[str, Customer] = {
        name: CustomerFactory(email=f"{name}@x.fr", last_name=name)
        for name in ("lea", "vip", "in", "jean")
    }
    found["closed"] = CustomerFactory(email="closed@x.fr", is_active=False)
    found["guest"] = CustomerFactory(email="guest@x.fr", guest=True)
    MembershipFactory(customer=found["vip"], group=GroupFactory(title_fr="VIP"))
    MembershipFactory(customer=found["in"], group=group)
    return found


def _url(group: CustomerGroup, tail: str = "") -> str:
    return f"/admin-panel/groups/{group.pk}/members/paste/{tail}"


def _paste(client: SignedIn, group: CustomerGroup, text: str = MIX, **sent: Any) -> str:
    answer = client.post(_url(group), {"emails": text, "role": "main", **sent})
    assert answer.status_code == 303, answer.context["form"].errors
    return str(answer["Location"])


def _save(client: SignedIn, url: str) -> Any:
    return client.post(url, {"seen": client.get(url).context["seen"]})


def _told(client: SignedIn, url: str) -> list[str]:
    return [line.outcome.value for line in client.get(url).context["lines"]]


def _inside(group: CustomerGroup) -> dict[str, bool]:
    rows = Membership.objects.filter(group=group).select_related("customer")
    return {row.customer.last_name: row.is_primary for row in rows}


def _everything() -> list[Any]:
    models: Any = (Membership, MembershipBatch, MembershipEvent, PendingMembership, LogEntry)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


# -- the report -------------------------------------------------------------------------------


@pytest.mark.usefixtures("people")
def test_each_address_gets_its_outcome_and_nothing_is_written(
    group: CustomerGroup, manager: SignedIn
) -> None:
    before = _everything()
    url = _paste(manager, group)
    page = manager.get(url)
    assert [line.outcome.value for line in page.context["lines"]] == OUTCOMES
    text = page.content.decode()
    assert "Sera ajouté, quitte «\u00a0VIP\u00a0» (groupe principal)" in text
    assert "En double dans la liste (ligne 1)" in text
    assert "Vouliez-vous dire nobody@gmail.com\u202f?" in text
    assert 'data-testid="paste-row-1" data-outcome="ok"' in text
    assert page.context["summary"] == "3 à ajouter, 1 déjà membre, 4 refusées"
    assert _everything() == before


@pytest.mark.usefixtures("people")
def test_saving_writes_those_promised_and_nobody_else_in_one_act(
    group: CustomerGroup, manager: SignedIn
) -> None:
    url = _paste(manager, group, reason="Salon de Lyon")
    answer = _save(manager, url)
    assert answer.status_code == 303
    assert _inside(group) == {"lea": True, "vip": True, "jean": True, "in": True}
    batch = MembershipBatch.objects.get()
    assert (batch.way, batch.actor, batch.reason) == ("paste", manager.user, "Salon de Lyon")
    logged = LogEntry.objects.get_for_object(group).filter(additional_data__batch=batch.pk)
    assert [entry.additional_data["count"] for entry in logged] == [3]
    group.refresh_from_db()
    assert group.member_count == 4
    assert not PendingMembership.objects.exists()


@pytest.mark.usefixtures("people")
def test_the_report_of_a_saved_list_says_what_was_done(
    group: CustomerGroup, manager: SignedIn
) -> None:
    url = _paste(manager, group)
    _save(manager, url)
    page = manager.get(url)
    assert [line.outcome.value for line in page.context["lines"]] == OUTCOMES
    text = page.content.decode()
    assert "Ajouté, a quitté «\u00a0VIP\u00a0» (groupe principal)" in text
    assert page.context["summary"] == "3 ajoutés, 1 déjà membre, 4 refusées"
    assert 'data-testid="paste-save"' not in text


@pytest.mark.usefixtures("people")
def test_the_toast_takes_the_whole_list_back(group: CustomerGroup, manager: SignedIn) -> None:
    _save(manager, _paste(manager, group))
    batch = MembershipBatch.objects.get()
    undo = f"/admin-panel/groups/{group.pk}/members/acts/{batch.pk}/undo/"
    assert undo in manager.get(_url(group)).content.decode()
    manager.post(undo)
    assert _inside(group) == {"in": True}
    assert Membership.objects.get(customer__last_name="vip").group.title == "VIP"


@pytest.mark.usefixtures("people")
def test_an_additional_group_takes_nobody_out_of_his_main_one(
    group: CustomerGroup, manager: SignedIn
) -> None:
    url = _paste(manager, group, role="additional")
    assert _told(manager, url)[:3] == ["ok", "ok", "already"]
    _save(manager, url)
    assert _inside(group) == {"lea": True, "vip": False, "jean": True, "in": True}


@pytest.mark.usefixtures("people")
def test_the_report_lets_them_keep_their_main_group(
    group: CustomerGroup, manager: SignedIn
) -> None:
    url = _paste(manager, group)
    assert "1 client quittera son groupe principal." in manager.get(url).content.decode()
    manager.post(url, {"role": "additional"})
    assert _told(manager, url)[1] == "ok"
    _save(manager, url)
    manager.post(url, {"role": "main"})
    assert not PastedList.objects.get().is_primary


def test_an_additional_member_may_get_it_as_his_main_group(
    group: CustomerGroup, manager: SignedIn
) -> None:
    person = CustomerFactory(email="a@x.fr")
    MembershipFactory(customer=person, group=GroupFactory(title_fr="VIP"))
    MembershipFactory(customer=person, group=group, is_primary=False)
    url = _paste(manager, group, "a@x.fr")
    assert _told(manager, url) == ["moved"]
    assert _save(manager, url).status_code == 303
    assert Membership.objects.get(customer=person).group == group
    assert _told(manager, url) == ["moved"]


# -- saving safely ----------------------------------------------------------------------------


def test_a_list_saved_twice_is_saved_once(
    group: CustomerGroup, people: dict[str, Customer], manager: SignedIn
) -> None:
    url = _paste(manager, group)
    seen = manager.get(url).context["seen"]
    manager.post(url, {"seen": seen})
    before = _everything()
    again = manager.post(url, {"seen": seen}, follow=True)
    assert "Cette liste a déjà été enregistrée." in again.content.decode()
    assert _everything() == before


@pytest.mark.parametrize("change", ["joined", "closed", "left"])
def test_a_report_that_no_longer_holds_is_shown_again_before_it_is_saved(
    change: str, group: CustomerGroup, people: dict[str, Customer], manager: SignedIn
) -> None:
    url = _paste(manager, group)
    seen = manager.get(url).context["seen"]
    if change == "joined":
        MembershipFactory(customer=people["lea"], group=group)
    elif change == "closed":
        Customer.objects.filter(pk=people["lea"].pk).update(is_active=False)
    else:
        Membership.objects.filter(customer=people["vip"]).delete()
    before = _everything()
    answer = manager.post(url, {"seen": seen})
    assert answer.status_code == 422
    assert "Des clients ont changé" in answer.content.decode()
    assert _everything() == before
    manager.post(url, {"seen": answer.context["seen"]})
    assert MembershipBatch.objects.filter(way="paste").exists()


def test_a_list_nobody_can_join_from_is_not_saved(group: CustomerGroup, manager: SignedIn) -> None:
    url = _paste(manager, group, "nobody@x.fr")
    before = _everything()
    assert "disabled" in manager.get(url).content.decode()
    _save(manager, url)
    assert _everything() == before


def test_a_group_deleted_meanwhile_is_gone(group: CustomerGroup, manager: SignedIn) -> None:
    url = _paste(manager, group)
    CustomerGroup.objects.filter(pk=group.pk).update(binned_at=timezone.now())
    assert manager.post(url, {"seen": "x"}).status_code == 404


# -- whose list it is -------------------------------------------------------------------------


def test_a_list_is_its_authors_and_is_forgotten_after_a_day(
    group: CustomerGroup, manager: SignedIn, owner: SignedIn
) -> None:
    url = _paste(manager, group, "a@x.fr")
    assert owner.get(url).status_code == 404
    assert owner.post(url, {"seen": "x"}).status_code == 404
    assert owner.get(f"{url}report.csv").status_code == 404
    PastedList.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    assert manager.get(url).status_code == 404
    _paste(owner, group, "b@x.fr")
    assert PastedList.objects.get().author == owner.user


def test_a_list_of_another_group_is_not_found(group: CustomerGroup, manager: SignedIn) -> None:
    mine = PastedListFactory(group=GroupFactory(), author=manager.user)
    assert manager.get(_url(group, f"{mine.pk}/")).status_code == 404
    assert manager.get(_url(group, f"{10**17}/")).status_code == 404


def test_editing_brings_the_text_and_the_choices_back(
    group: CustomerGroup, manager: SignedIn
) -> None:
    _paste(manager, group, "a@x.fr\nb@", role="additional", awaits="on", reason="Salon")
    pasted = PastedList.objects.get()
    form = manager.get(_url(group, f"?list={pasted.pk}")).context["form"]
    found = {name: form[name].value() for name in ("emails", "role", "awaits", "reason")}
    assert found == {
        "emails": "a@x.fr\nb@",
        "role": "additional",
        "awaits": True,
        "reason": "Salon",
    }


# -- rights -----------------------------------------------------------------------------------


@pytest.mark.parametrize("right", ["groups.manage_members", "groups.change_customergroup"])
def test_either_right_on_members_is_enough_to_paste(
    right: str, group: CustomerGroup, people: dict[str, Customer], staff: Staff
) -> None:
    client = staff("groups.view_customergroup", "customers.view_customer", right)
    _save(client, _paste(client, group))
    assert "lea" in _inside(group)


def test_reading_is_not_enough(
    group: CustomerGroup, people: dict[str, Customer], viewer: SignedIn
) -> None:
    mine = PastedListFactory(group=group, author=viewer.user, text="lea@x.fr")
    before = _everything()
    assert viewer.get(_url(group)).status_code == 403
    assert viewer.post(_url(group), {"emails": MIX, "role": "main"}).status_code == 403
    assert viewer.post(_url(group, f"{mine.pk}/"), {"seen": "x"}).status_code == 403
    assert _everything() == before
    assert (
        "entrance-paste"
        not in viewer.get(f"/admin-panel/groups/{group.pk}/members/").content.decode()
    )


# -- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"emails": ""}, "Collez au moins une adresse e-mail."),
        ({"emails": " \n,;"}, "Collez au moins une adresse e-mail."),
        ({"emails": "a\x00@x.fr"}, "nul"),
        ({"role": "king"}, "n’existe plus"),
        ({"reason": "x" * 201}, "200"),
    ],
)
def test_bad_input_comes_back_with_what_was_typed(
    sent: dict[str, str], told: str, group: CustomerGroup, manager: SignedIn
) -> None:
    answer = manager.post(_url(group), {"emails": "a@x.fr", "role": "main", **sent})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert answer.context["form"]["emails"].value() == sent.get("emails", "a@x.fr")
    assert not PastedList.objects.exists()


def test_too_many_addresses_are_counted(
    group: CustomerGroup, manager: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pasting, "MOST", 1_000)
    text = ",".join(f"a{n}@x.fr" for n in range(1_061))
    answer = manager.post(_url(group), {"emails": text, "role": "main"})
    told = f"Collez {number(1_000)} adresses au plus (il y en a {number(1_061)})"
    assert told in answer.content.decode()


def test_a_hundred_thousand_long_addresses_fit_into_a_request(
    group: CustomerGroup, manager: SignedIn
) -> None:
    text = "\r\n".join(f"somebody.with.a.name{n:06}@company.example" for n in range(100_000))
    answer = manager.post(
        _url(group),
        f"role=main&emails={text.replace('@', '%40')}",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "query", ["outcome=nonsense", "page=-1", "page=x&per=9", "outcome=guest&page=99"]
)
def test_a_nonsense_query_shows_a_report(
    query: str, group: CustomerGroup, people: dict[str, Customer], manager: SignedIn
) -> None:
    assert manager.get(f"{_paste(manager, group)}?{query}").status_code == 200
    assert manager.get(_url(group, "?list=x")).status_code == 200
    assert manager.get(_url(group, f"?list={'9' * 40}")).status_code == 200


# -- reading the report -----------------------------------------------------------------------


@pytest.mark.usefixtures("people")
def test_the_report_is_narrowed_to_one_outcome(group: CustomerGroup, manager: SignedIn) -> None:
    url = _paste(manager, group)
    lines = manager.get(f"{url}?outcome=guest").context["lines"]
    assert [(line.number, line.address) for line in lines] == [(5, "guest@x.fr")]


def test_the_report_asks_as_often_for_3000_addresses_as_for_3(
    group: CustomerGroup, manager: SignedIn
) -> None:
    asked = []
    for count in (3, 30, 3000):
        known = [CustomerFactory(email=f"k{count}-{n}@x.fr") for n in range(3)]
        MembershipFactory(customer=known[0], group=GroupFactory())
        names = [one.email for one in known] + [f"n{n}@x.fr" for n in range(count)]
        url = _paste(manager, group, "\n".join(names))
        with CaptureQueriesContext(connection) as told:
            assert manager.get(f"{url}?per=100").status_code == 200
        asked.append(len(told))
    assert len(set(asked)) == 1
    assert asked[0] <= 17


def test_the_file_holds_every_line_and_no_formula(
    group: CustomerGroup, people: dict[str, Customer], manager: SignedIn
) -> None:
    Customer.objects.filter(pk=people["lea"].pk).update(first_name="=1+1", last_name="")
    answer: Any = manager.get(_paste(manager, group, MIX + "\n=cmd") + "report.csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert answer["Content-Type"].startswith("text/csv")
    assert len(lines) == len(OUTCOMES) + 2
    assert lines[1].endswith(";LEA@x.fr;ok;Sera ajouté;'=1+1;")
    assert lines[-1].startswith("7;'=cmd;invalid;")


@pytest.mark.usefixtures("people")
def test_refused_addresses_are_ready_to_be_copied(group: CustomerGroup, manager: SignedIn) -> None:
    text = manager.get(_paste(manager, group)).context["refused_text"]
    assert text.split() == ["guest@x.fr", "closed@x.fr", "nobody@gmial.com", "marie@"]
