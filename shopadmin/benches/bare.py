"""The same figures by bare arithmetic: no rule is looked for, no step or reason is kept."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import NamedTuple

CENT, HUNDRED, ZERO = Decimal("0.01"), Decimal(100), Decimal(0)


class Plain(NamedTuple):
    """A product as arithmetic needs it: its price, its two reductions, its rate, in percent."""

    price: Decimal
    group: Decimal
    promotion: Decimal
    rate: Decimal


class Unit(NamedTuple):
    """What one unit costs, and what it costs everyone, HT and TTC."""

    net: Decimal
    gross: Decimal
    list_net: Decimal
    list_gross: Decimal


class Row(NamedTuple):
    """A line of a cart: its unit and its own part of the net, the VAT and the total."""

    unit: Unit
    net: Decimal
    vat: Decimal
    gross: Decimal


class Cart(NamedTuple):
    """What a cart comes to, line by line and in all."""

    rows: list[Row]
    net: Decimal
    vat: Decimal
    gross: Decimal


def unit(line: Plain) -> Unit:
    """The better of the two reductions, and the price without any."""
    factor = HUNDRED + line.rate
    mine = line.price * (HUNDRED - line.group) / HUNDRED
    reduced = line.price * (HUNDRED - line.promotion) / HUNDRED
    net = min(mine, reduced).quantize(CENT, ROUND_HALF_UP)
    listed = line.price.quantize(CENT, ROUND_HALF_UP)
    return Unit(
        net,
        (net * factor / HUNDRED).quantize(CENT, ROUND_HALF_UP),
        listed,
        (listed * factor / HUNDRED).quantize(CENT, ROUND_HALF_UP),
    )


def cart(lines: Sequence[Plain], quantity: int) -> Cart:
    """A cart whose VAT is rounded once per rate, then shared back to the cent."""
    units = [unit(line) for line in lines]
    nets = [(one.net * quantity).quantize(CENT, ROUND_HALF_UP) for one in units]
    taxes = [ZERO] * len(lines)
    for rate in {line.rate for line in lines}:
        of_rate = [index for index, line in enumerate(lines) if line.rate == rate]
        shares = _shared([nets[index] for index in of_rate], rate)
        for index, share in zip(of_rate, shares, strict=True):
            taxes[index] = share
    rows = [Row(one, net, vat, net + vat) for one, net, vat in zip(units, nets, taxes, strict=True)]
    net, vat = sum(nets, ZERO), sum(taxes, ZERO)
    return Cart(rows, net, vat, net + vat)


def total(lines: Iterable[Plain], quantity: int) -> tuple[Decimal, Decimal, Decimal]:
    """The three totals alone: the least anybody could compute, where all bear one rate."""
    net, rate = ZERO, ZERO
    for line in lines:
        rate = line.rate
        better = line.price * (HUNDRED - max(line.group, line.promotion)) / HUNDRED
        net += better.quantize(CENT, ROUND_HALF_UP) * quantity
    vat = (net * rate / HUNDRED).quantize(CENT, ROUND_HALF_UP)
    return net, vat, net + vat


def _shared(nets: Sequence[Decimal], rate: Decimal) -> list[Decimal]:
    quotas = [net * rate / HUNDRED for net in nets]
    shares = [quota.quantize(CENT, ROUND_FLOOR) for quota in quotas]
    due = (sum(nets, ZERO) * rate / HUNDRED).quantize(CENT, ROUND_HALF_UP)
    missing = int((due - sum(shares, ZERO)) / CENT)
    for index in sorted(range(len(shares)), key=lambda i: shares[i] - quotas[i])[:missing]:
        shares[index] += CENT
    return shares
