"""Price templates: reusable rules that give a group, or everyone, another unit price."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pricing.engine.money import HUNDRED, ONE, ZERO, TermsError, amount_of, signed_of
from pricing.engine.terms import Item, Source, checked_quantity
from pricing.engine.trace import Lost, Reason
from pricing.engine.vat import Basis, converted


class RuleKind(StrEnum):
    """How a template rule makes its price."""

    LIST_PERCENT = "list_percent"
    LIST_AMOUNT = "list_amount"
    COST_PERCENT = "cost_percent"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateRule:
    """One rule: a scope, a minimum quantity and a way to a price; no scope means every product."""

    source: Source
    kind: RuleKind
    value: Decimal  # signed on the list price: −10 is ten per cent, or ten euros, less
    sku: str = ""
    category: str = ""
    min_quantity: int = 1
    basis: Basis | None = None  # of an amount; None means the shop's

    def __post_init__(self) -> None:
        checked_quantity(self.min_quantity)
        if self.sku and self.category:
            raise TermsError(f"{self.source.title} is about a product or a category, not both")
        if self.kind is RuleKind.FIXED:
            amount_of(self.source.title, self.value)
        signed_of(self.source.title, self.value)

    def price(self, item: Item, entered: Basis) -> Decimal | None:
        """The rule's unit price of an item, never under zero; None where its cost is unknown."""
        if self.kind is RuleKind.COST_PERCENT:
            if item.cost is None:
                return None
            cost = converted(item.cost, item.reference_rate, Basis.NET, entered)
            return max(ZERO, cost * (ONE + self.value / HUNDRED))
        if self.kind is RuleKind.LIST_PERCENT:
            return max(ZERO, item.price * (ONE + self.value / HUNDRED))
        amount = converted(self.value, item.reference_rate, self.basis or entered, entered)
        return amount if self.kind is RuleKind.FIXED else max(ZERO, item.price + amount)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTemplate:
    """A named set of rules, found by product or category without reading the others."""

    source: Source
    rules: tuple[TemplateRule, ...] = ()
    _by_sku: dict[str, list[TemplateRule]] = field(init=False, compare=False, repr=False)
    _by_category: dict[str, list[TemplateRule]] = field(init=False, compare=False, repr=False)
    _general: list[TemplateRule] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        by_sku: dict[str, list[TemplateRule]] = {}
        by_category: dict[str, list[TemplateRule]] = {}
        general: list[TemplateRule] = []
        for rule in self.rules:
            if rule.sku:
                by_sku.setdefault(rule.sku, []).append(rule)
            elif rule.category:
                by_category.setdefault(rule.category, []).append(rule)
            else:
                general.append(rule)
        object.__setattr__(self, "_by_sku", by_sku)
        object.__setattr__(self, "_by_category", by_category)
        object.__setattr__(self, "_general", general)

    def scopes(self, item: Item) -> Iterable[list[TemplateRule]]:
        """The rules about an item: those of the product, of its categories upwards, of all."""
        if self._by_sku:
            yield self._by_sku.get(item.sku, [])
        if self._by_category:
            for level in item.by_depth:
                yield [rule for code in level for rule in self._by_category.get(code, ())]
        yield self._general


@dataclass(slots=True)
class Choice:
    """The rule that makes the price, and those that do not."""

    rule: TemplateRule | None = None
    price: Decimal = ZERO
    lost: list[Lost] = field(default_factory=list)


def choice(*, template: PriceTemplate, item: Item, quantity: int, entered: Basis) -> Choice:
    """Product, then deepest category, then all; there the highest step, then the lowest price."""
    chosen = Choice()
    for rules in template.scopes(item):
        if chosen.rule is not None:
            chosen.lost += [_lost(rule, item, entered, Reason.LESS_SPECIFIC) for rule in rules]
        elif rules:
            _choose(chosen, rules, item, quantity, entered)
    return chosen


def _choose(
    chosen: Choice, rules: list[TemplateRule], item: Item, quantity: int, entered: Basis
) -> None:
    candidates: list[tuple[int, Decimal, TemplateRule]] = []
    for rule in rules:
        price = rule.price(item, entered)
        if price is None:
            chosen.lost.append(Lost(rule=rule.source, price=None, reason=Reason.NO_COST))
        elif rule.min_quantity > quantity:
            lost = Lost(rule=rule.source, price=price, reason=Reason.STEP_NOT_REACHED)
            chosen.lost.append(lost)
        else:
            candidates.append((-rule.min_quantity, price, rule))
    if not candidates:
        return
    candidates.sort(key=lambda candidate: (*candidate[:2], candidate[2].source.code))
    (step, chosen.price, chosen.rule), *others = candidates
    for other_step, price, rule in others:
        reason = Reason.BETTER_PRICE if other_step == step else Reason.LOWER_STEP
        chosen.lost.append(Lost(rule=rule.source, price=price, reason=reason))


def _lost(rule: TemplateRule, item: Item, entered: Basis, reason: Reason) -> Lost:
    return Lost(rule=rule.source, price=rule.price(item, entered), reason=reason)
