"""`manage.py explain_price SKU`: why somebody pays that price, step by step."""

import json
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from rich import box
from rich.table import Table

from backoffice.services import ShopRefusal
from backoffice.templatetags.ui import day, money
from catalog import selectors as catalog
from catalog.commands import ShopCommand, typed_day
from catalog.models import Shop
from customers import explaining, refusals, viewers
from customers.explaining import Explanation
from pricing import presenting


class Command(ShopCommand):
    help = (
        "Explain the price of a product for a customer, for the members of a group or, with"
        " neither, for a visitor. Dates are YYYY-MM-DD; today is the shop's own."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("sku", metavar="SKU")
        parser.add_argument("--customer", metavar="EMAIL", help="as this customer")
        parser.add_argument("--group", metavar="CODE", help="as any member of this group")
        parser.add_argument("--quantity", default="1", metavar="N", help="so many of it (1)")
        parser.add_argument("--on", metavar="DATE", help="on this day (today)")
        parser.add_argument("--channel", default="", metavar="CODE", help="there (the web store)")
        super().add_arguments(parser)

    def answer(self, shop: Shop, options: dict[str, Any]) -> str:
        explanation = _explanation(shop, options)
        if options["json"]:
            return json.dumps(explanation.as_json(), ensure_ascii=False, indent=2)
        lost = [_lost(explanation)] if explanation.price.lost else []
        heading = _heading(explanation, options["group"])
        return self.drawn(*heading, _steps(explanation), *lost, *_outcome(explanation))


def _explanation(shop: Shop, options: dict[str, Any]) -> Explanation:
    if options["customer"] and options["group"]:
        raise ShopRefusal(_("Choose a customer or a group, not both."))
    on = typed_day(options["on"]) if options["on"] else catalog.today(shop=shop)
    product = explaining.product_of(sku=options["sku"])
    channel = explaining.channel_of(code=options["channel"])
    quantity = _quantity(options["quantity"])
    if options["group"]:
        group = explaining.group_of(code=options["group"])
        viewer = viewers.group_viewer(group=group, shop=shop, on=on, channel=channel)
    else:
        email = options["customer"]
        customer = explaining.customer_of(email=email) if email else None
        viewer = viewers.viewer(customer=customer, shop=shop, on=on, channel=channel)
    return explaining.explained(
        product=product, viewer=viewer, quantity=quantity, channel=channel, shop=shop, on=on
    )


def _quantity(text: str) -> int:
    # Nine digits are more than any order holds.
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise ShopRefusal(_("Enter a whole number from 1 as the quantity."))
    return int(text)


def _heading(explanation: Explanation, asked: str | None) -> list[str]:
    product, viewer = explanation.product, explanation.viewer
    who = str(viewer.customer or _("Visitor"))
    group = viewer.group
    if asked:
        who = group.title if group else _("Visitor (the group is not active that day)")
    elif group:
        who = f"{who} · {group.title}"
    return [
        f"{product.title} · {product.sku}",
        f"{who} · {explanation.quantity} × · {day(explanation.on)} · {explanation.channel.title}",
    ]


def _steps(explanation: Explanation) -> Table:
    basis = presenting.basis_label(basis=explanation.entered)
    table = Table(box=box.SIMPLE)
    table.add_column(_("Step"))
    table.add_column(_("Before (%(basis)s)") % {"basis": basis}, justify="right")
    table.add_column(_("After (%(basis)s)") % {"basis": basis}, justify="right")
    for step in explanation.price.trace:
        before = money(step.before, explanation.currency)
        after = money(step.after, explanation.currency)
        table.add_row(presenting.step_label(step=step), before, after)
    return table


def _lost(explanation: Explanation) -> Table:
    table = Table(box=box.SIMPLE)
    table.add_column(_("Rules that did not act"))
    basis = presenting.basis_label(basis=explanation.entered)
    table.add_column(_("Price (%(basis)s)") % {"basis": basis}, justify="right")
    table.add_column(_("Why"))
    for lost in explanation.price.lost:
        price = money(lost.price, explanation.currency)
        why = presenting.reason_label(reason=lost.reason, day=lost.day)
        table.add_row(lost.rule.title, price, why)
    return table


def _outcome(explanation: Explanation) -> list[str]:
    price, currency = explanation.price, explanation.currency
    product, viewer = explanation.product, explanation.viewer
    lines = list(refusals.refusals(product=product, viewer=viewer))
    lines += [presenting.caution_label(caution=caution) for caution in price.warnings]
    other = price.display.other
    beside = price.net if other == "net" else price.gross
    lines.append(
        f"{money(beside, currency)} {presenting.basis_label(basis=other)}"
        f" ({presenting.rate_label(rate=price.rate)})"
    )
    lines.append(f"{money(price.shown, currency)} {presenting.basis_label(basis=price.display)}")
    return lines
