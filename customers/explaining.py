"""Why somebody pays a price: the question staff and developers ask by name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from backoffice.folding import folded_key
from backoffice.services import ShopRefusal
from catalog.models import Channel, Product, Shop
from customers import selectors
from customers.models import Customer
from customers.viewers import Viewer
from groups import policies
from groups.models import CustomerGroup
from pricing import engine, presenting, rules

LONGEST_FRACTION = 6


class NotKnown(ShopRefusal):
    """The shop has no such product, customer, group or channel."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One price of one product, for one viewer on one day in one channel."""

    product: Product
    quantity: int
    on: date
    channel: Channel
    currency: str
    entered: engine.Basis  # what the steps are written in
    viewer: Viewer
    item: engine.Item
    price: engine.UnitPrice

    def as_json(self) -> dict[str, Any]:
        """The contract of `explain_price --json`: amounts as text, nothing lost in floats."""
        price = self.price
        return {
            "sku": self.product.sku,
            "quantity": self.quantity,
            "on": self.on.isoformat(),
            "channel": self.channel.code,
            "currency": self.currency,
            "display": "ht" if price.display is engine.Basis.NET else "ttc",
            "shown": plain(price.shown),
            "unit_net": plain(price.net),
            "unit_gross": plain(price.gross),
            "vat_rate": f"{price.rate.percent.normalize():f}",
            "steps": [
                {
                    "step": step.code.value,
                    "label": presenting.step_label(step=step),
                    "before": plain(step.before),
                    "after": plain(step.after),
                    "rule": step.rule.code if step.rule else None,
                    "group": step.group.code if step.group else None,
                }
                for step in price.trace
            ],
            "lost": [
                {
                    "rule": lost.rule.code,
                    "price": None if lost.price is None else plain(lost.price),
                    "reason": lost.reason.value,
                }
                for lost in price.lost
            ],
        }


def plain(amount: Decimal) -> str:
    """`84.00`: a point, at least two decimals, no more than six."""
    whole, _point, fraction = f"{round(amount, LONGEST_FRACTION).normalize():f}".partition(".")
    return f"{whole}.{fraction.ljust(2, '0')}"


def explained(
    *,
    product: Product,
    viewer: Viewer,
    quantity: int,
    channel: Channel,
    shop: Shop,
    on: date,
) -> Explanation:
    """The price of the product for this viewer, with every step that made it."""
    item = viewer.items([product])[product.pk]
    price = engine.unit_price(
        item=item, quantity=quantity, policy=viewer.policy, shop=viewer.book.terms
    )
    waiting = (*_closed(viewer, item, on), *_waiting(viewer))
    return Explanation(
        product=product,
        quantity=quantity,
        on=on,
        channel=channel,
        currency=shop.currency,
        entered=engine.Basis(shop.prices_entered),
        viewer=viewer,
        item=item,
        price=price._replace(lost=price.lost + waiting),
    )


def _closed(viewer: Viewer, item: engine.Item, on: date) -> Iterator[engine.Lost]:
    for one, why in viewer.book.closed_promotions(
        policy=viewer.policy, member_of=viewer.groups, item=item, on=on
    ):
        yield engine.Lost(rules.promotion_source(row=one.row), None, why)


def _waiting(viewer: Viewer) -> Iterator[engine.Lost]:
    for one in viewer.waiting():
        yield engine.Lost(policies.source(group=one.group), None, one.reason, one.day)


def product_of(*, sku: str) -> Product:
    """The product of this number, published or not."""
    found = Product.objects.filter(sku=sku).first()
    if found is None:
        raise NotKnown(_("There is no product “%(sku)s”.") % {"sku": sku})
    return found


def customer_of(*, email: str) -> Customer:
    """The account of this address, else the guest who gave it last."""
    key = folded_key(email)
    guest = Customer.objects.filter(email_key=key).order_by("pk").last()
    found = selectors.account(email_key=key) or guest
    if found is None:
        raise NotKnown(_("No customer has the address “%(email)s”.") % {"email": email})
    return found


def group_of(*, code: str) -> CustomerGroup:
    """The group of this code, outside the bin; one without a code goes by its number."""
    live = CustomerGroup.objects.live()
    found = live.filter(code=code.upper()).exclude(code="").first()
    if found is None and code.isascii() and code.isdigit() and len(code) < 10:
        found = live.filter(code="", pk=int(code)).first()
    if found is None:
        raise NotKnown(_("There is no group “%(code)s”.") % {"code": code})
    return found


def channel_of(*, code: str) -> Channel:
    """The channel of this code; without one, the first web store."""
    channels = Channel.objects.filter(code=code) if code else Channel.objects.filter(kind="web")
    found = channels.order_by("-is_active", "position", "pk").first()
    if found is None:
        raise NotKnown(_("There is no channel “%(code)s”.") % {"code": code or "web"})
    return found
