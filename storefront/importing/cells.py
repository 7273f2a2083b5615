"""One cell of a file as the value its column holds, or why it cannot be."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, tzinfo
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django_countries import countries
from django_countries.fields import CountryField

# What Decimal and int would also take: 1_000, other alphabets' digits, NaN.
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_NUMBERS = (models.DecimalField, models.IntegerField)
YEARS = range(1900, 2200)


def stored(field: Any, text: str, *, may_be_empty: bool = False) -> Any:
    """The cell as its column stores it; an empty one is “not set”, as the column says it."""
    if not text:
        return _not_set(field, may_be_empty)
    if isinstance(field, _NUMBERS) and not _NUMBER.fullmatch(text):
        told = _("“%(value)s” is not a number written like 1234.56")
        raise ValidationError(told % {"value": _short(text)})
    if isinstance(field, CountryField):
        return country(text)
    if isinstance(field, models.BooleanField):
        return yes(text)
    if isinstance(field, models.TextField):
        return _long_text(field, text)
    if "\n" in text or "\r" in text:
        raise ValidationError(_("a line break is not possible here"))
    value = field.clean(text, None)
    if isinstance(value, date):
        _sensible(value)
    return value


def yes(text: str) -> bool:
    """1 is yes; 0, or nothing, is no."""
    if text not in ("", "0", "1"):
        told = _("“%(value)s” is neither 1 (yes) nor 0 (no)")
        raise ValidationError(told % {"value": _short(text)})
    return text == "1"


def country(text: str) -> str:
    """A country, by its code of two letters."""
    if text not in _countries():
        raise ValidationError(_("unknown country “%(code)s”") % {"code": _short(text)})
    return text


@cache
def _countries() -> frozenset[str]:
    return frozenset(dict(countries))


def one_of(text: str, choices: Iterable[str]) -> str:
    """The cell, if it is one of these words."""
    if text not in choices:
        told = _("“%(value)s” is not one of: %(choices)s")
        known = ", ".join(choice for choice in choices if choice)
        raise ValidationError(told % {"value": _short(text), "choices": known})
    return text


def moment(text: str, zone: tzinfo) -> datetime | None:
    """A moment, in that zone unless the cell names one."""
    if not text:
        return None
    value: datetime = models.DateTimeField().clean(text, None)
    _sensible(value)
    local = value if value.tzinfo else value.replace(tzinfo=zone)
    # Two zones never agree about an hour the clocks skip or repeat: compare in UTC.
    return local.astimezone(UTC)


def day(text: str) -> date | None:
    """A day; of a moment, its day."""
    if not text:
        return None
    value: date = models.DateField().clean(text.replace("T", " ").split(" ")[0], None)
    _sensible(value)
    return value


def _not_set(field: Any, may_be_empty: bool) -> Any:
    if field.null:
        return None
    if field.has_default():
        return field.get_default()
    if field.blank or may_be_empty:
        return ""
    raise ValidationError(field.error_messages["blank"])


def _long_text(field: Any, text: str) -> str:
    if field.max_length and len(text) > field.max_length:
        told = _("the text is longer than %(longest)s characters")
        raise ValidationError(told % {"longest": field.max_length})
    return str(field.clean(text, None))


def _sensible(value: date) -> None:
    if value.year not in YEARS:
        told = _("the year must be between %(first)s and %(last)s")
        raise ValidationError(told % {"first": YEARS[0], "last": YEARS[-1]})


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
