"""Who looks at the shop front, on which day, and what he is granted."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from catalog import selectors as catalog
from catalog.models import Shop
from customers import selectors as customers
from storefront.selectors.shelves import Shelves, shelves


@dataclass(frozen=True, slots=True)
class Visit:
    """One person in front of one page: everything its prices depend on."""

    shop: Shop
    on: date
    viewer: customers.Viewer
    shelves: Shelves
    taxes: catalog.TaxTable


def visit(*, user: User | AnonymousUser, shop: Shop, on: date) -> Visit:
    """The visit of whoever is signed in, or of nobody in particular."""
    customer = customers.customer_of(user=user)
    return Visit(
        shop=shop,
        on=on,
        viewer=customers.viewer(customer=customer, shop=shop, on=on),
        shelves=shelves(),
        taxes=catalog.tax_table(shop=shop),
    )
