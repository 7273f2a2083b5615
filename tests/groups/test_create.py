"""Creating a group: its own terms first, its members next."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from auditlog.models import LogEntry

from catalog.models import VatRate
from customers.models import Membership
from groups.models import CustomerGroup, PriceDisplay, VatMode
from tests.conftest import SignedIn, Staff
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed

NEW = "/admin-panel/groups/new/"
NOON = "2026-11-22 12:00:00+01:00"

pytestmark = pytest.mark.django_db


def _rate(code: str) -> VatRate:
    return VatRate.objects.get(vat_class__code=code, country="FR", region="")


def test_a_saved_group_has_what_was_typed_and_leads_to_its_members(manager: SignedIn) -> None:
    first = GroupFactory(position=7)
    answer = manager.post(
        NEW,
        typed(
            title_fr="Écoles",
            title_en="Schools",
            description_fr="Établissements",
            code="ecoles",
            color="#dc2626",
            starts_on="2026-02-01",
            no_end=None,
            ends_on="2026-12-31",
            vat_mode="own",
            vat_rate=_rate("reduced_low").pk,
            discount_percent="12,5",
            price_display="net",
        ),
    )
    group = CustomerGroup.objects.exclude(pk=first.pk).get()
    assert answer.status_code == 303
    assert answer["Location"] == f"/admin-panel/groups/{group.pk}/members/?show=not_in&created=1"
    assert (group.title_fr, group.title_en) == ("Écoles", "Schools")  # type: ignore[attr-defined]
    assert (group.code, group.color, group.position) == ("ECOLES", "#DC2626", 8)
    assert (group.starts_on, group.ends_on) == (date(2026, 2, 1), date(2026, 12, 31))
    assert (group.vat_mode, group.vat_rate) == (VatMode.OWN, _rate("reduced_low"))
    assert group.discount_percent == Decimal("12.50")
    assert group.price_display == PriceDisplay.NET
    assert group.updated_by_id == manager.user.pk
    assert not Membership.objects.exists()


def test_creating_leaves_one_trace_with_its_author(manager: SignedIn) -> None:
    manager.post(NEW, typed())
    (entry,) = LogEntry.objects.get_for_model(CustomerGroup)
    assert entry.action == LogEntry.Action.CREATE
    assert entry.actor == manager.user


def test_the_members_page_says_that_the_group_was_created(manager: SignedIn) -> None:
    page = manager.post(NEW, typed(), follow=True).content.decode()
    assert "Groupe créé" in page
    assert "Ajoutez-y des clients maintenant ou plus tard." in page


def test_who_sees_no_customers_lands_on_the_general_tab(staff: Staff) -> None:
    client = staff("groups.view_customergroup", "groups.add_customergroup")
    answer = client.post(NEW, typed())
    assert answer["Location"] == f"/admin-panel/groups/{CustomerGroup.objects.get().pk}/"


@time_machine.travel(NOON, tick=False)
def test_a_new_group_starts_today_without_an_end_in_a_colour_nobody_has(manager: SignedIn) -> None:
    GroupFactory(color="#1F6FEB")
    form = manager.get(NEW).context["form"]
    assert form["starts_on"].value() == date(2026, 11, 22)
    assert form["no_end"].value() is True
    assert form["color"].value() == "#0EA5E9"


def test_a_new_group_may_be_the_default_one_and_the_former_steps_down(manager: SignedIn) -> None:
    former = GroupFactory(is_default=True)
    manager.post(NEW, typed(is_default="on"))
    assert str(CustomerGroup.objects.get(is_default=True)) == "Grossistes"
    former.refresh_from_db()
    assert not former.is_default


def test_a_default_group_that_has_not_begun_is_refused_and_nothing_is_written(
    manager: SignedIn,
) -> None:
    former = GroupFactory(is_default=True)
    answer = manager.post(NEW, typed(is_default="on", starts_on="2999-01-01"))
    assert answer.status_code == 422
    told = "Un groupe inactif ne peut pas être le groupe par défaut."
    assert answer.context["form"].errors == {"is_default": [told]}
    assert list(CustomerGroup.objects.filter(is_default=True)) == [former]
    assert CustomerGroup.objects.count() == 1


def test_save_and_add_another_opens_an_empty_form(manager: SignedIn) -> None:
    answer = manager.post(NEW, typed(_then="another"))
    assert (answer.status_code, answer["Location"]) == (303, NEW)
    assert CustomerGroup.objects.count() == 1


@pytest.mark.parametrize("rights", [("groups.view_customergroup",), ("viewer",), ("support",)])
def test_without_the_right_nobody_creates_a_group(staff: Staff, rights: tuple[str, ...]) -> None:
    client = staff(*rights)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, typed()).status_code == 403
    assert not CustomerGroup.objects.exists()
    assert not LogEntry.objects.get_for_model(CustomerGroup).exists()
