"""The groups of a customer on his record: one main, several others, days; saved in one act."""

from datetime import date
from typing import Any

import pytest
from auditlog.models import LogEntry

from customers.models import Customer, Membership, MembershipBatch, MembershipEvent
from customers.services.choosing import fingerprint, memberships
from groups.models import CustomerGroup, PriceDisplay, VatMode
from tests.conftest import SignedIn, Staff
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db

Groups = dict[str, CustomerGroup]


@pytest.fixture
def groups() -> Groups:
    return {name: GroupFactory(title_fr=name) for name in ("VIP", "Pros", "Amis")}


@pytest.fixture
def customer(groups: Groups) -> Customer:
    """Somebody whose main group is VIP, and who is in Amis besides."""
    person: Customer = CustomerFactory()
    MembershipFactory(customer=person, group=groups["VIP"])
    MembershipFactory(customer=person, group=groups["Amis"], is_primary=False)
    return person


def _url(customer: Customer) -> str:
    return f"/admin-panel/customers/{customer.pk}/groups/"


def _choose(
    client: SignedIn, customer: Customer, main: Any = "", others: Any = (), **sent: Any
) -> Any:
    chosen = {
        "main_group": getattr(main, "pk", main),
        "other_groups": [getattr(one, "pk", one) for one in others],
        "seen": fingerprint(memberships(customer=customer)),
    }
    return client.post(_url(customer), {**chosen, **sent})


def _held(customer: Customer) -> dict[str, bool]:
    return {str(row.group): row.is_primary for row in memberships(customer=customer)}


def _everything() -> list[Any]:
    models: Any = (Membership, MembershipBatch, MembershipEvent, LogEntry)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


def test_one_save_moves_the_main_group_and_ticks_the_others(
    customer: Customer, groups: Groups, manager: SignedIn
) -> None:
    answer = _choose(manager, customer, groups["Pros"], [groups["VIP"]])
    assert answer.status_code == 303
    assert _held(customer) == {"VIP": False, "Pros": True}
    batch = MembershipBatch.objects.get()
    assert (batch.way, batch.actor) == ("record", manager.user)
    told = {(str(one.group), one.verb) for one in MembershipEvent.objects.filter(batch=batch)}
    assert told == {("Amis", "removed"), ("VIP", "no_longer_primary"), ("Pros", "added")}
    groups["Pros"].refresh_from_db()
    assert groups["Pros"].member_count == 1
    assert "Groupes enregistrés" in manager.get(_url(customer)).content.decode()


def test_the_choice_is_taken_back_from_its_toast(
    customer: Customer, groups: Groups, manager: SignedIn
) -> None:
    before = _held(customer)
    _choose(manager, customer, groups["Pros"], [groups["VIP"]])
    page = manager.get(_url(customer)).content.decode()
    act = MembershipBatch.objects.get().pk
    undo = next(part.split('"')[0] for part in page.split('action="') if f"{act}/undo/" in part)
    assert manager.post(undo).status_code == 303
    assert _held(customer) == before
    first = {f"first_{groups['VIP'].pk}": "01/12/2026"}
    _choose(manager, customer, groups["VIP"], [groups["Amis"]], **first)
    page = manager.get(_url(customer)).content.decode()
    assert "Groupes enregistrés" in page
    assert "toast-undo" not in page


def test_an_additional_group_becomes_the_main_one(
    customer: Customer, groups: Groups, manager: SignedIn
) -> None:
    _choose(manager, customer, groups["Amis"], [groups["VIP"]])
    assert _held(customer) == {"VIP": False, "Amis": True}


def test_no_main_group_is_a_choice(customer: Customer, groups: Groups, manager: SignedIn) -> None:
    _choose(manager, customer, "", [groups["Amis"]])
    assert _held(customer) == {"Amis": False}
    _choose(manager, customer)
    assert _held(customer) == {}


def test_a_main_group_ticked_besides_is_one_membership(
    customer: Customer, groups: Groups, manager: SignedIn
) -> None:
    _choose(manager, customer, groups["Pros"], [groups["Pros"]])
    assert _held(customer) == {"Pros": True}


def test_saving_the_same_groups_leaves_no_act(
    customer: Customer, groups: Groups, manager: SignedIn
) -> None:
    before = _everything()
    _choose(manager, customer, groups["VIP"], [groups["Amis"]])
    assert _everything() == before


def test_each_membership_has_its_own_days_and_a_trace(
    customer: Customer, groups: Groups, manager: SignedIn
) -> None:
    days = {f"first_{groups['VIP'].pk}": "2026-12-01", f"last_{groups['VIP'].pk}": "31/12/2026"}
    _choose(manager, customer, groups["VIP"], [groups["Amis"]], **days)
    row = Membership.objects.get(group=groups["VIP"])
    assert (row.starts_on, row.ends_on) == (date(2026, 12, 1), date(2026, 12, 31))
    entry = LogEntry.objects.get_for_object(customer).latest("pk")
    assert entry.changes == {"VIP": ["Toujours", "01/12/2026 – 31/12/2026"]}
    assert entry.actor == manager.user
    assert not MembershipBatch.objects.exists()


def test_days_the_wrong_way_round_come_back(
    customer: Customer, groups: Groups, manager: SignedIn
) -> None:
    days = {f"first_{groups['VIP'].pk}": "2026-12-31", f"last_{groups['VIP'].pk}": "2026-12-01"}
    before = _everything()
    answer = _choose(manager, customer, groups["Pros"], **days)
    assert answer.status_code == 422
    assert "31/12/2026" in str(answer.context["form"].errors)
    assert _everything() == before


def test_a_change_of_somebody_else_is_shown_before_anything_is_saved(
    customer: Customer, groups: Groups, manager: SignedIn
) -> None:
    seen = fingerprint(memberships(customer=customer))
    Membership.objects.filter(group=groups["Amis"]).delete()
    before = _everything()
    answer = _choose(manager, customer, groups["Pros"], [groups["VIP"]], seen=seen)
    assert answer.status_code == 422
    assert "ont changé entre-temps" in answer.content.decode()
    assert _everything() == before
    again = answer.context["form"]["seen"].value()
    _choose(manager, customer, groups["Pros"], [groups["VIP"]], seen=again)
    assert _held(customer) == {"VIP": False, "Pros": True}


def test_a_guest_is_refused_with_the_reason(groups: Groups, manager: SignedIn) -> None:
    guest = CustomerFactory(guest=True)
    assert "doit d’abord créer un compte" in manager.get(_url(guest)).content.decode()
    assert _choose(manager, guest, groups["VIP"]).status_code == 422
    assert not Membership.objects.exists()


@pytest.mark.parametrize("right", ["customers.change_customer", "groups.change_customergroup"])
def test_only_the_right_on_members_chooses(
    right: str, customer: Customer, groups: Groups, staff: Staff
) -> None:
    before = _everything()
    client = staff("customers.view_customer", right)
    assert client.get(_url(customer)).status_code == 200
    assert _choose(client, customer, groups["Pros"]).status_code == 403
    assert _everything() == before
    allowed = staff("customers.view_customer", "groups.manage_members")
    assert _choose(allowed, customer, groups["Pros"]).status_code == 303
    assert _held(customer) == {"Pros": True}


@pytest.mark.parametrize("pk", ["0", "999999", "9" * 40, "x", "-1"])
def test_a_group_that_does_not_exist_is_refused_in_one_word(
    pk: str, customer: Customer, manager: SignedIn
) -> None:
    before = _everything()
    for sent in ({"main_group": pk}, {"other_groups": [pk]}):
        answer = manager.post(_url(customer), {"seen": "", **sent})
        assert answer.status_code == 422
        assert "n’existe plus" in answer.content.decode()
    assert _everything() == before


def test_a_deleted_group_is_refused(customer: Customer, groups: Groups, manager: SignedIn) -> None:
    CustomerGroup.objects.filter(pk=groups["Pros"].pk).update(binned_at="2026-11-01T00:00:00Z")
    assert _choose(manager, customer, groups["Pros"]).status_code == 422
    assert _held(customer) == {"VIP": True, "Amis": False}


def test_the_page_says_what_would_change(
    customer: Customer, groups: Groups, manager: SignedIn
) -> None:
    CustomerGroup.objects.filter(pk=groups["Pros"].pk).update(
        vat_mode=VatMode.EXEMPT, exemption_reason="art. 262", price_display=PriceDisplay.NET
    )
    text = manager.get(_url(customer)).content.decode()
    assert "Quitte «\u00a0VIP\u00a0»" in text
    assert "TVA 20\u00a0% → exonéré" in text
    assert "→ HT" in text
