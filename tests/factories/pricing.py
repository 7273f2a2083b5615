"""What changes a price."""

from decimal import Decimal
from typing import Any

import factory

from groups.models import GroupOrderDiscount, GroupPromotion
from pricing.models import DiscountTier, OrderDiscount, PriceTemplate, Promotion, TemplateRule


class PriceTemplateFactory(factory.django.DjangoModelFactory):
    """A template without rules, which changes no price."""

    class Meta:
        model = PriceTemplate

    title_fr = factory.Sequence(lambda n: f"Modèle {n}")
    title_en = factory.Sequence(lambda n: f"Template {n}")


class TemplateRuleFactory(factory.django.DjangoModelFactory):
    """Ten percent off the list price of everything."""

    class Meta:
        model = TemplateRule

    template = factory.SubFactory(PriceTemplateFactory)
    kind = TemplateRule.Kind.LIST_PERCENT
    value = Decimal(-10)


class PromotionFactory(factory.django.DjangoModelFactory):
    """Ten percent off everything, for everyone; `PromotionFactory(groups=[vip])` links groups."""

    class Meta:
        model = Promotion
        skip_postgeneration_save = True

    title_fr = factory.Sequence(lambda n: f"Soldes {n}")
    title_en = factory.Sequence(lambda n: f"Sale {n}")
    kind = Promotion.Kind.PERCENT
    value = Decimal(10)

    @factory.post_generation
    def groups(self, create: bool, given: Any, **_kwargs: Any) -> None:
        if create and given:
            for group in given:
                GroupPromotion.objects.create(group=group, promotion=self)


class OrderDiscountFactory(factory.django.DjangoModelFactory):
    """A discount on the subtotal, without tiers; `OrderDiscountFactory(groups=[vip])` links."""

    class Meta:
        model = OrderDiscount
        skip_postgeneration_save = True

    title_fr = factory.Sequence(lambda n: f"Remise {n}")
    title_en = factory.Sequence(lambda n: f"Discount {n}")
    kind = OrderDiscount.Kind.SUBTOTAL

    @factory.post_generation
    def groups(self, create: bool, given: Any, **_kwargs: Any) -> None:
        if create and given:
            for group in given:
                GroupOrderDiscount.objects.create(group=group, discount=self)


class TierFactory(factory.django.DjangoModelFactory):
    """Ten percent off from the first cent."""

    class Meta:
        model = DiscountTier

    discount = factory.SubFactory(OrderDiscountFactory)
    threshold = Decimal(0)
    kind = DiscountTier.Kind.PERCENT
    value = Decimal(10)
