"""A channel that ignores a group's prices: its members pay a visitor's there, taxed as theirs."""

import io
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Channel, Product, Shop, VatRate
from catalog.selectors import shop as the_shop
from customers.viewers import Viewer, group_viewer, viewer
from groups import policies
from groups.health import Code, findings
from groups.models import ChannelPricing, CustomerGroup
from pricing import engine
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory, ChannelFactory, ProductFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import (
    OrderDiscountFactory,
    PriceTemplateFactory,
    PromotionFactory,
    TemplateRuleFactory,
    TierFactory,
)

DAY = date(2026, 11, 22)


@pytest.fixture
def counter(shop: Shop) -> Channel:
    made: Channel = ChannelFactory(code="comptoir", title_fr="Comptoir")
    return made


@pytest.fixture
def product(shop: Shop) -> Product:
    made: Product = ProductFactory(
        price=Decimal(100), cost=Decimal(60), categories=[CategoryFactory()]
    )
    return made


def _seen(group: CustomerGroup | None, channel: Channel | None) -> Viewer:
    shop = the_shop()
    if group is None:
        return viewer(customer=None, shop=shop, on=DAY, channel=channel)
    return group_viewer(group=group, shop=shop, on=DAY, channel=channel)


def _pays(
    group: CustomerGroup | None, product: Product, channel: Channel | None
) -> engine.UnitPrice:
    return _seen(group, channel).unit_prices([product])[product.pk]


def _say(group: CustomerGroup, channel: Channel, *, is_on: bool) -> None:
    ChannelPricing.objects.create(group=group, channel=channel, is_on=is_on)


@pytest.mark.parametrize("box", [True, False], ids=["group on", "group off"])
@pytest.mark.parametrize("said", [None, True, False], ids=["inherit", "on", "off"])
def test_a_channel_does_as_the_group_says_unless_it_says_otherwise(
    product: Product, counter: Channel, box: bool, said: bool | None
) -> None:
    group = GroupFactory(discount_percent=10, use_group_pricing=box)
    if said is not None:
        _say(group, counter, is_on=said)
    counts = box if said is None else said
    assert _pays(group, product, counter).net == (90 if counts else 100)
    assert _pays(group, product, None).net == (90 if box else 100)


TERMS: dict[str, dict[str, Any]] = {
    "a discount": {"discount_percent": 30},
    "a floor that lets it pay more": {"floor_percent": 120, "public_ceiling": False},
    "a discount under a floor": {"discount_percent": 50, "floor_percent": 20},
}


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS.keys())
@pytest.mark.parametrize("entered", ["net", "gross"])
def test_off_leaves_the_price_of_a_visitor_with_the_taxes_and_the_display_of_the_group(
    product: Product, counter: Channel, terms: dict[str, Any], entered: str
) -> None:
    Shop.objects.update(prices_entered=entered, price_display="gross")
    Product.objects.update(price=120)  # exact to the cent at either rate
    product.refresh_from_db()
    rate = VatRate.objects.get(vat_class__code="intermediate", country="FR", region="")
    own = {"vat_mode": "own", "vat_rate": rate, "price_display": "net"}
    template = TemplateRuleFactory(value=Decimal(-25)).template
    group = GroupFactory(price_template=template, **own, **terms)
    PromotionFactory(value=40, groups_only=True, groups=[group])
    PromotionFactory(value=5)
    _say(group, counter, is_on=False)
    paid, visitor = _pays(group, product, counter), _pays(None, product, counter)
    assert paid.net == visitor.net
    assert paid.rate.percent == 10
    assert paid.display is engine.Basis.NET
    assert _pays(group, product, None).net != visitor.net


def test_off_takes_the_promotions_and_order_discounts_of_an_additional_group_too(
    product: Product, counter: Channel
) -> None:
    main, extra = GroupFactory(), GroupFactory()
    PromotionFactory(value=40, groups_only=True, groups=[extra])
    discount = OrderDiscountFactory(kind="groups", groups=[extra])
    TierFactory(discount=discount, value=10)
    person = CustomerFactory()
    MembershipFactory(customer=person, group=main)
    MembershipFactory(customer=person, group=extra, is_primary=False)
    _say(extra, counter, is_on=False)

    def basket(channel: Channel | None) -> Decimal:
        seen = viewer(customer=person, shop=the_shop(), on=DAY, channel=channel)
        return seen.quote([(product, 1)]).net

    assert basket(None) == 54
    assert basket(counter) == 100


def test_a_promotion_closed_to_a_group_stays_closed_where_its_prices_are_ignored(
    product: Product, counter: Channel
) -> None:
    group = GroupFactory()
    PromotionFactory(value=30, groups_excluded=True, groups=[group])
    _say(group, counter, is_on=False)
    assert _pays(group, product, counter).net == 100
    assert _pays(None, product, counter).net == 70


percents = st.decimals(min_value=0, max_value=100, places=2)
WHOLESALE = engine.Source(code="1", title="Gros")
FIFTH_OFF = engine.TemplateRule(
    source=WHOLESALE, kind=engine.RuleKind.LIST_PERCENT, value=Decimal(-20)
)
templates = st.sampled_from(
    [None, engine.PriceTemplate(source=WHOLESALE, rules=(FIFTH_OFF,))],
)


@given(
    discount=percents,
    floor=st.none() | percents,
    mode=st.sampled_from(["raise", "warn", "off"]),
    ceiling=st.booleans(),
    by_category=st.dictionaries(st.sampled_from(["a", "b"]), percents),
    template=templates,
    display=st.sampled_from(["shop", "net", "gross"]),
    vat=st.sampled_from(["shop", "exempt"]),
)
def test_whatever_a_group_grants_off_leaves_nothing_of_it_but_taxes_and_display(
    discount: Decimal,
    floor: Decimal | None,
    mode: str,
    ceiling: bool,
    by_category: dict[str, Decimal],
    template: engine.PriceTemplate | None,
    display: str,
    vat: str,
) -> None:
    rest: dict[str, Any] = {"public_template": None, "promotions": (), "order_discounts": ()}
    shop = Shop(price_display="gross")
    kept = {"title": "G", "code": "G", "price_display": display, "vat_mode": vat}
    own = {"discount_percent": discount, "floor_percent": floor, "floor_mode": mode}
    group = CustomerGroup(**kept, **own, public_ceiling=ceiling)
    off = policies.policy(
        group=group,
        shop=shop,
        category_discounts=by_category,
        template=template,
        own_prices=False,
        **rest,
    )
    bare = policies.policy(
        group=CustomerGroup(**kept), shop=shop, category_discounts={}, template=None, **rest
    )
    assert off == bare


def test_the_command_and_the_simulator_say_why(
    owner: SignedIn, product: Product, counter: Channel
) -> None:
    group = GroupFactory(code="GROS", title_fr="Grossistes", discount_percent=10)
    _say(group, counter, is_on=False)

    def told(channel: str) -> Any:
        out = io.StringIO()
        asked = ("--group", "GROS", "--channel", channel, "--on", DAY.isoformat(), "--json")
        call_command("explain_price", product.sku, *asked, stdout=out)
        return json.loads(out.getvalue())

    assert told("web")["unit_net"] == "90.00"
    assert told("web")["lost"] == []
    here = told("comptoir")
    assert here["unit_net"] == "100.00"
    assert here["lost"] == [{"rule": "GROS", "price": None, "reason": "channel_off"}]
    query = {"product": product.sku, "group": group.pk, "channel": "comptoir", "on": "2026-11-22"}
    page = owner.get("/admin-panel/simulator/", query).content.decode()
    assert "le canal «\u00a0Comptoir\u00a0» ignore les prix du groupe" in page
    assert "Ce canal ignore les prix du groupe" in page


def test_the_price_book_hears_of_it_at_once(product: Product, counter: Channel) -> None:
    group = GroupFactory(discount_percent=10)
    assert _pays(group, product, counter).net == 90
    _say(group, counter, is_on=False)
    assert _pays(group, product, counter).net == 100
    ChannelPricing.objects.update(is_on=True)
    assert _pays(group, product, counter).net == 90
    ChannelPricing.objects.all().delete()
    CustomerGroup.objects.update(use_group_pricing=False)
    assert _pays(group, product, counter).net == 100


def test_health_tells_of_prices_that_count_nowhere(counter: Channel) -> None:
    template = TemplateRuleFactory(template=PriceTemplateFactory()).template
    group = GroupFactory(price_template=template, discount_percent=5, floor_percent=0)
    codes = {Code.TEMPLATE_UNUSED, Code.DISCOUNT_UNUSED}

    def found() -> set[Code]:
        told = findings(shop=the_shop(), on=DAY, only_here={}, group=group)
        return {one.code for one in told} & codes

    web = Channel.objects.get(code="web")
    _say(group, web, is_on=False)
    assert not found()
    _say(group, counter, is_on=False)
    assert found() == codes
    Channel.objects.filter(pk=counter.pk).update(is_active=False)
    ChannelPricing.objects.filter(channel=counter).delete()
    assert found() == codes
