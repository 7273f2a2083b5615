"""Pasted text is read as addresses wherever it comes from; a slip of the hand is pointed out."""

from time import perf_counter

import pytest

from customers.near_misses import NearMisses
from customers.pasting import entries


def _read(text: str) -> list[str]:
    return [one.key for one in entries(text)]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a@x.fr, b@x.fr;c@x.fr\nd@x.fr\te@x.fr", "a b c d e"),
        (" a@x.fr \r\n\r\n b@x.fr,, ;", "a b"),
        ("Marie Roy <a@x.fr>; <b@x.fr>", "a b"),
        ('"Roy, Marie" <a@x.fr>, "b@x.fr"', "a b"),
        ("Roy, Marie <a@x.fr>; Vial, Marc <b@x.fr>", "a b"),
        ("mailto:a@x.fr?subject=Bonjour <mailto:b@x.fr>", "b"),
        ("mailto:a@x.fr?subject=Bonjour", "a"),
        ('E-mail\n"a@x.fr"\n"b@x.fr"', "a b"),
        ("a@x.fr b@x.fr", "a b"),
        ("A@X.fr", "a"),
        ("\ufeffa@x.fr\u200b,\u00a0b@x.fr\u00a0", "a b"),
        ("ａ@x.fr", "a"),
        ("'a@x.fr' «b@x.fr» (c@x.fr)", "a b c"),
    ],
)
def test_any_separator_name_or_quote_gives_the_same_addresses(text: str, read: str) -> None:
    assert _read(text) == [f"{name}@x.fr" for name in read.split()]


@pytest.mark.parametrize(
    "text",
    ["marie", "marie@", "@x.fr", "a@localhost", "a@@x.fr", "a b@x", "<>", "é@x.fr", "a@x..fr"],
)
def test_what_is_no_address_is_told_and_not_dropped(text: str) -> None:
    assert _read(text) == [""]


@pytest.mark.parametrize("text", ["o'neil+shop@x.ie", "a@exämple.fr", "a_b@mail.x.co.uk"])
def test_unusual_addresses_are_addresses(text: str) -> None:
    assert _read(text) == [text]


def test_a_repeated_address_names_the_line_it_stands_on_first() -> None:
    read = list(entries("a@x.fr\n\nb@x.fr, A@x.fr\nb@x.fr"))
    assert [(one.line, one.repeats) for one in read] == [(1, 0), (3, 0), (3, 1), (4, 3)]


def test_an_address_longer_than_its_column_is_malformed() -> None:
    assert _read(f"{'a' * 250}@x.fr") == [""]


@pytest.mark.parametrize(
    "text", ['"' * 400_000, "<" * 400_000, " " * 400_000 + "<", '"a' * 200_000]
)
def test_hostile_text_takes_no_longer_than_its_length(text: str) -> None:
    begun = perf_counter()
    sum(1 for _entry in entries(text))
    assert perf_counter() - begun < 5


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("marie@gmial.com", "marie@gmail.com"),
        ("marie@hotmial.fr", "marie@hotmail.fr"),
        ("marie@gmail", "marie@gmail.com"),
        ("marie@@gmail.com", "marie@gmail.com"),
        ("marie@gmail.com.", "marie@gmail.com"),
        ("marie@lials.example", "marie@lilas.example"),
        ("marie@gmail.com", ""),
        ("marie@lilas.example", ""),
        ("marie@elsewhere.example", ""),
        ("marie", ""),
        ("@gmail.com", ""),
    ],
)
def test_a_near_miss_is_pointed_out(typed: str, meant: str) -> None:
    assert NearMisses(["lilas.example"]).suggestion(typed) == meant
