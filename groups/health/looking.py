"""The search itself: every check, in one order."""

from collections.abc import Mapping
from datetime import date
from itertools import chain

from catalog.models import Shop
from groups.book import price_book
from groups.health import access, names, prices, rules, terms
from groups.health.facts import Facts, items_of
from groups.health.finding import Finding, Severity
from groups.models import CustomerGroup

CHECKS = (
    prices.below_cost,
    prices.without_floor,
    prices.never_wins,
    terms.default_group,
    terms.ending,
    terms.template,
    terms.discounts,
    terms.taxes,
    rules.promotions,
    rules.discounts,
    access.sees_nothing,
    access.reserved_for_nobody,
    names.titles,
    names.labels,
    names.identical,
    names.colours,
)
ORDER = list(Severity)


def findings(
    *,
    shop: Shop,
    on: date,
    only_here: Mapping[int, int],
    group: CustomerGroup | None = None,
) -> tuple[Finding, ...]:
    """What is wrong that day, the worst first; with a group, what concerns it alone.

    `only_here` tells, for groups that end soon, how many customers no other group takes over.
    """
    book = price_book(shop=shop)
    book.rules.read_templates(on=on)
    known = tuple(book.groups.values())
    facts = Facts(
        book=book,
        on=on,
        about=tuple(one for one in known if group is None or one.pk == group.pk),
        only_here=only_here,
        items=items_of(book=book, on=on),
        colors=dict(CustomerGroup.objects.live().values_list("pk", "color")),
    )
    found = list(chain.from_iterable(check(facts) for check in CHECKS))
    if group is not None:
        found = [one for one in found if one.group is not None and one.group.pk == group.pk]
    place = {pk: index for index, pk in enumerate(book.groups)}
    return tuple(sorted(found, key=lambda one: _rank(one, place)))


def _rank(one: Finding, place: Mapping[int, int]) -> tuple[int, int, str, tuple[int, ...]]:
    where = place[one.group.pk] if one.group else len(place)
    return ORDER.index(one.severity), where, one.code, one.args
