"""The price book: every group with every price rule, read once and kept until one of them changes.

The stamp on the shop's row tells: the database turns it with each change (catalog/stamping.py),
whichever process made it. A book is read after the stamp it is kept under, so it can only be newer.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language

from catalog.models import Channel, Shop
from catalog.selectors import Shelves, TaxTable, shelves, shop_front, tax_table
from groups import policies
from groups.access import Reach, reach
from groups.models import (
    CategoryAccess,
    ChannelPricing,
    CustomerGroup,
    GroupCategoryDiscount,
    GroupOrderDiscount,
    GroupPromotion,
)
from pricing import book as pricing_book
from pricing import engine
from pricing.book import RuleBook, Scoped, Tiered
from pricing.selectors import shop_terms

Links = dict[int, frozenset[int]]


@dataclass(frozen=True, kw_only=True)
class Holding:
    """The groups that act for somebody on a day: the one that speaks for him, and all of them."""

    primary: int | None = None
    active: tuple[int, ...] = ()


NOBODY = Holding()


@dataclass(frozen=True, kw_only=True)
class PriceBook:
    """Groups, taxes, shelves and price rules of the shop under one stamp."""

    shop: Shop
    terms: engine.ShopTerms
    taxes: TaxTable
    shelves: Shelves
    channels: tuple[Channel, ...]
    groups: dict[int, CustomerGroup]
    rules: RuleBook
    by_promotion: Links
    by_discount: Links
    category_discounts: dict[int, dict[str, Decimal]]
    ticked: Links  # categories, by group
    channel_pricing: dict[tuple[int, int], bool]  # by group and channel, where a channel says
    _policies: dict[object, engine.Policy] = field(default_factory=dict)
    _reaches: dict[tuple[int, ...], Reach] = field(default_factory=dict)

    @property
    def web_store(self) -> Channel | None:
        """The channel of the shop front: the first web store that is open."""
        return shop_front(channels=self.channels)

    def prices_here(self, *, group: CustomerGroup, channel: Channel | None = None) -> bool:
        """Whether the group's own prices count in a channel; no channel is the web store."""
        channel = channel or self.web_store
        said = self.channel_pricing.get((group.pk, channel.pk)) if channel else None
        return policies.prices_here(group=group, said=said)

    def sets_prices(self, *, group: CustomerGroup) -> bool:
        """Whether the group has prices of its own for those it speaks for."""
        percents = self.category_discounts.get(group.pk, {})
        held = group.price_template_id or group.floor_percent is not None
        return bool(held or group.discount_percent or any(percents.values()))

    def closed_promotions(
        self,
        *,
        policy: engine.Policy,
        member_of: Collection[CustomerGroup],
        item: engine.Item,
        on: date,
    ) -> Iterator[tuple[Scoped, engine.Reason]]:
        """The promotions of the day on a product that others have and somebody has not, and why."""
        open_ones = {one.id for one in policy.promotions}
        mine = {group.pk for group in member_of}
        for one in self.rules.running_promotions(on=on):
            if one.row.pk in open_ones or not one.covers(item):
                continue
            if one.row.groups_excluded:
                yield one, engine.Reason.CLOSED_TO_GROUP
            elif not mine & self.by_promotion.get(one.row.pk, frozenset()):
                yield one, engine.Reason.OTHER_GROUPS

    def channels_with_prices(self, *, group: CustomerGroup) -> tuple[Channel, ...]:
        """The open channels in which the group's own prices count."""
        # The web store first: it is where most members look.
        here = sorted(self.channels, key=lambda one: one != self.web_store)
        open_ones = (one for one in here if one.is_active)
        return tuple(one for one in open_ones if self.prices_here(group=group, channel=one))

    def policy(
        self, *, holding: Holding = NOBODY, on: date, channel: Channel | None = None
    ) -> engine.Policy:
        """What somebody with these groups is granted that day; no channel is the web store."""
        channel = channel or self.web_store
        key = (holding, on, channel.pk if channel else None)
        if key not in self._policies:
            self._policies[key] = self._assembled(holding, on, channel)
        return self._policies[key]

    def reach(self, *, holding: Holding = NOBODY) -> Reach:
        """What somebody with these groups meets in the shop, and may buy there."""
        key = holding.active
        if key not in self._reaches:
            self._reaches[key] = reach(
                shelves=self.shelves,
                groups=[self.groups[pk] for pk in key if pk in self.groups],
                ticked=self.ticked,
                restricts=self.shop.restricts_products,
            )
        return self._reaches[key]

    def _assembled(self, holding: Holding, on: date, channel: Channel | None) -> engine.Policy:
        group = self.groups.get(holding.primary) if holding.primary is not None else None
        member_of = [self.groups[pk] for pk in holding.active if pk in self.groups]
        giving = [one for one in member_of if self.prices_here(group=one, channel=channel)]
        return policies.policy(
            group=group,
            shop=self.shop,
            category_discounts=self.category_discounts.get(holding.primary or 0, {}),
            template=self.rules.template(pk=group.price_template_id if group else None, on=on),
            public_template=self.rules.public_template(on=on),
            promotions=self._promotions(on, member_of, giving),
            order_discounts=self._discounts(on, channel, giving),
            own_prices=group is None or self.prices_here(group=group, channel=channel),
        )

    def _promotions(
        self, on: date, member_of: Iterable[CustomerGroup], giving: Iterable[CustomerGroup]
    ) -> Iterable[tuple[Scoped, CustomerGroup | None]]:
        mine = {group.pk for group in member_of}
        for one in self.rules.running_promotions(on=on):
            linked = self.by_promotion.get(one.row.pk, frozenset())
            if one.row.groups_only:
                bringing = _first(giving, linked)
                if bringing is not None:
                    yield one, bringing
            elif not (one.row.groups_excluded and mine & linked):
                yield one, None

    def _discounts(
        self, on: date, channel: Channel | None, giving: Iterable[CustomerGroup]
    ) -> Iterable[tuple[Tiered, CustomerGroup | None]]:
        for one in self.rules.running_discounts(on=on, channel=channel.pk if channel else None):
            if one.row.is_for_everyone:
                yield one, None
                continue
            bringing = _first(giving, self.by_discount.get(one.row.pk, frozenset()))
            if bringing is not None:
                yield one, bringing


def _first(groups: Iterable[CustomerGroup], linked: frozenset[int]) -> CustomerGroup | None:
    return next((group for group in groups if group.pk in linked), None)


_kept: dict[str, tuple[str, PriceBook]] = {}


def price_book(*, shop: Shop) -> PriceBook:
    """The book of the reader's language, read anew only if a price rule changed since."""
    language = get_language() or "fr"
    stamp, kept = _kept.get(language, ("", None))
    if kept is not None and stamp and stamp == shop.price_stamp:
        return kept
    read = _read(shop)
    _kept[language] = (shop.price_stamp, read)
    return read


def forget() -> None:
    """Drop the kept books: between tests, whose stamps are rolled back with their rows."""
    _kept.clear()


def _read(shop: Shop) -> PriceBook:
    groups = CustomerGroup.objects.live().select_related("vat_rate")
    rows = groups.prefetch_related("vat_rate__components").order_by("position", "pk")
    percents: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for group, code, percent in GroupCategoryDiscount.objects.values_list(
        "group_id", "category__code", "percent"
    ):
        percents[group][code] = percent
    return PriceBook(
        shop=shop,
        terms=shop_terms(shop=shop),
        taxes=tax_table(shop=shop),
        shelves=shelves(),
        channels=tuple(Channel.objects.order_by("position", "pk")),
        groups={row.pk: row for row in rows},
        rules=pricing_book.load(),
        by_promotion=_links(GroupPromotion.objects.values_list("promotion_id", "group_id")),
        by_discount=_links(GroupOrderDiscount.objects.values_list("discount_id", "group_id")),
        category_discounts=dict(percents),
        ticked=_links(CategoryAccess.objects.values_list("group_id", "category_id")),
        channel_pricing=_channel_pricing(),
    )


def _channel_pricing() -> dict[tuple[int, int], bool]:
    rows = ChannelPricing.objects.values_list("group_id", "channel_id", "is_on")
    return {(group, channel): is_on for group, channel, is_on in rows}


def _links(pairs: Iterable[tuple[int, int]]) -> Links:
    found: dict[int, set[int]] = defaultdict(set)
    for one, group in pairs:
        found[one].add(group)
    return {one: frozenset(groups) for one, groups in found.items()}
