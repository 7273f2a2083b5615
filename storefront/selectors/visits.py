"""Who looks at the shop front, on which day, and what he is granted."""

from dataclasses import dataclass, replace
from datetime import date

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from catalog.models import Shop
from customers import selectors as customers
from customers.viewers import Viewer, group_viewer, viewer
from groups.book import price_book
from groups.models import CustomerGroup
from storefront.selectors.shelves import Shelves, shelves


@dataclass(frozen=True, slots=True)
class Visit:
    """One person in front of one page: everything its prices depend on."""

    shop: Shop
    on: date
    viewer: Viewer
    shelves: Shelves
    seen_as: CustomerGroup | None = None  # staff look at the shop as a member of this group


def visit(*, user: User | AnonymousUser, shop: Shop, on: date, seen_as: int | None = None) -> Visit:
    """The visit of whoever is signed in, or of nobody in particular.

    `seen_as` is the group as whose member staff look at the shop.
    """
    group = price_book(shop=shop).groups.get(seen_as) if seen_as else None
    if group is not None:
        return replace(_visit(group_viewer(group=group, shop=shop, on=on), shop, on), seen_as=group)
    customer = customers.customer_of(user=user) if shop.has_accounts else None
    found = viewer(customer=customer, shop=shop, on=on)
    return _visit(found, shop, on)


def public_visit(*, shop: Shop, on: date) -> Visit:
    """The visit of nobody in particular, whoever is signed in: what search engines are told."""
    return _visit(viewer(customer=None, shop=shop, on=on), shop, on)


def _visit(found: Viewer, shop: Shop, on: date) -> Visit:
    # The shop as it is now: the price book is not read anew when its name or its words change.
    return Visit(shop=shop, on=on, viewer=found, shelves=shelves(reach=found.reach))
