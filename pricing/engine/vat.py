"""VAT: rates made of components, and the two ways round between HT (net) and TTC (gross)."""

from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from enum import StrEnum

from pricing.engine.money import ARITHMETIC, HUNDRED, ONE, ZERO, TermsError, amount_of


class Basis(StrEnum):
    """Whether an amount is HT (net) or TTC (gross)."""

    NET = "net"
    GROSS = "gross"

    @property
    def other(self) -> "Basis":
        return Basis.GROSS if self is Basis.NET else Basis.NET


# Prices name these many times each: a plain name is read ten times faster than an enum's member.
NET, GROSS = Basis.NET, Basis.GROSS


class VatMode(StrEnum):
    """How a viewer is taxed: as the products are, at a rate of his own, or not at all."""

    STANDARD = "standard"
    OVERRIDE = "override"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One tax of a rate, such as TPS 5 %."""

    code: str
    percent: Decimal

    def __post_init__(self) -> None:
        amount_of(f"The percentage of {self.code}", self.percent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One or several taxes on the same net base."""

    key: str
    components: tuple[Component, ...] = ()
    percent: Decimal = field(init=False, compare=False)
    factor: Decimal = field(init=False, compare=False, repr=False)
    parts: tuple[Decimal, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.key:
            raise TermsError("A rate needs a key")
        with localcontext(ARITHMETIC):
            parts = tuple(component.percent / HUNDRED for component in self.components)
            object.__setattr__(self, "percent", sum((c.percent for c in self.components), ZERO))
            object.__setattr__(self, "parts", parts)
            object.__setattr__(self, "factor", sum(parts, ONE))

    @property
    def taxable(self) -> bool:
        return self.percent > ZERO


EXEMPT = Rate(key="exempt")


def taxes_on(net: Decimal, rate: Rate, unit: Decimal, mode: str) -> list[Decimal]:
    """Each component's tax on a net base, every one rounded on its own."""
    return [(net * part).quantize(unit, mode) for part in rate.parts]


def gross_of(net: Decimal, rate: Rate, unit: Decimal, mode: str) -> Decimal:
    """A net amount with its taxes."""
    gross = net
    for fraction in rate.parts:
        gross += (net * fraction).quantize(unit, mode)
    return gross


def net_of(gross: Decimal, rate: Rate, unit: Decimal, mode: str) -> Decimal:
    """What is left of a gross amount without its taxes."""
    return (gross / rate.factor).quantize(unit, mode)


def at_rate(amount: Decimal, reference: Rate, rate: Rate) -> Decimal:
    """A gross amount moved to another rate with its net kept; exact, not rounded."""
    if rate.factor == reference.factor:
        return amount
    return amount * rate.factor / reference.factor


def converted(amount: Decimal, rate: Rate, given: Basis, wanted: Basis) -> Decimal:
    """An amount of one basis in the other one; exact, not rounded."""
    if given is wanted:
        return amount
    return amount * rate.factor if wanted is GROSS else amount / rate.factor
