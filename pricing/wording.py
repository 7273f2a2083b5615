"""Promotions and discounts in words: what they take off, on what, and when."""

from collections.abc import Iterable
from decimal import Decimal

from babel.lists import format_list
from django.utils.translation import get_language, gettext, ngettext

from backoffice.templatetags.ui import day, long_day, money, number, percent
from catalog.models import Basis
from pricing.models import Dated, DiscountTier, OrderDiscount, Promotion


def promotion_value(*, promotion: Promotion, currency: str) -> str:
    """« −30 % », « −5,00 € HT », « 12,00 € TTC »."""
    if promotion.kind == Promotion.Kind.PERCENT:
        return gettext("%(value)s off") % {"value": percent(promotion.value)}
    amount = _amount(promotion.value, promotion.basis, currency)
    if promotion.kind == Promotion.Kind.AMOUNT:
        return gettext("%(value)s off") % {"value": amount}
    return gettext("sold at %(price)s") % {"price": amount}


def promotion_scope(*, products: int, categories: int, is_general: bool) -> str:
    """« 2 catégories et 12 produits », « Tous les produits »."""
    told = []
    if categories:
        text = ngettext("%(n)s category", "%(n)s categories", categories)
        told.append(text % {"n": number(categories)})
    if products:
        told.append(ngettext("%(n)s product", "%(n)s products", products) % {"n": number(products)})
    if told:
        return listed(told)
    return gettext("All products") if is_general else gettext("No product any more")


def tier_value(*, tier: DiscountTier, currency: str) -> str:
    """« 10 % », « 15,00 € »."""
    if tier.kind == DiscountTier.Kind.PERCENT:
        return percent(tier.value)
    return money(tier.value, currency)


def threshold_told(*, tier: DiscountTier, discount: OrderDiscount, currency: str) -> str:
    """« dès 500,00 € HT »; nothing where any subtotal will do."""
    if not tier.threshold:
        return ""
    threshold = _amount(tier.threshold, discount.basis, currency)
    return gettext("from %(threshold)s") % {"threshold": threshold}


def tier_offer(*, tier: DiscountTier, discount: OrderDiscount, currency: str) -> str:
    """« 10 % dès 500,00 € HT », « 15,00 € TTC »."""
    value = tier_value(tier=tier, currency=currency)
    if tier.kind == DiscountTier.Kind.FLAT:
        value = _amount(tier.value, discount.basis, currency)
    told = threshold_told(tier=tier, discount=discount, currency=currency)
    return f"{value} {told}" if told else value


def period(*, row: Dated) -> str:
    """« du 01/12/2026 au 31/12/2026 », as a list shows it."""
    first, last = row.starts_on, row.ends_on
    told = {"first": day(first), "last": day(last)}
    if first and last:
        return gettext("%(first)s to %(last)s") % told
    if first:
        return gettext("From %(first)s") % told
    return gettext("Until %(last)s") % told if last else gettext("Always")


def period_in_full(*, row: Dated) -> str:
    """« du 1er décembre 2026 au 31 décembre 2026 », as the end of a sentence."""
    first, last = row.starts_on, row.ends_on
    told = {"first": long_day(first) if first else "", "last": long_day(last) if last else ""}
    if first and last:
        return gettext("from %(first)s to %(last)s") % told
    if first:
        return gettext("from %(first)s, with no end date") % told
    return gettext("until %(last)s") % told if last else gettext("with no end date")


def listed(texts: Iterable[str]) -> str:
    """« Grossistes, VIP et Garages »."""
    return format_list(list(texts), locale=(get_language() or "fr")[:2])


def _amount(value: Decimal, basis: str, currency: str) -> str:
    told = {"amount": money(value, currency), "basis": Basis(basis).label}
    return gettext("%(amount)s %(basis)s") % told
