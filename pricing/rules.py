"""From the rows of price rules to the plain rules the engine reads."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from backoffice.templatetags.ui import number
from pricing import engine
from pricing.models import DiscountTier, OrderDiscount, PriceTemplate, Promotion, TemplateRule
from pricing.rule_words import rule_subject

_DISCOUNT_KINDS = {
    OrderDiscount.Kind.SUBTOTAL: engine.DiscountKind.SUBTOTAL,
    OrderDiscount.Kind.GROUPS: engine.DiscountKind.GROUPS,
    OrderDiscount.Kind.GROUPS_SUBTOTAL: engine.DiscountKind.GROUPS_AND_SUBTOTAL,
}


def template(
    *, row: PriceTemplate, rows: Iterable[TemplateRule] | None = None
) -> engine.PriceTemplate:
    """A price template with its rules; each rule is named after the template and its scope.

    `rows` stand for its stored rules while they are being typed.
    """
    if rows is None:
        rows = row.rules.select_related("product", "category")
    return engine.PriceTemplate(
        source=template_source(row=row),
        rules=tuple(_rule(row, rule) for rule in rows),
    )


def template_source(*, row: PriceTemplate) -> engine.Source:
    """The template as the trace of a price names it."""
    return engine.Source(code=f"template-{row.pk}", title=row.title or "")


def _rule(row: PriceTemplate, rule: TemplateRule) -> engine.TemplateRule:
    return engine.TemplateRule(
        source=engine.Source(code=f"rule-{rule.pk}", title=f"{row.title} · {_about(rule)}"),
        kind=engine.RuleKind(rule.kind),
        value=rule.value,
        sku=rule.product.sku if rule.product else "",
        category=rule.category.code if rule.category else "",
        min_quantity=rule.min_quantity,
    )


def _about(rule: TemplateRule) -> str:
    subject = rule_subject(rule=rule)
    if rule.min_quantity == 1:
        return subject
    return _("%(subject)s, from %(quantity)s") % {
        "subject": subject,
        "quantity": number(rule.min_quantity),
    }


def promotion_source(*, row: Promotion) -> engine.Source:
    """The promotion as the trace of a price names it."""
    return engine.Source(code=f"promotion-{row.pk}", title=row.title)


def promotion(
    *,
    row: Promotion,
    skus: frozenset[str],
    categories: frozenset[str],
    group: engine.Source | None,
) -> engine.Promotion:
    """A promotion open to somebody; the group is the one that brought it."""
    return engine.Promotion(
        id=row.pk,
        source=promotion_source(row=row),
        kind=engine.PromotionKind(row.kind),
        value=row.value,
        basis=engine.Basis(row.basis),
        rank=row.rank,
        combinable=row.is_combinable,
        public=not row.groups_only,
        group=group,
        skus=skus,
        categories=categories,
    )


def order_discount(
    *, row: OrderDiscount, tiers: tuple[DiscountTier, ...], group: engine.Source | None
) -> engine.OrderDiscount:
    """An order discount open to somebody; the group is the one that brought it."""
    return engine.OrderDiscount(
        id=row.pk,
        source=engine.Source(code=f"discount-{row.pk}", title=row.title),
        kind=_DISCOUNT_KINDS[OrderDiscount.Kind(row.kind)],
        tiers=tuple(_tier(tier) for tier in tiers),
        basis=engine.Basis(row.basis),
        group=group,
    )


def _tier(tier: DiscountTier) -> engine.Tier:
    if tier.kind == DiscountTier.Kind.PERCENT:
        return engine.Tier(threshold=tier.threshold, percent=tier.value)
    return engine.Tier(threshold=tier.threshold, amount=tier.value)
