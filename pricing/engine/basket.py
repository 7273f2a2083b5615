"""A quote: every line priced, then VAT and totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from pricing.engine.money import ARITHMETIC, ZERO, shared
from pricing.engine.policy import Policy
from pricing.engine.terms import Line, ShopTerms
from pricing.engine.unit import UnitPrice, priced
from pricing.engine.vat import Basis, Rate, components_of, net_of, taxes_on


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One line of the cart, after the order's discounts."""

    line: Line
    unit: UnitPrice
    total: Decimal  # unit × quantity, before order discounts, in the shop's entered basis
    discount: Decimal  # its share of the order discounts, in the same basis
    net: Decimal
    vat: Decimal
    gross: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ComponentTax:
    """What one tax of a rate amounts to on the document."""

    code: str
    percent: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RateTotal:
    """The document's base and tax at one rate, goods and delivery together."""

    rate: Rate
    net: Decimal
    vat: Decimal
    gross: Decimal
    components: tuple[ComponentTax, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a cart costs a viewer; lines, rates and totals add up in both bases."""

    lines: tuple[QuoteLine, ...]
    taxes: tuple[RateTotal, ...]
    net: Decimal
    vat: Decimal
    gross: Decimal
    exemption_reason: str


def quote(*, lines: Sequence[Line], policy: Policy, shop: ShopTerms) -> Quote:
    """Price a cart for one viewer."""
    with localcontext(ARITHMETIC):
        units = _units(lines, policy, shop)
        totals = [
            (unit.price * line.quantity).quantize(shop.line_cent, shop.rounding_mode)
            for line, unit in zip(lines, units, strict=True)
        ]
        taxes, shares = _taxed(totals, [unit.rate for unit in units], shop)
        quoted = []
        for line, unit, total, vat in zip(lines, units, totals, shares, strict=True):
            net = total if shop.entered is Basis.NET else total - vat
            quoted.append(
                QuoteLine(
                    line=line,
                    unit=unit,
                    total=total,
                    discount=ZERO,
                    net=net,
                    vat=vat,
                    gross=net + vat,
                )
            )
        net = sum((tax.net for tax in taxes), ZERO)
        vat = sum((tax.vat for tax in taxes), ZERO)
        return Quote(
            lines=tuple(quoted),
            taxes=tuple(taxes),
            net=net,
            vat=vat,
            gross=net + vat,
            exemption_reason=policy.exemption_reason,
        )


def _units(lines: Sequence[Line], policy: Policy, shop: ShopTerms) -> list[UnitPrice]:
    bought: dict[str, int] = {}
    for line in lines:
        sku = line.item.sku
        bought[sku] = bought.get(sku, 0) + line.quantity
    known: dict[tuple[int, Decimal | None], UnitPrice] = {}
    units = []
    for line in lines:
        key = (id(line.item), line.typed)
        unit = known.get(key)
        if unit is None:
            unit = priced(line.item, bought[line.item.sku], policy, shop, line.typed)
            known[key] = unit
        units.append(unit)
    return units


def _taxed(
    totals: Sequence[Decimal], rates: Sequence[Rate], shop: ShopTerms
) -> tuple[list[RateTotal], list[Decimal]]:
    members: dict[str, list[int]] = {}
    for index, rate in enumerate(rates):
        members.setdefault(rate.key, []).append(index)
    shares = [ZERO] * len(totals)
    taxes = []
    for indexes in members.values():
        weights = [totals[index] for index in indexes]
        tax = _rate_total(sum(weights, ZERO), rates[indexes[0]], shop)
        taxes.append(tax)
        for index, share in zip(indexes, shared(tax.vat, weights, shop.cent), strict=True):
            shares[index] = share
    return taxes, shares


def _rate_total(base: Decimal, rate: Rate, shop: ShopTerms) -> RateTotal:
    cent, mode = shop.cent, shop.rounding_mode
    if shop.entered is Basis.NET:
        net, amounts = base, taxes_on(base, rate, cent, mode)
        vat = sum(amounts, ZERO)
    else:
        net = net_of(base, rate, cent, mode)
        vat = base - net
        amounts = list(components_of(vat, rate, cent))
    components = tuple(
        ComponentTax(code=component.code, percent=component.percent, amount=amount)
        for component, amount in zip(rate.components, amounts, strict=True)
    )
    return RateTotal(rate=rate, net=net, vat=vat, gross=net + vat, components=components)
