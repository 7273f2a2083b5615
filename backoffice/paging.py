"""Which slice of a list the address asks for; a nonsense value asks for the first page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

SIZES = (25, 50, 100)
COUNTED = 10_000  # rows a search counts before it says « more than »
FARTHEST = 10 * COUNTED  # rows a search walks to: no longer list is read page by page


@dataclass(frozen=True, slots=True)
class Page:
    """A slice of the rows, with what the pager prints."""

    rows: list[Any]
    number: int
    pages: int
    per: int
    total: int
    more: bool = False  # there are rows past `total`, which nobody has counted

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
        return self.number + 1 if self.number < self.pages or self.more else None


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


def counted_page(rows: QuerySet, params: QueryDict, *, sizes: tuple[int, ...] = SIZES) -> Page:
    """The asked page of rows found by search: past some thousands they are « more than » so many.

    One walk finds the keys and counts them; the rows themselves are read for one page only.
    """
    per = page_size(params, sizes)
    wanted = max(1, _whole(params.get("page", "")))
    reach = min(-(-wanted * per // COUNTED) * COUNTED, FARTHEST)
    keys = list(rows.values_list("pk", flat=True)[: reach + 1])
    total = min(len(keys), reach)
    pages = max(1, -(-total // per))
    number = min(wanted, pages)
    here = keys[(number - 1) * per : min(number * per, total)]
    found = list(rows.filter(pk__in=here)) if here else []
    return Page(found, number, pages, per, total, more=reach < len(keys) and reach < FARTHEST)


def keyed_page(
    rows: QuerySet,
    params: QueryDict,
    *,
    keys: QuerySet,
    total: int,
    of: str = "pk",
    sizes: tuple[int, ...] = SIZES,
) -> Page:
    """The asked page of rows whose keys come in order from an index: a far page is no slower.

    `of` is the column of the rows the keys stand for. Pages of the second half are reached from
    the end.
    """
    per = page_size(params, sizes)
    pages = max(1, -(-total // per))
    number = min(max(1, _whole(params.get("page", ""))), pages)
    start, end = (number - 1) * per, min(number * per, total)
    from_the_end = keys.reverse()[total - end : total - start]
    here = from_the_end if start > total // 2 else keys[start:end]
    found = list(rows.filter(**{f"{of}__in": here})) if end else []
    return Page(found, number, pages, per, total)


def _whole(text: str) -> int:
    # Nine digits are more pages than any list has, and fit every database.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
