"""A shop with one member, in which any setting can be turned and its effect looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.test import Client

from catalog import selectors as catalog
from catalog.models import Category, Channel, Product, Shop
from customers.models import Membership
from customers.viewers import Viewer, viewer
from groups.models import CustomerGroup
from pricing import engine
from tests.conftest import SignedIn
from tests.storefront.reading import body, on_its_page

DAY = date(2026, 11, 22)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@dataclass
class World:
    """A group, its only member, two products on two shelves, and who looks at them."""

    shop: Shop
    channel: Channel
    shelf: Category
    product: Product  # 100.00 net, 120.00 with its tax; costs 80.00
    other: Product  # on another shelf
    group: CustomerGroup
    membership: Membership
    member: SignedIn
    visitor: Client
    staff: SignedIn
    made: Any = None  # what a case builds first, and then turns

    def price(self, quantity: int = 1) -> str:
        """What the member pays for one unit when he buys so many, as he sees it."""
        if quantity == 1:
            return on_its_page(self.member, self.product).amount
        found = self._viewer().unit_prices([self.product], quantity)[self.product.pk]
        return str(found.shown.quantize(Decimal("0.01")))

    def public_price(self) -> str:
        """What a visitor pays for the product."""
        return on_its_page(self.visitor, self.product).amount

    def total(self, quantity: int = 2) -> str:
        """The goods of a basket with so many of the product, HT."""
        return str(self.quote(quantity).net)

    def quote(self, quantity: int = 2) -> engine.Quote:
        """A basket with so many of the product."""
        return self._viewer().quote([(Product.objects.get(pk=self.product.pk), quantity)])

    def opens(self) -> int:
        """How the member's request for the product is answered."""
        return int(self.member.get(f"/product/{self.product.slug}/").status_code)

    def page(self, path: str = "/account/") -> str:
        return body(self.member, path)

    def panel(self, path: str) -> str:
        return body(self.staff, f"/admin-panel/{path}")

    def explained(self, language: str = "fr") -> str:
        """Why the member pays his price, in words."""
        told = StringIO()
        email = self.member.user.email
        options = ["--customer", email, "--language", language]
        call_command("explain_price", self.product.sku, *options, stdout=told)
        return told.getvalue()

    def turn(self, row: Any, **values: Any) -> None:
        """Change columns of a row as bulk SQL would: the effect owes nothing to a form."""
        type(row)._default_manager.filter(pk=row.pk).update(**values)

    def _viewer(self) -> Viewer:
        shop = catalog.shop()
        return viewer(customer=self.member.user.customer, shop=shop, on=DAY)


Act = Callable[[World], Any]


@dataclass(frozen=True)
class Setting:
    """One column, what stands before it is turned, how it is turned, and what is then seen."""

    column: str
    turn: Act
    see: Act
    was: object
    becomes: object
    given: Act | None = None

    def holds(self, world: World) -> None:
        if self.given:
            world.made = self.given(world)
        before = self.see(world)
        assert before == self.was, f"{before!r} before"
        self.turn(world)
        after = self.see(world)
        assert after == self.becomes, f"{after!r} after"


def group(**values: Any) -> Act:
    """Turn columns of the member's group."""
    return lambda world: world.turn(world.group, **values)


def made(**values: Any) -> Act:
    """Turn columns of what the case has built."""
    return lambda world: world.turn(world.made, **values)


def shop(**values: Any) -> Act:
    return lambda world: world.turn(world.shop, **values)


def price(world: World) -> str:
    return world.price()


def total(world: World) -> str:
    return world.total()


def told(words: str, path: str = "/account/") -> Act:
    """Whether the member reads these words there."""
    return lambda world: words in world.page(path)
