"""A file of a shop's folder as lines of named cells; what cannot be read is told, never raised."""

import csv
import gzip
import re
import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from storefront.importing import cells

Cell = TypeVar("Cell")
LARGEST = 100 * 1024 * 1024
# Bytes that are no UTF-8 are read as lone surrogates, so that each line can be judged by itself.
_NOT_UTF8 = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line of a file cannot be loaded; line 0 is the file itself."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: its cells by column, without blanks around them."""

    file: str
    number: int
    cells: Mapping[str, str]
    faults: list[Fault]

    def text(self, column: str) -> str:
        """The cell; empty where the file has no such column."""
        return self.cells.get(column, "")

    def refuse(self, reason: str | Promise, column: str = "") -> None:
        told = f"{column}: {reason}" if column else str(reason)
        self.faults.append(Fault(self.file, self.number, told))

    def needs(self, column: str) -> bool:
        """Whether the cell says something; refuse the line where it does not."""
        if not self.text(column):
            self.refuse(_("the cell is empty"), column)
        return bool(self.text(column))

    def only(self, owners: dict[str, int], key: str, column: str) -> None:
        """Refuse the line when an earlier one has the same key."""
        first = owners.setdefault(key, self.number)
        if key and first != self.number:
            told = _("“%(value)s” is already on line %(line)s")
            self.refuse(told % {"value": self.text(column), "line": first}, column)

    def read(self, column: str, reader: Callable[[str], Cell]) -> Cell | None:
        """The cell as `reader` understands it, or nothing and a refusal."""
        try:
            return reader(self.text(column))
        except ValidationError as error:
            self.refuse(" ".join(error.messages), column)
            return None

    def columns(
        self, model: type[Model], names: Mapping[str, str], *, may_be_empty: bool = False
    ) -> dict[str, object]:
        """What the model's columns will hold, for those of `names` (by column) the file has."""
        found: dict[str, object] = {}
        for column, name in names.items():
            if column in self.cells:
                holder = model._meta.get_field(name)
                reader = partial(cells.stored, holder, may_be_empty=may_be_empty)
                found[name] = self.read(column, reader)
        return found


@dataclass(slots=True)
class Sheet:
    """A file of the folder; it is whole when every line could be read and none is missing."""

    file: str
    faults: list[Fault]
    header: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)
    whole: bool = True

    def refuse(self, reason: str, *, line: int) -> None:
        self.whole = False
        self.faults.append(Fault(self.file, line, reason))


def read(
    folder: Path, stem: str, required: tuple[str, ...], faults: list[Fault], *, optional: bool
) -> Sheet | None:
    """The file of that name, plain or gzipped; `a|b` in `required` asks for one of the two."""
    paths = [path for path in (folder / f"{stem}.csv", folder / f"{stem}.csv.gz") if path.exists()]
    if not paths and optional:
        return None
    sheet = Sheet(paths[0].name if paths else f"{stem}.csv", faults)
    if not paths:
        sheet.refuse(_("the file is missing"), line=0)
        return sheet
    if len(paths) > 1:
        sheet.refuse(_("the folder also has this file gzipped: keep one of the two"), line=0)
    text = _text(paths[0], sheet)
    if text is not None:
        _split(text, sheet, required)
    return sheet


def _text(path: Path, sheet: Sheet) -> str | None:
    try:
        if not path.is_file():
            raise OSError
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        sheet.refuse(_("the file cannot be read"), line=0)
        return None
    if len(content) > LARGEST:
        told = _("the file is larger than %(megabytes)s MB")
        sheet.refuse(told % {"megabytes": LARGEST // 1024**2}, line=0)
        return None
    return content.decode("utf-8", errors="surrogateescape").removeprefix("\ufeff")


def _split(text: str, sheet: Sheet, required: tuple[str, ...]) -> None:
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    number = 1
    try:
        sheet.header = tuple(name.strip() for name in next(rows, []))
        _check_header(sheet, required)
        if not sheet.whole:
            return
        number = rows.line_num + 1
        for row in rows:
            if row and _line_is_usable(row, number, sheet):
                cells_read = zip(sheet.header, map(str.strip, row), strict=True)
                sheet.lines.append(Line(sheet.file, number, dict(cells_read), sheet.faults))
            number = rows.line_num + 1
    except csv.Error:
        sheet.refuse(_("from here on the file is no valid CSV: check the quotes"), line=number)


def _check_header(sheet: Sheet, required: tuple[str, ...]) -> None:
    names = Counter(name for name in sheet.header if name)
    for name in sorted(name for name, times in names.items() if times > 1):
        sheet.refuse(_("the column “%(column)s” appears twice") % {"column": name}, line=1)
    for choices in required:
        if not set(choices.split("|")) & set(names):
            told = _("the column “%(column)s” is missing")
            sheet.refuse(told % {"column": choices.replace("|", " / ")}, line=1)


def _line_is_usable(row: list[str], number: int, sheet: Sheet) -> bool:
    text = "".join(row)
    if _NOT_UTF8.search(text):
        sheet.refuse(_("the line is not written in UTF-8"), line=number)
    elif _CONTROL.search(text):
        sheet.refuse(_("the line holds a control character"), line=number)
    elif len(row) != len(sheet.header):
        told = _("the line has %(cells)s cells, the header has %(columns)s")
        sheet.refuse(told % {"cells": len(row), "columns": len(sheet.header)}, line=number)
    else:
        return True
    return False
