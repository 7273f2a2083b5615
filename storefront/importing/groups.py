"""What a folder says of the customer groups."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial

from django.utils.translation import gettext as _

from backoffice.loading import Values
from catalog.models import VatComponent
from groups.loading import GroupEntry, can_be_default, days, known_groups, own_rate, titles_taken
from groups.models import CategoryMode, CustomerGroup, PriceDisplay, VatMode
from storefront.importing import cells
from storefront.importing.sheets import Line, Sheet
from storefront.importing.titles import category_codes, several, title

_GROUP = {
    "code": "code",
    "position": "position",
    "title_fr": "title_fr",
    "title_en": "title_en",
    "description_fr": "description_fr",
    "description_en": "description_en",
    "color": "color",
    "discount_percent": "discount_percent",
    "end_date": "ends_on",
    "start_date": "starts_on",
    "exemption_reason": "exemption_reason",
    "min_markup_on_cost_percent": "floor_percent",
    "contact_name": "contact_name",
    "contact_email": "contact_email",
    "contact_phone": "contact_phone",
    "public_label_fr": "public_label_fr",
    "public_label_en": "public_label_en",
    "membership_days": "membership_days",
}
_DISPLAYS = {"": PriceDisplay.SHOP, "HT": PriceDisplay.NET, "TTC": PriceDisplay.GROSS}
_TAX_MODES = {
    "": VatMode.SHOP,
    "destination": VatMode.SHOP,
    "override": VatMode.OWN,
    "exempt": VatMode.EXEMPT,
}
_CATEGORY_MODES = {
    "": CategoryMode.SHOP,
    "all": CategoryMode.ALL,
    "allow": CategoryMode.ONLY,
    "deny": CategoryMode.EXCEPT,
}
_SWITCH = {"on": True, "off": False}
_TICKED = (CategoryMode.ONLY, CategoryMode.EXCEPT)
# Stored as text, in the language of the shop, like the reasons staff type.
_EXEMPTIONS = {"fr": "Exonération de TVA", "en": "VAT exempt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """What the shop offers groups to choose; None where the folder's could not all be read."""

    categories: Collection[str] | None
    templates: Mapping[str, int] | None  # how many have each French title, folded
    channels: Collection[str] | None


def groups(sheet: Sheet, *, offered: Offered, language: str, on: date) -> dict[str, GroupEntry]:
    """The groups by their codes, in capitals as the shop keeps them."""
    known = known_groups()
    owners: dict[str, int] = {}
    defaults: dict[str, int] = {}
    entries: dict[str, GroupEntry] = {}
    for written in sheet.lines:
        code = written.text("code").upper()
        line = replace(written, cells={**written.cells, "code": code})
        line.only(owners, code, "code")
        entry = _group(line, known.get(code), language, on)
        entry = _chosen(line, entry, offered)
        if entry.is_default:
            line.only(defaults, "1", "is_default")
        entries[code] = entry
    taken = titles_taken(entries=entries)
    for line in sheet.lines:
        if line.text("code").upper() in taken:
            line.refuse(_("another group already has this title"), "title_fr")
    return entries


def _group(line: Line, row: CustomerGroup | None, language: str, on: date) -> GroupEntry:
    line.needs("code")
    line.needs("title_fr")
    # An empty first day says nothing: the group keeps the one it has.
    names = {column: name for column, name in _GROUP.items() if column != "start_date"}
    columns = line.columns(CustomerGroup, _GROUP if line.text("start_date") else names)
    if "price_display" in line.cells:
        shown = line.read("price_display", partial(cells.one_of, choices=_DISPLAYS))
        columns["price_display"] = _DISPLAYS.get(shown or "")
    if "category_mode" in line.cells:
        told = line.read("category_mode", partial(cells.one_of, choices=_CATEGORY_MODES))
        columns["category_mode"] = _CATEGORY_MODES.get(told or "")
    if "tax_mode" in line.cells:
        columns |= _tax(line, row, language)
    is_default = bool(line.read("is_default", cells.yes))
    held = days(row=row, columns=columns, on=on)
    if held.ends_on and held.ends_on < held.starts_on:
        line.refuse(_("the end is before the start"), "end_date")
    if is_default and not can_be_default(days=held, row=row, on=on):
        line.refuse(_("An inactive group cannot be the default group."), "is_default")
    columns["starts_on"] = held.starts_on
    return GroupEntry(columns=columns, is_default=is_default)


def _chosen(line: Line, entry: GroupEntry, offered: Offered) -> GroupEntry:
    if "category_mode" in line.cells:
        entry = replace(entry, ticks=_ticks(line, entry.columns, offered.categories))
    if "price_template" in line.cells:
        entry = replace(entry, template=_template(line, offered.templates))
    if "channel_prices" in line.cells:
        entry = replace(entry, channels=_channels(line, offered.channels))
    return entry


def _template(line: Line, known: Mapping[str, int] | None) -> str:
    column = "price_template"
    chosen = title(line, column)
    count = known.get(chosen, 0) if chosen and known is not None else 1
    if not count:
        told = _("unknown price template “%(title)s”")
        line.refuse(told % {"title": line.text(column)}, column)
    elif count > 1:
        several(line, column)
    return chosen


def _channels(line: Line, known: Collection[str] | None) -> dict[str, bool]:
    """Where the group's prices are on or off, whatever the group says: `web:on|counter:off`."""
    column, found = "channel_prices", dict[str, bool]()
    for part in filter(None, line.text(column).split("|")):
        code, _colon, said = (text.strip() for text in part.partition(":"))
        if said not in _SWITCH:
            told = _("“%(value)s” is not a channel and on or off, like web:off")
            line.refuse(told % {"value": part}, column)
        elif known is not None and code not in known:
            line.refuse(_("unknown channel “%(code)s”") % {"code": code}, column)
        elif code in found:
            line.refuse(_("the channel “%(code)s” is named twice") % {"code": code}, column)
        else:
            found[code] = _SWITCH[said]
    return found


def _ticks(line: Line, columns: Values, known: Collection[str] | None) -> tuple[str, ...]:
    """The categories the group's mode is about; the other modes leave them aside."""
    codes = category_codes(line, "categories", known)
    if not codes and columns["category_mode"] in _TICKED:
        line.refuse(_("the cell is empty"), "categories")
    return codes


def _tax(line: Line, row: CustomerGroup | None, language: str) -> Values:
    mode = _TAX_MODES.get(line.read("tax_mode", partial(cells.one_of, choices=_TAX_MODES)) or "")
    rate, reason = None, ""
    if mode == VatMode.OWN:
        rate = _own_rate(line, row)
    if mode == VatMode.EXEMPT:
        reason = line.text("exemption_reason") or (row.exemption_reason if row else "")
        reason = reason or _EXEMPTIONS[language]
    return {"vat_mode": mode, "vat_rate_id": rate, "exemption_reason": reason}


def _own_rate(line: Line, row: CustomerGroup | None) -> int | None:
    column = "tax_rate_override"
    field = VatComponent._meta.get_field("percent")
    percent = line.read(column, partial(cells.stored, field))
    if not isinstance(percent, Decimal):
        return None
    rate = own_rate(percent=percent, row=row)
    if rate is None:
        line.refuse(_("the shop has no VAT rate of %(percent)s") % {"percent": percent}, column)
    return rate
