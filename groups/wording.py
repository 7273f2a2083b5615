"""A group's terms in sentences, as a member lives them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from backoffice.templatetags.ui import long_day, percent
from catalog.models import Basis, Shop
from catalog.selectors import taxes_label
from groups.models import CustomerGroup, FloorMode, PriceDisplay, State, VatMode
from groups.selectors import category_discounts


def terms_in_words(
    *, group: CustomerGroup, shop: Shop, shop_rate: Decimal | None, on: date
) -> Iterator[str]:
    """What a member of the group sees and pays, one sentence after the other."""
    if group.state(on=on) != State.ACTIVE:
        yield gettext("Today its members have the store terms.")
    yield _display(group, shop)
    yield _vat(group, shop_rate)
    if group.use_group_pricing:
        yield from _prices(group)
    else:
        yield gettext("The prices of the group are off: its members pay the store prices.")
    yield _period(group)


def _prices(group: CustomerGroup) -> Iterator[str]:
    if group.price_template is not None:
        named = {"template": group.price_template}
        yield gettext("Prices of the template “%(template)s”.") % named
    if group.discount_percent:
        told = {"percent": percent(group.discount_percent)}
        yield gettext("%(percent)s off every price.") % told
    else:
        yield gettext("No general discount.")
    for row in category_discounts(group=group):
        told = {"percent": percent(row.percent), "category": row.category}
        yield gettext("%(percent)s off in “%(category)s”.") % told
    if group.floor_percent is not None:
        yield _floor(group.floor_percent, group.floor_mode)
    if not group.public_ceiling:
        yield gettext("A price may be higher than the public one.")


def _floor(least: Decimal, mode: str) -> str:
    told = {"percent": percent(least)}
    if mode == FloorMode.RAISE:
        return gettext("Never under cost + %(percent)s.") % told
    if mode == FloorMode.WARN:
        return gettext("Staff are warned under cost + %(percent)s.") % told
    return gettext("The floor of cost + %(percent)s is off.") % told


def _display(group: CustomerGroup, shop: Shop) -> str:
    if group.price_display == PriceDisplay.SHOP:
        told = {"basis": Basis(shop.price_display).label}
        return gettext("Prices shown %(basis)s, as in the store.") % told
    return gettext("Prices shown %(basis)s.") % {"basis": Basis(group.price_display).label}


def _vat(group: CustomerGroup, shop_rate: Decimal | None) -> str:
    if group.vat_mode == VatMode.EXEMPT:
        return gettext("No VAT: %(reason)s") % {"reason": group.exemption_reason}
    if group.vat_rate is not None:
        return gettext("VAT of the group: %(taxes)s.") % {"taxes": taxes_label(group.vat_rate)}
    if shop_rate is None:
        return gettext("VAT of the store.")
    return gettext("VAT of the store: %(percent)s.") % {"percent": percent(shop_rate)}


def _period(group: CustomerGroup) -> str:
    first = long_day(group.starts_on)
    if group.ends_on is None:
        return gettext("From %(first)s, with no end date.") % {"first": first}
    return gettext("From %(first)s to %(last)s.") % {
        "first": first,
        "last": long_day(group.ends_on),
    }
