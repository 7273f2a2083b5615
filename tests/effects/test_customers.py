"""What a customer's own record changes of what he pays: his exemption, beside his groups."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from customers.models import Customer
from tests.customers.forms import record, save
from tests.effects.world import AFTER, BEFORE, DAY, Act, Setting, World, price, told
from tests.factories.customers import CustomerFactory

REASON = "Attestation 2026-17"


def person(**values: object) -> Act:
    """Turn columns of the member's own record."""
    return lambda world: world.turn(world.member.user.customer, **values)


def _exempt(**values: object) -> Act:
    told = {"is_exempt": True, "exemption_reason": REASON, **values}
    return lambda world: world.turn(world.member.user.customer, **told)


EXEMPTION = (
    Setting("is_exempt", person(is_exempt=True), price, "120.00", "100.00"),
    Setting("is_exempt", person(is_exempt=False), price, "100.00", "120.00", _exempt()),
    Setting("exempt_until", person(exempt_until=BEFORE), price, "100.00", "120.00", _exempt()),
    Setting("exempt_until", person(exempt_until=DAY), price, "100.00", "100.00", _exempt()),
    Setting("exempt_until", person(exempt_until=AFTER), price, "100.00", "100.00", _exempt()),
    Setting(
        "exemption_reason",
        person(exemption_reason="Article 262 ter"),
        told("exonéré, Article 262 ter", "/product/outil/"),
        False,
        True,
        _exempt(),
    ),
    Setting(
        "exemption_reason",
        person(exemption_reason="Article 262 ter"),
        told("exonéré, Article 262 ter"),
        False,
        True,
        _exempt(),
    ),
)


@pytest.mark.parametrize("setting", EXEMPTION, ids=lambda one: one.column)
def test_an_exemption_has_its_effect(world: World, setting: Setting) -> None:
    setting.holds(world)


@pytest.mark.parametrize(
    "terms",
    [
        lambda world: world.turn(world.group, discount_percent=10),
        lambda world: world.membership.delete(),
        lambda world: world.turn(world.group, ends_on=BEFORE),
    ],
    ids=["in a group", "in no group", "in a group that has ended"],
)
def test_it_is_the_customers_own_whatever_his_groups_are(
    world: World, terms: Callable[[World], object]
) -> None:
    terms(world)
    before = world.price()
    _exempt()(world)
    assert (before, world.price()) in {("108.00", "90.00"), ("120.00", "100.00")}


def test_the_command_and_the_simulator_say_whose_it_is(world: World) -> None:
    _exempt()(world)
    email = world.member.user.customer.email
    page = world.panel(f"simulator/?product={world.product.sku}&customer={email}")
    assert f"Exonéré personnellement\u00a0: {REASON}" in page
    assert "100,00" in world.explained("fr")


def test_it_is_typed_on_the_record_and_shown_there(world: World) -> None:
    someone: Customer = world.member.user.customer
    typed = {"is_exempt": "on", "exemption_reason": REASON, "exempt_until": "2026-12-31"}
    assert save(world.staff, someone, **typed).status_code == 303
    someone.refresh_from_db()
    assert (someone.is_exempt, someone.exemption_reason) == (True, REASON)
    assert someone.exempt_until == date(2026, 12, 31)
    assert record(world.staff, someone).context["exempt"] is True
    assert 'class="status tone-info">Exonéré de taxes<' in world.panel(f"customers/{someone.pk}/")
    found = world.staff.get("/admin-panel/customers/?exempt=yes").context["lines"]
    assert [line.row for line in found] == [someone]


def test_an_exemption_without_its_reason_is_refused_and_one_put_out_forgets_it(
    world: World,
) -> None:
    someone: Customer = world.member.user.customer
    page = save(world.staff, someone, is_exempt="on")
    assert page.status_code == 422
    assert "Indiquez le motif d’exonération." in page.content.decode()
    _exempt(exempt_until=DAY + timedelta(days=9))(world)
    assert save(world.staff, someone, is_exempt=None).status_code == 303
    someone.refresh_from_db()
    assert (someone.is_exempt, someone.exemption_reason, someone.exempt_until) == (False, "", None)


def test_a_guest_has_no_such_card(world: World) -> None:
    guest = CustomerFactory(guest=True)
    assert "is_exempt" not in record(world.staff, guest).context["form"].fields
    assert save(world.staff, guest, is_exempt="on", exemption_reason=REASON).status_code == 303
    guest.refresh_from_db()
    assert not guest.is_exempt
