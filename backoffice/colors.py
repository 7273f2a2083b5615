"""Colours staff give to things, and the ink that stays readable on them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEX = re.compile(r"#[0-9a-fA-F]{6}")
WHITE, BLACK = "#FFFFFF", "#000000"
READABLE = 4.5  # WCAG AA, for text of normal size


@dataclass(frozen=True, slots=True)
class Swatch:
    slug: str
    name: str | Promise
    hex: str


PALETTE = (
    Swatch("blue", _("Blue"), "#1F6FEB"),
    Swatch("azure", _("Azure"), "#0EA5E9"),
    Swatch("teal", _("Teal"), "#0D9488"),
    Swatch("green", _("Green"), "#16A34A"),
    Swatch("lime", _("Lime"), "#A3D900"),
    Swatch("yellow", _("Yellow"), "#FACC15"),
    Swatch("orange", _("Orange"), "#F97316"),
    Swatch("red", _("Red"), "#DC2626"),
    Swatch("pink", _("Pink"), "#DB2777"),
    Swatch("purple", _("Purple"), "#7C3AED"),
    Swatch("brown", _("Brown"), "#8B5E34"),
    Swatch("grey", _("Grey"), "#6B7280"),
)


def is_color(text: str) -> bool:
    return HEX.fullmatch(text) is not None


def luminance(color: str) -> float:
    """How bright a colour is to the eye, from 0 to 1 (WCAG's relative luminance)."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def distance(one: str, other: str) -> float:
    """How far apart two colours look, from 0 to about 765 (the « redmean » approximation)."""
    pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    (red, red2), (green, green2), (blue, blue2) = pairs
    mean = (red + red2) / 2
    parts = (
        (2 + mean / 256) * (red - red2) ** 2,
        4 * (green - green2) ** 2,
        (2 + (255 - mean) / 256) * (blue - blue2) ** 2,
    )
    return float(sum(parts) ** 0.5)


def ink_for(color: str) -> str:
    """White where white is readable on the colour, else black, which then always is."""
    return WHITE if contrast(WHITE, color) >= READABLE else BLACK


def tag_rules(colors: Iterable[tuple[int, str]]) -> str:
    """The style sheet of the colour tags: one class for each (id, colour)."""
    return "".join(
        f".g{number}{{--tag:{color};--tag-ink:{ink_for(color)}}}\n"
        for number, color in colors
        if is_color(color)
    )
