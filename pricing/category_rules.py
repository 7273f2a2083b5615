"""What price rules say of a category that goes: it passes to the categories in it, if there are."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from backoffice import services as kit
from catalog.models import Category
from pricing import tariffs
from pricing.models import PriceTemplate, Promotion, TemplateRule


def templates_about(*, category: Category) -> QuerySet[PriceTemplate]:
    """The price templates with a rule on this very category."""
    rules = TemplateRule.objects.filter(template=OuterRef("pk"), category=category)
    return PriceTemplate.objects.filter(Exists(rules)).order_by("pk")


def promotions_about(*, category: Category) -> QuerySet[Promotion]:
    """The promotions that name this very category, `is_alone` where they name nothing else."""
    links = Promotion.categories.through.objects.filter(promotion=OuterRef("pk"))
    products = Promotion.products.through.objects.filter(promotion=OuterRef("pk"))
    others = Exists(links.exclude(category=category)) | Exists(products)
    found = Promotion.objects.annotate(is_alone=~Q(others))
    return found.filter(Exists(links.filter(category=category))).order_by("pk")


def pass_on(*, category: Category, to: Collection[int], actor: Any) -> None:
    """The categories `to`, which stand in it, have its rules and promotions from now on.

    A rule of their own, from as few pieces or fewer, stands before that of the category around
    them: it stays alone. Each template and promotion keeps one trace, and open forms are stale.
    """
    templates = list(templates_about(category=category).select_for_update())
    promotions = list(promotions_about(category=category).select_for_update())
    for template in templates:
        tariffs.replace_rules(template=template, **_moves(template, category, to), actor=actor)
    for promotion in promotions:
        promotion.categories.add(*to)
        promotion.categories.remove(category)
    for model, rows in ((PriceTemplate, templates), (Promotion, promotions)):
        kit.touch(rows=model.objects.filter(pk__in=[row.pk for row in rows]), actor=actor)


def _moves(
    template: PriceTemplate, category: Category, to: Collection[int]
) -> dict[str, list[TemplateRule]]:
    rules = template.rules.select_related("product", "category")
    gone = list(rules.filter(category=category).order_by("pk"))
    own = list(rules.filter(category__in=to))
    inside = Category.objects.in_bulk(to)
    fresh = [
        TemplateRule(
            template=template,
            category=inside[pk],
            min_quantity=rule.min_quantity,
            kind=rule.kind,
            value=rule.value,
        )
        for pk in sorted(inside)
        for rule in gone
        if not any(one.category_id == pk and one.min_quantity <= rule.min_quantity for one in own)
    ]
    return {"gone": gone, "fresh": fresh}
