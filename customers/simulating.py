"""What somebody would pay: a product, a small basket, on any day, in any channel, anywhere."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from backoffice.folding import folded_key, folded_search
from catalog.models import Channel, Product, Shop
from catalog.places import place_name
from customers import baskets, explaining, refusals, viewers, waterfall
from customers.baskets import Basket
from customers.explaining import Explanation
from customers.models import Customer
from customers.viewers import Viewer
from customers.waterfall import Limit, Row
from groups.models import CustomerGroup
from pricing import engine, presenting
from pricing.engine import StepCode
from pricing.selectors import Place
from pricing.tags import PriceTag, margin_share, price_tag

MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Who buys what, when and where; neither customer nor group is a visitor."""

    product: Product | None
    quantity: int
    basket: tuple[tuple[Product, int], ...]
    customer: Customer | None
    group: CustomerGroup | None
    on: date
    channel: Channel
    place: Place | None  # none is where the viewer usually receives goods

    @property
    def lines(self) -> tuple[tuple[Product, int], ...]:
        """The whole basket, the product that is explained first."""
        first = ((self.product, self.quantity),) if self.product else ()
        return (*first, *self.basket)


@dataclass(frozen=True, slots=True)
class Margin:
    """What the shop keeps of a price, without tax."""

    cost: Decimal
    amount: Decimal
    percent: Decimal | None  # of the price


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One price told in full: its steps, the rules that lost, its tax, what to beware of."""

    explanation: Explanation
    tag: PriceTag
    rows: tuple[Row, ...]
    lost: tuple[tuple[engine.Lost, str], ...]
    limit: Limit | None
    rate: str
    vat: Decimal
    vat_source: str
    cautions: tuple[str, ...]
    refusals: tuple[str, ...]  # why the viewer does not meet the product, or may not buy it
    margin: Margin | None

    @property
    def price(self) -> engine.UnitPrice:
        return self.explanation.price


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """The answer to a question."""

    question: Question
    viewer: Viewer
    account: Account | None
    basket: Basket

    @property
    def codes(self) -> set[str]:
        """The rules and groups the answer names, by their codes."""
        found = {one.code for one in self.basket.discounts}
        if self.account is not None:
            found |= {one.rule.code for one, _why in self.account.lost}
            for row in self.account.rows:
                found |= {row.rule_code, row.group_code} - {""}
        return found


def viewer_of(*, question: Question, shop: Shop) -> Viewer:
    """The person in question, goods delivered where the question says."""
    on, channel = question.on, question.channel
    if question.group is not None:
        found = viewers.group_viewer(group=question.group, shop=shop, on=on, channel=channel)
    else:
        found = viewers.viewer(customer=question.customer, shop=shop, on=on, channel=channel)
    return found if question.place is None else replace(found, place=question.place)


def simulated(*, question: Question, shop: Shop, sees_costs: bool) -> Simulation:
    """What the question's viewer pays, and why; costs are told only to those who may see them."""
    viewer = viewer_of(question=question, shop=shop)
    account = None
    if question.product is not None:
        account = _account(question, question.product, viewer, sees_costs)
    return Simulation(
        question=question,
        viewer=viewer,
        account=account,
        basket=baskets.priced(viewer=viewer, lines=question.lines),
    )


def compared(
    *, question: Question, shop: Shop, groups: Iterable[CustomerGroup]
) -> list[tuple[CustomerGroup, Explanation, PriceTag]]:
    """The same product for members of several groups, side by side."""
    product = question.product
    if product is None:
        return []
    found = []
    for group in groups:
        asked = replace(question, customer=None, group=group)
        explanation = _explained(asked, product, viewer_of(question=asked, shop=shop))
        found.append((group, explanation, _tag(explanation)))
    return found


def matching(*, words: str) -> list[Product]:
    """The product of this number or name, else those that hold every word: a few at most."""
    products = Product.objects.select_related("vat_class")
    exact = list(products.filter(sku__iexact=words)[:2])
    if len(exact) == 1:
        return exact
    wanted = folded_search(words).split()
    if not wanted:
        return []
    for word in wanted:
        products = products.filter(search__contains=word)
    found = list(products.order_by("sku")[:MOST_CANDIDATES])
    named = [one for one in found if folded_key(one.title) == folded_key(words)]
    return named if len(named) == 1 else found


def offered(*, count: int) -> list[Product]:
    """Products to propose while nothing is typed."""
    return list(Product.objects.published().order_by("sku")[:count])


def customer_of(*, name: str) -> Customer:
    """The customer of this e-mail address or number."""
    if "@" in name:
        return explaining.customer_of(email=name)
    found = Customer.objects.filter(number=name).exclude(number="").first()
    if found is None:
        told = _("No customer has the number “%(number)s”.")
        raise explaining.NotKnown(told % {"number": name})
    return found


def _account(question: Question, product: Product, viewer: Viewer, sees_costs: bool) -> Account:
    explanation = _explained(question, product, viewer)
    price, item = explanation.price, explanation.item
    raised = any(step.code is StepCode.FLOOR for step in price.trace)
    cautions = [_("Floor applied")] if raised else []
    if sees_costs:
        cautions += [presenting.caution_label(caution=one) for one in price.warnings]
    return Account(
        explanation=explanation,
        tag=_tag(explanation),
        rows=waterfall.rows(price=price, viewer=viewer, item=item),
        lost=tuple((one, _why(one)) for one in price.lost),
        limit=waterfall.limit(price=price, viewer=viewer, sees_costs=sees_costs),
        rate=presenting.rate_label(rate=price.rate),
        vat=price.gross - price.net,
        vat_source=_vat_source(viewer, item, product),
        cautions=tuple(cautions),
        refusals=tuple(refusals.refusals(product=product, viewer=viewer)),
        margin=_margin(product, price) if sees_costs else None,
    )


def _why(lost: engine.Lost) -> str:
    return presenting.reason_label(reason=lost.reason, day=lost.day)


def _explained(question: Question, product: Product, viewer: Viewer) -> Explanation:
    return explaining.explained(
        product=product,
        viewer=viewer,
        quantity=question.quantity,
        channel=question.channel,
        shop=viewer.shop,
        on=question.on,
    )


def _tag(explanation: Explanation) -> PriceTag:
    return price_tag(price=explanation.price, currency=explanation.currency)


def _vat_source(viewer: Viewer, item: engine.Item, product: Product) -> str:
    policy, place = viewer.policy, viewer.place
    told = {"group": policy.group.title if policy.group else ""}
    if policy.vat_mode is engine.VatMode.EXEMPT:
        exempt = _("Exempt through “%(group)s”") % told
        if viewer.is_exempt_himself:
            exempt = _("Personally exempt")
        reason = policy.exemption_reason
        return _("%(exempt)s: %(reason)s") % {"exempt": exempt, "reason": reason}
    if policy.vat_mode is engine.VatMode.OVERRIDE and item.rate.taxable:
        return _("Rate of “%(group)s”") % told
    if item.rate.key != item.reference_rate.key:
        where = place_name(country=place.country, region=place.region)
        return _("Rate at the destination, %(place)s") % {"place": where}
    return _("VAT class of the product: %(vat_class)s") % {"vat_class": product.vat_class}


def _margin(product: Product, price: engine.UnitPrice) -> Margin | None:
    if product.cost is None:
        return None
    share = margin_share(price=price, cost=product.cost)
    return Margin(cost=product.cost, amount=price.net - product.cost, percent=share)
