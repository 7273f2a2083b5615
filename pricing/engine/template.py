"""Price templates: reusable rules that give a group, or everyone, another unit price."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pricing.engine.money import ZERO, TermsError, amount_of, more, signed_of
from pricing.engine.scope import ScopeIndex
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

    @property
    def skus(self) -> tuple[str, ...]:
        return (self.sku,) if self.sku else ()

    @property
    def categories(self) -> tuple[str, ...]:
        return (self.category,) if self.category else ()

    def price(self, item: Item, entered: Basis) -> Decimal | None:
        """The rule's unit price of an item, never under zero; None where its cost is unknown."""
        if self.kind is RuleKind.COST_PERCENT:
            if item.cost is None:
                return None
            cost = converted(item.cost, item.reference_rate, Basis.NET, entered)
            return max(ZERO, more(cost, self.value))
        if self.kind is RuleKind.LIST_PERCENT:
            return max(ZERO, more(item.price, self.value))
        amount = converted(self.value, item.reference_rate, self.basis or entered, entered)
        return amount if self.kind is RuleKind.FIXED else max(ZERO, item.price + amount)


@dataclass(slots=True)
class Choice:
    """The rule that makes the price, and those that do not."""

    rule: TemplateRule | None = None
    price: Decimal = ZERO
    lost: list[Lost] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTemplate:
    """A named set of rules that give another unit price."""

    source: Source
    rules: tuple[TemplateRule, ...] = ()
    _index: ScopeIndex[TemplateRule] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        scoped = ((rule, rule.skus, rule.categories) for rule in self.rules)
        object.__setattr__(self, "_index", ScopeIndex(scoped))

    def steps(self, item: Item) -> frozenset[int]:
        """The quantities from which some rule is about the item."""
        levels = self._index.levels(item)
        return frozenset(rule.min_quantity for rules in levels for rule in rules)

    def choice(self, item: Item, quantity: int, entered: Basis) -> Choice:
        """Product, then deepest category, then all; there the highest step, then the lowest."""
        chosen = Choice()
        for rules in self._index.levels(item):
            if chosen.rule is not None:
                chosen.lost += [_lost(rule, item, entered, Reason.LESS_SPECIFIC) for rule in rules]
            else:
                _choose(chosen, rules, item, quantity, entered)
        return chosen


def _choose(
    chosen: Choice, rules: Sequence[TemplateRule], item: Item, quantity: int, entered: Basis
) -> None:
    candidates: list[tuple[int, Decimal, TemplateRule]] = []
    for rule in rules:
        price = rule.price(item, entered)
        if price is None:
            chosen.lost.append(Lost(rule.source, None, Reason.NO_COST))
        elif rule.min_quantity > quantity:
            lost = Lost(rule.source, price, Reason.STEP_NOT_REACHED)
            chosen.lost.append(lost)
        else:
            candidates.append((-rule.min_quantity, price, rule))
    if not candidates:
        return
    candidates.sort(key=lambda candidate: (*candidate[:2], candidate[2].source.code))
    (step, chosen.price, chosen.rule), *others = candidates
    for other_step, price, rule in others:
        reason = Reason.BETTER_PRICE if other_step == step else Reason.LOWER_STEP
        chosen.lost.append(Lost(rule.source, price, reason))


def _lost(rule: TemplateRule, item: Item, entered: Basis, reason: Reason) -> Lost:
    return Lost(rule=rule.source, price=rule.price(item, entered), reason=reason)
