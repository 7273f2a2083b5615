"""What rows known by their French titles share: their names, their days, what they name."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _

from backoffice.folding import folded_key
from backoffice.loading import Values
from pricing.models import Dated
from storefront.importing.sheets import Line

Row = TypeVar("Row", bound=Dated)
Codes = tuple[str, ...]
DATED = {
    "title_fr": "title_fr",
    "title_en": "title_en",
    "start_date": "starts_on",
    "end_date": "ends_on",
}


def title(line: Line, column: str = "title_fr") -> str:
    """The French title by which a row is known again."""
    return folded_key(line.text(column))


def own_title(line: Line, owners: dict[str, int]) -> str:
    """The title of a line that alone may have it."""
    line.needs("title_fr")
    line.only(owners, title(line), "title_fr")
    return title(line)


def the_row(line: Line, rows: Mapping[str, list[Row]], column: str = "title_fr") -> Row | None:
    """The shop's row of that title; where it has several, none can be said to be the one."""
    found = rows.get(title(line, column), [])
    if len(found) > 1:
        several(line, column)
    return found[0] if found else None


def several(line: Line, column: str) -> None:
    told = _("the shop has “%(title)s” several times: rename the others")
    line.refuse(told % {"title": line.text(column)}, column)


def in_order(line: Line, columns: Values) -> None:
    """The last day is not before the first."""
    first, last = columns.get("starts_on"), columns.get("ends_on")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        line.refuse(_("the end is before the start"), "end_date")


def product_skus(line: Line, column: str, known: Collection[str] | None) -> Codes:
    """The products a cell names; `known` is None where they could not all be read."""
    return _listed(line, column, known, _("unknown product “%(sku)s”"))


def category_codes(line: Line, column: str, known: Collection[str] | None) -> Codes:
    """The categories a cell names."""
    return _listed(line, column, known, _("unknown category “%(code)s”"))


def group_codes(line: Line, column: str, known: Collection[str] | None) -> Codes:
    """The groups a cell names, in capitals as the shop keeps their codes."""
    capitals = Line(line.file, line.number, {column: line.text(column).upper()}, line.faults)
    return _listed(capitals, column, known, _("unknown group “%(code)s”"))


def _listed(line: Line, column: str, known: Collection[str] | None, unknown: str) -> Codes:
    codes = dict.fromkeys(filter(None, (code.strip() for code in line.text(column).split("|"))))
    for code in codes:
        if known is not None and code not in known:
            line.refuse(unknown % {"code": code, "sku": code}, column)
    return tuple(codes)
