"""Texts of the catalogue in the reader's language, or marked with the one they are in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from groups.models import CustomerGroup


@dataclass(frozen=True, slots=True)
class Text:
    """A text, and its language where that is not the page's."""

    value: str
    lang: str = ""

    def __str__(self) -> str:
        return self.value

    def __bool__(self) -> bool:
        return bool(self.value)


def reader() -> str:
    """The language of the page: `fr` or `en`."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def text(row: Any, name: str) -> Text:
    """A translated column; where the reader's language is empty, the other one stands in."""
    wanted = reader()
    own = getattr(row, f"{name}_{wanted}")
    if own:
        return Text(own)
    for code, _name in settings.LANGUAGES:
        found = getattr(row, f"{name}_{code}")
        if found:
            return Text(found, code)
    return Text("")


def public_name(group: CustomerGroup) -> Text:
    """What the shop front calls a group: its label, else its title; nothing if it is not shown."""
    if not group.is_visible:
        return Text("")
    return text(group, "public_label") or text(group, "title")
