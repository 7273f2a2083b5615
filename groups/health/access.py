"""Findings about what the members of groups meet and may buy."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backoffice.templatetags.ui import number
from catalog.models import Product
from groups.access import opens
from groups.health.facts import LOOKED_AT, Facts
from groups.health.finding import Code, Finding, Severity
from groups.models import CategoryMode, CustomerGroup, ProductRestriction, State

SHOWN = 3  # references named in a finding


def sees_nothing(facts: Facts) -> Iterator[Finding]:
    """Groups whose restriction on categories leaves their members no product."""
    own = (CategoryMode.ONLY, CategoryMode.EXCEPT)
    listed = [one for one in facts.about if one.category_mode in own]
    if not listed:
        return
    stocked, loose = _stock(facts)
    for group in listed:
        if (stocked or loose) and not _meets_some(group, facts, stocked, loose):
            yield Finding(
                code=Code.SEES_NOTHING,
                severity=Severity.ERROR,
                text=_("Its members see no product: its category restriction leaves none."),
                fix=_("Change its categories"),
                page="group_categories",
                args=(group.pk,),
                field="category_mode",
                group=group,
            )


def reserved_for_nobody(facts: Facts) -> Iterator[Finding]:
    """Products reserved to groups none of which acts today or will."""
    if not facts.book.shop.restricts_products:
        return
    alive = [pk for pk, one in facts.book.groups.items() if _is_alive(one, facts)]
    open_to = ProductRestriction.objects.filter(product=OuterRef("pk"), group__in=alive)
    rows = Product.objects.published().filter(~Exists(open_to), is_reserved=True).order_by("sku")
    found = list(rows.values_list("pk", "sku")[:LOOKED_AT])
    if not found:
        return
    skus = ", ".join(sku for _pk, sku in found[:SHOWN]) + (", …" if len(found) > SHOWN else "")
    told = ngettext(
        "%(n)s reserved product is open to no active group: nobody can buy it (%(skus)s).",
        "%(n)s reserved products are open to no active group: nobody can buy them (%(skus)s).",
        len(found),
    )
    alone = len(found) == 1
    yield Finding(
        code=Code.RESERVED_FOR_NOBODY,
        severity=Severity.WARNING,
        text=told % {"n": number(len(found)), "skus": skus},
        fix=_("Choose its groups") if alone else _("Check the products"),
        page="product_restrictions" if alone else "product_list",
        args=(found[0][0],) if alone else (),
        field="groups" if alone else "",
    )


def _stock(facts: Facts) -> tuple[frozenset[int], bool]:
    """The categories that hold published products, and whether some stand in none."""
    links = Product.categories.through.objects.filter(product__is_published=True)
    placed = frozenset(links.order_by().values_list("category_id", flat=True).distinct())
    stocked = placed - facts.book.shelves.unpublished
    return stocked, Product.objects.published().filter(categories=None).exists()


def _meets_some(group: CustomerGroup, facts: Facts, stocked: frozenset[int], loose: bool) -> bool:
    if loose and group.category_mode != CategoryMode.ONLY:
        return True
    ticked, shelves = facts.book.ticked.get(group.pk, frozenset()), facts.book.shelves
    return any(
        opens(mode=group.category_mode, ticked=ticked, category=pk, shelves=shelves)
        for pk in stocked
    )


def _is_alive(group: CustomerGroup, facts: Facts) -> bool:
    return group.state(on=facts.on) in (State.ACTIVE, State.UPCOMING)
