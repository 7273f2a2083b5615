"""Price templates brought in line with what a folder says, the quantity prices of everyone too."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from backoffice.loading import Counts, Merged, Values, batches, merge, stored
from pricing.loading.names import by_title, category_keys, product_keys, the_first
from pricing.models import PriceTemplate, TemplateRule

Step = tuple[str, int]  # a product's SKU, and from how many
Scope = tuple[str, str, int]  # a SKU, or a category's code, or neither; and from how many
Place = tuple[int, int | None, int | None, int]  # of which template, then the same as keys
_PLACE = ("template_id", "product_id", "category_id", "min_quantity")


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateEntry:
    """What a folder says of a template: its columns, and all of its rules."""

    columns: Values
    rules: Mapping[Scope, Values]


def shared_templates() -> dict[str, list[PriceTemplate]]:
    """The templates groups may choose, by their French titles; not the one of everyone."""
    return by_title(stored(PriceTemplate).filter(is_public=False))


def template_titles() -> dict[str, int]:
    """How many templates that groups may choose have each French title."""
    return {title: len(rows) for title, rows in shared_templates().items()}


def load_quantity_prices(*, entries: Mapping[Step, Decimal]) -> Counts:
    """Each price as a rule of the shop's public template, which is created if need be.

    Rules the folder does not name stay as they are.
    """
    if not entries:
        return Counts()
    rules: dict[Scope, Values] = {
        (sku, "", quantity): {"kind": TemplateRule.Kind.FIXED, "value": price}
        for (sku, quantity), price in entries.items()
    }
    merged, _others = _merge_rules({_public_template().pk: rules})
    return merged.counts()


def _public_template() -> PriceTemplate:
    found: PriceTemplate | None = PriceTemplate.objects.filter(is_public=True).first()
    if found is not None:
        return found
    # In both languages at once, whatever language the caller speaks.
    titles = {"title_fr": "Prix dégressifs", "title_en": "Quantity prices"}
    return PriceTemplate.objects.create(is_public=True, **titles)


def load_templates(*, entries: Mapping[str, TemplateEntry]) -> Counts:
    """The templates by their French titles, each with the rules of the folder and no other."""
    wanted = {title: entry.columns for title, entry in entries.items()}
    merged = merge(PriceTemplate, known=the_first(shared_templates()), wanted=wanted)
    titles = {row.pk: title for title, row in merged.rows.items()}
    rules, others = _merge_rules({pk: entries[title].rules for pk, title in titles.items()})
    for keys in batches(others.values()):
        TemplateRule.objects.filter(pk__in=keys).delete()
    moved = {place[0] for place in rules.new | rules.changed | others.keys()}
    return merged.counts(also_changed={titles[template] for template in moved})


def _merge_rules(
    wanted: Mapping[int, Mapping[Scope, Values]],
) -> tuple[Merged[Place, TemplateRule], dict[Place, int]]:
    """The rules of these templates, written; and the keys of those the folder does not name."""
    products = product_keys(sku for rules in wanted.values() for sku, _code, _quantity in rules)
    categories = category_keys()
    placed: dict[Place, Values] = {
        (template, products.get(sku), categories.get(code), quantity): columns
        for template, rules in wanted.items()
        for (sku, code, quantity), columns in rules.items()
    }
    rows = stored(TemplateRule).filter(template__in=wanted)
    known = {
        (row.template_id, row.product_id, row.category_id, row.min_quantity): row for row in rows
    }
    at_first = {place: dict(zip(_PLACE, place, strict=True)) for place in placed}
    merged = merge(TemplateRule, known=known, wanted=placed, at_first=at_first)
    return merged, {place: row.pk for place, row in known.items() if place not in placed}
