"""The price told a second time, in fractions and in plain order, to check the engine against.

Nothing here comes from the engine but its words: the terms go in, whole cents come out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from pricing.engine import (
    Basis,
    DeliveryCharge,
    DiscountKind,
    FloorMode,
    Item,
    Line,
    OrderDiscount,
    Policy,
    PriceTemplate,
    Promotion,
    PromotionKind,
    Rate,
    RoundingLevel,
    RuleKind,
    Shipping,
    ShopTerms,
    TemplateRule,
    VatMode,
)


def half_up(amount: Fraction, digits: int) -> Fraction:
    return Fraction(floor(amount * 10**digits + Fraction(1, 2)), 10**digits)


def up(amount: Fraction, digits: int) -> Fraction:
    return Fraction(ceil(amount * 10**digits), 10**digits)


def times(rate: Rate) -> Fraction:
    return 1 + sum((Fraction(part.percent) / 100 for part in rate.components), Fraction(0))


def rate_paid(policy: Policy, rate: Rate) -> Rate:
    if policy.vat_mode is VatMode.EXEMPT:
        return Rate(key="none")
    if policy.vat_mode is VatMode.OVERRIDE and times(rate) > 1:
        assert policy.vat_rate is not None
        return policy.vat_rate
    return rate


def turned(amount: Fraction, rate: Rate, given: Basis, wanted: Basis) -> Fraction:
    if given == wanted:
        return amount
    return amount * times(rate) if wanted is Basis.GROSS else amount / times(rate)


def rule_price(rule: TemplateRule, item: Item, shop: ShopTerms) -> Fraction | None:
    listed, value = Fraction(item.price), Fraction(rule.value)
    if rule.kind is RuleKind.LIST_PERCENT:
        return max(Fraction(0), listed + listed * value / 100)
    if rule.kind is RuleKind.COST_PERCENT:
        if item.cost is None:
            return None
        cost = turned(Fraction(item.cost), item.reference_rate, Basis.NET, shop.entered)
        return max(Fraction(0), cost + cost * value / 100)
    amount = turned(value, item.reference_rate, rule.basis or shop.entered, shop.entered)
    return amount if rule.kind is RuleKind.FIXED else max(Fraction(0), listed + amount)


def depth(category: str, item: Item) -> int:
    return max((path.index(category) for path in item.categories if category in path), default=-1)


def template_price(
    template: PriceTemplate | None, item: Item, quantity: int, shop: ShopTerms
) -> Fraction | None:
    found: list[tuple[int, int, Fraction]] = []
    for rule in template.rules if template else ():
        price = rule_price(rule, item, shop)
        if rule.sku:
            scope = 1000 if rule.sku == item.sku else -1
        elif rule.category:
            scope = depth(rule.category, item)
        else:
            scope = -1000
        about = not (rule.sku or rule.category) or scope >= 0
        if about and price is not None and rule.min_quantity <= quantity:
            found.append((-scope, -rule.min_quantity, price))
    return min(found)[2] if found else None


def promoted(promotion: Promotion, price: Fraction, item: Item, shop: ShopTerms) -> Fraction:
    value = Fraction(promotion.value)
    if promotion.kind is PromotionKind.PERCENT:
        return price - price * value / 100
    amount = turned(value, item.reference_rate, promotion.basis or shop.entered, shop.entered)
    if promotion.kind is PromotionKind.AMOUNT:
        return max(Fraction(0), price - amount)
    return min(price, amount)


def after_promotions(
    price: Fraction,
    public: Fraction,
    promotions: Sequence[Promotion],
    item: Item,
    shop: ShopTerms,
) -> Fraction:
    within = {code for path in item.categories for code in path}
    about = [
        promotion
        for promotion in sorted(promotions, key=lambda p: (p.rank, p.id))
        if not (promotion.skus or promotion.categories)
        or item.sku in promotion.skus
        or promotion.categories & within
    ]
    chain, candidates = price, [price]
    for promotion in about:
        if promotion.combinable:
            chain = promoted(promotion, chain, item, shop)
        else:
            candidates.append(promoted(promotion, public, item, shop))
    return min([chain, *candidates])


def discount_percent(item: Item, policy: Policy) -> Fraction:
    found = [
        (depth(code, item), Fraction(percent))
        for code, percent in policy.category_discounts.items()
        if depth(code, item) >= 0
    ]
    return max(found)[1] if found else Fraction(policy.discount)


@dataclass(frozen=True)
class Unit:
    """A unit price in the shop's basis: exact, then rounded, and what it may not go under."""

    exact: Fraction
    price: Fraction
    floor: Fraction
    visitor: Fraction
    rate: Rate


def unit(item: Item, quantity: int, policy: Policy, shop: ShopTerms) -> Unit:
    digits = shop.currency_digits if shop.unit_digits is None else shop.unit_digits
    listed = Fraction(item.price)
    step = template_price(policy.public_template, item, quantity, shop)
    public = listed if step is None else min(listed, step)
    own = template_price(policy.template, item, quantity, shop)
    price = public if own is None else own
    if policy.public_ceiling:
        price = min(price, public)
    price -= price * discount_percent(item, policy) / 100
    price = after_promotions(price, public, policy.promotions, item, shop)
    minimum = Fraction(item.minimum or 0)
    least = minimum
    raises = policy.floor_mode is FloorMode.RAISE
    if raises and item.cost is not None and policy.floor_percent is not None:
        cost = Fraction(item.cost) * (1 + Fraction(policy.floor_percent) / 100)
        least = max(minimum, turned(cost, item.reference_rate, Basis.NET, shop.entered))
    least = up(least, digits)
    exact = max(price, min(least, public))
    everyone = [promotion for promotion in policy.promotions if promotion.public]
    visitor = after_promotions(public, public, everyone, item, shop)
    visitor = half_up(max(visitor, min(up(minimum, digits), public)), digits)
    final = half_up(exact, digits)
    if policy.public_ceiling:
        final = min(final, visitor)
    rate = rate_paid(policy, item.rate)
    if shop.entered is Basis.GROSS and times(rate) != times(item.reference_rate):
        moved = times(rate) / times(item.reference_rate)
        final, least = half_up(final * moved, digits), up(least * moved, digits)
    return Unit(exact, final, least, visitor, rate)


def shared(amount: Fraction, weights: Sequence[Fraction], digits: int) -> list[Fraction]:
    total = sum(weights)
    if not total:
        return [Fraction(0)] * len(weights)
    quotas = [amount * weight / total * 10**digits for weight in weights]
    units = [floor(quota) for quota in quotas]
    left = int(amount * 10**digits) - sum(units)
    for index in sorted(range(len(units)), key=lambda i: (units[i] - quotas[i], i))[:left]:
        units[index] += 1
    return [Fraction(unit, 10**digits) for unit in units]


def capped(
    amount: Fraction, weights: Sequence[Fraction], room: Sequence[Fraction], digits: int
) -> list[Fraction]:
    """Shares by weight; whoever would give too much gives all it has, and the rest start again."""
    amount = min(amount, sum(room, Fraction(0)))
    held: dict[int, Fraction] = {i: Fraction(0) for i, limit in enumerate(room) if not limit}
    while True:
        free = [i for i in range(len(weights)) if i not in held and weights[i]]
        rest = amount - sum(held.values(), Fraction(0))
        shares = dict(zip(free, shared(rest, [weights[i] for i in free], digits), strict=True))
        over = {i: room[i] for i in free if shares[i] > room[i]}
        if not over:
            return [(held | shares).get(i, Fraction(0)) for i in range(len(weights))]
        held |= over


@dataclass
class Entry:
    amount: Fraction
    rate: Rate
    price: Fraction
    quantity: int
    discount: Fraction = Fraction(0)


def taxes(amount: Fraction, rate: Rate, shop: ShopTerms) -> Fraction:
    digits = shop.currency_digits
    if shop.entered is Basis.NET:
        return sum(
            (half_up(amount * Fraction(c.percent) / 100, digits) for c in rate.components),
            Fraction(0),
        )
    return amount - half_up(amount / times(rate), digits)


def component_taxes(amount: Fraction, rate: Rate, shop: ShopTerms) -> list[Fraction]:
    digits = shop.currency_digits
    if shop.entered is Basis.NET:
        return [half_up(amount * Fraction(c.percent) / 100, digits) for c in rate.components]
    return shared(taxes(amount, rate, shop), [Fraction(c.percent) for c in rate.components], digits)


def vat(entries: Sequence[Entry], shop: ShopTerms) -> Fraction:
    if shop.rounding_level is RoundingLevel.TOTAL:
        bases: dict[str, tuple[Fraction, Rate]] = {}
        for entry in entries:
            base = bases.get(entry.rate.key, (Fraction(0), entry.rate))[0]
            bases[entry.rate.key] = base + entry.amount, entry.rate
        return sum((taxes(base, rate, shop) for base, rate in bases.values()), Fraction(0))
    if shop.rounding_level is RoundingLevel.LINE:
        return sum((taxes(entry.amount, entry.rate, shop) for entry in entries), Fraction(0))
    total = Fraction(0)
    for entry in entries:
        if entry.amount:
            pairs = zip(
                component_taxes(entry.price, entry.rate, shop),
                component_taxes(entry.discount, entry.rate, shop),
                strict=True,
            )
            total += sum(max(Fraction(0), entry.quantity * one - off) for one, off in pairs)
    return total


def subtotal(entries: Sequence[Entry], basis: Basis, shop: ShopTerms) -> Fraction:
    entered = sum((entry.amount for entry in entries), Fraction(0))
    if basis is shop.entered:
        return entered
    return entered + (vat(entries, shop) if basis is Basis.GROSS else -vat(entries, shop))


def discount_shares(
    discount: OrderDiscount, entries: Sequence[Entry], room: Sequence[Fraction], shop: ShopTerms
) -> list[Fraction] | None:
    digits, basis = shop.currency_digits, discount.basis or shop.entered
    reached = [
        tier
        for tier in discount.tiers
        if Fraction(tier.threshold) <= subtotal(entries, basis, shop)
    ]
    if not reached:
        return None
    tier = max(reached, key=lambda tier: tier.threshold)
    weights = [entry.amount for entry in entries]
    if tier.percent is not None:
        percent = Fraction(tier.percent) / 100
        return capped(half_up(sum(weights, Fraction(0)) * percent, digits), weights, room, digits)
    flat = half_up(Fraction(tier.amount or 0), digits)
    if basis is shop.entered:
        return capped(flat, weights, room, digits)
    there = [half_up(turned(e.amount, e.rate, shop.entered, basis), digits) for e in entries]
    limits = [
        half_up(turned(limit, e.rate, shop.entered, basis), digits)
        for limit, e in zip(room, entries, strict=True)
    ]
    back = []
    for share, limit, own, entry in zip(
        capped(flat, there, limits, digits), limits, room, entries, strict=True
    ):
        converted = half_up(turned(share, entry.rate, basis, shop.entered), digits)
        back.append(own if share == limit else min(own, converted))
    return back


def apply_discounts(
    policy: Policy, entries: Sequence[Entry], room: list[Fraction], shop: ShopTerms
) -> None:
    best: dict[DiscountKind, tuple[Fraction, int, OrderDiscount]] = {}
    for discount in sorted(policy.order_discounts, key=lambda d: d.id):
        shares = discount_shares(discount, entries, room, shop)
        if shares is not None:
            worth = sum(shares, Fraction(0))
            if discount.kind not in best or worth > best[discount.kind][0]:
                best[discount.kind] = worth, discount.id, discount
    frozen = [Entry(e.amount, e.rate, e.price, e.quantity) for e in entries]
    chosen = sorted((d for _, _, d in best.values()), key=lambda d: (d.rank, d.id))

    def is_flat(discount: OrderDiscount) -> bool:
        basis = discount.basis or shop.entered
        limit = subtotal(frozen, basis, shop)
        reached = [tier for tier in discount.tiers if Fraction(tier.threshold) <= limit]
        return max(reached, key=lambda tier: tier.threshold).percent is None

    for discount in sorted(chosen, key=is_flat):
        shares = discount_shares(discount, frozen, room, shop) or []
        for index, share in enumerate(shares):
            entries[index].amount -= share
            entries[index].discount += share
            room[index] -= share


def totals(
    lines: Sequence[Line], policy: Policy, shop: ShopTerms, shipping: Shipping | None
) -> tuple[Decimal, Decimal]:
    """What the document costs, HT and TTC."""
    digits = shop.currency_digits
    bought: dict[str, int] = {}
    for line in lines:
        bought[line.item.sku] = bought.get(line.item.sku, 0) + line.quantity
    entries, room = [], []
    for line in lines:
        one = unit(line.item, bought[line.item.sku], policy, shop)
        amount = half_up(one.price * line.quantity, digits)
        entries.append(Entry(amount, one.rate, one.price, line.quantity))
        room.append(
            max(Fraction(0), amount - up(min(one.floor, one.price) * line.quantity, digits))
        )
    apply_discounts(policy, entries, room, shop)
    if shipping is not None:
        goods = sum((entry.amount for entry in entries), Fraction(0))
        entries.append(delivery(shipping, goods, policy, shop))
    entered = sum((entry.amount for entry in entries), Fraction(0))
    tax = vat(entries, shop)
    net, gross = (entered, entered + tax) if shop.entered is Basis.NET else (entered - tax, entered)
    return exact_decimal(net, digits), exact_decimal(gross, digits)


def delivery(shipping: Shipping, goods: Fraction, policy: Policy, shop: ShopTerms) -> Entry:
    terms, fee = policy.delivery, Fraction(shipping.fee)
    if shipping.pickup:
        fee = Fraction(0)
    elif terms.threshold is None or goods >= Fraction(terms.threshold):
        if terms.charge is DeliveryCharge.FREE:
            fee = Fraction(0)
        elif terms.charge is DeliveryCharge.FIXED:
            fee = Fraction(terms.fee)
    rate = rate_paid(policy, shipping.rate)
    if shop.entered is Basis.GROSS:
        fee = fee * times(rate) / times(shipping.reference_rate)
    fee = half_up(fee, shop.currency_digits)
    return Entry(fee, rate, fee, 1)


def exact_decimal(amount: Fraction, digits: int) -> Decimal:
    """A fraction that is a whole number of the smallest unit, as a decimal."""
    units = amount * 10**digits
    assert units.denominator == 1
    return Decimal(units.numerator).scaleb(-digits)
