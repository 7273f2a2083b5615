"""The price of one unit, step by step."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from pricing.engine.money import ARITHMETIC, HUNDRED, ONE, ZERO, rounded_up
from pricing.engine.policy import FloorMode, Policy
from pricing.engine.promotion import Promotion, best_offer
from pricing.engine.template import choice
from pricing.engine.terms import Item, ShopTerms, Source, checked_quantity
from pricing.engine.trace import Caution, Lost, Reason, Step, StepCode, Trace
from pricing.engine.vat import Basis, Rate, at_rate, converted, gross_of, net_of


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPrice:
    """What one unit costs a viewer, in both bases, and why."""

    net: Decimal
    gross: Decimal
    shown: Decimal  # in the basis the viewer sees
    display: Basis
    list_net: Decimal  # everyone's price before promotions
    list_gross: Decimal
    struck: Decimal | None  # the same as shown, where the viewer pays less
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


def priced(
    item: Item, quantity: int, policy: Policy, shop: ShopTerms, typed: Decimal | None = None
) -> UnitPrice:
    """The same, inside the engine's arithmetic; a price typed by staff replaces the rules."""
    trace = Trace()
    public = _public_price(item, quantity, policy, shop, trace)
    if typed is None:
        price = _group_price(public, item, quantity, policy, shop, trace)
        price = _promoted(price, public, item, policy, shop, trace)
        floor = _floor(item, policy, shop)
        price = _floored(price, public, floor, item, policy, shop, trace)
    else:
        floor = ZERO
        _step(trace, StepCode.TYPED, public, typed)
        price = _rounded(typed, shop, trace)
    if item.cost is not None:
        _warn(price, item.cost, item, policy, shop, trace)
    return _in_both_bases(price, public, floor, item, policy, shop, trace)


def _public_price(
    item: Item, quantity: int, policy: Policy, shop: ShopTerms, trace: Trace
) -> Decimal:
    price = item.price
    trace.steps.append(Step(code=StepCode.LIST, before=price, after=price))
    if policy.public_template is None:
        return price
    chosen = choice(
        template=policy.public_template, item=item, quantity=quantity, entered=shop.entered
    )
    trace.lost += chosen.lost
    if chosen.rule is None:
        return price
    if chosen.price < price:
        _step(trace, StepCode.PUBLIC_STEP, price, chosen.price, chosen.rule.source)
        return chosen.price
    reason = Reason.BETTER_PRICE
    trace.lost.append(Lost(rule=chosen.rule.source, price=chosen.price, reason=reason))
    return price


def _group_price(
    public: Decimal, item: Item, quantity: int, policy: Policy, shop: ShopTerms, trace: Trace
) -> Decimal:
    price = public
    if policy.template is not None:
        price = _template_price(public, item, quantity, policy, shop, trace)
    percent = policy.discount_on(item)
    if percent:
        before, price = price, price * (ONE - percent / HUNDRED)
        _step(trace, StepCode.GROUP_DISCOUNT, before, price, None, policy.group, percent)
    return price


def _template_price(
    public: Decimal, item: Item, quantity: int, policy: Policy, shop: ShopTerms, trace: Trace
) -> Decimal:
    assert policy.template is not None
    chosen = choice(template=policy.template, item=item, quantity=quantity, entered=shop.entered)
    trace.lost += chosen.lost
    if chosen.rule is None:
        return public
    if chosen.price > public and policy.public_ceiling:
        reason = Reason.PUBLIC_PRICE
        trace.lost.append(Lost(rule=chosen.rule.source, price=chosen.price, reason=reason))
        return public
    _step(trace, StepCode.TEMPLATE, public, chosen.price, chosen.rule.source, policy.group)
    return chosen.price


def _promoted(
    price: Decimal, public: Decimal, item: Item, policy: Policy, shop: ShopTerms, trace: Trace
) -> Decimal:
    promotions = policy.index.about(item)
    if not promotions:
        return price
    offer = best_offer(
        price=price, public=public, promotions=promotions, item=item, entered=shop.entered
    )
    before = price
    for promotion, after in offer.applied:
        source, group = promotion.source, promotion.group
        _step(trace, StepCode.PROMOTION, before, after, source, group, promotion.percent)
        before = after
    for promotion, after in offer.others:
        lost = Lost(rule=promotion.source, price=after, reason=Reason.BETTER_PRICE)
        trace.lost.append(lost)
    return offer.price


def _floor(item: Item, policy: Policy, shop: ShopTerms) -> Decimal:
    """What no reduction of the group goes under: the cost floor where it raises, the minimum."""
    floor = item.minimum or ZERO
    if policy.floor_mode is FloorMode.RAISE:
        floor = max(floor, _cost_floor(item, policy, shop))
    return rounded_up(floor, shop.unit_cent)


def _cost_floor(item: Item, policy: Policy, shop: ShopTerms) -> Decimal:
    if item.cost is None or policy.floor_percent is None:
        return ZERO
    least = item.cost * (ONE + policy.floor_percent / HUNDRED)
    return converted(least, item.reference_rate, Basis.NET, shop.entered)


def _floored(
    price: Decimal,
    public: Decimal,
    floor: Decimal,
    item: Item,
    policy: Policy,
    shop: ShopTerms,
    trace: Trace,
) -> Decimal:
    least = min(floor, public)
    if price >= least:
        return _rounded(price, shop, trace)
    _step(trace, StepCode.FLOOR, price, least, None, policy.group)
    price = _rounded(least, shop, trace)
    if not policy.public_ceiling:
        return price
    # Only a floor can bring a viewer above what a visitor pays: every other rule lowers.
    ceiling = _visitor_price(public, item, policy, shop)
    if ceiling < price:
        _step(trace, StepCode.CEILING, price, ceiling)
    return min(price, ceiling)


def _visitor_price(public: Decimal, item: Item, policy: Policy, shop: ShopTerms) -> Decimal:
    promotions: Iterable[Promotion] = (p for p in policy.index.about(item) if p.public)
    offer = best_offer(
        price=public, public=public, promotions=promotions, item=item, entered=shop.entered
    )
    floor = rounded_up(item.minimum or ZERO, shop.unit_cent)
    price = max(offer.price, min(floor, public))
    return price.quantize(shop.unit_cent, shop.rounding_mode)


def _rounded(price: Decimal, shop: ShopTerms, trace: Trace) -> Decimal:
    rounded = price.quantize(shop.unit_cent, shop.rounding_mode)
    if rounded != price:
        _step(trace, StepCode.ROUNDING, price, rounded)
    return rounded


def _warn(
    price: Decimal, cost: Decimal, item: Item, policy: Policy, shop: ShopTerms, trace: Trace
) -> None:
    if policy.floor_mode is FloorMode.WARN and price < _cost_floor(item, policy, shop):
        trace.cautions.append(Caution.BELOW_FLOOR)
    if price < converted(cost, item.reference_rate, Basis.NET, shop.entered):
        trace.cautions.append(Caution.BELOW_COST)


def _in_both_bases(
    price: Decimal,
    public: Decimal,
    floor: Decimal,
    item: Item,
    policy: Policy,
    shop: ShopTerms,
    trace: Trace,
) -> UnitPrice:
    unit, mode, rate = shop.unit_cent, shop.rounding_mode, policy.rate_for(item.rate)
    if shop.entered is Basis.GROSS and rate.factor != item.reference_rate.factor:
        before, price = price, at_rate(price, item.reference_rate, rate).quantize(unit, mode)
        public = at_rate(public, item.reference_rate, rate)
        floor = rounded_up(at_rate(floor, item.reference_rate, rate), unit)
        _step(trace, StepCode.VAT_RATE, before, price)
    public = public.quantize(unit, mode)
    net, gross = both(price, rate, shop)
    list_net, list_gross = (net, gross) if public == price else both(public, rate, shop)
    shown, listed = (net, list_net) if policy.display is Basis.NET else (gross, list_gross)
    return UnitPrice(
        net=net,
        gross=gross,
        shown=shown,
        display=policy.display,
        list_net=list_net,
        list_gross=list_gross,
        struck=listed if shown < listed else None,
        rate=rate,
        price=price,
        floor=min(floor, price),
        trace=tuple(trace.steps),
        lost=tuple(trace.lost),
        warnings=tuple(trace.cautions),
    )


def both(price: Decimal, rate: Rate, shop: ShopTerms) -> tuple[Decimal, Decimal]:
    """A unit price as net and gross, the one computed from the other by rounding."""
    unit, mode = shop.unit_cent, shop.rounding_mode
    if shop.entered is Basis.NET:
        return price, gross_of(price, rate, unit, mode)
    return net_of(price, rate, unit, mode), price


def _step(
    trace: Trace,
    code: StepCode,
    before: Decimal,
    after: Decimal,
    rule: Source | None = None,
    group: Source | None = None,
    percent: Decimal | None = None,
) -> None:
    trace.steps.append(
        Step(code=code, before=before, after=after, rule=rule, group=group, percent=percent)
    )
