"""What staff write in a price template: its rules, kept with one trace on the template."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from auditlog.models import LogEntry
from django.db import transaction
from django.forms import BaseModelForm
from django.utils.translation import gettext as _

from backoffice import services as kit
from catalog.models import Category, Product
from pricing.models import PriceTemplate, TemplateRule

Scope = tuple[int | None, int | None, int]


class AlreadyPublic(kit.ShopRefusal):
    """Only one template holds the quantity prices of everyone."""

    def __init__(self, template: PriceTemplate) -> None:
        text = _("“%(title)s” already holds the quantity prices for everyone.")
        super().__init__(text % {"title": template}, field="is_public")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A rule as typed: what it is about, from how many, and how it makes its price."""

    product: Product | None
    category: Category | None
    min_quantity: int
    kind: str
    value: Decimal

    @property
    def scope(self) -> Scope:
        product = self.product.pk if self.product else None
        return product, self.category.pk if self.category else None, self.min_quantity

    def row(self, *, template: PriceTemplate | None = None) -> TemplateRule:
        """The rule as a row, saved or not."""
        return TemplateRule(
            template=template,
            product=self.product,
            category=self.category,
            min_quantity=self.min_quantity,
            kind=self.kind,
            value=self.value,
        )


def scope_of(*, rule: TemplateRule) -> Scope:
    """What makes a rule the only one of its template."""
    return rule.product_id, rule.category_id, rule.min_quantity


def public_template(*, besides: int | None = None) -> PriceTemplate | None:
    """The template that holds the quantity prices of everyone, if it is another one."""
    return PriceTemplate.objects.filter(is_public=True).exclude(pk=besides or 0).first()


@transaction.atomic
def save_template(
    *,
    form: BaseModelForm,
    shown: Collection[int],
    drafts: Sequence[Draft],
    actor: Any,
    version: int | None = None,
) -> PriceTemplate:
    """Save a template; of its rules, those that were shown become those that were typed.

    Raises AlreadyPublic when another template became everyone's a moment ago.
    """
    try:
        template: PriceTemplate = kit.save(form=form, actor=actor, version=version)
    except kit.Taken:
        rival = public_template(besides=form.instance.pk)
        if rival is None or not form.instance.is_public:
            raise
        raise AlreadyPublic(rival) from None
    _write(template, shown, drafts, actor)
    return template


def _write(
    template: PriceTemplate, shown: Collection[int], drafts: Sequence[Draft], actor: Any
) -> None:
    rows = template.rules.filter(pk__in=shown).select_related("product", "category")
    known = {scope_of(rule=row): row for row in rows}
    wanted = {draft.scope: draft for draft in drafts}
    gone = [row for scope, row in known.items() if scope not in wanted]
    fresh = [draft for scope, draft in wanted.items() if scope not in known]
    moved = [
        (known[scope], draft)
        for scope, draft in wanted.items()
        if scope in known and (known[scope].kind, known[scope].value) != (draft.kind, draft.value)
    ]
    before = _written([*gone, *(row for row, _draft in moved)])
    TemplateRule.objects.filter(pk__in=[row.pk for row in gone]).delete()
    for row, draft in moved:
        row.kind, row.value = draft.kind, draft.value
    TemplateRule.objects.bulk_update([row for row, _draft in moved], ["kind", "value"])
    added = [draft.row(template=template) for draft in fresh]
    TemplateRule.objects.bulk_create(added)
    _log(template, before, _written([*(row for row, _draft in moved), *added]), actor)


def replace_rules(
    *,
    template: PriceTemplate,
    gone: Collection[TemplateRule],
    fresh: Collection[TemplateRule],
    actor: Any,
) -> None:
    """Some rules of a template give way to others; one trace on the template tells."""
    TemplateRule.objects.filter(pk__in=[row.pk for row in gone]).delete()
    TemplateRule.objects.bulk_create(fresh)
    _log(template, _written(gone), _written(fresh), actor)


def _log(template: PriceTemplate, before: str, after: str, actor: Any) -> None:
    if before != after:
        LogEntry.objects.log_create(
            template,
            force_log=True,
            action=LogEntry.Action.UPDATE,
            changes={"rules": [before, after]},
            actor=actor,
        )


def _written(rows: Iterable[TemplateRule]) -> str:
    """Rules as the history keeps them: « Bougies ≥ 10: cost_percent 15 », in no one's language."""
    return ", ".join(
        f"{(row.product and row.product.sku) or row.category or '*'} ≥ {row.min_quantity}:"
        f" {row.kind} {row.value.normalize():f}"
        for row in rows
    )


def rules_page(*, template: PriceTemplate) -> Any:
    """The rules of a template in their order, with what they are about."""
    return template.rules.select_related("product", "category").order_by("pk")
