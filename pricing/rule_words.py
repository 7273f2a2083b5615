"""The rules of a price template in words."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from backoffice.templatetags.ui import money, number, percent
from catalog.models import Basis, Shop
from pricing.models import TemplateRule


def rule_value(*, rule: TemplateRule, shop: Shop) -> str:
    """« −5 % », « −2,00 € HT », « Coût + 15 % », « 4,20 € HT »."""
    if rule.kind == TemplateRule.Kind.LIST_PERCENT:
        return _signed(rule.value, percent(rule.value))
    if rule.kind == TemplateRule.Kind.LIST_AMOUNT:
        return _signed(rule.value, _amount(rule.value, shop))
    if rule.kind == TemplateRule.Kind.FIXED:
        return _amount(rule.value, shop)
    if rule.value < 0:
        return _("Cost − %(percent)s") % {"percent": percent(-rule.value)}
    return _("Cost + %(percent)s") % {"percent": percent(rule.value)}


def rule_subject(*, rule: TemplateRule) -> str:
    """What a rule is about: « Papeterie », « tous les produits »."""
    return str(rule.product or rule.category or _("all products"))


def rule_in_words(*, rule: TemplateRule, shop: Shop) -> str:
    """« Coût + 15 % · Papeterie, dès 10 »."""
    told = rule_value(rule=rule, shop=shop)
    if rule.product or rule.category:
        told = f"{told} · {rule_subject(rule=rule)}"
    if rule.min_quantity == 1:
        return told
    return _("%(rule)s, from %(quantity)s") % {
        "rule": told,
        "quantity": number(rule.min_quantity),
    }


def rules_in_words(*, rules: Iterable[TemplateRule], count: int, shop: Shop) -> str:
    """The first rules, and how many more there are."""
    told = [rule_in_words(rule=rule, shop=shop) for rule in rules]
    if count > len(told):
        told.append(_("… and %(more)s more") % {"more": number(count - len(told))})
    return "\n".join(told)


def _amount(value: Decimal, shop: Shop) -> str:
    return f"{money(value, shop.currency)} {Basis(shop.prices_entered).label}"


def _signed(value: Decimal, told: str) -> str:
    return f"+{told}" if value > 0 else told
