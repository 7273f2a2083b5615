"""Which order discounts count on a cart, what they take off, and from which lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pricing.engine.discount import DiscountKind, OrderDiscount, Tier, in_rank_order
from pricing.engine.money import HUNDRED, ZERO
from pricing.engine.split import split
from pricing.engine.terms import Combination, PercentBase, ShopTerms
from pricing.engine.trace import Lost, Reason
from pricing.engine.vat import Basis, Rate, converted


@dataclass(slots=True)
class Goods:
    """What order discounts see of a cart, line by line, in the shop's entered basis."""

    totals: Sequence[Decimal]  # zero for a line that takes no discount
    room: Sequence[Decimal]  # what a line can still give
    rates: Sequence[Rate]
    subtotals: dict[Basis, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """What one order discount takes off, and its share on each line."""

    discount: OrderDiscount
    percent: Decimal | None
    amount: Decimal
    shares: tuple[Decimal, ...]


def cuts(
    discounts: Iterable[OrderDiscount], goods: Goods, shop: ShopTerms
) -> tuple[list[Cut], list[Lost]]:
    """Test each discount once on the subtotal, keep those that count, then take them off."""
    lost: list[Lost] = []
    reached: list[tuple[OrderDiscount, Tier]] = []
    for discount in in_rank_order(discounts):
        tier = discount.reached(goods.subtotals[discount.basis or shop.entered])
        if tier is None:
            lost.append(Lost(discount.source, None, Reason.THRESHOLD))
        else:
            reached.append((discount, tier))
    kept = _kept(reached, goods, shop, lost)
    if shop.percent_base is PercentBase.SUBTOTAL:
        kept.sort(key=lambda entry: entry[1].percent is None)
    return _taken(kept, goods, shop, lost), lost


def _kept(
    reached: Sequence[tuple[OrderDiscount, Tier]], goods: Goods, shop: ShopTerms, lost: list[Lost]
) -> list[tuple[OrderDiscount, Tier]]:
    if shop.combination is Combination.ALL:
        return list(reached)
    best: dict[DiscountKind | None, tuple[Decimal, int]] = {}
    worth: dict[int, Decimal] = {}
    for discount, tier in reached:
        worth[discount.id] = sum(_shares(discount, tier, goods, goods.room, shop), shop.zero)
        rank = (-worth[discount.id], discount.id)
        kind = _contest(discount, shop)
        best[kind] = min(best.get(kind, rank), rank)
    winners = {identity for _, identity in best.values()}
    for discount, _ in reached:
        if discount.id not in winners:
            price, reason = worth[discount.id], Reason.BETTER_DISCOUNT
            lost.append(Lost(discount.source, price, reason))
    return [entry for entry in reached if entry[0].id in winners]


def _contest(discount: OrderDiscount, shop: ShopTerms) -> DiscountKind | None:
    return None if shop.combination is Combination.BEST else discount.kind


def _taken(
    kept: Iterable[tuple[OrderDiscount, Tier]], goods: Goods, shop: ShopTerms, lost: list[Lost]
) -> list[Cut]:
    room = list(goods.room)
    taken: list[Cut] = []
    for discount, tier in kept:
        shares = _shares(discount, tier, goods, room, shop, taken)
        amount = sum(shares, shop.zero)
        if not amount:
            lost.append(Lost(discount.source, amount, Reason.NOTHING_LEFT))
            continue
        room = [left - share for left, share in zip(room, shares, strict=True)]
        taken.append(
            Cut(discount=discount, percent=tier.percent, amount=amount, shares=tuple(shares))
        )
    return taken


def _shares(
    discount: OrderDiscount,
    tier: Tier,
    goods: Goods,
    room: Sequence[Decimal],
    shop: ShopTerms,
    taken: Sequence[Cut] = (),
) -> Sequence[Decimal]:
    if tier.percent is not None:
        base = goods.subtotals[shop.entered]
        if shop.percent_base is PercentBase.RUNNING:
            base -= sum((cut.amount for cut in taken), ZERO)
        amount = (base * tier.percent / HUNDRED).quantize(shop.cent, shop.rounding_mode)
        return split(amount, goods.totals, room, shop.split, shop.cent)
    flat = (tier.amount or ZERO).quantize(shop.cent, shop.rounding_mode)
    basis = discount.basis or shop.entered
    if basis is shop.entered:
        return split(flat, goods.totals, room, shop.split, shop.cent)
    return _shares_in(basis, flat, goods, room, shop)


def _shares_in(
    basis: Basis, flat: Decimal, goods: Goods, room: Sequence[Decimal], shop: ShopTerms
) -> list[Decimal]:
    """A flat amount of the other basis is split there, then converted at each line's rate."""

    def moved(amounts: Iterable[Decimal], given: Basis, wanted: Basis) -> list[Decimal]:
        return [
            converted(amount, rate, given, wanted).quantize(shop.cent, shop.rounding_mode)
            for amount, rate in zip(amounts, goods.rates, strict=True)
        ]

    limits = moved(room, shop.entered, basis)
    shares = split(flat, moved(goods.totals, shop.entered, basis), limits, shop.split, shop.cent)
    back = moved(shares, basis, shop.entered)
    return [
        left if share >= limit else min(left, part)
        for left, limit, share, part in zip(room, limits, shares, back, strict=True)
    ]
