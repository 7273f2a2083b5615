"""What the price simulator prints: signed amounts, and the hatching of its bars."""

from decimal import Decimal

from django import template

from backoffice.templatetags.ui import money
from customers.explaining import plain as plain_amount
from customers.waterfall import Bar

register = template.Library()

TOP, BOTTOM, GAP = 2, 12, 6


@register.filter
def plain(amount: Decimal) -> str:
    """`1234.50`, for programs."""
    return plain_amount(amount)


@register.filter
def at(links: dict[str, str], code: str) -> str:
    """The address of a rule, where there is one for the reader."""
    return links.get(code, "")


@register.filter
def signed(amount: Decimal, currency: str) -> str:
    """« +4,00 € », « −4,00 € »."""
    told = money(amount, currency)
    return f"+{told}" if amount > 0 else told


@register.filter
def taken(amount: Decimal, currency: str) -> str:
    """What is taken off, as a negative amount."""
    return money(-amount, currency)


@register.simple_tag
def hatch(bar: Bar) -> str:
    """Slanted strokes over what is taken off: a fall is seen without its colour."""
    strokes = []
    for start in range(bar.stays, bar.end + BOTTOM - TOP, GAP):
        left, right = max(bar.stays, start - (BOTTOM - TOP)), min(bar.end, start)
        if left < right:
            strokes.append(f"M{left} {TOP + start - left}L{right} {TOP + start - right}")
    return "".join(strokes)
