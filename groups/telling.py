"""A group in one sentence: « Les 42 membres paient le modèle « Gros » −5 %, prix HT… »."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext, ngettext

from backoffice.templatetags.ui import long_day, number, percent
from catalog.models import Basis
from groups.models import CategoryMode, FloorMode, State, VatMode
from groups.terms import GroupTerms
from pricing.wording import listed

NAMED = 3  # more categories than that are counted


def group_sentence(*, terms: GroupTerms, public: bool = False) -> str:
    """What a member gets, in the reader's language; `public` is what a member may read himself."""
    pieces = _public(terms) if public else _pieces(terms)
    told = {"terms": ", ".join(pieces), "n": number(terms.members)}
    return " ".join(one % told for one in (_frame(terms, public=public), *_standing(terms)))


def _frame(terms: GroupTerms, *, public: bool) -> str:
    if public:
        return gettext("You pay %(terms)s.")
    if terms.state == State.UPCOMING:
        return _future(terms.members)
    if not terms.members:
        return gettext("A member pays %(terms)s.")
    return ngettext("The member pays %(terms)s.", "The %(n)s members pay %(terms)s.", terms.members)


def _future(members: int) -> str:
    if not members:
        return gettext("A member will pay %(terms)s.")
    return ngettext(
        "The member will pay %(terms)s.", "The %(n)s members will pay %(terms)s.", members
    )


def _standing(terms: GroupTerms) -> Iterator[str]:
    if terms.state == State.INACTIVE:
        yield gettext("The group is inactive: its members have the store terms.")
    elif terms.state == State.ENDED:
        yield gettext("The group has ended: its members have the store terms.")


def _pieces(terms: GroupTerms) -> Iterator[str]:
    if terms.prices_count:
        yield _price(terms)
        yield from _by_category(terms)
        yield from _limits(terms)
        yield from _offers(terms)
        if terms.left_out:
            told = {"channels": listed(terms.left_out)}
            yield gettext("in all channels except %(channels)s") % told
    else:
        yield gettext("the list price")
        yield gettext("group pricing being off")
    yield _display(terms)
    yield _vat(terms)
    yield from _access(terms)
    yield from _period(terms)


def _public(terms: GroupTerms) -> Iterator[str]:
    """Nothing of costs, of the names staff give, of what others see."""
    if not terms.prices_count:
        yield gettext("the list price")
    else:
        yield _own_price(terms)
        yield from _by_category(terms)
        yield from _offers(terms)
    yield gettext("prices %(basis)s") % {"basis": Basis(terms.display).label}
    if terms.vat_mode != VatMode.SHOP:
        yield _vat(terms)
    yield from _period(terms)


def _price(terms: GroupTerms) -> str:
    told = {"template": terms.template, "percent": percent(terms.discount)}
    if terms.template and terms.discount:
        return gettext("the template “%(template)s” −%(percent)s") % told
    if terms.template:
        return gettext("the template “%(template)s”") % told
    return _list_price(terms.discount)


def _own_price(terms: GroupTerms) -> str:
    if not terms.template:
        return _list_price(terms.discount)
    if not terms.discount:
        return gettext("prices of your own")
    return gettext("prices of your own −%(percent)s") % {"percent": percent(terms.discount)}


def _list_price(discount: Decimal) -> str:
    if not discount:
        return gettext("the list price")
    return gettext("the list price −%(percent)s") % {"percent": percent(discount)}


def _by_category(terms: GroupTerms) -> Iterator[str]:
    for category, value in terms.by_category[:NAMED]:
        told = {"category": category, "percent": percent(value)}
        if value:
            yield gettext("−%(percent)s in “%(category)s”") % told
        else:
            yield gettext("no discount in “%(category)s”") % told
    more = len(terms.by_category) - NAMED
    if more > 0:
        text = ngettext(
            "another percentage in %(n)s more category",
            "other percentages in %(n)s more categories",
            more,
        )
        yield text % {"n": number(more)}


def _limits(terms: GroupTerms) -> Iterator[str]:
    if terms.floor is not None:
        told = {"percent": percent(terms.floor)}
        if terms.floor_mode == FloorMode.RAISE:
            yield gettext("never under cost + %(percent)s") % told
        elif terms.floor_mode == FloorMode.WARN:
            yield gettext("with a warning under cost + %(percent)s") % told
        else:
            yield gettext("the floor of cost + %(percent)s being off") % told
    if not terms.is_capped:
        yield gettext("sometimes above the public price")


def _offers(terms: GroupTerms) -> Iterator[str]:
    if terms.promotions:
        text = ngettext("%(n)s reserved promotion", "%(n)s reserved promotions", terms.promotions)
        yield text % {"n": number(terms.promotions)}
    if terms.order_discounts:
        text = ngettext("%(n)s order discount", "%(n)s order discounts", terms.order_discounts)
        yield text % {"n": number(terms.order_discounts)}


def _display(terms: GroupTerms) -> str:
    told = {"basis": Basis(terms.display).label}
    if terms.display_is_own:
        return gettext("prices %(basis)s") % told
    return gettext("prices %(basis)s as in the store") % told


def _vat(terms: GroupTerms) -> str:
    if terms.vat_mode == VatMode.EXEMPT:
        if not terms.exemption_reason:
            return gettext("without VAT")
        return gettext("without VAT (%(reason)s)") % {"reason": terms.exemption_reason}
    if terms.vat_mode == VatMode.OWN:
        return terms.taxes or gettext("a VAT of its own")
    if not terms.taxes:
        return gettext("the VAT of the store")
    return gettext("the VAT of the store (%(percent)s)") % {"percent": terms.taxes}


def _access(terms: GroupTerms) -> Iterator[str]:
    mode, count = terms.category_mode, len(terms.categories)
    if mode == CategoryMode.SHOP:
        return
    if mode == CategoryMode.ALL or (mode == CategoryMode.EXCEPT and not count):
        yield gettext("access to all categories")
    elif not count:
        yield gettext("access to no category")
    elif count > NAMED:
        yield _counted(mode, count)
    else:
        quoted = (gettext("“%(name)s”") % {"name": name} for name in terms.categories)
        told = {"categories": listed(quoted)}
        if mode == CategoryMode.ONLY:
            yield gettext("access to %(categories)s only") % told
        else:
            yield gettext("access to everything except %(categories)s") % told


def _counted(mode: CategoryMode, count: int) -> str:
    # Always several: fewer are named.
    told = {"n": number(count)}
    if mode == CategoryMode.ONLY:
        return gettext("access to %(n)s categories only") % told
    return gettext("access to everything except %(n)s categories") % told


def _period(terms: GroupTerms) -> Iterator[str]:
    last = {"last": long_day(terms.ends_on)} if terms.ends_on else {}
    if terms.starts_later:
        told = {"first": long_day(terms.starts_later), **last}
        text = gettext("from %(first)s to %(last)s") if last else gettext("from %(first)s")
        yield text % told
    elif last:
        yield gettext("until %(last)s") % last
