"""What a folder says of the quantity prices everyone has."""

from collections.abc import Collection
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from catalog.models import Basis
from pricing.loading import Step
from pricing.models import TemplateRule
from storefront.importing import cells
from storefront.importing.sheets import Line, Sheet


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
    field = TemplateRule._meta.get_field(name)
    if not line.text(column):
        line.refuse(_("the cell is empty"), column)
        return None
    found: Decimal | None = line.read(column, partial(cells.stored, field))
    return found
