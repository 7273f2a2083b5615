"""VAT of a document: per rate, shared back so that lines, rates and totals add up."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pricing.engine.money import ZERO, shared
from pricing.engine.terms import RoundingLevel, ShopTerms
from pricing.engine.vat import Basis, Rate, net_of, taxes_on


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


@dataclass(slots=True)
class Taxable:
    """An amount to be taxed, in the entered basis: so many units, less a discount."""

    amount: Decimal
    rate: Rate
    unit: Decimal
    quantity: int = 1
    discount: Decimal = ZERO


@dataclass(slots=True)
class Taxed:
    """One entry in whole cents of the entered basis, and the VAT it carries."""

    amount: Decimal
    vat: Decimal


def taxed(entries: Sequence[Taxable], shop: ShopTerms) -> tuple[list[RateTotal], list[Taxed]]:
    """The tax of each rate, and the part of it that each entry carries."""
    by_rate: dict[str, list[int]] = {}
    for index, entry in enumerate(entries):
        by_rate.setdefault(entry.rate.key, []).append(index)
    totals: list[RateTotal] = []
    parts: dict[int, Taxed] = {}
    for indexes in by_rate.values():
        total, carried = _at_one_rate([entries[index] for index in indexes], shop)
        totals.append(total)
        parts.update(zip(indexes, carried, strict=True))
    return totals, [parts[index] for index in range(len(entries))]


def with_delivery(
    totals: Sequence[RateTotal], delivery: Taxable, shop: ShopTerms
) -> tuple[list[RateTotal], Taxed]:
    """The same totals with a delivery, whose tax is what it adds: no line of goods moves."""
    goods = {total.rate.key: total for total in totals}
    before = goods.get(delivery.rate.key)
    base = shop.zero if before is None else _entered(before, shop)
    if shop.rounding_level is RoundingLevel.TOTAL or before is None:
        taxes = _taxes(base + delivery.amount, delivery.rate, shop)
    else:
        own = _taxes(delivery.amount, delivery.rate, shop)
        pairs = zip(before.components, own, strict=True)
        taxes = [component.amount + tax for component, tax in pairs]
    total = _rate_total(delivery.rate, base + delivery.amount, taxes, shop)
    goods[delivery.rate.key] = total
    added = total.vat if before is None else total.vat - before.vat
    return list(goods.values()), Taxed(delivery.amount, added)


def _at_one_rate(members: Sequence[Taxable], shop: ShopTerms) -> tuple[RateTotal, list[Taxed]]:
    rate = members[0].rate
    amounts = [member.amount for member in members]
    if shop.rounding_level is RoundingLevel.TOTAL:
        taxes = _taxes(sum(amounts, shop.zero), rate, shop)
        carried: Sequence[Decimal] = shared(sum(taxes, shop.zero), amounts, shop.cent)
    else:
        rows = [_own_taxes(member, rate, shop) for member in members]
        taxes = [sum(column, shop.zero) for column in zip(*rows, strict=True)]
        carried = [sum(row, shop.zero) for row in rows]
    whole = amounts if shop.whole_lines else _in_cents(amounts, shop)
    total = _rate_total(rate, sum(whole, shop.zero), taxes, shop)
    return total, list(map(Taxed, whole, carried))


def _rate_total(rate: Rate, base: Decimal, taxes: Sequence[Decimal], shop: ShopTerms) -> RateTotal:
    vat = sum(taxes, shop.zero)
    net = base if shop.entered is Basis.NET else base - vat
    components = tuple(
        ComponentTax(code=component.code, percent=component.percent, amount=tax)
        for component, tax in zip(rate.components, taxes, strict=True)
    )
    return RateTotal(rate=rate, net=net, vat=vat, gross=net + vat, components=components)


def _entered(total: RateTotal, shop: ShopTerms) -> Decimal:
    return total.net if shop.entered is Basis.NET else total.gross


def _in_cents(amounts: Sequence[Decimal], shop: ShopTerms) -> list[Decimal]:
    """Amounts kept finer than the cent, as they are written on the document."""
    if shop.rounding_level is RoundingLevel.TOTAL:
        total = sum(amounts, shop.zero).quantize(shop.cent, shop.rounding_mode)
        return shared(total, amounts, shop.cent)
    return [amount.quantize(shop.cent, shop.rounding_mode) for amount in amounts]


def _own_taxes(member: Taxable, rate: Rate, shop: ShopTerms) -> list[Decimal]:
    """The taxes of one entry, rounded on the entry or on its unit."""
    if shop.rounding_level is RoundingLevel.LINE or not member.amount:
        return _taxes(member.amount, rate, shop)
    of_unit = _taxes(member.unit, rate, shop)
    of_discount = _taxes(member.discount, rate, shop)
    pairs = zip(of_unit, of_discount, strict=True)
    return [max(shop.zero, member.quantity * unit - less) for unit, less in pairs]


def _taxes(amount: Decimal, rate: Rate, shop: ShopTerms) -> list[Decimal]:
    """Each component's tax: on top of an HT amount, or contained in a TTC one."""
    cent, mode = shop.cent, shop.rounding_mode
    if shop.entered is Basis.NET:
        return taxes_on(amount, rate, cent, mode)
    return shared(amount - net_of(amount, rate, cent, mode), rate.parts, cent)
