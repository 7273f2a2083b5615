"""The rules of a price template in words."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from backoffice.templatetags.ui import money, number, percent
from pricing.models import TemplateRule


def rule_value(*, rule: TemplateRule, currency: str) -> str:
    """« −5 % », « −2,00 € », « Coût + 15 % », « 4,20 € »."""
    if rule.kind == TemplateRule.Kind.LIST_PERCENT:
        return _signed(rule.value, percent(rule.value))
    if rule.kind == TemplateRule.Kind.LIST_AMOUNT:
        return _signed(rule.value, money(rule.value, currency))
    if rule.kind == TemplateRule.Kind.FIXED:
        return money(rule.value, currency)
    if rule.value < 0:
        return _("Cost − %(percent)s") % {"percent": percent(-rule.value)}
    return _("Cost + %(percent)s") % {"percent": percent(rule.value)}


def rule_subject(*, rule: TemplateRule) -> str:
    """What a rule is about: « Papeterie », « tous les produits »."""
    return str(rule.product or rule.category or _("all products"))


def rule_in_words(*, rule: TemplateRule, currency: str) -> str:
    """« Coût + 15 % · Papeterie, dès 10 »."""
    told = rule_value(rule=rule, currency=currency)
    if rule.product or rule.category:
        told = f"{told} · {rule_subject(rule=rule)}"
    if rule.min_quantity == 1:
        return told
    return _("%(rule)s, from %(quantity)s") % {
        "rule": told,
        "quantity": number(rule.min_quantity),
    }


def rules_in_words(*, rules: Iterable[TemplateRule], count: int, currency: str) -> str:
    """The first rules, and how many more there are."""
    told = [rule_in_words(rule=rule, currency=currency) for rule in rules]
    if count > len(told):
        told.append(_("… and %(more)s more") % {"more": number(count - len(told))})
    return "\n".join(told)


def _signed(value: Decimal, told: str) -> str:
    return f"+{told}" if value > 0 else told
