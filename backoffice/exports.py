"""Lists leaving the panel as CSV: streamed, and harmless in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import chain
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import translation

_FORMULA = tuple("=+-@\t\r\n\0＝＋－＠")
_UNSEEN = " \u00a0\ufeff"  # what a spreadsheet skips before it looks for a formula


class _Echo:
    """A file that hands each written line straight back."""

    def write(self, line: str) -> str:
        return line


def plain_cell(value: Any) -> str:
    """The value as text no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    if isinstance(value, (int, float, Decimal)):
        return text
    return f"'{text}" if text.lstrip(_UNSEEN).startswith(_FORMULA) else text


def csv_download(
    *, name: str, head: Iterable[Any], rows: Iterable[Iterable[Any]]
) -> StreamingHttpResponse:
    """The rows as a CSV file in the reader's language, however many they are."""
    language = translation.get_language() or "fr"
    lines = _lines(language=language, head=head, rows=rows)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _lines(*, language: str, head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    writer = csv.writer(_Echo(), delimiter=";" if language.startswith("fr") else ",")
    source = chain((head,), rows)
    yield "\ufeff"
    while True:
        # The file is written after the request is over: its language must be set again.
        with translation.override(language):
            row = next(source, None)
            if row is None:
                return
            line = writer.writerow([plain_cell(one) for one in row])
        yield line
