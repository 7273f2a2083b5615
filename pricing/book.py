"""The shop's own price rules, as they stand under one stamp."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from pricing import engine, rules
from pricing.models import DiscountTier, OrderDiscount, PriceTemplate, Promotion, TemplateRule

Name = TypeVar("Name", str, int)


@dataclass(frozen=True, kw_only=True)
class Scoped:
    """A promotion with what it is about: references and category codes; neither is everything."""

    row: Promotion
    skus: frozenset[str]
    categories: frozenset[str]

    def covers(self, item: engine.Item) -> bool:
        """Whether it is about this product."""
        if not self.skus and not self.categories:
            return self.row.is_general
        return item.sku in self.skus or not self.categories.isdisjoint(item.codes)


@dataclass(frozen=True, kw_only=True)
class Tiered:
    """An order discount with its tiers and the channels it is limited to (none is all)."""

    row: OrderDiscount
    tiers: tuple[DiscountTier, ...]
    channels: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """Every template, promotion and order discount; templates are read when first needed."""

    templates: dict[int, PriceTemplate]
    promotions: tuple[Scoped, ...]
    discounts: tuple[Tiered, ...]
    _read: dict[int, engine.PriceTemplate] = field(default_factory=dict)

    def template(self, *, pk: int | None, on: date) -> engine.PriceTemplate | None:
        """The template, on days when it runs."""
        row = self.templates.get(pk) if pk is not None else None
        if row is None or row.state(on=on) != PriceTemplate.State.RUNNING:
            return None
        if row.pk not in self._read:
            self._keep([row])
        return self._read[row.pk]

    def read_templates(self, *, on: date) -> None:
        """Read every template that runs that day at once, for whoever asks about all groups."""
        running = PriceTemplate.State.RUNNING
        rows = self.templates.values()
        self._keep(
            [row for row in rows if row.pk not in self._read and row.state(on=on) == running]
        )

    def _keep(self, rows: list[PriceTemplate]) -> None:
        found: dict[int, list[TemplateRule]] = {row.pk: [] for row in rows}
        if found:
            told = TemplateRule.objects.select_related("product", "category").order_by("pk")
            for rule in told.filter(template__in=found):
                found[rule.template_id].append(rule)
        for row in rows:
            self._read[row.pk] = rules.template(row=row, rows=found[row.pk])

    def public_template(self, *, on: date) -> engine.PriceTemplate | None:
        """The quantity prices everyone has."""
        public = next((pk for pk, row in self.templates.items() if row.is_public), None)
        return self.template(pk=public, on=on)

    def running_promotions(self, *, on: date) -> list[Scoped]:
        return [
            one
            for one in self.promotions
            if (one.row.is_general or one.skus or one.categories)
            and one.row.is_active
            and one.row.state(on=on) == Promotion.State.RUNNING
        ]

    def running_discounts(self, *, on: date, channel: int | None) -> list[Tiered]:
        return [
            one
            for one in self.discounts
            if one.row.is_active
            and one.row.state(on=on) == OrderDiscount.State.RUNNING
            and (not one.channels or channel in one.channels)
        ]


def load() -> RuleBook:
    """Read the rules: seven queries, however many rules there are."""
    products, categories = Promotion.products.through, Promotion.categories.through
    skus = _named(products.objects.values_list("promotion_id", "product__sku"))
    codes = _named(categories.objects.values_list("promotion_id", "category__code"))
    limits = OrderDiscount.channels.through.objects
    channels = _named(limits.values_list("orderdiscount_id", "channel_id"))
    tiers: dict[int, list[DiscountTier]] = defaultdict(list)
    for tier in DiscountTier.objects.order_by("threshold", "pk"):
        tiers[tier.discount_id].append(tier)
    return RuleBook(
        templates={row.pk: row for row in PriceTemplate.objects.all()},
        promotions=tuple(
            Scoped(row=row, skus=frozenset(skus[row.pk]), categories=frozenset(codes[row.pk]))
            for row in Promotion.objects.order_by("rank", "pk")
        ),
        discounts=tuple(
            Tiered(row=row, tiers=tuple(tiers[row.pk]), channels=frozenset(channels[row.pk]))
            for row in OrderDiscount.objects.order_by("pk")
        ),
    )


def _named(pairs: Iterable[tuple[int, Name]]) -> dict[int, set[Name]]:
    """What each rule names, by its key."""
    found: dict[int, set[Name]] = defaultdict(set)
    for rule, name in pairs:
        found[rule].add(name)
    return found
