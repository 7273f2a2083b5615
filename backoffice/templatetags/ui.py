"""Tags and filters every template has: amounts, days, icons and the cells of a list."""

import datetime
import re
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel.numbers import format_currency, format_decimal
from django import template
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from tablericons import _render_icon

register = template.Library()

MINUS = "\u2212"
HUNDREDTH = Decimal("0.01")


def _locale() -> str:
    return "fr" if (get_language() or "fr").startswith("fr") else "en"


def _french_spaces(text: str) -> str:
    # Babel groups thousands with U+202F; the shop's French writes U+00A0 everywhere.
    return text.replace("\u202f", "\u00a0").replace("-", MINUS)


@lru_cache(maxsize=512)
def _drawn(name: str, look: str, size: int) -> SafeString:
    style, _slash, bare = name.rpartition("/")
    strokes = re.findall(r' d="([^"]+)"', _render_icon(f"{style or 'outline'}/{bare}", size))
    # One path instead of several, and the pen in the style sheet: a list draws hundreds of them.
    classes = " ".join(word for word in ("ico", "ico-filled" * (style == "filled"), look) if word)
    return format_html(
        '<svg class="{}" width="{}" height="{}" viewBox="0 0 24 24" aria-hidden="true">'
        '<path d="{}"/></svg>',
        classes,
        size,
        size,
        "".join(strokes),
    )


@register.simple_tag
def icon(name: str, look: str = "", size: int = 20) -> SafeString:
    """A decorative drawing; the words beside it carry the meaning."""
    return _drawn(str(name), str(look), size)


@register.filter
def money(amount: Decimal | None, currency: str = "EUR") -> str:
    """« 1 284,50 € » or “€1,284.50”; at least the cents, four decimals where the price has them."""
    if amount is None:
        return "—"
    places = max(2, min(4, -int(Decimal(amount).normalize().as_tuple().exponent)))
    pattern = f"#,##0.{'0' * places}\u00a0¤" if _locale() == "fr" else f"¤#,##0.{'0' * places}"
    text = format_currency(
        amount, currency, format=pattern, locale=_locale(), currency_digits=False
    )
    return _french_spaces(text)


@register.filter
def number(amount: Decimal | int | None) -> str:
    """A plain number, grouped and without trailing zeros."""
    if amount is None:
        return "—"
    return _french_spaces(format_decimal(amount, format="#,##0.######", locale=_locale()))


@register.filter
def percent(value: Decimal | None) -> str:
    """« 12,5 % » or “12.5%”; the value is already a percentage."""
    if value is None:
        return "—"
    return f"{number(value)}\u00a0%" if _locale() == "fr" else f"{number(value)}%"


@register.filter
def day(value: datetime.date | None) -> str:
    """« 22/11/2026 » or “22 Nov 2026”."""
    if value is None:
        return "—"
    if isinstance(value, datetime.datetime):
        value = _here(value)
    return date_format(value, "d/m/Y" if _locale() == "fr" else "j M Y")


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """A day and a time of the shop's clock: « 22/11/2026 14:32 » or “22 Nov 2026 2:32 pm”."""
    if value is None:
        return "—"
    return f"{day(value)} {clock(value)}"


@register.filter
def clock(value: datetime.datetime) -> str:
    """The time alone: « 14:32 » or “2:32 pm”."""
    here = _here(value)
    if _locale() == "fr":
        return time_format(here, "H:i")
    return time_format(here, "g:i a").replace(".", "")


def _here(value: datetime.datetime) -> datetime.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


@register.filter
def long_day(value: datetime.date) -> str:
    """« 1er décembre 2026 » or “1 December 2026”."""
    if _locale() == "fr" and value.day == 1:
        return f"1er {date_format(value, 'F Y')}"
    return date_format(value, "j F Y")


@register.inclusion_tag("components/price.html")
def price(
    offer: Any, *, currency: str = "EUR", basis: str = "", struck: Decimal | None = None
) -> dict[str, Any]:
    """The one way a price is printed: its amount, HT or TTC, and the price it replaces.

    `offer` has `.shown` and `.basis` (`net`/`gross`), and may have `.currency` and `.struck`.
    """
    told = str(basis or getattr(offer, "basis", "gross"))
    amount = getattr(offer, "shown", offer)
    was = struck if struck is not None else getattr(offer, "struck", None)
    return {
        "amount": amount,
        "plain": f"{Decimal(amount):.{_places(amount)}f}",
        "basis": "ht" if told in ("net", "ht", "HT") else "ttc",
        "currency": getattr(offer, "currency", currency),
        "struck": was if was is not None and was > amount else None,
    }


def _places(amount: Decimal) -> int:
    return max(2, min(4, -int(Decimal(amount).normalize().as_tuple().exponent)))


@register.simple_tag
def translated(row: Any, name: str) -> SafeString:
    """A text in the reader's language; the other one and « missing » where it is empty."""
    own = getattr(row, f"{name}_{_locale()}", "") or ""
    if own:
        return format_html("{}", own)
    missing = _("missing in French") if _locale() == "fr" else _("missing in English")
    return format_html('{} <span class="missing">{}</span>', getattr(row, name), missing)


@register.filter
def dash(value: Any) -> Any:
    """The value, or a dash that is read aloud as « none »."""
    if value not in (None, ""):
        return value
    return format_html(
        '<span aria-hidden="true">—</span><span class="visually-hidden">{}</span>', _("none")
    )


@register.filter
def initials(name: str) -> str:
    words = [word for word in str(name).replace("@", " ").split() if word]
    return "".join(word[0] for word in words[:2]).upper()


class Cell(template.Node):
    """A cell of a list, left out where its column is hidden."""

    def __init__(self, name: str, look: Any, inside: template.NodeList) -> None:
        self.name = name
        self.look = look
        self.inside = inside

    def render(self, context: template.Context) -> str:
        column = context["shown"].get(self.name)
        if column is None:
            return ""
        look = "num" if column.numeric else ""
        if self.look is not None:
            look = f"{look} {self.look.resolve(context)}".strip()
        frame = (
            '<th scope="row" role="rowheader" class="{} name">{}</th>'
            if column.head
            else '<td role="cell" class="{}" data-label="{}">{}</td>'
        )
        inside = self.inside.render(context)
        if column.head:
            return format_html(frame, look, inside)
        return format_html(frame, look, column.label, inside)


@register.tag
def cell(parser: template.base.Parser, token: template.base.Token) -> Cell:
    """{% cell "vat" %}…{% endcell %}; a second word gives the cell a class."""
    words = token.split_contents()[1:]
    inside = parser.parse(("endcell",))
    parser.delete_first_token()
    look = parser.compile_filter(words[1]) if len(words) > 1 else None
    return Cell(words[0].strip("\"'"), look, inside)
