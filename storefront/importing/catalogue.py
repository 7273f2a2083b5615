"""What a folder's files say of the shop, its channels, its categories and its products."""

import zoneinfo
from collections.abc import Collection, Mapping
from functools import partial

from babel.numbers import list_currencies
from django.conf import settings
from django.utils.translation import gettext as _

from backoffice.loading import Values
from catalog.loading import CategoryEntry, ProductEntry, parents_after, shelves
from catalog.models import Basis, Category, Channel, Product, Shop
from storefront.importing import cells
from storefront.importing.sheets import Line, Sheet
from storefront.importing.titles import Codes, group_codes

_SHOP = ("region", "prices_entered", "price_display", "restricts_products")
_CHANNEL = {
    name: name for name in ("code", "kind", "title_fr", "title_en", "position", "is_active")
}
_CATEGORY = {
    "code": "code",
    "name_fr": "title_fr",
    "name_en": "title_en",
    "position": "position",
    "public": "is_public",
}
_PRODUCT = {
    "sku": "sku",
    "name_fr": "title_fr",
    "name_en": "title_en",
    "description_fr": "description_fr",
    "description_en": "description_en",
    "cost_ht": "cost",
    "stock": "stock",
    "active": "is_published",
}


def shop(sheet: Sheet, classes: Mapping[str, int]) -> Values:
    """The columns of the shop its only line gives; an empty cell says nothing."""
    for line in sheet.lines[1:]:
        line.refuse(_("there is only one shop"))
    return _shop(sheet.lines[0], classes) if sheet.lines else {}


def _shop(line: Line, classes: Mapping[str, int]) -> Values:
    columns = line.columns(Shop, {name: name for name in _SHOP if line.text(name)})
    for column in ("name_en", "name_fr"):
        if line.text(column):
            columns |= line.columns(Shop, {column: "name"})
    known: dict[str, Collection[str]] = {
        "currency": list_currencies(),
        "timezone": zoneinfo.available_timezones(),
        "default_language": [code for code, _name in settings.LANGUAGES],
    }
    for column, choices in known.items():
        if line.text(column):
            columns[column] = line.read(column, partial(cells.one_of, choices=choices))
    if line.text("country"):
        columns["country"] = line.read("country", cells.country)
    if line.text("default_vat_class"):
        columns["default_vat_class_id"] = _vat_class(line, "default_vat_class", classes)
    return columns


def channels(sheet: Sheet) -> dict[str, Values]:
    """The channels by their codes."""
    owners: dict[str, int] = {}
    entries: dict[str, Values] = {}
    for line in sheet.lines:
        line.only(owners, line.text("code"), "code")
        _needs_a_name(line, "title_fr", "title_en")
        entries[line.text("code")] = line.columns(Channel, _CHANNEL)
    return entries


def categories(sheet: Sheet, classes: Mapping[str, int]) -> dict[str, CategoryEntry]:
    """The categories by their codes; each stands in a known one, and none in itself."""
    owners: dict[str, int] = {}
    entries: dict[str, CategoryEntry] = {}
    for line in sheet.lines:
        line.only(owners, line.text("code"), "code")
        _needs_a_name(line, "name_fr", "name_en")
        columns = line.columns(Category, _CATEGORY)
        if "vat_class" in sheet.header:
            columns["vat_class_id"] = _vat_class(line, "vat_class", classes)
        name = line.text("name_fr") or line.text("name_en")
        entries[line.text("code")] = CategoryEntry(
            columns=columns,
            parent=line.text("parent") if "parent" in sheet.header else None,
            address=line.text("slug_fr") or name,
        )
    _check_parents(sheet, entries)
    return entries


def _check_parents(sheet: Sheet, entries: Mapping[str, CategoryEntry]) -> None:
    parents = parents_after(entries=entries)
    for code, parent in parents.items():
        if parent not in parents:
            parents[code] = ""
    placed = {code for level in shelves(parents) for code in level}
    for line in sheet.lines:
        code, parent = line.text("code"), line.text("parent")
        if parent and parent not in parents and sheet.whole:
            line.refuse(_("unknown category “%(code)s”") % {"code": parent}, "parent")
        elif code and code not in placed:
            line.refuse(_("the category would stand in itself"), "parent")


def products(
    sheet: Sheet,
    *,
    categories: Collection[str] | None,
    classes: Mapping[str, int],
    entered: str,
) -> dict[str, ProductEntry]:
    """The products by their SKUs; `categories` is None where the folder's could not all be read."""
    names = {**_PRODUCT, **_price_columns(sheet, entered)}
    owners: dict[str, int] = {}
    entries: dict[str, ProductEntry] = {}
    for line in sheet.lines:
        line.only(owners, line.text("sku"), "sku")
        _needs_a_name(line, "name_fr", "name_en")
        columns = line.columns(Product, names)
        if "reserved_to" in sheet.header:
            columns["is_reserved"] = bool(line.text("reserved_to"))
        if line.text("vat_class"):
            columns["vat_class_id"] = _vat_class(line, "vat_class", classes)
        entries[line.text("sku")] = ProductEntry(
            columns=columns,
            categories=_categories(line, categories),
            name=line.text("name_fr") or line.text("name_en"),
        )
    return entries


def reservations(sheet: Sheet, *, groups: Collection[str] | None) -> dict[str, Codes]:
    """The groups each product is reserved to, by its SKU; nothing where the file does not tell."""
    if "reserved_to" not in sheet.header:
        return {}
    return {line.text("sku"): group_codes(line, "reserved_to", groups) for line in sheet.lines}


def _price_columns(sheet: Sheet, entered: str) -> dict[str, str]:
    columns = {"price": "price", "min_price": "minimum_price"}
    if entered == Basis.NET:
        # A net shop may name its columns either way.
        either = {f"{column}_ht": name for column, name in columns.items()}
        return {**{c: n for c, n in either.items() if c[:-3] not in sheet.header}, **columns}
    for column in columns:
        if f"{column}_ht" in sheet.header and column not in sheet.header:
            told = _(
                "the shop enters prices with tax: give them in a column “%(column)s”"
                " instead of “%(column)s_ht”"
            )
            sheet.refuse(told % {"column": column}, line=1)
    return columns


def _categories(line: Line, known: Collection[str] | None) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.strip() for code in line.text("category").split("|")))
    for code in codes:
        if not code or (known is not None and code not in known):
            line.refuse(_("unknown category “%(code)s”") % {"code": code}, "category")
    return codes


def _vat_class(line: Line, column: str, classes: Mapping[str, int]) -> int | None:
    code = line.text(column)
    if code and code not in classes:
        line.refuse(_("unknown VAT class “%(code)s”") % {"code": code}, column)
    return classes.get(code)


def _needs_a_name(line: Line, french: str, english: str) -> None:
    if not line.text(french) and not line.text(english):
        line.refuse(_("a name is needed, in French or in English"), french)
