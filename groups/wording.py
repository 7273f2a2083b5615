"""A group's terms in sentences, as a member lives them."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from backoffice.templatetags.ui import long_day, percent
from catalog.models import Basis
from groups.models import CustomerGroup, FloorMode, State, VatMode
from groups.terms import GroupTerms
from pricing.wording import listed


def terms_in_words(*, group: CustomerGroup, terms: GroupTerms, on: date) -> Iterator[str]:
    """What a member of the group sees and pays, one sentence after the other."""
    if group.state(on=on) != State.ACTIVE:
        yield gettext("Today its members have the store terms.")
    yield _display(terms)
    yield _vat(terms)
    if terms.prices_count:
        yield from _prices(terms)
    else:
        yield gettext("The prices of the group are off: its members pay the store prices.")
    yield _period(group)


def _prices(terms: GroupTerms) -> Iterator[str]:
    if terms.template:
        yield gettext("Prices of the template “%(template)s”.") % {"template": terms.template}
    if terms.discount:
        yield gettext("%(percent)s off every price.") % {"percent": percent(terms.discount)}
    else:
        yield gettext("No general discount.")
    for category, value in terms.by_category:
        told = {"percent": percent(value), "category": category}
        yield gettext("%(percent)s off in “%(category)s”.") % told
    if terms.floor is not None:
        yield _floor(terms.floor, terms.floor_mode)
    if not terms.is_capped:
        yield gettext("A price may be higher than the public one.")
    if terms.left_out:
        told = {"channels": listed(terms.left_out)}
        yield gettext("These prices do not count in %(channels)s.") % told


def _floor(least: Decimal, mode: str) -> str:
    told = {"percent": percent(least)}
    if mode == FloorMode.RAISE:
        return gettext("Never under cost + %(percent)s.") % told
    if mode == FloorMode.WARN:
        return gettext("Staff are warned under cost + %(percent)s.") % told
    return gettext("The floor of cost + %(percent)s is off.") % told


def _display(terms: GroupTerms) -> str:
    told = {"basis": Basis(terms.display).label}
    if terms.display_is_own:
        return gettext("Prices shown %(basis)s.") % told
    return gettext("Prices shown %(basis)s, as in the store.") % told


def _vat(terms: GroupTerms) -> str:
    if terms.vat_mode == VatMode.EXEMPT:
        return gettext("No VAT: %(reason)s.") % {"reason": terms.exemption_reason.rstrip(".")}
    if terms.vat_mode == VatMode.OWN:
        return gettext("VAT of the group: %(taxes)s.") % {"taxes": terms.taxes}
    if not terms.taxes:
        return gettext("VAT of the store.")
    return gettext("VAT of the store: %(percent)s.") % {"percent": terms.taxes}


def _period(group: CustomerGroup) -> str:
    first = long_day(group.starts_on)
    if group.ends_on is None:
        return gettext("From %(first)s, with no end date.") % {"first": first}
    return gettext("From %(first)s to %(last)s.") % {
        "first": first,
        "last": long_day(group.ends_on),
    }
