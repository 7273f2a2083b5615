"""Tags staff colour as they like, and which everybody can read."""

import random

import pytest

from backoffice.colors import BLACK, PALETTE, WHITE, Swatch, contrast, ink_for, tag_rules


@pytest.mark.parametrize("swatch", PALETTE, ids=lambda swatch: swatch.slug)
def test_each_colour_of_the_palette_is_readable(swatch: Swatch) -> None:
    assert contrast(ink_for(swatch.hex), swatch.hex) >= 4.5


def test_any_colour_at_all_is_readable() -> None:
    dice = random.Random(20261122)
    for _ in range(1000):
        color = f"#{dice.randrange(0x1000000):06x}"
        assert contrast(ink_for(color), color) >= 4.5, color


def test_white_is_preferred_where_both_would_do() -> None:
    assert ink_for("#1F6FEB") == WHITE
    assert ink_for("#FACC15") == BLACK


def test_the_style_sheet_holds_one_class_for_each_colour_and_nothing_else() -> None:
    rules = tag_rules([(1, "#1F6FEB"), (2, "red;}body{display:none"), (3, "#FACC15")])
    assert rules == (".g1{--tag:#1F6FEB;--tag-ink:#FFFFFF}\n.g3{--tag:#FACC15;--tag-ink:#000000}\n")
