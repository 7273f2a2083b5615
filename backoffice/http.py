"""The request a staff screen receives: the keys typed in it, the row that is not there."""

from collections.abc import Iterable
from typing import Protocol

from django.http import Http404, HttpRequest
from django.utils.functional import Promise


def typed_key(text: str) -> int | None:
    """The key of a row in an address or a form; nonsense, and what no row has, is none."""
    # Eighteen digits fit every database's big integer.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def typed_keys(texts: Iterable[str]) -> list[int]:
    """The keys among these texts."""
    return [key for key in map(typed_key, texts) if key is not None]


class StaffUser(Protocol):
    """What the kit asks of the person signed in; the user model itself lives above the kit."""

    pk: int
    is_staff: bool
    language: str

    def has_perm(self, perm: str) -> bool: ...

    def get_full_name(self) -> str: ...


class StaffRequest(HttpRequest):
    """A request already let through by the access rule of its screen."""

    user: StaffUser  # type: ignore[assignment]


class NotThere(Http404):
    """The row is gone, or was never there for this person; where to look instead."""

    def __init__(self, *, url: str, section: str | Promise) -> None:
        super().__init__()
        self.url = url
        self.section = section
