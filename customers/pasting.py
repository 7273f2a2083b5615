"""A pasted text read as e-mail addresses, whatever it was copied from; no database."""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

MOST = 100_000
LONGEST = 254  # what the column of an address holds

# Signs nobody sees: soft hyphens, zero-width blanks, marks of direction, byte order marks.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_SEPARATORS = re.compile(r"[,;\t|]+")
# On a line with names or quotes: « Roy, Marie <m@a.fr> » between its separators, a quoted cell,
# or anything else up to the next separator.
_NAMED = re.compile(
    r'[ ]*+(?:"[^"]*+"[ ]*+|[^"<>,;\t|]*+)<[^<>]*+>|[ ]*+"[^"]*+"|[^,;\t|]++'  # never walked twice
)
_ANGLED = re.compile(r"<([^<>]*)>\Z")
# What nearly everybody's address looks like; any other is left to Django's own validator.
_USUAL = re.compile(
    r"[a-z0-9_%+-]++(?:\.[a-z0-9_%+-]++)*+@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)
_WRAPPING = " '\"`´‘’“”«»()[]{}"
_HEADINGS = {
    "e-mail",
    "email",
    "mail",
    "courriel",
    "adresse e-mail",
    "e-mail address",
    "email address",
}
_valid = EmailValidator(allowlist=[])


class Entry(NamedTuple):
    """One address of the list: its line, as it was typed, and as the shop compares it."""

    line: int
    text: str
    key: str  # empty where it is malformed
    repeats: int = 0  # the line on which the same address stands first


def entries(text: str) -> Iterator[Entry]:
    """Every address of the text in its order, the malformed and the repeated ones too."""
    first: dict[str, int] = {}
    for line, typed, key in _typed(text):
        if not key:
            yield Entry(line, typed, "")
        elif key in first:
            yield Entry(line, typed, key, first[key])
        else:
            first[key] = line
            yield Entry(line, typed, key)


def _typed(text: str) -> Iterator[tuple[int, str, str]]:
    seen = text if text.isascii() else unicodedata.normalize("NFKC", text)
    begun = False
    for line, row in enumerate(_INVISIBLE.sub("", seen).splitlines(), 1):
        for piece in _pieces(row):
            bare = piece.strip()
            key = bare.lower()
            if _USUAL.fullmatch(key) and len(key) <= LONGEST:
                yield line, bare, bare if bare == key else key
                begun = True
                continue
            for typed in _addresses(bare):
                if begun or typed.casefold() not in _HEADINGS:
                    yield line, typed, _key(typed)
                begun = True


def _pieces(row: str) -> list[str]:
    if '"' not in row and "<" not in row:
        return _SEPARATORS.split(row)
    found = _NAMED.findall(row)
    # « Roy, Marie <m@a.fr> »: what stands before the comma is a name too.
    after = [*found[1:], ""]
    return [one for one, then in zip(found, after, strict=True) if "@" in one or "<" not in then]


def _addresses(piece: str) -> Iterator[str]:
    """What one cell holds: usually one address, sometimes several with blanks between them."""
    if not piece:
        return
    angled = _ANGLED.search(piece)
    bare = (angled[1] if angled else piece).strip(_WRAPPING)
    if bare[:7].casefold() == "mailto:":
        bare = bare[7:].partition("?")[0]
    words = bare.split()
    if len(words) > 1 and all("@" in word for word in words):
        yield from (word.strip(_WRAPPING) for word in words)
    elif bare or angled:
        yield bare or piece


def _key(typed: str) -> str:
    """The address as it is compared with those of accounts; nothing where it is none."""
    try:
        _valid(typed)
    except ValidationError:
        return ""
    key = typed.casefold()
    return key if len(key) <= LONGEST else ""
