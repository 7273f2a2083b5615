"""Every setting of a template, a promotion and a discount changes what the member pays or reads."""

import pytest
from django.db import models

from catalog.models import Channel
from groups.models import GroupOrderDiscount, GroupPromotion
from pricing.models import DiscountTier, OrderDiscount, PriceTemplate, Promotion, TemplateRule
from tests.effects.world import AFTER, BEFORE, Act, Setting, World, made, price, total
from tests.factories.pricing import (
    OrderDiscountFactory,
    PriceTemplateFactory,
    PromotionFactory,
    TemplateRuleFactory,
    TierFactory,
)


def _template(world: World) -> PriceTemplate:
    """The group's template: ten percent off everything."""
    template: PriceTemplate = PriceTemplateFactory()
    TemplateRuleFactory(template=template)
    world.turn(world.group, price_template=template)
    return template


def _rule(world: World) -> TemplateRule:
    rule = _template(world).rules.first()
    assert rule
    return rule


def _loose_template(world: World) -> PriceTemplate:
    """A template nobody uses."""
    template: PriceTemplate = PriceTemplateFactory()
    TemplateRuleFactory(template=template, min_quantity=2)
    return template


def _promotion(**values: object) -> Act:
    return lambda world: PromotionFactory(**values)


def _beside_a_discount(world: World) -> Promotion:
    """A promotion open to a group that has ten percent already."""
    world.turn(world.group, discount_percent=10)
    made: Promotion = PromotionFactory()
    return made


def _chained(world: World) -> Promotion:
    """Two combinable promotions: 20.00 off, then half of what is left."""
    PromotionFactory(is_combinable=True, kind="percent", value=50, rank=5)
    made: Promotion = PromotionFactory(is_combinable=True, kind="amount", value=20, rank=1)
    return made


def _tier(**values: object) -> Act:
    """A discount on everybody's subtotal."""
    return lambda world: TierFactory(discount=OrderDiscountFactory(), **values)


def _discount(world: World) -> OrderDiscount:
    discount: OrderDiscount = OrderDiscountFactory()
    TierFactory(discount=discount)
    return discount


def _tier_of_200_in_tax(world: World) -> OrderDiscount:
    """Two units come to 200.00 net and 240.00 gross: under the threshold, or over it."""
    discount: OrderDiscount = OrderDiscountFactory()
    TierFactory(discount=discount, threshold=220)
    return discount


def _explained(words: str, language: str = "fr") -> Act:
    return lambda world: words in world.explained(language)


def _named(title: str) -> Act:
    """Whether the member reads that discount on his basket."""
    return lambda world: title in [one.source.title for one in world.quote().reductions]


def _without_tiers(world: World) -> None:
    world.made.tiers.all().delete()


def _to_another_template(world: World) -> None:
    world.turn(world.made, template=PriceTemplateFactory())


def _only_elsewhere(world: World) -> None:
    counter = Channel.objects.create(code="comptoir", title="Comptoir", kind="counter")
    world.made.channels.set([counter])


def _on_the_other_shelf(world: World) -> None:
    world.made.categories.set(world.other.categories.all())
    world.turn(world.made, is_general=False)


def _on_the_other_product(world: World) -> None:
    world.made.products.set([world.other])
    world.turn(world.made, is_general=False)


def _linked(world: World) -> None:
    GroupPromotion.objects.create(group=world.group, promotion=world.made)


def _given(world: World) -> None:
    GroupOrderDiscount.objects.create(group=world.group, discount=world.made)


def _closed_to_the_group(world: World) -> Promotion:
    """A promotion for everyone, which names the group without shutting it out yet."""
    found: Promotion = PromotionFactory(groups=[world.group])
    return found


def _for_groups(world: World) -> OrderDiscount:
    discount = _discount(world)
    world.turn(discount, kind="groups")
    return discount


FULL, LESS = "120.00", "108.00"
TEMPLATE = (
    Setting("title_fr", made(title_fr="Gros"), _explained("Gros"), False, True, _template),
    Setting("title_en", made(title_en="Bulk"), _explained("Bulk", "en"), False, True, _template),
    Setting("starts_on", made(starts_on=AFTER), price, LESS, FULL, _template),
    Setting("ends_on", made(ends_on=BEFORE), price, LESS, FULL, _template),
    Setting(
        "is_public", made(is_public=True), lambda world: world.price(2), FULL, LESS, _loose_template
    ),
    Setting("rules", lambda world: world.made.rules.all().delete(), price, LESS, FULL, _template),
)
RULE = (
    Setting(
        "template",
        lambda w: w.turn(w.made, template=PriceTemplateFactory()),
        price,
        LESS,
        FULL,
        _rule,
    ),
    Setting("product", lambda w: w.turn(w.made, product=w.other), price, LESS, FULL, _rule),
    Setting(
        "category",
        lambda w: w.turn(w.made, category=w.other.categories.get()),
        price,
        LESS,
        FULL,
        _rule,
    ),
    Setting("min_quantity", made(min_quantity=3), price, LESS, FULL, _rule),
    Setting("kind", made(kind="list_amount"), price, LESS, LESS, _rule),
    Setting("kind", made(kind="cost_percent", value=5), price, LESS, "100.80", _rule),
    Setting("value", made(value=-15), price, LESS, "102.00", _rule),
)
PROMOTION = (
    Setting("title_fr", made(title_fr="Hiver"), _explained("Hiver"), False, True, _promotion()),
    Setting("title_en", made(title_en="Winter"), _explained("Winter", "en"), 0, 1, _promotion()),
    Setting("starts_on", made(starts_on=AFTER), price, LESS, FULL, _promotion()),
    Setting("ends_on", made(ends_on=BEFORE), price, LESS, FULL, _promotion()),
    Setting("kind", made(kind="price"), price, LESS, "12.00", _promotion()),
    Setting("value", made(value=25), price, LESS, "90.00", _promotion()),
    Setting("basis", made(basis="gross"), price, LESS, "110.00", _promotion(kind="amount")),
    Setting("products", _on_the_other_product, price, LESS, FULL, _promotion()),
    Setting("categories", _on_the_other_shelf, price, LESS, FULL, _promotion()),
    Setting("is_general", made(is_general=False), price, LESS, FULL, _promotion()),
    Setting(
        "is_combinable",
        made(is_combinable=True),
        price,
        LESS,
        "97.20",
        _beside_a_discount,
    ),
    Setting("rank", made(rank=9), price, "48.00", "36.00", _chained),
    Setting("is_active", made(is_active=False), price, LESS, FULL, _promotion()),
    Setting("groups_excluded", made(groups_excluded=True), price, LESS, FULL, _closed_to_the_group),
    Setting("groups_only", made(groups_only=True), price, LESS, FULL, _promotion()),
    Setting("group_links", _linked, price, FULL, LESS, _promotion(groups_only=True)),
)
DISCOUNT = (
    Setting("title_fr", made(title_fr="Volume"), _named("Volume"), False, True, _discount),
    Setting("starts_on", made(starts_on=AFTER), total, "180.00", "200.00", _discount),
    Setting("ends_on", made(ends_on=BEFORE), total, "180.00", "200.00", _discount),
    Setting("kind", made(kind="groups"), total, "180.00", "200.00", _discount),
    Setting("basis", made(basis="gross"), total, "200.00", "180.00", _tier_of_200_in_tax),
    Setting("channels", _only_elsewhere, total, "180.00", "200.00", _discount),
    Setting("is_active", made(is_active=False), total, "180.00", "200.00", _discount),
    Setting("group_links", _given, total, "200.00", "180.00", _for_groups),
    Setting(
        "tiers", lambda world: world.made.tiers.all().delete(), total, "180.00", "200.00", _discount
    ),
)
TIER = (
    Setting(
        "discount",
        lambda world: world.turn(world.made, discount=OrderDiscountFactory(is_active=False)),
        total,
        "180.00",
        "200.00",
        _tier(),
    ),
    Setting("threshold", made(threshold=201), total, "180.00", "200.00", _tier()),
    Setting("kind", made(kind="flat"), total, "180.00", "190.00", _tier()),
    Setting("value", made(value=25), total, "180.00", "150.00", _tier()),
)
# What is written without anybody setting it, and the text in the reader's own language.
KEPT = {"id", "version", "created_at", "updated_at", "updated_by", "search", "title"}
KEPT_BY = {
    PriceTemplate: KEPT | {"customergroup"},
    TemplateRule: KEPT,
    Promotion: KEPT | {"groups_only_by", "groups_only_at"},
    OrderDiscount: KEPT | {"title_en"},  # the same text as title_fr, in a quote read in English
    DiscountTier: KEPT,
}
ALL = {
    PriceTemplate: TEMPLATE,
    TemplateRule: RULE,
    Promotion: PROMOTION,
    OrderDiscount: DISCOUNT,
    DiscountTier: TIER,
}


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param(setting, id=f"{model.__name__}.{setting.column}")
        for model, settings in ALL.items()
        for setting in settings
    ],
)
def test_a_setting_has_its_effect(world: World, setting: Setting) -> None:
    setting.holds(world)


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_no_setting_is_without_effect(model: type[models.Model]) -> None:
    columns = {field.name for field in model._meta.get_fields()}
    assert columns - KEPT_BY[model] == {setting.column for setting in ALL[model]}
