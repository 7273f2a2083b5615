"""Deleting a group: said exactly what it touches, consented to, and never the default one."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from auditlog.models import LogEntry

from customers.models import Customer, Membership, Way
from customers.services import assign
from groups.models import CustomerGroup, ProductRestriction
from tests.conftest import SignedIn
from tests.factories.catalog import ProductFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> CustomerGroup:
    """Grossistes, with three members, the main group of two."""
    made = GroupFactory(title_fr="Grossistes", title_en="Wholesalers")
    people = CustomerFactory.create_batch(3)
    MembershipFactory(customer=people[2], group=GroupFactory(title_fr="VIP"))
    assign(
        group=made,
        customers=Customer.objects.all(),
        actor=None,
        way=Way.PICKER,
        at=datetime(2026, 11, 1, tzinfo=UTC),
    )
    return made


def _url(group: CustomerGroup) -> str:
    return f"/admin-panel/groups/{group.pk}/delete/"


def _live(group: CustomerGroup) -> bool:
    return CustomerGroup.objects.live().filter(pk=group.pk).exists()


def _consented(**changes: Any) -> dict[str, Any]:
    return {"move_to": "leave", "consent": "on", "seen": "3-2-0-0-0-0-0-0", **changes}


def test_the_question_says_whom_it_touches_and_asking_deletes_nothing(
    group: CustomerGroup, manager: SignedIn
) -> None:
    page = manager.get(_url(group))
    assert page.context["heading"] == "Supprimer le groupe «\u00a0Grossistes\u00a0»\u202f?"
    told = [(impact.slug, str(impact.text)) for impact in page.context["impacts"]]
    assert told == [("members", "3 membres, dont 2 l’ont pour groupe principal")]
    text = page.content.decode()
    assert "J’ai compris que 3 clients perdent ces conditions." in text
    assert 'data-testid="dialog-cancel"' in text
    assert _live(group)


def test_reserved_products_are_one_click_away(group: CustomerGroup, manager: SignedIn) -> None:
    product = ProductFactory(is_reserved=True)
    ProductRestriction.objects.create(group=group, product=product)
    found = {impact.slug: impact for impact in manager.get(_url(group)).context["impacts"]}
    assert found["products"].url == f"/admin-panel/groups/{group.pk}/categories/"
    assert str(product) in manager.get(found["products"].url).content.decode()


def test_the_dialog_holds_the_same_question(group: CustomerGroup, manager: SignedIn) -> None:
    text = manager.get(_url(group), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in text
    assert 'data-testid="impact-members"' in text


def test_members_are_left_without_group(group: CustomerGroup, manager: SignedIn) -> None:
    done = manager.post(_url(group), _consented())
    assert (done.status_code, done["Location"]) == (303, "/admin-panel/groups/")
    assert not _live(group)
    assert not Membership.objects.filter(group=group, is_primary=True).exists()
    assert "Groupe supprimé" in manager.get("/admin-panel/groups/").content.decode()
    ungrouped = manager.get("/admin-panel/customers/?group=none").context["page"].total
    assert ungrouped == 2
    entry = LogEntry.objects.get_for_object(group).first()
    assert entry.actor == manager.user


def test_members_are_transferred_to_another_group(group: CustomerGroup, manager: SignedIn) -> None:
    heir = GroupFactory(title_fr="Pros")
    sent = _consented(move_to="transfer", target=heir.pk)
    assert manager.post(_url(group), sent).status_code == 303
    rows = Membership.objects.filter(group=heir)
    assert rows.count() == 3
    assert rows.filter(is_primary=True).count() == 2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"consent": None}, "Cochez la case pour confirmer."),
        ({"move_to": "transfer", "target": ""}, "Choisissez un groupe."),
        ({"move_to": "transfer", "target": "999999"}, "Ce choix n’existe plus."),
        ({"move_to": "elsewhere"}, "Ce choix n’existe plus."),
    ],
)
def test_an_incomplete_answer_deletes_nothing(
    change: dict[str, Any], told: str, group: CustomerGroup, manager: SignedIn
) -> None:
    sent = {name: value for name, value in _consented(**change).items() if value is not None}
    page = manager.post(_url(group), sent)
    assert page.status_code == 422
    assert told in page.content.decode()
    assert _live(group)
    assert Membership.objects.filter(group=group, is_primary=True).count() == 2


def test_members_cannot_be_transferred_to_the_group_itself_or_to_the_bin(
    group: CustomerGroup, manager: SignedIn
) -> None:
    binned = GroupFactory(binned_at=group.created_at)
    for target in (group, binned):
        page = manager.post(_url(group), _consented(move_to="transfer", target=target.pk))
        assert page.status_code == 422
    assert _live(group)


def test_new_figures_are_shown_before_anything_is_deleted(
    group: CustomerGroup, manager: SignedIn
) -> None:
    heir = GroupFactory()
    MembershipFactory(customer=CustomerFactory(), group=group)
    page = manager.post(_url(group), _consented(move_to="transfer", target=heir.pk))
    assert page.status_code == 422
    text = page.content.decode()
    assert "Ces chiffres viennent de changer." in text
    assert "4 membres, dont 3 l’ont pour groupe principal" in text
    assert page.context["form"]["move_to"].value() == "transfer"
    assert not page.context["form"]["consent"].value()
    assert _live(group)


def test_an_empty_group_needs_no_consent(manager: SignedIn) -> None:
    group = GroupFactory()
    page = manager.get(_url(group))
    assert not page.context["impacts"]
    assert manager.post(_url(group), {"seen": "-".join("0" * 8)}).status_code == 303
    assert not _live(group)


def test_the_default_group_offers_no_form_and_stays(
    group: CustomerGroup, manager: SignedIn
) -> None:
    CustomerGroup.objects.filter(pk=group.pk).update(is_default=True)
    text = manager.get(_url(group)).content.decode()
    assert "C’est le groupe par défaut." in text
    assert "Choisir un autre groupe par défaut" in text
    assert 'data-testid="dialog-confirm"' not in text
    assert manager.post(_url(group), _consented()).status_code == 422
    assert _live(group)


@pytest.mark.parametrize("role", ["viewer", "support"])
def test_whoever_may_not_delete_groups_deletes_none(
    role: str, group: CustomerGroup, request: pytest.FixtureRequest
) -> None:
    client: SignedIn = request.getfixturevalue(role)
    assert client.get(_url(group)).status_code == 403
    assert client.post(_url(group), _consented()).status_code == 403
    assert _live(group)
    assert Membership.objects.filter(group=group, is_primary=True).count() == 2


def test_the_question_says_what_members_have_and_would_lose(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="Ateliers", discount_percent=Decimal(5), member_count=12)
    page = manager.get(f"{group.get_absolute_url()}delete/").content.decode()
    assert "Les 12 membres paient le prix public −5\u00a0%, prix TTC comme dans la boutique" in page
