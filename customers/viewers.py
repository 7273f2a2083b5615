"""Who looks at a price, and what he is granted that day in that channel."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from catalog.models import Channel, Product, Shop
from customers.models import Address, Customer, Membership
from groups import policies
from groups.access import Reach
from groups.book import NOBODY, Holding, PriceBook, price_book
from groups.models import CustomerGroup, State
from pricing import engine
from pricing import selectors as pricing
from pricing.selectors import Place

_REASON = engine.Reason


@dataclass(frozen=True, slots=True)
class Waiting:
    """A group of somebody that does not bring him its prices, and why."""

    group: CustomerGroup
    reason: engine.Reason
    day: date | None = None  # the last one it acted, or the first it will


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """The person, the group that speaks for him, the others he is in, and all his terms."""

    customer: Customer | None
    group: CustomerGroup | None
    others: tuple[CustomerGroup, ...]
    place: Place
    policy: engine.Policy
    book: PriceBook
    reach: Reach
    channel: Channel | None
    asleep: tuple[Waiting, ...] = ()
    is_exempt_himself: bool = False  # not through a group

    @property
    def shop(self) -> Shop:
        return self.book.shop

    @property
    def groups(self) -> tuple[CustomerGroup, ...]:
        """The groups that act for him, the one that speaks first."""
        return self.others if self.group is None else (self.group, *self.others)

    def waiting(self) -> Iterator[Waiting]:
        """The groups that do not bring their prices, or not all of them, and why."""
        yield from self.asleep
        for group in self.groups:
            if not self.book.prices_here(group=group, channel=self.channel):
                off = group.use_group_pricing
                yield Waiting(group, _REASON.CHANNEL_OFF if off else _REASON.GROUP_PRICES_OFF)
            elif group is not self.group and self.book.sets_prices(group=group):
                yield Waiting(group, _REASON.NOT_MAIN_GROUP)

    def items(self, products: Iterable[Product]) -> dict[int, engine.Item]:
        """Products as this viewer's prices are computed from, in one query."""
        return pricing.items(
            products=products, taxes=self.book.taxes, shelves=self.book.shelves, place=self.place
        )

    def unit_prices(
        self, products: Iterable[Product], quantity: int = 1
    ) -> dict[int, engine.UnitPrice]:
        """What one unit of each product costs this viewer when so many are bought."""
        return engine.unit_prices(
            items=self.items(products),
            quantity=quantity,
            policy=self.policy,
            shop=self.book.terms,
        )

    def quote(self, basket: Sequence[tuple[Product, int]]) -> engine.Quote:
        """What a basket of products and quantities costs this viewer, without delivery."""
        items = self.items({product.pk: product for product, _quantity in basket}.values())
        return engine.quote(
            lines=[
                engine.Line(item=items[product.pk], quantity=quantity)
                for product, quantity in basket
            ],
            policy=self.policy,
            shop=self.book.terms,
        )


def viewer(
    *, customer: Customer | None, shop: Shop, on: date, channel: Channel | None = None
) -> Viewer:
    """What this customer, or a visitor, is granted: two queries beside the price book."""
    if customer is None or customer.is_guest:
        return _viewer(NOBODY, shop, on, channel)
    holding, asleep = _holding(customer=customer, shop=shop, on=on)
    found = _viewer(holding, shop, on, channel, asleep)
    known = replace(found, customer=customer, place=place_of(customer=customer))
    if not customer.pays_no_tax(on=on):
        return known
    policy = policies.exempted(policy=found.policy, reason=customer.exemption_reason)
    return replace(known, policy=policy, is_exempt_himself=True)


def group_viewer(
    *, group: CustomerGroup, shop: Shop, on: date, channel: Channel | None = None
) -> Viewer:
    """What a member of this group alone is granted, delivered at the shop's own address."""
    row = price_book(shop=shop).groups.get(group.pk)
    if row is None:
        return _viewer(NOBODY, shop, on, channel)
    if row.state(on=on) != State.ACTIVE:
        return _viewer(NOBODY, shop, on, channel, (_sleeping(row, on),))
    return _viewer(Holding(primary=row.pk, active=(row.pk,)), shop, on, channel)


def _viewer(
    holding: Holding,
    shop: Shop,
    on: date,
    channel: Channel | None,
    asleep: tuple[Waiting, ...] = (),
) -> Viewer:
    book = price_book(shop=shop)
    group = book.groups.get(holding.primary) if holding.primary is not None else None
    others = (book.groups[pk] for pk in holding.active if pk != holding.primary)
    return Viewer(
        customer=None,
        group=group,
        others=tuple(others),
        place=Place(),
        policy=book.policy(holding=holding, on=on, channel=channel),
        book=book,
        reach=book.reach(holding=holding),
        channel=channel or book.web_store,
        asleep=asleep,
    )


def _holding(*, customer: Customer, shop: Shop, on: date) -> tuple[Holding, tuple[Waiting, ...]]:
    """The groups that act for the customer that day and the one that speaks for him; the others.

    That is his main group, or the first of the others while it sleeps; a customer whom staff left
    without a main group (N/C) has the shop's own terms.
    """
    groups = price_book(shop=shop).groups
    rows = [row for row in Membership.objects.filter(customer=customer) if row.group_id in groups]
    chosen = next((row.group_id for row in rows if row.is_primary), None)
    asleep = {
        row.group_id: _asleep(row, groups[row.group_id], on)
        for row in rows
        if not (row.runs(on=on) and groups[row.group_id].state(on=on) == State.ACTIVE)
    }
    member_of = {row.group_id for row in rows}
    # The book keeps groups in their order: lowest position first.
    active = tuple(pk for pk in groups if pk in member_of and pk not in asleep)
    waiting = tuple(asleep[pk] for pk in groups if pk in asleep)
    if chosen is None:
        return Holding(active=active), waiting
    speaks = chosen if chosen in active else next(iter(active), None)
    return Holding(primary=speaks, active=active), waiting


def _asleep(row: Membership, group: CustomerGroup, on: date) -> Waiting:
    if group.state(on=on) != State.ACTIVE:
        return _sleeping(group, on)
    if row.starts_on is not None and on < row.starts_on:
        return Waiting(group, _REASON.MEMBERSHIP_UPCOMING, row.starts_on)
    return Waiting(group, _REASON.MEMBERSHIP_ENDED, row.ends_on)


def _sleeping(group: CustomerGroup, on: date) -> Waiting:
    state = group.state(on=on)
    if state == State.ENDED:
        return Waiting(group, _REASON.GROUP_ENDED, group.ends_on)
    if state == State.UPCOMING:
        return Waiting(group, _REASON.GROUP_UPCOMING, group.starts_on)
    return Waiting(group, _REASON.GROUP_INACTIVE)


def place_of(*, customer: Customer) -> Place:
    """Where the customer receives goods: the usual address, else the shop's own."""
    address = Address.objects.filter(customer=customer).order_by("-is_default", "pk").first()
    if address is None:
        return Place()
    return Place(country=str(address.country), region=address.region)
