"""Colours staff give to things, and the ink that stays readable on them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEX = re.compile(r"#[0-9a-fA-F]{6}")
WHITE, BLACK = "#FFFFFF", "#000000"
READABLE = 4.5  # WCAG AA, for text of normal size
TOO_CLOSE = 30.0  # two tags nearer than this look alike in a list
THE_SAME = 20.0  # two colours nearer than this are one to an eye that misses a third of them
# How somebody without red, green or blue receptors sees light (Machado and others, 2009).
_EYES = (
    (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
)


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
    red, green, blue = _light(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _light(color: str) -> list[float]:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


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


def look_alike(one: str, other: str) -> bool:
    """Whether anybody may take one colour for the other."""
    return distance(one, other) < TOO_CLOSE


def look_alike_to_some(one: str, other: str) -> bool:
    """Whether a colour-blind person cannot tell one colour from the other."""
    pairs = ((_seen(one, eye), _seen(other, eye)) for eye in _EYES)
    return any(distance(*pair) < THE_SAME for pair in pairs)


def clear_color(used: Iterable[str]) -> Swatch | None:
    """The first of the palette that nobody takes for one of these; none where all are near one."""
    known = list(used)
    for swatch in PALETTE:
        if not any(
            look_alike(swatch.hex, one) or look_alike_to_some(swatch.hex, one) for one in known
        ):
            return swatch
    return None


@lru_cache(maxsize=2048)
def _seen(color: str, eye: tuple[tuple[float, ...], ...]) -> str:
    """The colour as that eye sees it."""
    light = _light(color)
    parts = (sum(share * part for share, part in zip(row, light, strict=True)) for row in eye)
    return "#" + "".join(f"{_shade(part):02X}" for part in parts)


def _shade(part: float) -> int:
    part = min(1.0, max(0.0, part))
    return round(255 * (part * 12.92 if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055))


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
