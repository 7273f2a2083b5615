"""The currencies of the world, in words."""

from functools import cache

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies
from django_countries import countries


@cache
def currencies_in_use() -> frozenset[str]:
    """The currencies some country pays with today."""
    return frozenset(
        code for country, _name in countries for code in get_territory_currencies(country)
    )


def currency_choices(*, language: str, besides: str = "") -> list[tuple[str, str]]:
    """« Euro (EUR) », by name in the reader's language; `besides` is always among them."""
    locale = Locale.parse(language)
    codes = currencies_in_use() | ({besides} if besides else set())
    named = ((code, str(get_currency_name(code, locale=locale))) for code in codes)
    found = [(code, f"{name[:1].upper()}{name[1:]} ({code})") for code, name in named]
    return sorted(found, key=lambda choice: choice[1])
