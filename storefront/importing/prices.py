"""What a folder says of the quantity prices everyone has, and of the price templates."""

from collections.abc import Collection
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from backoffice.loading import Values
from catalog.models import Basis
from pricing.limits import wrong_rule
from pricing.loading import Scope, Step, TemplateEntry, shared_templates
from pricing.models import PriceTemplate, TemplateRule
from storefront.importing import cells
from storefront.importing.sheets import Line, Sheet
from storefront.importing.titles import DATED, in_order, the_row, title


def quantity_prices(
    sheet: Sheet, *, products: Collection[str] | None, entered: str
) -> dict[Step, Decimal]:
    """The prices by product and quantity; `products` is None where they could not all be read."""
    column = _price_column(sheet, entered)
    owners: dict[str, int] = {}
    entries: dict[Step, Decimal] = {}
    for line in sheet.lines:
        sku, quantity = line.text("sku"), _number(line, "min_qty", "min_quantity")
        if not sku or (products is not None and sku not in products):
            line.refuse(_("unknown product “%(sku)s”") % {"sku": sku}, "sku")
        line.only(owners, f"{sku} {quantity}", "min_qty")
        price = _number(line, column, "value")
        if price is not None and price < 0:
            line.refuse(_("a price is never negative"), column)
        if quantity is not None and price is not None:
            entries[sku, int(quantity)] = price
    return entries


def _price_column(sheet: Sheet, entered: str) -> str:
    if "price" in sheet.header:
        return "price"
    if entered == Basis.GROSS:
        told = _(
            "the shop enters prices with tax: give them in a column “%(column)s”"
            " instead of “%(column)s_ht”"
        )
        sheet.refuse(told % {"column": "price"}, line=1)
    return "price_ht"


def _number(line: Line, column: str, name: str) -> Decimal | None:
    if not line.needs(column):
        return None
    field = TemplateRule._meta.get_field(name)
    found: Decimal | None = line.read(column, partial(cells.stored, field))
    return found


def templates(
    sheet: Sheet, *, products: Collection[str] | None, categories: Collection[str] | None
) -> dict[str, TemplateEntry]:
    """The price templates by their French titles, one rule on each line.

    The first line of a template gives its other title and its days; None stands for what could
    not all be read.
    """
    stored = shared_templates()
    firsts: dict[str, Line] = {}
    owners: dict[str, int] = {}
    columns: dict[str, Values] = {}
    rules: dict[str, dict[Scope, Values]] = {}
    for line in sheet.lines:
        named = title(line)
        first = firsts.setdefault(named, line)
        if first is line:
            columns[named] = _template(line)
            the_row(line, stored)
        else:
            _agrees(line, first)
        scope = _scope(line, products, categories)
        line.only(owners, "\n".join(map(str, (named, *scope))), "min_qty")
        rules.setdefault(named, {})[scope] = _rule(line)
    return {named: TemplateEntry(columns=columns[named], rules=rules[named]) for named in columns}


def _template(line: Line) -> Values:
    line.needs("title_fr")
    columns = line.columns(PriceTemplate, DATED)
    in_order(line, columns)
    return columns


def _agrees(line: Line, first: Line) -> None:
    for column in ("title_en", "start_date", "end_date"):
        if line.text(column) not in ("", first.text(column)):
            told = _("line %(line)s says otherwise of the same template")
            line.refuse(told % {"line": first.number}, column)


def _scope(
    line: Line, products: Collection[str] | None, categories: Collection[str] | None
) -> Scope:
    sku, code = line.text("product"), line.text("category")
    if sku and code:
        line.refuse(_("a rule is about a product or a category, not both"), "category")
    if sku and products is not None and sku not in products:
        line.refuse(_("unknown product “%(sku)s”") % {"sku": sku}, "product")
    if code and categories is not None and code not in categories:
        line.refuse(_("unknown category “%(code)s”") % {"code": code}, "category")
    quantity = _number(line, "min_qty", "min_quantity") if line.text("min_qty") else None
    return sku, code, int(quantity or 1)


def _rule(line: Line) -> Values:
    kind = line.read("rule", partial(cells.one_of, choices=TemplateRule.Kind.values)) or ""
    value = _number(line, "value", "value")
    if value is not None and (told := wrong_rule(value, kind=kind)):
        line.refuse(told, "value")
    return {"kind": kind, "value": value}
