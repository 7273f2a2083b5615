"""Price templates: the list, the form with its rules, the live example, the deletion."""

from decimal import Decimal
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Shop
from groups.models import CustomerGroup
from pricing.models import PriceTemplate, TemplateRule
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PriceTemplateFactory, TemplateRuleFactory
from tests.pricing.forms import typed

LIST = "/admin-panel/price-templates/"
NEW = f"{LIST}new/"

pytestmark = pytest.mark.django_db


def _rules(template: PriceTemplate) -> list[tuple[Any, ...]]:
    return sorted(
        (rule.product_id, rule.category_id, rule.min_quantity, rule.kind, rule.value)
        for rule in template.rules.all()
    )


def test_an_amount_has_its_cents_and_a_fall_its_sign(manager: SignedIn) -> None:
    template = PriceTemplateFactory()
    TemplateRuleFactory(template=template, kind="fixed", value=Decimal("6.9"), min_quantity=10)
    TemplateRuleFactory(template=template, kind="list_percent", value=Decimal(-3))
    page = manager.get(template.get_absolute_url()).content.decode()
    assert 'value="6,90"' in page
    assert 'value="−3"' in page


def test_a_template_is_created_with_its_rules(manager: SignedIn) -> None:
    shelf, product = CategoryFactory(), ProductFactory(sku="B-1")
    answer = manager.post(
        NEW,
        typed(
            None,
            {"kind": "cost_percent", "value": "15"},
            {"scope": "category", "category": shelf.pk, "quantity": "10", "value": "−5,5"},
            {"scope": "product", "sku": "B-1", "kind": "fixed", "value": "4,20"},
            title_en="Bulk",
            starts_on="2026-12-01",
            ends_on="2026-12-31",
            no_end=None,
        ),
    )
    template = PriceTemplate.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, template.get_absolute_url())
    assert (vars(template)["title_fr"], vars(template)["title_en"]) == ("Gros", "Bulk")
    assert (str(template.starts_on), str(template.ends_on)) == ("2026-12-01", "2026-12-31")
    found = {(r.product, r.category, r.min_quantity, r.kind, r.value) for r in template.rules.all()}
    assert found == {
        (None, None, 1, "cost_percent", Decimal(15)),
        (None, shelf, 10, "list_percent", Decimal("-5.5")),
        (product, None, 1, "fixed", Decimal("4.2")),
    }


def test_saving_keeps_changes_adds_and_removes_rules_with_one_trace(manager: SignedIn) -> None:
    template = PriceTemplateFactory(title_fr="Gros", title_en=None)
    TemplateRuleFactory(template=template, value=Decimal(-10))
    TemplateRuleFactory(template=template, min_quantity=10, value=Decimal(-20))
    kept = TemplateRuleFactory(template=template, min_quantity=50, value=Decimal(-30))
    answer = manager.post(
        template.get_absolute_url(),
        typed(
            template,
            {"value": "-12"},
            {"quantity": "10", "value": "-20", "remove": "on"},
            {"quantity": "50", "value": "-30"},
            {"quantity": "100", "value": "-40"},
        ),
    )
    assert answer.status_code == 303
    assert [(rule[2], rule[4]) for rule in _rules(template)] == [
        (1, Decimal(-12)),
        (50, Decimal(-30)),
        (100, Decimal(-40)),
    ]
    assert TemplateRule.objects.filter(pk=kept.pk).exists()
    entry = LogEntry.objects.get_for_object(template).get(action=LogEntry.Action.UPDATE)
    assert entry.actor == manager.user
    assert entry.changes_dict == {
        "rules": [
            "* ≥ 10: list_percent -20, * ≥ 1: list_percent -10",
            "* ≥ 1: list_percent -12, * ≥ 100: list_percent -40",
        ]
    }
    page = manager.get(f"{LIST}{template.pk}/history/").content.decode()
    assert "list_percent -40" in page
    assert "Règles du modèle" in page


def test_saving_nothing_new_leaves_no_trace(manager: SignedIn) -> None:
    template = PriceTemplateFactory(title_fr="Gros", title_en=None)
    TemplateRuleFactory(template=template, value=Decimal("-10.5"))
    LogEntry.objects.all().delete()
    manager.post(template.get_absolute_url(), typed(template, {"value": "-10,50"}))
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("line", "field", "told"),
    [
        ({"value": "NaN"}, "value_1", "Saisissez un nombre, par exemple −5."),
        ({"value": "1e999"}, "value_1", "Saisissez un nombre, par exemple −5."),
        ({"value": "-100,01"}, "value_1", "Saisissez un pourcentage compris entre −100 et 1000."),
        ({"value": "1000,01"}, "value_1", "Saisissez un pourcentage compris entre −100 et 1000."),
        ({"value": "1,23456"}, "value_1", None),
        ({"kind": "fixed", "value": "-1"}, "value_1", "Un prix fixe ne peut pas être négatif."),
        ({"kind": "none", "value": "1"}, "kind_1", None),
        ({"scope": "none", "value": "1"}, "scope_1", None),
        ({"scope": "category", "value": "1"}, "category_1", "Choisissez une catégorie."),
        ({"scope": "category", "category": "999999", "value": "1"}, "category_1", None),
        ({"scope": "product", "value": "1"}, "sku_1", "Saisissez une référence."),
        (
            {"scope": "product", "sku": "X-9", "value": "1"},
            "sku_1",
            "Aucun produit n’a la référence « X-9 ».",
        ),
        ({"scope": "product", "sku": "X-9"}, "value_1", "Saisissez un nombre, par exemple −5."),
        ({"quantity": "10"}, "value_1", "Saisissez un nombre, par exemple −5."),
        ({"value": "123456789"}, "value_1", "Saisissez un nombre plus petit."),
        ({"quantity": "0", "value": "1"}, "quantity_1", None),
        ({"quantity": "-1", "value": "1"}, "quantity_1", None),
        ({"quantity": "1,5", "value": "1"}, "quantity_1", "Saisissez un nombre entier."),
        ({"quantity": "9" * 30, "value": "1"}, "quantity_1", None),
    ],
)
def test_a_rule_nobody_can_mean_is_refused(
    manager: SignedIn, line: dict[str, str], field: str, told: str | None
) -> None:
    answer = manager.post(NEW, typed(None, line, title_fr="Gardé"))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert field in errors
    if told:
        assert errors[field] == [told.replace(" »", "\u00a0»").replace("« ", "«\u00a0")]
    page = answer.content.decode()
    assert 'value="Gardé"' in page
    assert not PriceTemplate.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_fr": " "}, "title_fr"),
        ({"title_fr": "x" * 81}, "title_fr"),
        ({"title_fr": "a\x00b"}, "title_fr"),
        ({"starts_on": "31/02/2026"}, "starts_on"),
        ({"no_end": None}, "ends_on"),
        ({"starts_on": "2026-12-02", "ends_on": "2026-12-01", "no_end": None}, "ends_on"),
    ],
)
def test_bad_names_and_days_are_refused(
    manager: SignedIn, changes: dict[str, str | None], field: str
) -> None:
    answer = manager.post(NEW, typed(None, {"value": "-5"}, **changes))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not PriceTemplate.objects.exists()


def test_two_rules_on_one_scope_and_quantity_are_refused(manager: SignedIn) -> None:
    shelf = CategoryFactory(title_fr="Papeterie")
    line = {"scope": "category", "category": shelf.pk, "quantity": "10", "value": "-5"}
    answer = manager.post(NEW, typed(None, line, {**line, "value": "-6"}))
    told = "Deux règles portent sur «\u00a0Papeterie\u00a0» à partir de 10. Gardez-en une."
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"quantity_2": [told]}
    assert not PriceTemplate.objects.exists()


def test_a_second_template_for_everyone_is_refused_and_the_first_named(manager: SignedIn) -> None:
    PriceTemplateFactory(title_fr="Dégressifs", is_public=True)
    answer = manager.post(NEW, typed(None, {"value": "-5"}, is_public="on"))
    told = "«\u00a0Dégressifs\u00a0» contient déjà les prix dégressifs pour tous."
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"is_public": [told]}
    assert PriceTemplate.objects.count() == 1


def test_a_long_template_is_written_page_by_page(manager: SignedIn) -> None:
    template = PriceTemplateFactory(title_fr="Long")
    for quantity in range(1, 46):
        TemplateRuleFactory(template=template, min_quantity=quantity)
    url = f"{template.get_absolute_url()}?rules=2"
    answer = manager.get(url)
    assert "Règles 41 à 45 sur 45" in answer.content.decode()
    lines = [{"quantity": str(n), "value": "-11"} for n in range(41, 46)]
    answer = manager.post(url, typed(template, *lines, title_fr="Long"))
    assert (answer.status_code, answer["Location"]) == (303, url)
    values = [rule[4] for rule in _rules(template)]
    assert values == [Decimal(-10)] * 40 + [Decimal(-11)] * 5
    template.refresh_from_db()
    again = typed(template, *lines, {"quantity": "1", "value": "-50"}, title_fr="Long")
    answer = manager.post(url, again)
    assert list(answer.context["form"].errors) == ["quantity_6"]


def test_two_people_on_one_template_compare(manager: SignedIn, owner: SignedIn) -> None:
    template = PriceTemplateFactory(title_fr="Gros")
    TemplateRuleFactory(template=template)
    mine = typed(template, {"value": "-1"}, *({"value": ""},) * 6, title_fr="Gros")
    owner.post(template.get_absolute_url(), typed(template, {"value": "-2"}))
    answer = manager.post(template.get_absolute_url(), mine)
    assert answer.status_code == 422
    assert "value_1" in {row.name for row in answer.context["differences"]}
    assert _rules(template)[0][4] == Decimal(-2)


def test_the_example_follows_what_is_typed_by_the_engine(manager: SignedIn) -> None:
    ProductFactory(sku="A-1", price=Decimal(100), cost=Decimal(80))
    lines = ({"value": "-10"}, {"quantity": "100", "kind": "cost_percent", "value": "-5"})
    page = manager.post(f"{LIST}preview/", typed(None, *lines)).content.decode()
    assert 'data-testid="example-A-1"' in page
    amounts = [part.split('"')[0] for part in page.split('data-amount="')[1:]]
    assert amounts == ["100.00", "80.00", "90.00", "90.00", "76.00"]
    assert "Marge 11,1\u00a0%" in page
    assert "below-cost" in page
    assert not PriceTemplate.objects.exists()


def test_costs_and_margins_are_for_those_who_may_see_them(staff: Staff) -> None:
    ProductFactory(sku="A-1", price=Decimal(100), cost=Decimal("80.5"))
    client = staff("pricing.add_pricetemplate")
    page = client.post(f"{LIST}preview/", typed(None, {"value": "-10"})).content.decode()
    assert "90.00" in page
    assert "80.5" not in page
    assert "Marge" not in page


def test_a_cost_rule_says_how_many_products_have_no_cost(manager: SignedIn) -> None:
    shelf = CategoryFactory()
    ProductFactory(categories=[shelf])
    ProductFactory(categories=[shelf])
    ProductFactory(categories=[shelf], cost=Decimal(5))
    ProductFactory()
    template = PriceTemplateFactory()
    TemplateRuleFactory(template=template, category=shelf, kind="cost_percent", value=Decimal(15))
    page = manager.get(template.get_absolute_url()).content.decode()
    assert "2 produits n’ont pas de coût" in page
    assert 'href="/admin-panel/products/?has_cost=no"' in page


def test_products_are_found_by_whether_their_cost_is_known(manager: SignedIn) -> None:
    known, unknown = ProductFactory(cost=Decimal(5)), ProductFactory()
    for answer, found in (("yes", known), ("no", unknown)):
        page = manager.get("/admin-panel/products/", {"has_cost": answer})
        assert [line.row.pk for line in page.context["lines"]] == [found.pk]


def test_who_may_only_read_has_no_example_of_rules_to_compute(viewer: SignedIn) -> None:
    ProductFactory(sku="A-1", price=Decimal(100), cost=Decimal("80.5"))
    rule = {"kind": "cost_percent", "value": "0"}
    answer = viewer.post(f"{LIST}preview/", typed(None, rule))
    assert answer.status_code == 403
    assert "80.5" not in answer.content.decode()


@pytest.mark.parametrize(("entered", "basis"), [("net", "HT"), ("gross", "TTC")])
def test_the_amounts_of_rules_say_their_basis(
    manager: SignedIn, viewer: SignedIn, entered: str, basis: str
) -> None:
    Shop.objects.update(prices_entered=entered)
    template = PriceTemplateFactory()
    TemplateRuleFactory(template=template, kind="fixed", value=Decimal("4.2"))
    TemplateRuleFactory(template=template, kind="list_amount", value=-2, min_quantity=5)
    for page in (viewer.get(LIST), viewer.get(template.get_absolute_url())):
        for amount in ("4,20\u00a0€", "−2,00\u00a0€"):
            assert f"{amount} {basis}" in page.content.decode()
    form = manager.get(template.get_absolute_url()).content.decode()
    assert f"Les montants sont {basis}, comme les prix du catalogue." in form


def test_the_list_says_the_rules_the_days_and_the_groups(viewer: SignedIn) -> None:
    template = PriceTemplateFactory(title_fr="Gros", is_public=True)
    TemplateRuleFactory(template=template, kind="cost_percent", value=Decimal(15))
    TemplateRuleFactory(template=template, min_quantity=10, value=Decimal(-5))
    GroupFactory(price_template=template)
    page = viewer.get(LIST).content.decode()
    assert "Coût + 15\u00a0%" in page
    assert "−5\u00a0%, à partir de 10" in page
    assert "Pour tous" in page
    rows = viewer.get(LIST).context["lines"]
    assert [(one.row.title, one.row.group_count) for one in rows] == [("Gros", 1)]


@pytest.mark.parametrize(("status", "found"), [("running", 1), ("upcoming", 1), ("ended", 1)])
def test_the_list_is_narrowed_by_days(viewer: SignedIn, status: str, found: int) -> None:
    PriceTemplateFactory(starts_on="2999-01-01")
    PriceTemplateFactory(ends_on="2000-01-01")
    PriceTemplateFactory()
    assert len(viewer.get(LIST, {"status": status}).context["lines"]) == found
    assert (
        len(viewer.get(LIST, {"status": "x", "sort": "-nope", "page": "z"}).context["lines"]) == 3
    )


def test_the_list_asks_as_much_for_thirty_templates_as_for_three(viewer: SignedIn) -> None:
    counts = []
    for more in (3, 27):
        for template in PriceTemplateFactory.create_batch(more):
            TemplateRuleFactory(template=template, product=ProductFactory())
        with CaptureQueriesContext(connection) as queries:
            viewer.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_a_template_in_use_is_not_deleted(manager: SignedIn) -> None:
    template = PriceTemplateFactory()
    GroupFactory(title_fr="Grossistes", price_template=template)
    GroupFactory(title_fr="VIP", price_template=template)
    url = f"{LIST}{template.pk}/delete/"
    told = "Utilisé par 2 groupes\u00a0: Grossistes, VIP. Choisissez-leur un autre modèle d’abord."
    assert told in manager.get(url).content.decode()
    assert manager.post(url).status_code == 422
    assert PriceTemplate.objects.filter(pk=template.pk).exists()
    CustomerGroup.objects.update(price_template=None)
    assert manager.post(url).status_code == 303
    assert not PriceTemplate.objects.exists()


def test_deleting_the_quantity_prices_of_everyone_says_that_they_stop(manager: SignedIn) -> None:
    public, other = PriceTemplateFactory(is_public=True), PriceTemplateFactory()
    told = "Ses prix dégressifs s’arrêtent pour tous les clients, visiteurs compris."
    assert told in manager.get(f"{LIST}{public.pk}/delete/").content.decode()
    assert told not in manager.get(f"{LIST}{other.pk}/delete/").content.decode()


def test_reading_is_not_enough_to_change(viewer: SignedIn) -> None:
    template = PriceTemplateFactory(title_fr="Gros")
    TemplateRuleFactory(template=template, value=Decimal(-7))
    page = viewer.get(template.get_absolute_url()).content.decode()
    assert "−7\u00a0%" in page
    assert 'record-form"' not in page.replace("from:#record-form", "")
    assert (
        viewer.post(template.get_absolute_url(), typed(template, {"value": "-9"})).status_code
        == 403
    )
    assert viewer.post(f"{LIST}{template.pk}/delete/").status_code == 403
    assert viewer.post(NEW, typed(None, {"value": "-9"})).status_code == 403
    assert _rules(template)[0][4] == Decimal(-7)
    assert PriceTemplate.objects.count() == 1
