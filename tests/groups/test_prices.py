"""The prices of a group: each field changes what a member pays; what cannot be is refused."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from auditlog.models import LogEntry

from catalog.models import Product
from catalog.selectors import shop as the_shop
from customers.viewers import group_viewer
from groups.models import CustomerGroup, GroupCategoryDiscount
from pricing.models import TemplateRule
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PriceTemplateFactory, PromotionFactory, TemplateRuleFactory
from tests.groups.forms import typed

DAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


def _paid(group: CustomerGroup, product: Product) -> Decimal:
    viewer = group_viewer(group=group, shop=the_shop(), on=DAY)
    return viewer.unit_prices([product])[product.pk].net


def _save(client: SignedIn, group: CustomerGroup, **changes: Any) -> Any:
    group.refresh_from_db()
    answer = client.post(group.get_absolute_url(), typed(group, **changes))
    group.refresh_from_db()
    return answer


def test_the_template_makes_the_price_of_a_member(manager: SignedIn) -> None:
    product, group = ProductFactory(cost=Decimal(50)), GroupFactory()
    rule = TemplateRuleFactory(kind=TemplateRule.Kind.COST_PERCENT, value=Decimal(15))
    assert _paid(group, product) == 100
    assert _save(manager, group, price_template=rule.template.pk).status_code == 303
    assert group.price_template == rule.template
    assert _paid(group, product) == Decimal("57.50")
    page = manager.get(group.get_absolute_url()).content.decode()
    assert f"Prix du modèle «\u00a0{rule.template}\u00a0»." in page


def test_a_category_has_its_own_percentage_and_one_trace_tells_it(manager: SignedIn) -> None:
    shelf = CategoryFactory(title_fr="Bougies")
    candle, other = ProductFactory(categories=[shelf]), ProductFactory()
    group = GroupFactory()
    lines = {"category_1": shelf.pk, "percent_1": "15", "category_2": "", "percent_2": ""}
    assert _save(manager, group, discount_percent="5", **lines).status_code == 303
    assert _paid(group, candle) == 85
    assert _paid(group, other) == 95
    told = [e.changes_dict for e in LogEntry.objects.get_for_object(group)]
    assert {"category_discounts": ["", "Bougies 15 %"]} in told
    page = manager.get(group.get_absolute_url()).content.decode()
    assert "15\u00a0% de réduction dans «\u00a0Bougies\u00a0»." in page
    history = manager.get(f"{group.get_absolute_url()}history/").content.decode()
    assert "Réductions par catégorie" in history
    LogEntry.objects.all().delete()
    _save(manager, group, discount_percent="5", **lines)
    assert not LogEntry.objects.exists()
    _save(manager, group, discount_percent="5", **{**lines, "percent_1": ""})
    assert _paid(group, candle) == 95


def test_zero_in_a_category_takes_nothing_off_there(manager: SignedIn) -> None:
    shelf = CategoryFactory()
    candle, group = ProductFactory(categories=[shelf]), GroupFactory()
    _save(manager, group, discount_percent="20", category_1=shelf.pk, percent_1="0")
    assert _paid(group, candle) == 100


@pytest.mark.parametrize(
    ("mode", "paid"), [("raise", "88.00"), ("warn", "80.00"), ("off", "80.00")]
)
def test_the_floor_holds_the_price_up_where_it_raises(
    manager: SignedIn, mode: str, paid: str
) -> None:
    product, group = ProductFactory(cost=Decimal(80)), GroupFactory()
    _save(manager, group, discount_percent="20", floor_percent="10", floor_mode=mode)
    assert (group.floor_percent, group.floor_mode) == (Decimal(10), mode)
    assert _paid(group, product) == Decimal(paid)


def test_without_the_ceiling_a_member_may_pay_more(manager: SignedIn) -> None:
    product, group = ProductFactory(), GroupFactory()
    template = TemplateRuleFactory(value=Decimal(10)).template
    _save(manager, group, price_template=template.pk)
    assert _paid(group, product) == 100
    _save(manager, group, price_template=template.pk, public_ceiling=None)
    assert _paid(group, product) == 110


def test_group_pricing_off_leaves_the_store_prices(manager: SignedIn) -> None:
    product, group = ProductFactory(), GroupFactory()
    promotion = PromotionFactory(groups_only=True, groups=[group], value=Decimal(30))
    assert promotion.groups_only
    _save(manager, group, discount_percent="20")
    assert _paid(group, product) == 70
    _save(manager, group, discount_percent="20", use_group_pricing=None)
    assert _paid(group, product) == 100
    page = manager.get(group.get_absolute_url()).content.decode()
    assert "La tarification du groupe est désactivée" in page


def test_a_new_group_has_its_prices_at_once(manager: SignedIn) -> None:
    shelf, template = CategoryFactory(), PriceTemplateFactory()
    data = typed(
        price_template=template.pk, floor_percent="12,5", category_1=shelf.pk, percent_1="7"
    )
    assert manager.post("/admin-panel/groups/new/", data).status_code == 303
    group = CustomerGroup.objects.get()
    assert (group.price_template, group.floor_percent) == (template, Decimal("12.5"))
    kept = GroupCategoryDiscount.objects.get()
    assert (kept.group, kept.category, kept.percent) == (group, shelf, Decimal(7))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"floor_percent": "-1"}, "floor_percent"),
        ({"floor_percent": "1000,01"}, "floor_percent"),
        ({"floor_percent": "NaN"}, "floor_percent"),
        ({"floor_percent": "1e999"}, "floor_percent"),
        ({"floor_mode": "x"}, "floor_mode"),
        ({"price_template": "999999"}, "price_template"),
        ({"price_template": "x"}, "price_template"),
        ({"category_1": "", "percent_1": "5"}, "category_1"),
        ({"category_1": "999999", "percent_1": "5"}, "category_1"),
        ({"category_1": "shelf", "percent_1": ""}, "percent_1"),
        ({"category_1": "shelf", "percent_1": "100,01"}, "percent_1"),
        ({"category_1": "shelf", "percent_1": "-1"}, "percent_1"),
        ({"category_1": "shelf", "percent_1": "NaN"}, "percent_1"),
        (
            {"category_1": "shelf", "percent_1": "5", "category_2": "shelf", "percent_2": "6"},
            "category_2",
        ),
    ],
)
def test_prices_nobody_can_mean_are_refused(
    manager: SignedIn, changes: dict[str, str], field: str
) -> None:
    shelf, group = CategoryFactory(), GroupFactory()
    values = {name: shelf.pk if value == "shelf" else value for name, value in changes.items()}
    answer = _save(manager, group, **values)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert (group.version, group.floor_percent) == (1, None)
    assert not GroupCategoryDiscount.objects.exists()


WARNING = "ajoutez un Coût + minimum pour ne pas vendre sous le coût."


def test_a_discount_without_a_floor_is_saved_with_a_warning(manager: SignedIn) -> None:
    ProductFactory(cost=Decimal(80))
    ProductFactory(cost=Decimal(95))
    ProductFactory()
    group = GroupFactory()
    url = group.get_absolute_url()
    assert WARNING not in manager.get(url).content.decode()
    assert _save(manager, group, discount_percent="10").status_code == 303
    page = manager.get(url).content.decode()
    assert f"{WARNING} 1 produit passerait sous son coût." in page
    _save(manager, group, discount_percent="10", floor_percent="0")
    assert WARNING not in manager.get(url).content.decode()


def test_how_many_go_below_cost_is_for_those_who_see_costs(viewer: SignedIn) -> None:
    ProductFactory(cost=Decimal(95))
    group = GroupFactory(discount_percent=Decimal(10))
    page = viewer.get(group.get_absolute_url()).content.decode()
    assert WARNING in page
    assert "sous son coût" not in page


def test_the_list_shows_the_template_and_is_narrowed_by_it(viewer: SignedIn) -> None:
    template = PriceTemplateFactory(title_fr="Gros")
    GroupFactory(title_fr="Pros", price_template=template, discount_percent=Decimal(5))
    GroupFactory()
    answer = viewer.get("/admin-panel/groups/", {"template": template.pk})
    page = answer.content.decode()
    assert [line.row.title for line in answer.context["lines"]] == ["Pros"]
    assert "Modèle Gros" in page
    assert "−5\u00a0%" in page
    assert len(viewer.get("/admin-panel/groups/", {"template": "x"}).context["lines"]) == 2


def test_reading_is_not_enough_to_change_prices(viewer: SignedIn) -> None:
    group = GroupFactory()
    assert _save(viewer, group, floor_percent="10").status_code == 403
    assert group.floor_percent is None


def test_the_form_tells_the_floor_by_an_example_which_the_price_follows(
    manager: SignedIn,
) -> None:
    product, group = ProductFactory(price=Decimal(100), cost=Decimal(80)), GroupFactory()
    page = manager.get(group.get_absolute_url()).content.decode()
    assert "Avec 10\u00a0%, un coût de 80 donne un plancher de 88." in page
    _save(manager, group, discount_percent="50", floor_percent="10")
    assert _paid(group, product) == 88


def test_the_real_reduction_is_told_beside_the_one_asked(manager: SignedIn) -> None:
    ProductFactory(price=Decimal(100), cost=Decimal(80))
    ProductFactory(price=Decimal(100))
    ProductFactory(price=Decimal(100), cost=Decimal(95), is_published=False)
    group = GroupFactory(discount_percent=Decimal(25), floor_percent=Decimal(10))
    url = group.get_absolute_url()
    told = "−25\u00a0% demandés, −18,5\u00a0% accordés en moyenne, promotions comprises"
    assert f"{told}\u00a0: le plancher retient 1 prix sur 2." in manager.get(url).content.decode()
    for terms in ({"floor_mode": "off"}, {"floor_percent": None}, {"discount_percent": 5}):
        CustomerGroup.objects.update(floor_mode="raise", floor_percent=10, discount_percent=25)
        CustomerGroup.objects.update(**terms)
        assert 'data-testid="granted"' not in manager.get(url).content.decode()
    # A sale for everyone goes under the floor: it holds nothing up.
    CustomerGroup.objects.update(floor_mode="raise", floor_percent=10, discount_percent=25)
    PromotionFactory(value=Decimal(40))
    assert 'data-testid="granted"' not in manager.get(url).content.decode()


def test_each_page_says_for_which_members_its_settings_count(manager: SignedIn) -> None:
    url = GroupFactory().get_absolute_url()
    assert "Pour les clients dont c’est le groupe principal." in manager.get(url).content.decode()
    offers = manager.get(f"{url}promotions/").content.decode()
    assert "Elles valent pour tous les membres du groupe" in offers


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-1", "Saisissez un pourcentage positif, par exemple 10."),
        ("1000,01", "Saisissez un pourcentage de 1000 ou moins."),
        ("99999999", "Saisissez un nombre plus petit."),
    ],
)
def test_a_floor_out_of_range_says_on_which_side(manager: SignedIn, typed: str, told: str) -> None:
    answer = _save(manager, GroupFactory(), floor_percent=typed)
    assert told in answer.context["form"].errors["floor_percent"]
