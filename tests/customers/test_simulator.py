"""The price simulator: each thing asked changes the answer, which the command confirms."""

import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Category, Channel, Product, Shop, VatRate
from customers.models import Customer
from groups.models import CustomerGroup, VatMode
from pricing.models import Promotion
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import (
    OrderDiscountFactory,
    PriceTemplateFactory,
    PromotionFactory,
    TemplateRuleFactory,
    TierFactory,
)

PATH = "/admin-panel/simulator/"
STEP = re.compile(r'data-testid="sim-step-([\w-]+)" data-amount="(-?[\d.]+)"')
CHANGE = re.compile(r'data-testid="sim-step-[\w-]+" data-amount="[\d.]+" data-change="(-?[\d.]+)"')
TOTAL = re.compile(r'"sim-total" data-net="([\d.]+)" data-vat="([\d.]+)" data-amount="([\d.]+)"')


@pytest.fixture(autouse=True)
def _day() -> Any:
    with time_machine.travel(datetime(2026, 11, 22, 11, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def shelf(shop: Shop) -> Category:
    found: Category = CategoryFactory()
    return found


@pytest.fixture
def product(shelf: Category) -> Product:
    made: Product = ProductFactory(
        sku="CARNET",
        title_fr="Carnet ligné",
        title_en="Ruled notebook",
        price=Decimal(100),
        cost=Decimal(80),
        categories=[shelf],
    )
    return made


@pytest.fixture
def wholesale(product: Product) -> CustomerGroup:
    group: CustomerGroup = GroupFactory(wholesale=True)
    return group


@pytest.fixture
def lea(wholesale: CustomerGroup) -> Customer:
    person: Customer = CustomerFactory(email="lea@client.example", number="C-12")
    MembershipFactory(customer=person, group=wholesale)
    return person


def _page(client: SignedIn, status: int = 200, **asked: Any) -> str:
    response = client.get(PATH, asked)
    assert response.status_code == status
    return str(response.content.decode())


def _steps(client: SignedIn, **asked: Any) -> dict[str, str]:
    return dict(STEP.findall(_page(client, **{"product": "CARNET", **asked})))


def _command(*args: str) -> dict[str, Any]:
    out = StringIO()
    call_command("explain_price", "CARNET", *args, "--json", stdout=out)
    told: dict[str, Any] = json.loads(out.getvalue())
    return told


def test_before_a_product_is_chosen_it_says_what_to_do(owner: SignedIn, product: Product) -> None:
    page = _page(owner)
    assert "Choisissez un produit pour voir le détail du prix." in page
    assert 'data-testid="page-SI1"' in page
    assert 'aria-current="page"' in page
    assert "Simulateur de prix" in page


def test_a_visitor_pays_the_list_price_and_each_step_is_told(
    owner: SignedIn, product: Product
) -> None:
    assert _steps(owner) == {
        "list": "100.00",
        "promotion": "100.00",
        "floor": "100.00",
        "net": "100.00",
        "vat": "20.00",
        "gross": "120.00",
        "shown": "120.00",
    }
    assert "sans effet (aucune promotion en cours)" in _page(owner, product="CARNET")


def test_the_group_the_customer_and_his_number_lead_to_the_same_price(
    owner: SignedIn, lea: Customer, wholesale: CustomerGroup
) -> None:
    for who in ({"group": wholesale.pk}, {"customer": lea.email}, {"customer": "C-12"}):
        steps = _steps(owner, **who)
        assert (steps["group-discount"], steps["shown"]) == ("87.50", "87.50")


def test_the_figures_are_those_of_the_command(owner: SignedIn, lea: Customer) -> None:
    template = PriceTemplateFactory()
    TemplateRuleFactory(template=template, value=Decimal("-4.25"))
    TemplateRuleFactory(template=template, value=-9, min_quantity=10)
    PromotionFactory(value=15, is_combinable=True)
    PromotionFactory(value=3, is_combinable=True, rank=2)
    PromotionFactory(value=10)
    CustomerGroup.objects.update(price_template=template)
    for quantity in ("1", "12"):
        asked: dict[str, Any] = {"customer": lea.email, "quantity": quantity}
        page, steps = _page(owner, product="CARNET", **asked), _steps(owner, **asked)
        told = _command("--customer", lea.email, "--quantity", quantity)
        drawn = [amount for slug, amount in steps.items() if slug.partition("-")[0] in SLUGS]
        assert [one["after"] for one in told["steps"]] == drawn
        assert steps["shown"] == told["shown"]
        assert (steps["net"], steps["gross"]) == (told["unit_net"], told["unit_gross"])
        # What the steps add and take off makes the price.
        assert 100 + sum(map(Decimal, CHANGE.findall(page))) == Decimal(told["unit_net"])
        lost = re.findall(r'data-rule="([\w-]+)"', page)
        assert lost == [one["rule"] for one in told["lost"]]
        assert len(lost) == 2


SLUGS = ("list", "template", "group", "promotion", "rounding")


def test_the_day_and_the_quantity_decide(owner: SignedIn, product: Product) -> None:
    PromotionFactory(value=30, starts_on="2026-12-01", ends_on="2026-12-31")
    public = PriceTemplateFactory(is_public=True)
    TemplateRuleFactory(template=public, kind="fixed", value=90, min_quantity=10)
    assert _steps(owner)["net"] == "100.00"
    assert _steps(owner, on="2026-12-01")["net"] == "70.00"
    assert _steps(owner, on="01/01/2027")["net"] == "100.00"
    assert _steps(owner, quantity="9")["net"] == "100.00"
    steps = _steps(owner, quantity="10")
    assert (steps["public-step"], steps["net"]) == ("90.00", "90.00")


def test_the_country_of_delivery_decides_the_tax(owner: SignedIn, product: Product) -> None:
    assert _steps(owner, country="CA-QC")["vat"] == "14.98"
    page = _page(owner, product="CARNET", country="CA-QC")
    assert "TPS 5\u00a0% + TVQ 9,975\u00a0%" in page
    assert "Taux du lieu de livraison, Québec (Canada)" in page


def test_the_tax_says_where_it_comes_from(
    owner: SignedIn, product: Product, wholesale: CustomerGroup
) -> None:
    asked: dict[str, Any] = {"product": "CARNET", "group": wholesale.pk}
    assert "Classe de TVA du produit\u00a0: " in _page(owner, **asked)
    rate = VatRate.objects.get(vat_class__code="intermediate", country="FR", region="")
    CustomerGroup.objects.update(vat_mode=VatMode.OWN, vat_rate=rate)
    assert "Taux de «\u00a0Grossistes\u00a0»" in _page(owner, **asked)
    CustomerGroup.objects.update(
        vat_rate=None, vat_mode=VatMode.EXEMPT, exemption_reason="article 262 ter"
    )
    assert "Exonéré par «\u00a0Grossistes\u00a0»\u00a0: article 262 ter" in _page(owner, **asked)
    assert _steps(owner, group=wholesale.pk)["vat"] == "0.00"


def test_a_floor_says_what_was_asked_and_what_was_granted(
    owner: SignedIn, wholesale: CustomerGroup
) -> None:
    CustomerGroup.objects.update(discount_percent=25, floor_percent=10)
    page = _page(owner, product="CARNET", group=wholesale.pk)
    told = "−25\u00a0% demandés, −12\u00a0% accordés (plancher coût + 10\u00a0%)"
    assert told in page
    assert "Plancher appliqué" in page
    assert _steps(owner, group=wholesale.pk)["floor"] == "88.00"


def test_costs_are_told_to_those_who_may_see_them(
    owner: SignedIn, staff: Staff, wholesale: CustomerGroup
) -> None:
    CustomerGroup.objects.update(discount_percent=25)
    asked: dict[str, Any] = {"product": "CARNET", "group": wholesale.pk}
    assert "Vendu sous le coût" in _page(owner, **asked)
    assert "Coût 80,00\u00a0€ HT" in _page(owner, **asked)
    without = staff("groups.view_customergroup")
    page = _page(without, **asked)
    assert 'data-testid="sim-margin"' not in page
    assert "coût" not in page.lower()
    CustomerGroup.objects.update(floor_percent=10)
    assert "plancher du groupe" in _page(without, **asked)


def test_a_lost_rule_says_why(owner: SignedIn, product: Product) -> None:
    PromotionFactory(title_fr="Petite", value=5)
    PromotionFactory(title_fr="Grande", value=20)
    page = _page(owner, product="CARNET")
    lost = page[page.index('data-testid="sim-lost"') :]
    assert "Petite" in lost
    assert "Un autre prix est plus bas" in lost
    assert "Grande" not in lost


def test_a_basket_adds_up_and_tells_its_discounts(owner: SignedIn, product: Product) -> None:
    ProductFactory(sku="STYLO", price=Decimal("62.50"))
    discount = OrderDiscountFactory(title_fr="Paliers", basis="net")
    TierFactory(discount=discount, threshold=200, value=5)
    TierFactory(discount=discount, threshold=300, value=10)
    page = _page(owner, product="CARNET", quantity="2", basket="STYLO × 1")
    assert "encore 37,50\u00a0€ pour 10\u00a0% (HT)" in page
    assert "5\u00a0% à partir de 200,00\u00a0€ HT" in page
    found = TOTAL.search(page)
    assert found
    net, vat, gross = map(Decimal, found.groups())
    assert (net, vat, gross) == (Decimal("249.37"), Decimal("49.87"), Decimal("299.24"))
    low = _page(owner, product="CARNET")
    assert "Le sous-total n’atteint pas son seuil" in low
    assert "encore 100,00\u00a0€ pour 5\u00a0%" in low


def test_the_channel_decides_which_discounts_are_open(owner: SignedIn, product: Product) -> None:
    web = Channel.objects.filter(kind="web").first() or Channel.objects.create(
        code="web", title="Web", kind="web"
    )
    counter = Channel.objects.create(code="guichet", title="Guichet", kind="counter")
    discount = OrderDiscountFactory(title_fr="Au guichet")
    TierFactory(discount=discount, value=10)
    discount.channels.add(counter)
    totals = {}
    for channel in (web, counter):
        found = TOTAL.search(_page(owner, product="CARNET", channel=channel.code))
        assert found
        totals[channel.kind] = found[1]
    assert totals == {"web": "100.00", "counter": "90.00"}
    assert _command("--channel", "guichet")["channel"] == "guichet"


def test_a_basket_may_stand_alone(owner: SignedIn, product: Product) -> None:
    page = _page(owner, product="", basket="CARNET x 2\n\nCARNET")
    found = TOTAL.search(page)
    assert found
    assert found[1] == "300.00"
    assert "sim-steps" not in page


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"product": ""}, "Choisissez un produit."),
        ({"product": "NOPE"}, "Il n’y a pas de produit «\u00a0NOPE\u00a0»."),
        ({"product": "\x00"}, ""),
        ({"product": "%"}, "Il n’y a pas de produit"),
        ({"product": "x" * 500}, ""),
        ({"quantity": "NaN"}, "Saisissez"),
        ({"quantity": "1e999"}, "Saisissez"),
        ({"quantity": "-1"}, ""),
        ({"quantity": "0"}, ""),
        ({"quantity": "9" * 5000}, "Saisissez"),
        ({"on": "0000-00-00"}, "Saisissez une date"),
        ({"on": "2026-02-30"}, "Saisissez une date"),
        ({"on": "\x00"}, "Saisissez une date"),
        ({"channel": "nope"}, ""),
        ({"channel": "\x00"}, ""),
        ({"country": "ZZ"}, ""),
        ({"group": "999999"}, "Ce choix n’existe plus."),
        ({"group": "9" * 60}, "Ce choix n’existe plus."),
        ({"group": "abc"}, "Ce choix n’existe plus."),
        ({"group": "\x00"}, ""),
        ({"customer": "nobody@x.example"}, "Aucun client n’a l’adresse"),
        ({"customer": "N-404"}, "Aucun client n’a le numéro «\u00a0N-404\u00a0»."),
        ({"customer": "\x00"}, ""),
        ({"basket": "NOPE × 3"}, "Ligne 1\u00a0: il n’y a pas de produit «\u00a0NOPE\u00a0»."),
        ({"basket": "STYLO × 0"}, "Ligne 1\u00a0: saisissez comme quantité"),
        ({"basket": "STYLO × -1"}, "Ligne 1\u00a0: il n’y a pas de produit"),
        ({"basket": "\n".join(["STYLO"] * 11)}, "10 lignes au plus."),
        ({"basket": "CARNET × 2"}, "changez-y sa quantité."),
        ({"basket": "\x00"}, ""),
    ],
)
def test_what_makes_no_sense_gets_a_message_and_what_was_typed_stays(
    owner: SignedIn, product: Product, asked: dict[str, str], told: str
) -> None:
    ProductFactory(sku="STYLO")
    page = _page(owner, 422, **{"product": "CARNET", **asked})
    assert 'data-testid="error-summary"' in page
    assert told in page
    assert "sim-step-shown" not in page


def test_a_customer_and_a_group_are_not_asked_together(
    owner: SignedIn, lea: Customer, wholesale: CustomerGroup
) -> None:
    asked: dict[str, Any] = {
        "product": "CARNET",
        "customer": lea.email,
        "group": wholesale.pk,
    }
    page = _page(owner, 422, **asked)
    assert "Choisissez un client ou un groupe, pas les deux." in page
    assert 'value="lea@client.example"' in page


def test_the_first_and_last_days_and_the_largest_quantity_have_a_price_too(
    owner: SignedIn, product: Product
) -> None:
    Product.objects.update(price=Decimal("99999999.9999"))
    for day in ("0001-01-01", "9999-12-31"):
        assert _steps(owner, on=day, quantity="999999")["list"] == "99999999.9999"


def test_words_find_the_product_or_offer_the_few_that_match(
    owner: SignedIn, product: Product
) -> None:
    assert _steps(owner, product="ligne")["net"] == "100.00"
    assert _steps(owner, product="carnet")["net"] == "100.00"
    ProductFactory(sku="CARNET-2", title_fr="Autre carnet ligné")
    page = _page(owner, 422, product="ligné", quantity="4")
    assert "choisissez-en un" in page
    assert "?product=CARNET-2&amp;quantity=4" in page


def test_an_address_that_only_says_who_buys_fills_the_form_in(
    owner: SignedIn, wholesale: CustomerGroup
) -> None:
    page = _page(owner, group=wholesale.pk)
    assert f'<option value="{wholesale.pk}" selected>' in page
    assert 'data-testid="error-summary"' not in page


def test_who_may_not_see_customers_cannot_ask_about_one(staff: Staff, lea: Customer) -> None:
    client = staff("pricing.view_pricetemplate")
    page = _page(client, product="CARNET", customer=lea.email)
    assert 'name="customer"' not in page
    assert dict(STEP.findall(page))["shown"] == "120.00"
    assert lea.email not in page


def test_the_simulator_asks_for_one_of_two_rights(staff: Staff, product: Product) -> None:
    assert staff("catalog.view_product").get(PATH).status_code == 403
    assert staff("pricing.view_pricetemplate").get(PATH).status_code == 200
    assert staff("groups.view_customergroup").get(PATH).status_code == 200


def test_records_link_to_it_for_those_who_may(
    owner: SignedIn, staff: Staff, lea: Customer, wholesale: CustomerGroup, product: Product
) -> None:
    links = {
        f"/admin-panel/customers/{lea.pk}/": "simulator/?customer=C-12",
        f"/admin-panel/groups/{wholesale.pk}/": f"simulator/?group={wholesale.pk}",
        f"/admin-panel/products/{product.pk}/": "simulator/?product=CARNET",
    }
    for path, link in links.items():
        assert link in owner.get(path).content.decode(), path
    narrow = staff("catalog.view_product", "customers.view_customer")
    for path in list(links)[::2]:
        assert "simulator/" not in narrow.get(path).content.decode(), path


def test_it_is_complete_in_english(owner: SignedIn, wholesale: CustomerGroup) -> None:
    owner.cookies["django_language"] = "en"
    PromotionFactory(title_en="Winter sale", value=30)
    page = _page(owner, product="CARNET", group=wholesale.pk)
    for words in (
        "Ruled notebook",
        "Winter sale (−30% on everyone’s price)",
        "Price excl. VAT",
        "€70.00",
        "Subtotal",
    ):
        assert words in page


def test_the_answer_costs_as_much_for_many_rules_as_for_one(owner: SignedIn, lea: Customer) -> None:
    def asked() -> int:
        _page(owner, product="CARNET", customer=lea.email)
        with CaptureQueriesContext(connection) as queries:
            _page(owner, product="CARNET", customer=lea.email)
        return len(queries)

    few = asked()
    for _number in range(30):
        PromotionFactory()
        GroupFactory()
        ProductFactory()
    assert asked() == few
    assert few <= 22


def test_asking_writes_nothing(owner: SignedIn, product: Product) -> None:
    before = Shop.objects.values_list("price_stamp", flat=True).get()
    _page(owner, product="CARNET")
    assert Shop.objects.values_list("price_stamp", flat=True).get() == before
    assert owner.post(PATH, {"product": "CARNET"}).status_code == 405


def test_rules_and_groups_lead_to_their_pages_for_those_who_may_open_them(
    owner: SignedIn, staff: Staff, lea: Customer, wholesale: CustomerGroup
) -> None:
    template = PriceTemplateFactory(title_fr="Gros")
    TemplateRuleFactory(template=template, value=-5)
    CustomerGroup.objects.update(price_template=template)
    club = GroupFactory(discount_percent=50)
    MembershipFactory(customer=lea, group=club, is_primary=False)
    winner, loser = PromotionFactory(value=30), PromotionFactory(value=5)
    closed = PromotionFactory(groups_only=True)
    discount = TierFactory().discount
    asked: dict[str, Any] = {"product": "CARNET", "customer": lea.email}
    promotions = [f"promotions/{one.pk}" for one in (winner, loser, closed)]
    offers = [*promotions, f"price-templates/{template.pk}", f"discounts/{discount.pk}"]
    groups = [f"groups/{one.pk}" for one in (wholesale, club)]
    answer = _answer(owner, **asked)
    for path in (*offers, *groups):
        assert f'href="/admin-panel/{path}/"' in answer, path
    narrow = _answer(staff("groups.view_customergroup", "customers.view_customer"), **asked)
    assert all(f'href="/admin-panel/{path}/"' in narrow for path in groups)
    assert not any(f"{path}/" in narrow for path in offers)


def _answer(client: SignedIn, **asked: Any) -> str:
    return _page(client, **asked).split('data-testid="sim-answer"')[1]


def test_the_waterfall_says_off_which_price_a_promotion_is_taken(
    owner: SignedIn, wholesale: CustomerGroup
) -> None:
    PromotionFactory(title_fr="Soldes", value=30)
    asked: dict[str, Any] = {"product": "CARNET", "group": wholesale.pk}
    assert "Soldes (−30\u00a0% sur le prix public)" in _page(owner, **asked)
    Promotion.objects.update(kind="amount", value=40)
    assert "Soldes (sur le prix public)" in _page(owner, **asked)
    Promotion.objects.update(kind="price", value=40)
    assert "sur le prix public" not in _page(owner, **asked)
    Promotion.objects.update(kind="percent", value=30, is_combinable=True)
    assert "Soldes (−30\u00a0%)" in _page(owner, **asked)
