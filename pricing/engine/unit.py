"""The price of one unit, step by step."""

from collections.abc import Hashable, Mapping
from decimal import Decimal, localcontext
from typing import NamedTuple, TypeVar

from pricing.engine.money import ARITHMETIC, ZERO, kept, more, rounded_up
from pricing.engine.policy import FloorMode, Policy
from pricing.engine.promotion import best_offer
from pricing.engine.template import Choice, PriceTemplate
from pricing.engine.terms import Item, ShopTerms, Source, checked_quantity
from pricing.engine.trace import Caution, Lost, Reason, Step, StepCode
from pricing.engine.vat import GROSS, NET, Basis, Rate, at_rate, converted, gross_of, net_of

Key = TypeVar("Key", bound=Hashable)
# Met by nearly every price, and read ten times faster under a name of their own.
_LIST, _DISCOUNT, _PROMOTION = StepCode.LIST, StepCode.GROUP_DISCOUNT, StepCode.PROMOTION
_ROUNDING, _RAISE = StepCode.ROUNDING, FloorMode.RAISE


class UnitPrice(NamedTuple):
    """What one unit costs a viewer, in both bases, and why."""

    net: Decimal
    gross: Decimal
    shown: Decimal  # in the basis the viewer sees
    display: Basis
    list_net: Decimal  # everyone's price before promotions
    list_gross: Decimal
    struck: Decimal | None  # everyone's price in the basis shown, where the viewer pays less
    rate: Rate
    price: Decimal  # in the shop's entered basis: what lines are made of
    floor: Decimal  # in the same basis: no order discount goes under it
    trace: tuple[Step, ...]
    lost: tuple[Lost, ...]
    warnings: tuple[Caution, ...]


def unit_price(*, item: Item, quantity: int = 1, policy: Policy, shop: ShopTerms) -> UnitPrice:
    """The price of one unit when so many are bought."""
    checked_quantity(quantity)
    with localcontext(ARITHMETIC):
        return priced(item, quantity, policy, shop)


def unit_prices(
    *, items: Mapping[Key, Item], quantity: int = 1, policy: Policy, shop: ShopTerms
) -> dict[Key, UnitPrice]:
    """The price of one unit of each item when so many of it are bought, under the same keys."""
    checked_quantity(quantity)
    with localcontext(ARITHMETIC):
        return {key: priced(item, quantity, policy, shop) for key, item in items.items()}


def priced(
    item: Item, quantity: int, policy: Policy, shop: ShopTerms, typed: Decimal | None = None
) -> UnitPrice:
    """The same inside the engine's arithmetic; a price typed by staff replaces the rules."""
    pricing = _Pricing(item, quantity, policy, shop)
    public = pricing.public_price()
    if typed is None:
        price = pricing.promoted(pricing.group_price(public), public)
        floor = pricing.floor()
        price = pricing.floored(price, floor, public)
    else:
        pricing.step(StepCode.TYPED, public, typed)
        price, floor = pricing.rounded(typed), ZERO
    return pricing.in_both_bases(price, floor, public)


class _Pricing:
    """The steps of one price, in the shop's entered basis and at the product's reference rate."""

    __slots__ = ("item", "lost", "policy", "quantity", "shop", "steps")

    def __init__(self, item: Item, quantity: int, policy: Policy, shop: ShopTerms) -> None:
        self.item = item
        self.quantity = quantity
        self.policy = policy
        self.shop = shop
        self.steps = [Step(_LIST, item.price, item.price)]
        self.lost: list[Lost] = []

    def public_price(self) -> Decimal:
        """What everyone pays before promotions: the list price or the shop's quantity step."""
        price, template = self.item.price, self.policy.public_template
        if template is None:
            return price
        chosen = self._choice(template)
        if chosen.rule is None:
            return price
        if chosen.price >= price:
            self.lose(chosen.rule.source, chosen.price, Reason.BETTER_PRICE)
            return price
        self.step(StepCode.PUBLIC_STEP, price, chosen.price, chosen.rule.source)
        return chosen.price

    def group_price(self, public: Decimal) -> Decimal:
        """The price of the group's template, less the group's discount."""
        policy, price = self.policy, public
        if policy.template is not None:
            price = self._template_price(policy.template, public)
        percent, part = policy.category_discount(self.item), policy.kept
        if percent is None:
            percent = policy.discount
        else:
            part = kept(percent)
            if policy.discount and policy.group is not None:
                self.lose(policy.group, price * policy.kept, Reason.LESS_SPECIFIC)
        if not percent:
            return price
        discounted = price * part
        self.step(_DISCOUNT, price, discounted, None, policy.group, percent)
        return discounted

    def promoted(self, price: Decimal, public: Decimal) -> Decimal:
        """The lowest of the price, the combinable promotions on it, and each of the others."""
        promotions = self.policy.promotions_on(self.item)
        if not promotions:
            return price
        offer = best_offer(price, public, promotions, self.item, self.shop.entered)
        before = price
        for rule, after in offer.applied:
            base = None if rule.starts_from(before, public) else public
            self.step(_PROMOTION, before, after, rule.source, rule.group, rule.percent, base)
            before = after
        for rule, after in offer.others:
            self.lose(rule.source, after, Reason.BETTER_PRICE)
        return offer.price

    def floor(self) -> Decimal:
        """What no reduction goes under: the product's minimum, the cost floor where it raises."""
        floor = self.item.minimum or ZERO
        if self.policy.floor_mode is _RAISE:
            floor = max(floor, self._cost_floor())
        return rounded_up(floor, self.shop.unit_cent) if floor else floor

    def floored(self, price: Decimal, floor: Decimal, public: Decimal) -> Decimal:
        """The price not under the floor, and not over what a visitor pays that day."""
        least = min(floor, public)
        if price >= least:
            return self.rounded(price)
        by_group = floor > self._minimum()
        self.step(StepCode.FLOOR, price, least, None, self.policy.group if by_group else None)
        raised = self.rounded(least)
        if not self.policy.public_ceiling:
            return raised
        # Only a floor can bring a member above a visitor: every other rule of a group lowers.
        ceiling = self._visitor_price(public)
        if ceiling < raised:
            self.step(StepCode.CEILING, raised, ceiling)
            return ceiling
        return raised

    def rounded(self, price: Decimal) -> Decimal:
        """The price as a number of the smallest unit."""
        rounded = price.quantize(self.shop.unit_cent, self.shop.rounding_mode)
        if rounded != price:
            self.step(_ROUNDING, price, rounded)
        return rounded

    def in_both_bases(self, price: Decimal, floor: Decimal, public: Decimal) -> UnitPrice:
        """The price at the viewer's own rate, HT and TTC."""
        warnings = self._warnings(price)
        rate, reference = self.policy.rate_for(self.item.rate), self.item.reference_rate
        unit, mode = self.shop.unit_cent, self.shop.rounding_mode
        public = public.quantize(unit, mode)
        if self.shop.entered is GROSS and rate.factor != reference.factor:
            before, price = price, at_rate(price, reference, rate).quantize(unit, mode)
            if price != before:
                self.step(StepCode.VAT_RATE, before, price)
            public = at_rate(public, reference, rate).quantize(unit, mode)
            floor = rounded_up(at_rate(floor, reference, rate), unit)
        net, gross = _both(price, rate, self.shop)
        listed = (net, gross) if public == price else _both(public, rate, self.shop)
        display = self.policy.display
        shown, everyone = (net, listed[0]) if display is NET else (gross, listed[1])
        # In the order of the fields: named, they would cost more than the arithmetic.
        return UnitPrice(
            net,
            gross,
            shown,
            display,
            *listed,
            everyone if shown < everyone else None,
            rate,
            price,
            min(floor, price),
            tuple(self.steps),
            tuple(self.lost),
            warnings,
        )

    def step(
        self,
        code: StepCode,
        before: Decimal,
        after: Decimal,
        rule: Source | None = None,
        group: Source | None = None,
        percent: Decimal | None = None,
        base: Decimal | None = None,
    ) -> None:
        self.steps.append(Step(code, before, after, rule, group, percent, base))

    def lose(self, rule: Source, price: Decimal, reason: Reason) -> None:
        self.lost.append(Lost(rule, price, reason))

    def _choice(self, template: PriceTemplate) -> Choice:
        chosen = template.choice(self.item, self.quantity, self.shop.entered)
        self.lost += chosen.lost
        return chosen

    def _template_price(self, template: PriceTemplate, public: Decimal) -> Decimal:
        chosen = self._choice(template)
        if chosen.rule is None:
            return public
        if chosen.price > public and self.policy.public_ceiling:
            self.lose(chosen.rule.source, chosen.price, Reason.PUBLIC_PRICE)
            return public
        self.step(StepCode.TEMPLATE, public, chosen.price, chosen.rule.source, self.policy.group)
        return chosen.price

    def _minimum(self) -> Decimal:
        return rounded_up(self.item.minimum or ZERO, self.shop.unit_cent)

    def _cost_floor(self) -> Decimal:
        cost, percent = self.item.cost, self.policy.floor_percent
        if cost is None or percent is None:
            return ZERO
        least = more(cost, percent)
        return converted(least, self.item.reference_rate, NET, self.shop.entered)

    def _visitor_price(self, public: Decimal) -> Decimal:
        promotions = [rule for rule in self.policy.promotions_on(self.item) if rule.public]
        offer = best_offer(public, public, promotions, self.item, self.shop.entered)
        price = max(offer.price, min(self._minimum(), public))
        return price.quantize(self.shop.unit_cent, self.shop.rounding_mode)

    def _warnings(self, price: Decimal) -> tuple[Caution, ...]:
        cost, reference = self.item.cost, self.item.reference_rate
        if cost is None:
            return ()
        found: tuple[Caution, ...] = ()
        if self.policy.floor_mode is FloorMode.WARN and price < self._cost_floor():
            found += (Caution.BELOW_FLOOR,)
        if price < converted(cost, reference, NET, self.shop.entered):
            found += (Caution.BELOW_COST,)
        return found


def _both(price: Decimal, rate: Rate, shop: ShopTerms) -> tuple[Decimal, Decimal]:
    """A unit price as HT and TTC; the one that is not entered is rounded."""
    unit, mode = shop.unit_cent, shop.rounding_mode
    if shop.entered is NET:
        return price, gross_of(price, rate, unit, mode)
    return net_of(price, rate, unit, mode), price
