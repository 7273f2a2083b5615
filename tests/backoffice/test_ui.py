"""Amounts, percentages, days and icons as the page prints them, in both languages."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from backoffice.templatetags import ui


@pytest.mark.parametrize(
    ("amount", "french", "english"),
    [
        ("1284.5", "1\u00a0284,50\u00a0€", "€1,284.50"),
        ("0", "0,00\u00a0€", "€0.00"),
        ("-5", "\u22125,00\u00a0€", "\u2212€5.00"),
        ("0.0125", "0,0125\u00a0€", "€0.0125"),
        ("1000000", "1\u00a0000\u00a0000,00\u00a0€", "€1,000,000.00"),
    ],
)
def test_money(amount: str, french: str, english: str) -> None:
    with translation.override("fr"):
        assert ui.money(Decimal(amount)) == french
    with translation.override("en"):
        assert ui.money(Decimal(amount)) == english


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        ("12.50", "12,5\u00a0%", "12.5%"),
        ("20", "20\u00a0%", "20%"),
        ("0", "0\u00a0%", "0%"),
        ("-5", "\u22125\u00a0%", "\u22125%"),
        ("9.975", "9,975\u00a0%", "9.975%"),
    ],
)
def test_percent(value: str, french: str, english: str) -> None:
    with translation.override("fr"):
        assert ui.percent(Decimal(value)) == french
    with translation.override("en"):
        assert ui.percent(Decimal(value)) == english


def test_days_and_moments_are_those_of_the_shop() -> None:
    evening = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # already the 23rd in Paris
    with translation.override("fr"):
        assert ui.day(date(2026, 11, 22)) == "22/11/2026"
        assert ui.moment(evening) == "23/11/2026 00:30"
        assert ui.long_day(date(2026, 12, 1)) == "1er décembre 2026"
        assert ui.long_day(date(2026, 12, 2)) == "2 décembre 2026"
    with translation.override("en"):
        assert ui.day(date(2026, 11, 22)) == "22 Nov 2026"
        assert ui.moment(datetime(2026, 11, 22, 13, 32, tzinfo=UTC)) == "22 Nov 2026 2:32 pm"


def test_what_is_absent_is_a_dash() -> None:
    assert ui.money(None) == ui.percent(None) == ui.day(None) == ui.number(None) == "—"
    assert "aucun" in ui.dash("")
    assert ui.dash("x") == "x"


def test_an_icon_is_silent() -> None:
    drawn = ui.icon("users-group")
    assert 'aria-hidden="true"' in drawn
    assert "style=" not in drawn
    assert ui.icon("filled/star") != drawn


@dataclass(frozen=True)
class Offer:
    shown: Decimal
    basis: str
    struck: Decimal | None = None


def printed(offer: Offer) -> str:
    return Template("{% price offer %}").render(Context({"offer": offer}))


def test_a_price_always_says_ht_or_ttc() -> None:
    with translation.override("fr"):
        page = printed(Offer(Decimal("1234.5"), "net"))
        assert 'data-basis="ht"' in page
        assert 'data-amount="1234.50"' in page
        assert "1\u00a0234,50\u00a0€" in page
        assert ">HT<" in page
        assert ">TTC<" in printed(Offer(Decimal(10), "gross"))
    with translation.override("en"):
        assert ">excl. VAT<" in printed(Offer(Decimal(10), "net"))


def test_the_old_price_is_struck_only_when_it_was_higher() -> None:
    assert "<del " in printed(Offer(Decimal(9), "gross", Decimal(10)))
    assert "<del " not in printed(Offer(Decimal(9), "gross", Decimal(9)))
    assert "<del " not in printed(Offer(Decimal(9), "gross"))


def test_a_missing_translation_shows_the_other_language_and_says_so() -> None:
    @dataclass
    class Row:
        title: str
        title_fr: str
        title_en: str

    row = Row("Grossistes", "Grossistes", "")
    with translation.override("en"):
        assert "Grossistes" in ui.translated(row, "title")
        assert "missing" in ui.translated(row, "title")
    with translation.override("fr"):
        assert ui.translated(row, "title") == "Grossistes"


def test_what_people_typed_is_never_markup() -> None:
    @dataclass
    class Row:
        title: str = "<b>x</b>"
        title_fr: str = "<b>x</b>"

    with translation.override("fr"):
        assert ui.translated(Row(), "title") == "&lt;b&gt;x&lt;/b&gt;"
