"""A group's terms in sentences, as a member lives them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from backoffice.templatetags.ui import long_day, percent
from catalog.models import Basis, Shop
from catalog.selectors import taxes_label
from groups.models import CustomerGroup, PriceDisplay, State, VatMode


def terms_in_words(
    *, group: CustomerGroup, shop: Shop, shop_rate: Decimal | None, on: date
) -> Iterator[str]:
    """What a member of the group sees and pays, one sentence after the other."""
    if group.state(on=on) != State.ACTIVE:
        yield gettext("Today its members have the store terms.")
    yield _display(group, shop)
    yield _vat(group, shop_rate)
    if group.discount_percent:
        told = {"percent": percent(group.discount_percent)}
        yield gettext("%(percent)s off every price.") % told
    else:
        yield gettext("No general discount.")
    yield _period(group)


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
