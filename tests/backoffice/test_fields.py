"""What people type in the kit's fields, and what the shop makes of it."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from backoffice.fields import ColorField, DayField, MoneyField, NoEnd, PercentField, typed_number
from backoffice.forms import dress
from catalog.fields import CategoriesField
from catalog.models import Category, Shop


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("12,5 %", "12.5"),
        ("12,5\u00a0%", "12.5"),
        ("1 284,50 €", "1284.50"),
        ("1\u202f284,50\u00a0€", "1284.50"),
        ("€1,284.50", "1284.50"),
        ("1.284,50", "1284.50"),
        ("1.284.500", "1284500"),
        ("\u22125", "-5"),
        ("-5", "-5"),
        (",5", "0.5"),
        ("7,", "7"),
    ],
)
def test_a_number_is_understood_in_both_languages(typed: str, meant: str) -> None:
    assert typed_number(typed) == Decimal(meant)


@pytest.mark.parametrize(
    ("typed", "in_french", "in_english"),
    [
        ("1,500", "1.5", "1500"),
        ("\u2212999,000", "-999", "-999000"),
        ("1.500", "1.5", "1.5"),
        ("0,500", "0.5", "0.5"),
        ("1500,000", "1500", "1500"),
        ("12,5", "12.5", "12.5"),
    ],
)
def test_a_lone_comma_before_three_figures_sets_thousands_apart_in_english_only(
    typed: str, in_french: str, in_english: str
) -> None:
    for language, meant in (("fr", in_french), ("en", in_english)):
        with translation.override(language):
            assert typed_number(typed) == Decimal(meant)


@pytest.mark.parametrize(
    "typed",
    ["NaN", "Infinity", "-inf", "1e999", "1E+30", "1_000", "douze", "12,5,", "١٢", "\x00", "--5"],
)
def test_what_is_not_a_number_is_refused_with_an_example(typed: str) -> None:
    field = MoneyField()
    with pytest.raises(forms.ValidationError) as refusal:
        field.clean(typed)
    with translation.override("en"):
        assert refusal.value.messages == ["Enter an amount, for example 12.50."]


def test_a_percentage_over_a_hundred_is_refused() -> None:
    with pytest.raises(forms.ValidationError):
        PercentField().clean("101")
    assert PercentField().clean("100") == Decimal(100)


def test_a_percentage_with_too_many_decimals_is_refused() -> None:
    with pytest.raises(forms.ValidationError):
        PercentField().clean("12,345")


@pytest.mark.parametrize(
    ("language", "percent", "money"), [("fr", "12,5", "1284,50"), ("en", "12.5", "1284.50")]
)
def test_a_number_is_shown_again_in_the_readers_language(
    language: str, percent: str, money: str
) -> None:
    with translation.override(language):
        assert PercentField().prepare_value(Decimal("12.50")) == percent
        assert MoneyField().prepare_value(Decimal("1284.5")) == money
        assert MoneyField().prepare_value(Decimal(7)).endswith("00")


def test_what_was_typed_comes_back_as_typed() -> None:
    assert MoneyField().prepare_value("douze euros") == "douze euros"


def test_a_day_is_read_from_the_picker_and_from_french_fingers() -> None:
    assert DayField().clean("2026-11-22") == DayField().clean("22/11/2026") == date(2026, 11, 22)


@pytest.mark.parametrize("typed", ["#1f6feb", "#1F6FEB "])
def test_a_colour_is_kept_in_capitals(typed: str) -> None:
    assert ColorField().clean(typed) == "#1F6FEB"


@pytest.mark.parametrize("typed", ["1F6FEB", "#1F6", "red", "#1F6FEB;}", "#1F6FEG", "#1F6FEB\n}"])
def test_anything_but_a_colour_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError):
        ColorField().clean(typed)


class Period(NoEnd, forms.Form):
    starts_on = DayField(label="Date de début")
    ends_on = DayField(label="Date de fin")


def test_no_end_date_empties_the_end_date() -> None:
    form = Period({"starts_on": "2026-01-01", "ends_on": "2026-02-01", "no_end": "on"})
    assert form.is_valid()
    assert form.cleaned_data["ends_on"] is None


def test_without_a_tick_an_end_date_is_asked() -> None:
    with translation.override("en"):
        form = Period({"starts_on": "2026-01-01", "ends_on": ""})
        assert form.errors["ends_on"] == ["Enter an end date or tick “No end date”."]


def test_a_period_cannot_end_before_it_starts() -> None:
    assert "ends_on" in Period({"starts_on": "2026-02-01", "ends_on": "2026-01-31"}).errors
    assert Period({"starts_on": "2026-02-01", "ends_on": "2026-02-01"}).is_valid()


def test_no_end_is_ticked_when_there_is_no_end_date() -> None:
    assert Period(initial={"ends_on": None})["no_end"].value() is True
    assert Period(initial={"ends_on": date(2026, 2, 1)})["no_end"].value() is False


class Person(forms.Form):
    name = forms.CharField(label="Nom", max_length=5)
    mail = forms.EmailField(label="E-mail")
    kind = forms.ChoiceField(label="Genre", choices=[("a", "A")])
    age = forms.IntegerField(label="Âge")


def test_errors_say_what_to_do_and_name_the_field() -> None:
    with translation.override("en"):
        form = dress(Person({"name": "too long", "mail": "x", "kind": "z", "age": "1.5"}))
        assert form.errors == {
            "name": ["Keep “Nom” to 5 characters (it has 8)."],
            "mail": ["Enter a full address, like name@example.com."],
            "kind": ["This choice no longer exists. Choose another one."],
            "age": ["Enter a whole number."],
        }
        assert dress(Person({})).errors["name"] == ["Fill in “Nom”."]
        assert dress(Person({})).errors["kind"] == ["Choose an option for “Genre”."]


def test_an_endless_id_is_a_choice_that_is_gone(shop: Shop) -> None:
    field = CategoriesField(queryset=Category.objects.all())
    with pytest.raises(ValidationError, match="Ce choix n’existe plus"):
        field.clean(["9" * 20])
