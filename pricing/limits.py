"""What a reduction or a rule of a template may be worth, whoever gives it: a form or a file."""

from decimal import Decimal

from django.utils.translation import gettext

from pricing.models import Promotion, TemplateRule

_LEAST_PERCENT = Decimal("0.01")
_PERCENTS = (TemplateRule.Kind.LIST_PERCENT, TemplateRule.Kind.COST_PERCENT)
_LEAST_CHANGE, _MOST_CHANGE = Decimal(-100), Decimal(1000)  # percent


def wrong_reduction(value: Decimal, *, is_percent: bool) -> str:
    """Why a value takes nothing off, or too much; nothing where it is right."""
    if is_percent:
        right = _LEAST_PERCENT <= value <= 100
        return "" if right else gettext("Enter a percentage between 0.01 and 100.")
    return "" if value > 0 else gettext("Enter an amount above 0.")


def wrong_promotion(value: Decimal, *, kind: str) -> str:
    """Why a promotion cannot be worth this; a sale price may be 0."""
    if kind == Promotion.Kind.PRICE and value == 0:
        return ""
    return wrong_reduction(value, is_percent=kind == Promotion.Kind.PERCENT)


def wrong_rule(value: Decimal, *, kind: str) -> str:
    """Why a rule of a template cannot be worth this."""
    if kind in _PERCENTS and not _LEAST_CHANGE <= value <= _MOST_CHANGE:
        return gettext("Enter a percentage between −100 and 1000.")
    if kind == TemplateRule.Kind.FIXED and value < 0:
        return gettext("A fixed price cannot be negative.")
    return ""
