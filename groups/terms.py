"""What groups grant, as facts to be told: read for many groups at once, in the reader's words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet

from backoffice.templatetags.ui import percent
from catalog import selectors as catalog
from catalog.models import Basis, Channel, Shop
from groups.models import (
    CategoryAccess,
    CategoryMode,
    ChannelPricing,
    CustomerGroup,
    FloorMode,
    GroupCategoryDiscount,
    GroupOrderDiscount,
    GroupPromotion,
    PriceDisplay,
    State,
    VatMode,
)
from groups.selectors import shop_percent
from pricing.models import OrderDiscount, Promotion

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTerms:
    """Everything a sentence may say of a group."""

    members: int = 0
    state: State = State.ACTIVE
    starts_later: date | None = None  # only where the day has not come yet
    ends_on: date | None = None

    prices_count: bool = True  # somewhere at least
    left_out: Names = ()  # the channels without the group's prices, where others have them
    template: str = ""
    discount: Decimal = Decimal(0)
    by_category: tuple[tuple[str, Decimal], ...] = ()
    floor: Decimal | None = None
    floor_mode: FloorMode = FloorMode.RAISE
    is_capped: bool = True  # never above the public price
    promotions: int = 0
    order_discounts: int = 0

    display: Basis = Basis.GROSS
    display_is_own: bool = False
    vat_mode: VatMode = VatMode.SHOP
    taxes: str = ""  # « TVA 5,5 % », « 20 % » of the shop
    exemption_reason: str = ""

    category_mode: CategoryMode = CategoryMode.SHOP
    categories: Names = ()


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """What all the groups asked for have beside their columns."""

    channels: tuple[Channel, ...]
    switches: dict[int, dict[int, bool]]
    percents: dict[int, list[tuple[str, Decimal]]]
    ticks: dict[int, list[str]]
    promotions: dict[int, int]
    discounts: dict[int, int]
    shop_rate: Decimal | None


def terms_of(
    *, groups: Iterable[CustomerGroup], shop: Shop, on: date
) -> dict[int | None, GroupTerms]:
    """The terms of these groups that day by key, in as many queries for one as for all.

    A group may come with unsaved columns, or not be saved at all: its columns are told as they are.
    """
    known = list(groups)
    rows = _read({group.pk for group in known if group.pk}, shop, on)
    return {group.pk: _terms(group, rows, shop, on) for group in known}


def _read(pks: set[int], shop: Shop, on: date) -> _Rows:
    percents: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    discounts = GroupCategoryDiscount.objects.filter(group__in=pks).select_related("category")
    for row in discounts.order_by("pk"):
        percents[row.group_id].append((str(row.category), row.percent))
    ticks: dict[int, list[str]] = defaultdict(list)
    for tick in CategoryAccess.objects.filter(group__in=pks).select_related("category"):
        ticks[tick.group_id].append(str(tick.category))
    switches: dict[int, dict[int, bool]] = defaultdict(dict)
    for one in ChannelPricing.objects.filter(group__in=pks):
        switches[one.group_id][one.channel_id] = one.is_on
    running: Any = Promotion.objects.filter(is_active=True, groups_only=True)
    granted: Any = OrderDiscount.objects.filter(is_active=True)
    return _Rows(
        channels=tuple(Channel.objects.filter(is_active=True).order_by("position", "pk")),
        switches=switches,
        percents=percents,
        ticks=ticks,
        promotions=_count(
            GroupPromotion.objects.filter(group__in=pks, promotion__in=running.running(on=on))
        ),
        discounts=_count(
            GroupOrderDiscount.objects.filter(group__in=pks, discount__in=granted.running(on=on))
        ),
        shop_rate=shop_percent(shop=shop),
    )


def _count(links: QuerySet[Any]) -> dict[int, int]:
    counted = links.order_by().values_list("group_id").annotate(n=Count("pk"))
    return dict(counted)


def _terms(group: CustomerGroup, rows: _Rows, shop: Shop, on: date) -> GroupTerms:
    own = group.price_display != PriceDisplay.SHOP
    without = _left_out(group, rows)
    counts = len(without) < len(rows.channels) if rows.channels else group.use_group_pricing
    return GroupTerms(
        members=group.member_count,
        state=group.state(on=on),
        starts_later=group.starts_on if group.starts_on > on else None,
        ends_on=group.ends_on,
        prices_count=counts,
        left_out=without if counts else (),
        template=str(group.price_template or ""),
        discount=group.discount_percent,
        by_category=tuple(rows.percents.get(group.pk, ())),
        floor=group.floor_percent,
        floor_mode=FloorMode(group.floor_mode),
        is_capped=group.public_ceiling,
        promotions=rows.promotions.get(group.pk, 0),
        order_discounts=rows.discounts.get(group.pk, 0),
        display=Basis(group.price_display if own else shop.price_display),
        display_is_own=own,
        vat_mode=VatMode(group.vat_mode),
        taxes=_taxes(group, rows.shop_rate),
        exemption_reason=group.exemption_reason,
        category_mode=CategoryMode(group.category_mode),
        categories=tuple(rows.ticks.get(group.pk, ())),
    )


def _left_out(group: CustomerGroup, rows: _Rows) -> Names:
    """The channels in which the group's prices do not count."""
    switches = rows.switches.get(group.pk, {})
    return tuple(
        str(channel)
        for channel in rows.channels
        if not switches.get(channel.pk, group.use_group_pricing)
    )


def _taxes(group: CustomerGroup, shop_rate: Decimal | None) -> str:
    if group.vat_mode == VatMode.OWN and group.vat_rate is not None:
        return catalog.taxes_label(group.vat_rate)
    if group.vat_mode == VatMode.SHOP and shop_rate is not None:
        return percent(shop_rate)
    return ""
