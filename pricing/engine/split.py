"""Cutting an order discount into shares of the lines it is taken from."""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from pricing.engine.money import ZERO, shared
from pricing.engine.terms import Split


def split(
    amount: Decimal,
    weights: Sequence[Decimal],
    room: Sequence[Decimal],
    way: Split,
    unit: Decimal,
) -> list[Decimal]:
    """Shares by weight; what a line has no room for goes to the others, as far as they have."""
    shares = [unit - unit] * len(weights)
    left = min(amount, sum(room, ZERO))
    open_lines = [index for index, weight in enumerate(weights) if weight and room[index]]
    while left and open_lines:
        parts = _WAYS[way](left, [weights[index] for index in open_lines], unit)
        given = dict(zip(open_lines, parts, strict=True))
        full = [index for index in open_lines if given[index] > room[index]]
        if not full:
            for index, part in given.items():
                shares[index] = part
            return shares
        for index in full:
            shares[index] = room[index]
            left -= room[index]
        open_lines = [index for index in open_lines if index not in full]
    return shares


def _first_lines(amount: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    total = sum(weights, ZERO)
    shares = [(amount * weight / total).quantize(unit, ROUND_HALF_DOWN) for weight in weights]
    missing = amount - sum(shares, ZERO)
    # What was rounded up too often comes back from the first lines that have something.
    able = [index for index, share in enumerate(shares) if missing > 0 or share]
    for index in able[: int(abs(missing) / unit)]:
        shares[index] += unit.copy_sign(missing)
    return shares


def _last_line(amount: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    total, left = sum(weights, ZERO), amount
    shares = []
    for weight in weights[:-1]:
        share = min(left, (amount * weight / total).quantize(unit, ROUND_HALF_UP))
        shares.append(share)
        left -= share
    return [*shares, left]


def _exact(amount: Decimal, weights: Sequence[Decimal], _unit: Decimal) -> list[Decimal]:
    total = sum(weights, ZERO)
    return [amount * weight / total for weight in weights]


_WAYS: dict[Split, Callable[[Decimal, Sequence[Decimal], Decimal], list[Decimal]]] = {
    Split.LARGEST_REMAINDER: shared,
    Split.FIRST_LINES: _first_lines,
    Split.LAST_LINE: _last_line,
    Split.EXACT: _exact,
}
