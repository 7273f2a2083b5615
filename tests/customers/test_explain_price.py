"""`explain_price`: why somebody pays that price, in words and for programs."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command

from catalog.models import Product, Shop, VatRate
from customers import explaining
from customers.models import Customer, Membership
from groups.models import CustomerGroup, PriceDisplay, VatMode
from pricing import engine, presenting
from pricing.models import Promotion
from tests.factories.catalog import ProductFactory
from tests.factories.customers import AddressFactory, CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PriceTemplateFactory, PromotionFactory, TemplateRuleFactory


@pytest.fixture(autouse=True)
def _night_in_paris() -> Any:
    """It is still 21 November in London, and already the 22nd in the shop."""
    with time_machine.travel(datetime(2026, 11, 21, 23, 30, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def product(shop: Shop) -> Product:
    made: Product = ProductFactory(sku="CARNET", title_fr="Carnet", title_en="Notebook", price=96)
    return made


@pytest.fixture
def wholesaler(product: Product) -> Customer:
    """Léa, whose main group is Grossistes."""
    person: Customer = CustomerFactory(email="lea@client.example", last_name="Petit")
    MembershipFactory(customer=person, group=GroupFactory(wholesale=True))
    return person


def _told(*args: str, **options: Any) -> str:
    out = StringIO()
    call_command("explain_price", *args, stdout=out, **options)
    return out.getvalue()


def _json(*args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_told(*args, "--json"))
    return found


def test_the_answer_for_programs_keeps_its_names_order_and_form(wholesaler: Customer) -> None:
    told = _told("CARNET", "--customer", "LEA@client.example", "--quantity", "3", "--json")
    assert json.loads(told) == {
        "sku": "CARNET",
        "quantity": 3,
        "on": "2026-11-22",
        "channel": "web",
        "currency": "EUR",
        "display": "ht",
        "shown": "84.00",
        "unit_net": "84.00",
        "unit_gross": "100.80",
        "vat_rate": "20",
        "steps": [
            {
                "step": "list",
                "label": "Prix public",
                "before": "96.00",
                "after": "96.00",
                "rule": None,
                "group": None,
            },
            {
                "step": "group_discount",
                "label": "Réduction du groupe de 12,5\u00a0% (Grossistes)",
                "before": "96.00",
                "after": "84.00",
                "rule": None,
                "group": "GROSSISTES",
            },
        ],
        "lost": [],
    }
    assert list(json.loads(told)) == [
        *("sku", "quantity", "on", "channel", "currency", "display", "shown"),
        *("unit_net", "unit_gross", "vat_rate", "steps", "lost"),
    ]
    assert list(json.loads(told)["steps"][0]) == [
        *("step", "label", "before", "after", "rule", "group")
    ]


def test_people_read_one_line_a_step_and_the_price_last(wholesaler: Customer) -> None:
    lines = _told("CARNET", "--customer", "lea@client.example").splitlines()
    assert lines[-1] == "84,00\u00a0€ HT"
    assert lines[-2] == "100,80\u00a0€ TTC (TVA 20\u00a0%)"
    assert "Carnet · CARNET" in lines[0]
    assert "Grossistes" in lines[1]
    step = next(line for line in lines if "Réduction du groupe" in line)
    assert step.endswith("84,00\u00a0€  ")
    assert sum("96,00" in line for line in lines) == 2


def test_the_language_can_be_chosen(wholesaler: Customer) -> None:
    args = ("CARNET", "--customer", "lea@client.example")
    lines = _told(*args, "--language", "en").splitlines()
    assert lines[-1] == "€84.00 excl. VAT"
    assert "Notebook" in lines[0]
    assert any("Group discount of 12.5% (Wholesalers)" in line for line in lines)
    Shop.objects.update(default_language="en")
    assert _told(*args).splitlines()[-1] == "€84.00 excl. VAT"
    assert _told(*args, "--language", "fr").splitlines()[-1] == "84,00\u00a0€ HT"


def test_a_group_is_asked_by_its_code(wholesaler: Customer) -> None:
    for code in ("GROSSISTES", "grossistes"):
        assert _json("CARNET", "--group", code)["shown"] == "84.00"


def test_a_group_without_a_code_is_asked_by_its_number(product: Product) -> None:
    group = GroupFactory(code="", discount_percent=50)
    told = _json("CARNET", "--group", str(group.pk))
    assert told["shown"] == "57.60"
    assert told["steps"][1]["group"] == str(group.pk)


def test_without_customer_or_group_it_is_the_price_of_a_visitor(wholesaler: Customer) -> None:
    told = _json("CARNET")
    assert (told["display"], told["shown"]) == ("ttc", "115.20")
    assert [step["step"] for step in told["steps"]] == ["list"]


def test_guests_pay_what_visitors_pay(wholesaler: Customer) -> None:
    CustomerFactory(guest=True, email="jean@passant.example")
    assert _json("CARNET", "--customer", "jean@passant.example")["shown"] == "115.20"


def test_the_account_answers_for_an_address_guests_used_too(wholesaler: Customer) -> None:
    CustomerFactory(guest=True, email="lea@client.example")
    assert _json("CARNET", "--customer", "lea@client.example")["shown"] == "84.00"


def test_the_day_decides_which_group_acts(wholesaler: Customer) -> None:
    CustomerGroup.objects.update(starts_on="2026-12-01", ends_on="2026-12-31")
    args = ("CARNET", "--customer", "lea@client.example")
    assert _json(*args)["shown"] == "115.20"
    for day, shown in (("2026-11-30", "115.20"), ("2026-12-01", "84.00"), ("2027-01-01", "115.20")):
        told = _json(*args, "--on", day)
        assert (told["on"], told["shown"]) == (day, shown)
    assert "n’est pas actif" in _told("CARNET", "--group", "GROSSISTES").splitlines()[1]


def test_today_is_the_day_of_the_shop(product: Product) -> None:
    assert _json("CARNET")["on"] == "2026-11-22"
    Shop.objects.update(timezone="America/Montreal")
    assert _json("CARNET")["on"] == "2026-11-21"


def test_every_tax_of_the_destination_counts(wholesaler: Customer) -> None:
    AddressFactory(customer=wholesaler, country="CA", region="QC")
    told = _json("CARNET", "--customer", "lea@client.example")
    assert (told["vat_rate"], told["unit_gross"]) == ("14.975", "96.58")


def test_the_exempt_and_those_with_a_rate_of_their_own(wholesaler: Customer) -> None:
    args = ("CARNET", "--group", "GROSSISTES")
    CustomerGroup.objects.update(vat_mode=VatMode.EXEMPT)
    assert (_json(*args)["vat_rate"], _json(*args)["unit_gross"]) == ("0", "84.00")
    rate = VatRate.objects.get(vat_class__code="intermediate", country="FR", region="")
    CustomerGroup.objects.update(vat_mode=VatMode.OWN, vat_rate=rate)
    assert (_json(*args)["vat_rate"], _json(*args)["unit_gross"]) == ("10", "92.40")


def test_a_shop_that_enters_gross_prices_shows_the_move_to_another_rate(
    wholesaler: Customer,
) -> None:
    Shop.objects.update(prices_entered="gross")
    CustomerGroup.objects.update(vat_mode=VatMode.EXEMPT, price_display=PriceDisplay.GROSS)
    told = _json("CARNET", "--group", "GROSSISTES")
    assert [step["step"] for step in told["steps"]] == ["list", "group_discount", "vat_rate"]
    assert (told["steps"][2]["before"], told["steps"][2]["after"]) == ("84.00", "70.00")


def test_a_product_not_published_is_explained_to_staff(product: Product) -> None:
    Product.objects.update(is_published=False)
    assert _json("CARNET")["shown"] == "115.20"


def test_staff_are_told_when_the_price_is_under_the_cost(wholesaler: Customer) -> None:
    Product.objects.update(cost=90)
    assert "Vendu sous le coût" in _told("CARNET", "--group", "GROSSISTES")
    assert "coût" not in _told("CARNET")


def test_quantities_reach_the_steps_everyone_has(product: Product) -> None:
    public = PriceTemplateFactory(is_public=True)
    TemplateRuleFactory(template=public, product=product, kind="fixed", value=90, min_quantity=10)
    few, many = _json("CARNET", "--quantity", "9"), _json("CARNET", "--quantity", "10")
    assert [step["step"] for step in few["steps"]] == ["list"]
    assert [lost["reason"] for lost in few["lost"]] == ["step_not_reached"]
    assert [step["step"] for step in many["steps"]] == ["list", "public_step"]
    assert (many["unit_net"], many["lost"]) == ("90.00", [])


def test_every_rule_that_lost_is_told_with_its_price_and_its_reason(wholesaler: Customer) -> None:
    template = PriceTemplateFactory()
    rule = partial(TemplateRuleFactory, template=template)
    winner = rule(value=-10)
    later, costly = (
        rule(value=-20, min_quantity=5),
        rule(kind="cost_percent", value=5, min_quantity=2),
    )
    sale = PromotionFactory(value=5)
    CustomerGroup.objects.update(price_template=template)
    told = _json("CARNET", "--customer", "lea@client.example")
    assert told["steps"][1]["rule"] == f"rule-{winner.pk}"
    assert {lost["rule"]: (lost["price"], lost["reason"]) for lost in told["lost"]} == {
        f"rule-{later.pk}": ("76.80", "step_not_reached"),
        f"rule-{costly.pk}": (None, "no_cost"),
        f"promotion-{sale.pk}": ("91.20", "better_price"),
    }


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["NOPE"], "Il n’y a pas de produit «\u00a0NOPE\u00a0»."),
        (["CARNET", "--customer", "x@y.z"], "Aucun client n’a l’adresse «\u00a0x@y.z\u00a0»."),
        (["CARNET", "--customer", "%"], "Aucun client"),
        (["CARNET", "--group", "NOPE"], "Il n’y a pas de groupe «\u00a0NOPE\u00a0»."),
        (["CARNET", "--group", "9" * 40], "Il n’y a pas de groupe"),
        (["CARNET", "--channel", "nope"], "Il n’y a pas de canal «\u00a0nope\u00a0»."),
        (["CARNET", "--on", "22/11/2026"], "n’est pas une date"),
        (["CARNET", "--on", "2026-02-30"], "n’est pas une date"),
        (["CARNET", "--on", "1e999"], "n’est pas une date"),
        (["CARNET", "--quantity", "0"], "un nombre entier à partir de 1"),
        (["CARNET", "--quantity", "-1"], "un nombre entier à partir de 1"),
        (["CARNET", "--quantity", "1e9"], "un nombre entier à partir de 1"),
        (["CARNET", "--quantity", "9" * 5000], "un nombre entier à partir de 1"),
        (
            ["CARNET", "--customer", "lea@client.example", "--group", "GROSSISTES"],
            "Choisissez un client ou un groupe, pas les deux.",
        ),
    ],
)
def test_what_the_shop_does_not_know_is_said_plainly(
    wholesaler: Customer, args: list[str], words: str
) -> None:
    # With `=`, so that a value beginning with a dash stays a value.
    line = [
        args[0],
        *(f"{name}={value}" for name, value in zip(args[1::2], args[2::2], strict=True)),
    ]
    with pytest.raises(CommandError) as refusal:
        _told(*line)
    assert words in str(refusal.value)
    assert refusal.value.returncode == 1


def test_a_group_in_the_bin_is_not_known(wholesaler: Customer) -> None:
    CustomerGroup.objects.update(binned_at=datetime(2026, 11, 1, tzinfo=UTC))
    with pytest.raises(CommandError):
        _told("CARNET", "--group", "GROSSISTES")


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("84", "84.00"),
        ("84.5", "84.50"),
        ("84.1250", "84.125"),
        ("0", "0.00"),
        ("1000000", "1000000.00"),
        ("33.33333333333", "33.333333"),
    ],
)
def test_amounts_are_written_whole(amount: str, written: str) -> None:
    assert explaining.plain(Decimal(amount)) == written


def test_every_step_reason_and_caution_has_its_words() -> None:
    rule = engine.Source(code="R", title="Règle")
    for code in engine.StepCode:
        step = engine.Step(code=code, before=Decimal(2), after=Decimal(1), rule=rule)
        label = presenting.step_label(step=step)
        assert label
        assert "%(" not in label
    assert all(presenting.reason_label(reason=reason) for reason in engine.Reason)
    assert all(presenting.caution_label(caution=caution) for caution in engine.Caution)


SLEEPING: tuple[tuple[dict[str, object], dict[str, str], str, str], ...] = (
    ({"is_active": False}, {}, "group_inactive", "Le groupe est inactif"),
    ({"ends_on": "2026-11-20"}, {}, "group_ended", "Le groupe a pris fin le 20/11/2026"),
    ({"starts_on": "2026-12-01"}, {}, "group_upcoming", "Le groupe commence le 01/12/2026"),
    (
        {},
        {"ends_on": "2026-11-21"},
        "membership_ended",
        "L’appartenance au groupe a pris fin le 21/11/2026",
    ),
    (
        {},
        {"starts_on": "2026-11-23"},
        "membership_upcoming",
        "L’appartenance au groupe commence le 23/11/2026",
    ),
)


@pytest.mark.parametrize(
    ("terms", "stay", "reason", "words"), SLEEPING, ids=[one[2] for one in SLEEPING]
)
def test_a_group_that_sleeps_that_day_is_told_with_its_reason(
    wholesaler: Customer, terms: dict[str, Any], stay: dict[str, Any], reason: str, words: str
) -> None:
    CustomerGroup.objects.update(**terms)
    Membership.objects.update(**stay)
    args = ("CARNET", "--customer", "lea@client.example")
    told = _json(*args)
    assert told["shown"] == "115.20"
    assert told["lost"] == [{"rule": "GROSSISTES", "price": None, "reason": reason}]
    assert words in _told(*args)
    if terms:
        assert _json("CARNET", "--group", "GROSSISTES")["lost"] == told["lost"]


@pytest.mark.parametrize(
    ("terms", "told"),
    [
        ({}, False),
        ({"discount_percent": 50}, True),
        ({"floor_percent": 5}, True),
        ({"price_template": PriceTemplateFactory}, True),
        ({"discount_percent": 50, "use_group_pricing": False}, False),
    ],
)
def test_the_prices_of_a_group_that_is_not_the_main_one_are_told_not_to_count(
    wholesaler: Customer, terms: dict[str, Any], told: bool
) -> None:
    made = {name: one() if callable(one) else one for name, one in terms.items()}
    club = GroupFactory(code="CLUB", **made)
    MembershipFactory(customer=wholesaler, group=club, is_primary=False)
    args = ("CARNET", "--customer", "lea@client.example")
    found = _json(*args)
    assert found["shown"] == "84.00"
    lost = {one["rule"]: one["reason"] for one in found["lost"]}
    assert (lost.get("CLUB") == "not_main_group") is told
    assert ("Seul le groupe principal" in _told(*args)) is told


def test_a_promotion_of_the_day_that_is_not_for_the_viewer_is_told(wholesaler: Customer) -> None:
    mine = CustomerGroup.objects.get()
    reserved = PromotionFactory(groups_only=True, groups=[GroupFactory()])
    closed = PromotionFactory(groups_excluded=True, groups=[mine])
    PromotionFactory(groups_only=True, is_active=False)
    elsewhere = PromotionFactory(groups_only=True)
    elsewhere.products.add(ProductFactory())
    kept_back = PromotionFactory(groups_only=True, groups=[mine])
    args = ("CARNET", "--customer", "lea@client.example")
    lost = {one["rule"]: one["reason"] for one in _json(*args)["lost"]}
    assert lost == {
        f"promotion-{reserved.pk}": "other_groups",
        f"promotion-{closed.pk}": "closed_to_group",
        f"promotion-{kept_back.pk}": "better_price",
    }
    # Kept back with the rest of its group, which is told once.
    CustomerGroup.objects.filter(pk=mine.pk).update(use_group_pricing=False)
    lost = {one["rule"]: one["reason"] for one in _json(*args)["lost"]}
    assert lost == {
        f"promotion-{reserved.pk}": "other_groups",
        f"promotion-{closed.pk}": "closed_to_group",
        "GROSSISTES": "group_prices_off",
    }


def test_a_promotion_taken_off_everyones_price_says_so(wholesaler: Customer) -> None:
    PromotionFactory(title_fr="Soldes", value=30)
    told = _json("CARNET", "--customer", "lea@client.example")
    assert (told["steps"][-1]["before"], told["steps"][-1]["after"]) == ("84.00", "67.20")
    assert told["steps"][-1]["label"] == (
        "Promotion en solde «\u00a0Soldes\u00a0», sur le prix public"
    )
    Promotion.objects.update(is_combinable=True)
    told = _json("CARNET", "--customer", "lea@client.example")
    assert told["steps"][-1]["after"] == "58.80"
    assert "prix public" not in told["steps"][-1]["label"]
