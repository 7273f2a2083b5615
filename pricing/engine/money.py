"""Amounts: exact decimals, one way to round them, one way to share them out."""

from collections.abc import Sequence
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    InvalidOperation,
    Overflow,
)
from enum import StrEnum

ZERO = Decimal(0)
ONE = Decimal(1)
HUNDRED = Decimal(100)
LIMIT = Decimal(10) ** 15

# A price of eight digits taken through several percentages of five digits stays exact, and the
# caller's own context (precision, traps) can never change a figure.
ARITHMETIC = Context(prec=60, traps=[InvalidOperation, DivisionByZero, Overflow, FloatOperation])


class TermsError(ValueError):
    """A figure or a combination of settings from which no price can be made."""


class RoundingMode(StrEnum):
    """What becomes of a half, or of any part of the smallest unit."""

    HALF_UP = "ROUND_HALF_UP"
    HALF_DOWN = "ROUND_HALF_DOWN"
    HALF_EVEN = "ROUND_HALF_EVEN"
    UP = "ROUND_UP"
    DOWN = "ROUND_DOWN"


def kept(percent: Decimal) -> Decimal:
    """The part of an amount that a percentage off leaves."""
    return (HUNDRED - percent) / HUNDRED


def more(amount: Decimal, percent: Decimal) -> Decimal:
    """An amount with a percentage added; exact, not rounded."""
    return amount * (HUNDRED + percent) / HUNDRED


def smallest(digits: object) -> Decimal:
    """The smallest amount that can be written with so many decimals."""
    if not isinstance(digits, int) or not 0 <= digits <= 12:
        raise TermsError(f"A number of decimals must be from 0 to 12, got {digits!r}")
    return Decimal((0, (1,), -digits))


def rounded_up(amount: Decimal, unit: Decimal) -> Decimal:
    """The lowest multiple of the unit that is not under the amount."""
    return amount.quantize(unit, ROUND_CEILING)


def shared(amount: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """Split an amount by weight into whole units; the largest remainders take what is left over."""
    total = sum(weights, ZERO)
    if not total or not amount:
        return [unit - unit] * len(weights)
    quotas = [amount * weight / total for weight in weights]
    shares = [quota.quantize(unit, ROUND_FLOOR) for quota in quotas]
    missing = int((amount - sum(shares, ZERO)) / unit)
    if missing:
        by_remainder = sorted(range(len(shares)), key=lambda i: shares[i] - quotas[i])
        for index in by_remainder[:missing]:
            shares[index] += unit
    return shares


def amount_of(name: str, value: object) -> Decimal:
    """A finite amount of zero or more, or a refusal that names the figure."""
    figure = signed_of(name, value)
    if figure < ZERO:
        raise TermsError(f"{name} must not be negative, got {figure}")
    return abs(figure)  # a stored −0 is a plain zero


def signed_of(name: str, value: object) -> Decimal:
    """A finite decimal of either sign, and of a size a shop can mean."""
    if not isinstance(value, Decimal):
        raise TermsError(f"{name} must be a Decimal, got {type(value).__name__}")
    if not value.is_finite():
        raise TermsError(f"{name} must be a finite number, got {value}")
    if not -LIMIT < value < LIMIT:
        raise TermsError(f"{name} is out of proportion, got {value}")
    return value


def percent_of(name: str, value: object) -> Decimal:
    """A percentage that can be taken off a price: from 0 to 100."""
    figure = amount_of(name, value)
    if figure > HUNDRED:
        raise TermsError(f"{name} must not be over 100 %, got {figure}")
    return figure


def optional_amount(name: str, value: object) -> Decimal | None:
    """The same as an amount, where blank means unknown."""
    return None if value is None else amount_of(name, value)
