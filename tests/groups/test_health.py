"""« Santé des groupes »: what the shop finds wrong, on its page, on a group, as a command."""

import json
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from catalog import selectors as catalog
from catalog.models import Shop, VatRate
from customers.selectors import group_findings
from groups.book import forget
from groups.health import Code, Finding, Severity
from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import ProductFactory
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
TOMORROW, YESTERDAY = DAY + timedelta(days=1), DAY - timedelta(days=1)
PAGE = "panel:group_health"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shop")]


def _found(code: Code, group: CustomerGroup | None = None) -> list[Finding]:
    found = group_findings(shop=catalog.shop(), on=DAY, group=group)
    return [one for one in found if one.code == code]


def _one(code: Code) -> Finding:
    found = _found(code)
    assert len(found) == 1, found
    return found[0]


def test_a_shop_in_order_has_nothing_to_report() -> None:
    GroupFactory(discount_percent=10, floor_percent=5)
    ProductFactory(cost=Decimal(50))
    assert group_findings(shop=catalog.shop(), on=DAY) == ()


def test_a_discount_without_a_minimum_counts_the_products_it_sells_below_cost() -> None:
    group = GroupFactory(discount_percent=30)
    ProductFactory(sku="THIN", cost=Decimal(80))
    ProductFactory(sku="EDGE", cost=Decimal(70))
    ProductFactory(cost=None)
    below = _one(Code.BELOW_COST)
    assert (below.severity, below.group) == (Severity.ERROR, group)
    assert "THIN" in below.text
    assert "EDGE" not in below.text
    loose = _one(Code.DISCOUNT_WITHOUT_FLOOR)
    assert loose.severity == Severity.WARNING
    assert "1" in loose.text
    group.floor_percent = Decimal(0)
    group.save()
    assert not _found(Code.BELOW_COST)
    assert not _found(Code.DISCOUNT_WITHOUT_FLOOR)


def test_a_floor_that_only_warns_still_sells_below_cost() -> None:
    GroupFactory(discount_percent=30, floor_percent=5, floor_mode="warn")
    ProductFactory(cost=Decimal(80))
    assert _one(Code.BELOW_COST).severity == Severity.ERROR


def test_a_public_sale_below_cost_is_nobodys_group() -> None:
    GroupFactory(discount_percent=5, floor_percent=0)
    ProductFactory(sku="LOSS", cost=Decimal(80))
    PromotionFactory(value=50)
    below = _one(Code.BELOW_COST)
    assert below.group is None
    assert "LOSS" in below.text


def test_a_group_without_a_minimum_and_without_loss_is_only_worth_knowing() -> None:
    GroupFactory(discount_percent=30)
    ProductFactory(cost=Decimal(10))
    assert _one(Code.DISCOUNT_WITHOUT_FLOOR).severity == Severity.INFO


@pytest.mark.parametrize("dates", [{"ends_on": YESTERDAY}, {"starts_on": TOMORROW}])
def test_a_template_outside_its_days(dates: dict[str, date]) -> None:
    template = PriceTemplateFactory(**dates)
    TemplateRuleFactory(template=template)
    GroupFactory(price_template=template, floor_percent=0)
    assert _one(Code.TEMPLATE_ENDED_OR_UPCOMING).args == (template.pk,)


def test_a_template_without_rules_and_one_that_group_pricing_hides() -> None:
    empty, full = PriceTemplateFactory(), PriceTemplateFactory()
    TemplateRuleFactory(template=full)
    first = GroupFactory(price_template=empty)
    second = GroupFactory(price_template=full, use_group_pricing=False)
    assert _one(Code.TEMPLATE_WITHOUT_RULES).group == first
    assert _one(Code.TEMPLATE_UNUSED).group == second


def test_a_default_group_that_sleeps_is_an_error_and_one_about_to_end_a_warning() -> None:
    group = GroupFactory(is_default=True, ends_on=YESTERDAY)
    assert _one(Code.DEFAULT_GROUP_ASLEEP).severity == Severity.ERROR
    group.ends_on = DAY + timedelta(days=14)
    group.save()
    assert _one(Code.DEFAULT_GROUP_ASLEEP).severity == Severity.WARNING
    group.ends_on = DAY + timedelta(days=15)
    group.save()
    assert not _found(Code.DEFAULT_GROUP_ASLEEP)


def test_a_default_group_that_shows_prices_without_vat_in_a_shop_that_does_not(shop: Shop) -> None:
    Shop.objects.update(price_display="gross")
    GroupFactory(is_default=True, price_display="net")
    GroupFactory(price_display="net", discount_percent=1, floor_percent=0)
    assert _one(Code.CONSUMER_DEFAULT_SHOWS_NET).severity == Severity.WARNING
    Shop.objects.update(price_display="net")
    assert not _found(Code.CONSUMER_DEFAULT_SHOWS_NET)


def test_customers_whose_only_group_ends_within_two_weeks_are_counted() -> None:
    ending = GroupFactory(ends_on=DAY + timedelta(days=3))
    lasting = GroupFactory(discount_percent=1, floor_percent=0)
    alone, both = CustomerFactory(), CustomerFactory()
    MembershipFactory(customer=alone, group=ending)
    MembershipFactory(customer=both, group=ending)
    MembershipFactory(customer=both, group=lasting, is_primary=False)
    found = _one(Code.GROUP_ENDS_SOON)
    assert (found.group, "1" in found.text) == (ending, True)
    MembershipFactory(customer=alone, group=lasting, is_primary=False)
    assert not _found(Code.GROUP_ENDS_SOON)


def test_a_promotion_for_groups_that_reaches_nobody() -> None:
    nobody = PromotionFactory(groups_only=True)
    asleep = GroupFactory(ends_on=YESTERDAY)
    late = PromotionFactory(groups_only=True, groups=[asleep])
    PromotionFactory(groups_only=True, ends_on=YESTERDAY)
    found = _found(Code.PROMOTION_FOR_NOBODY)
    assert {one.args[0] for one in found} == {nobody.pk, late.pk}
    assert {one.group for one in found} == {None, asleep}


def test_a_promotion_that_never_beats_the_price_of_its_group() -> None:
    group = GroupFactory(discount_percent=20, floor_percent=0)
    ProductFactory(cost=Decimal(1))
    weak = PromotionFactory(groups_only=True, groups=[group], value=10)
    strong = PromotionFactory(groups_only=True, groups=[group], value=30)
    assert _one(Code.PROMOTION_NEVER_WINS).args == (weak.pk,)
    strong.delete()
    weak.is_combinable = True
    weak.save()
    assert not _found(Code.PROMOTION_NEVER_WINS)


def test_one_product_on_which_it_wins_is_enough() -> None:
    group = GroupFactory(discount_percent=20, floor_percent=0)
    dear, cheap = ProductFactory(price=Decimal(100)), ProductFactory(price=Decimal(10))
    promotion = PromotionFactory(groups_only=True, groups=[group], kind="amount", value=5)
    promotion.products.set([dear])
    assert _one(Code.PROMOTION_NEVER_WINS)
    promotion.products.add(cheap)
    assert not _found(Code.PROMOTION_NEVER_WINS)


def test_a_group_attached_to_an_open_promotion_has_nothing_more() -> None:
    group = GroupFactory()
    PromotionFactory(groups=[group])
    PromotionFactory(groups=[group], groups_excluded=True)
    assert _one(Code.PROMOTION_OPEN_TO_ALL).severity == Severity.INFO


def test_order_discounts_without_a_group_or_a_value() -> None:
    lonely = OrderDiscountFactory(kind="groups")
    TierFactory(discount=lonely)
    empty = OrderDiscountFactory()
    assert _one(Code.DISCOUNT_WITHOUT_GROUP).args == (lonely.pk,)
    assert _one(Code.DISCOUNT_WITHOUT_TIER).args == (empty.pk,)


def test_groups_that_are_the_same_look_the_same_or_have_no_english_title() -> None:
    first = GroupFactory(color="#1F6FEB", discount_percent=10, floor_percent=0)
    same = GroupFactory(color="#DC2626", discount_percent=10, floor_percent=0)
    near = GroupFactory(color="#1F6FE0", discount_percent=5, floor_percent=0, title_en=None)
    assert _one(Code.IDENTICAL_GROUPS).group == same
    assert first.title in _one(Code.IDENTICAL_GROUPS).text
    assert _one(Code.COLOUR_CLASH).group == near
    assert _one(Code.MISSING_ENGLISH_TITLE).group == near
    near.color = "#16A34A"  # a colour changes no price: the price book does not know of it
    near.save()
    assert not _found(Code.COLOUR_CLASH)


def test_groups_that_pay_no_tax_without_a_word() -> None:
    rate = VatRate.objects.all()[0]
    rate.components.all().delete()
    own = GroupFactory(vat_mode="own", vat_rate=rate)
    exempt = GroupFactory(vat_mode="exempt")
    assert _one(Code.RATE_WITHOUT_COMPONENTS).group == own
    assert _one(Code.EXEMPT_WITHOUT_REASON).group == exempt


def test_the_worst_comes_first_and_one_group_is_asked_about_alone() -> None:
    group = GroupFactory(discount_percent=30, title_en=None)
    GroupFactory(title_en=None)
    ProductFactory(cost=Decimal(80))
    codes = [one.code for one in group_findings(shop=catalog.shop(), on=DAY)]
    assert codes[:2] == [Code.BELOW_COST, Code.DISCOUNT_WITHOUT_FLOOR]
    here = group_findings(shop=catalog.shop(), on=DAY, group=group)
    assert {one.group for one in here} == {group}
    assert len(here) == 3


def _many(count: int) -> None:
    rate = VatRate.objects.all()[0]
    product = ProductFactory(cost=Decimal(80))
    for n in range(count):
        template = PriceTemplateFactory()
        TemplateRuleFactory(template=template, product=product, value=-30)
        group = GroupFactory(price_template=template, vat_mode="own", vat_rate=rate, title_en=None)
        PromotionFactory(groups_only=True, groups=[group], value=n % 20).products.add(product)


def test_thirty_groups_cost_as_many_queries_as_three() -> None:
    counts = []
    for count in (3, 27):
        _many(count)
        forget()
        with CaptureQueriesContext(connection) as queries:
            found = group_findings(shop=catalog.shop(), on=DAY)
        assert len(found) >= count * 3
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 26
    with CaptureQueriesContext(connection) as queries:
        group_findings(shop=catalog.shop(), on=DAY)
    assert len(queries) <= 6


def test_the_page_tells_what_where_and_leads_to_it(owner: SignedIn) -> None:
    group = GroupFactory(discount_percent=30)
    ProductFactory(cost=Decimal(80))
    page = owner.get(reverse(PAGE))
    told = page.content.decode()
    assert page.status_code == 200
    assert 'data-testid="finding-below_cost"' in told
    assert f"{reverse('panel:group_general', args=[group.pk])}#id_floor_percent" in told


def test_the_page_says_when_all_is_well(viewer: SignedIn) -> None:
    told = viewer.get(reverse(PAGE)).content.decode()
    assert 'data-testid="empty"' in told
    assert "Rien à signaler" in told


def test_who_may_not_see_costs_reads_nothing_about_them(staff: Staff) -> None:
    group = GroupFactory(discount_percent=30, title_en=None)
    ProductFactory(cost=Decimal(80), sku="SECRET")
    person = staff("groups.view_customergroup")
    told = person.get(reverse(PAGE)).content.decode()
    assert "SECRET" not in told
    assert "finding-missing_english_title" in told
    record = person.get(reverse("panel:group_general", args=[group.pk])).content.decode()
    assert "health-below_cost" not in record


def test_the_page_is_for_those_who_may_see_groups(staff: Staff) -> None:
    assert staff("catalog.view_product").get(reverse(PAGE)).status_code == 403


@time_machine.travel("2026-11-22T10:00:00Z", tick=False)
def test_a_group_tells_its_three_worst_findings_and_where_the_others_are(owner: SignedIn) -> None:
    group = GroupFactory(
        discount_percent=30,
        price_template=PriceTemplateFactory(ends_on=YESTERDAY),
        vat_mode="exempt",
        is_default=True,
        ends_on=TOMORROW,
        title_en=None,
    )
    ProductFactory(cost=Decimal(80))
    told = owner.get(reverse("panel:group_general", args=[group.pk])).content.decode()
    assert told.count('data-testid="banner-health-') == 4
    assert 'data-testid="banner-health-below_cost"' in told
    assert 'data-testid="banner-health-more"' in told
    assert "banner-health-discount_without_floor" not in told  # the loss says it already
    other = GroupFactory(discount_percent=1, floor_percent=0)
    told = owner.get(reverse("panel:group_general", args=[other.pk])).content.decode()
    assert "banner-health-" not in told


def _run(*args: str) -> str:
    out = StringIO()
    call_command("check_groups", "--on", DAY.isoformat(), *args, stdout=out)
    return out.getvalue()


def test_the_command_fails_on_errors_alone() -> None:
    group = GroupFactory(title_en=None, vat_mode="exempt", code="EXO")
    told = json.loads(_run("--json"))
    assert told["counts"] == {"error": 0, "warning": 1, "info": 1}
    assert [one["code"] for one in told["findings"]] == [
        "exempt_without_reason",
        "missing_english_title",
    ]
    assert told["findings"][0]["group"] == "EXO"
    assert told["findings"][0]["url"] == reverse("panel:group_general", args=[group.pk])
    GroupFactory(is_default=True, is_active=False)
    with pytest.raises(SystemExit) as stopped:
        _run()
    assert stopped.value.code == 1


def test_the_command_speaks_the_language_asked_for() -> None:
    assert "Rien à signaler" in _run()
    assert "Nothing to report" in _run("--language", "en")
    GroupFactory(title_en=None, title_fr="Grossistes")
    assert "Grossistes" in _run("--language", "en")


def test_every_finding_is_told_in_both_languages() -> None:
    GroupFactory(discount_percent=30, title_en=None, vat_mode="exempt", is_default=True)
    ProductFactory(cost=Decimal(80))
    PromotionFactory(groups_only=True)
    with translation.override("en"):
        english = {
            one.code: (one.text, one.fix) for one in group_findings(shop=catalog.shop(), on=DAY)
        }
    french = {one.code: (one.text, one.fix) for one in group_findings(shop=catalog.shop(), on=DAY)}
    assert english.keys() == french.keys()
    assert all(english[code] != french[code] for code in english)
