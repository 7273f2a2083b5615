"""What the search for conflicts reads once: the price book and some products."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.functions import Cast

from catalog.models import Channel, Product
from groups.book import NOBODY, Holding, PriceBook
from groups.models import CustomerGroup, State
from pricing import engine
from pricing import selectors as pricing
from pricing.book import Scoped

LOOKED_AT = 300  # products priced for every group: the thinnest margins first

Prices = dict[str, engine.UnitPrice]


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything the findings of a day are drawn from; only those on access ask again."""

    book: PriceBook
    on: date
    about: tuple[CustomerGroup, ...]  # the groups findings are wanted for
    only_here: Mapping[int, int]  # per group that ends soon: customers no other group takes over
    items: tuple[engine.Item, ...]
    colors: Mapping[int, str]  # read anew: a colour is not a price, the book may hold an old one
    _prices: dict[int, Prices] = field(default_factory=dict)

    def acting(self) -> Iterator[CustomerGroup]:
        """The wanted groups that change a price today."""
        for group in self.about:
            if group.state(on=self.on) == State.ACTIVE and self.channel(group) is not None:
                yield group

    def channel(self, group: CustomerGroup) -> Channel | None:
        """Where the group's prices are looked at: the first channel in which they count."""
        return next(iter(self.book.channels_with_prices(group=group)), None)

    def linked(self, pks: Iterable[int]) -> list[CustomerGroup]:
        """The groups outside the bin among these."""
        return [self.book.groups[pk] for pk in sorted(pks) if pk in self.book.groups]

    def policy(self, group: CustomerGroup | None) -> engine.Policy:
        """What a member of this group alone is granted today; no group is a visitor."""
        holding = Holding(primary=group.pk, active=(group.pk,)) if group else NOBODY
        channel = self.channel(group) if group else None
        return self.book.policy(holding=holding, on=self.on, channel=channel)

    def prices(self, group: CustomerGroup | None) -> Prices:
        """What one unit of each product looked at costs these members, by reference."""
        key = group.pk if group else 0
        if key not in self._prices:
            terms, policy = pricing.shop_terms(shop=self.book.shop), self.policy(group)
            self._prices[key] = {
                item.sku: engine.unit_price(item=item, policy=policy, shop=terms)
                for item in self.items
            }
        return self._prices[key]


def items_of(*, book: PriceBook, on: date) -> tuple[engine.Item, ...]:
    """The products worth looking at, in three queries: thin margins, and what is on sale."""
    thin = _margins()[:LOOKED_AT]
    rows = {row.pk: row for row in thin}
    reserved = [one for one in book.rules.running_promotions(on=on) if one.row.groups_only]
    if reserved:
        scope = _scope(reserved, book)
        rows |= {row.pk: row for row in Product.objects.published().filter(scope)[:LOOKED_AT]}
    found = pricing.items(
        products=rows.values(), taxes=book.taxes, shelves=book.shelves, place=pricing.Place()
    )
    return tuple(found.values())


def _margins() -> QuerySet[Product]:
    known = Product.objects.published().filter(cost__isnull=False, price__gt=0)
    share = Cast(F("cost"), FloatField()) / Cast(F("price"), FloatField())
    return known.order_by(share.desc(), "pk")


def _scope(promotions: Iterable[Scoped], book: PriceBook) -> Q:
    skus: set[str] = set()
    codes: set[str] = set()
    for one in promotions:
        if not one.skus and not one.categories:
            return Q()
        skus |= one.skus
        codes |= one.categories
    shelves = [pk for pk, path in book.shelves.paths.items() if codes & {*path}]
    placed = Product.categories.through.objects.filter(category__in=shelves)
    return Q(sku__in=skus) | Q(pk__in=placed.values("product_id"))
