"""Which slice of a list the address asks for; a nonsense value asks for the first page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

SIZES = (25, 50, 100)


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of the rows, with what the pager prints."""

    rows: list[Any]
    number: int
    pages: int
    per: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * self.per + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * self.per, self.total)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def page_size(params: QueryDict, sizes: tuple[int, ...] = SIZES) -> int:
    asked = _whole(params.get("per", ""))
    return asked if asked in sizes else sizes[0]


def page_of(
    rows: QuerySet,
    params: QueryDict,
    *,
    total: int | None = None,
    sizes: tuple[int, ...] = SIZES,
) -> Page:
    """The asked page of the rows; beyond the last one, the last one."""
    per = page_size(params, sizes)
    count = rows.count() if total is None else total
    pages = max(1, -(-count // per))
    number = min(max(1, _whole(params.get("page", ""))), pages)
    found = list(rows[(number - 1) * per : number * per]) if count else []
    return Page(found, number, pages, per, count)


def _whole(text: str) -> int:
    # Nine digits are more pages than any list has, and fit every database.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
