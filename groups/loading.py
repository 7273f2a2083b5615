"""Customer groups, and what names them, brought in line with what a folder says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import QuerySet

from backoffice.folding import folded_key
from backoffice.loading import Counts, Merged, Pair, Values, batches, link, merge, stored
from catalog.models import Category, Channel, Product, VatRate
from groups.models import (
    CategoryAccess,
    ChannelPricing,
    CustomerGroup,
    GroupOrderDiscount,
    GroupPromotion,
    ProductRestriction,
    State,
)
from pricing import loading as pricing
from pricing.models import OrderDiscount, PriceTemplate, Promotion


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEntry:
    """What a folder says of a group: its columns, and what it chooses; None says nothing of it."""

    columns: Values
    is_default: bool
    ticks: tuple[str, ...] | None = None  # categories, by their codes
    template: str | None = None  # by its French title, folded; empty is none
    channels: Mapping[str, bool] | None = None  # those where its prices are on, or off


@dataclass(frozen=True, slots=True)
class Days:
    """From which day to which a group's terms hold."""

    starts_on: date
    ends_on: date | None


def known_groups() -> dict[str, CustomerGroup]:
    """The groups outside the bin that have a code, by it."""
    return {row.code: row for row in stored(CustomerGroup) if row.code and row.binned_at is None}


def load_groups(*, entries: Mapping[str, GroupEntry]) -> Counts:
    """The groups, by their codes; the folder's default group takes the place of the shop's."""
    known = known_groups()
    former = {code for code, row in known.items() if row.is_default}
    default = {code for code, entry in entries.items() if entry.is_default}
    _step_down(default=default, entries=entries)
    templates = pricing.shared_templates()
    wanted = {code: _columns(entry, templates) for code, entry in entries.items()}
    merged = merge(
        CustomerGroup, known=known, wanted=wanted, unique=("title_fr_key", "title_en_key")
    )
    CustomerGroup.objects.live().filter(code__in=default).update(is_default=True)
    keys = {code: row.pk for code, row in merged.rows.items()}
    changed = _load_ticks(keys=keys, entries=entries) | _load_channels(keys=keys, entries=entries)
    return merged.counts(also_changed=((former ^ default) & set(entries)) | changed)


def _columns(entry: GroupEntry, templates: Mapping[str, Sequence[PriceTemplate]]) -> Values:
    if entry.template is None:
        return entry.columns
    chosen = templates[entry.template][0].pk if entry.template else None
    return {**entry.columns, "price_template_id": chosen}


def _load_ticks(*, keys: Mapping[str, int], entries: Mapping[str, GroupEntry]) -> set[str]:
    """The categories of each group the folder tells of; the codes of the groups this changed."""
    named = {code: entry.ticks for code, entry in entries.items() if entry.ticks is not None}
    categories = dict(Category.objects.order_by().values_list("code", "pk"))
    wanted = {
        (keys[code], categories[tick]): code for code, ticks in named.items() for tick in ticks
    }
    about = {keys[code]: code for code in named}
    rows = CategoryAccess.objects.all()
    moved = link(rows, left="group_id", right="category_id", wanted=wanted, among=about)
    return {about[group] for group, _category in moved}


def _load_channels(*, keys: Mapping[str, int], entries: Mapping[str, GroupEntry]) -> set[str]:
    """Where the prices of each group are on or off; the codes of the groups this changed."""
    named = {code: entry.channels for code, entry in entries.items() if entry.channels is not None}
    channels = dict(Channel.objects.order_by().values_list("code", "pk"))
    about = {keys[code]: code for code in named}
    wanted: dict[Pair, Values] = {
        (keys[code], channels[channel]): {"is_on": is_on}
        for code, told in named.items()
        for channel, is_on in told.items()
    }
    rows = [row for row in stored(ChannelPricing) if row.group_id in about]
    known = {(row.group_id, row.channel_id): row for row in rows}
    at_first: dict[Pair, Values] = {
        (group, channel): {"group_id": group, "channel_id": channel} for group, channel in wanted
    }
    merged = merge(ChannelPricing, known=known, wanted=wanted, at_first=at_first)
    stale = {pair: row.pk for pair, row in known.items() if pair not in wanted}
    for batch in batches(stale.values()):
        ChannelPricing.objects.filter(pk__in=batch).delete()
    return {about[group] for group, _channel in merged.new | merged.changed | stale.keys()}


def _step_down(*, default: set[str], entries: Mapping[str, GroupEntry]) -> None:
    # There is one default group at most: the former gives way before the next one comes.
    former = CustomerGroup.objects.live().filter(is_default=True).exclude(code__in=default)
    if not default:
        former = former.filter(code__in=entries)
    former.update(is_default=False)


def days(*, row: CustomerGroup | None, columns: Values, on: date) -> Days:
    """When the group will hold: what the folder writes, else what the shop has, else from `on`."""
    ends_on = columns.get("ends_on", row and row.ends_on)
    starts_on = columns.get("starts_on")
    if starts_on is None:
        starts_on = row.starts_on if row else on
        starts_on = min(starts_on, ends_on or starts_on)
    return Days(starts_on=starts_on, ends_on=ends_on)


def can_be_default(*, days: Days, row: CustomerGroup | None, on: date) -> bool:
    """Whether new accounts may join the group: they do already, or it is active that day."""
    if row is not None and row.is_default:
        return True
    is_active = row.is_active if row else True
    then = CustomerGroup(is_active=is_active, starts_on=days.starts_on, ends_on=days.ends_on)
    return then.state(on=on) == State.ACTIVE


def titles_taken(*, entries: Mapping[str, GroupEntry]) -> set[str]:
    """The codes of the entries whose title another group has, in either language."""
    titles: dict[str, tuple[str, str]] = {}
    known = known_groups()
    for row in stored(CustomerGroup):
        if row.binned_at is None and row.code not in entries:
            titles[f" {row.pk}"] = (row.title_fr_key, row.title_en_key)
    for code, entry in entries.items():
        columns = {"title_en": vars(known[code])["title_en"] if code in known else ""}
        columns |= entry.columns
        french = folded_key(columns.get("title_fr") or "")
        titles[code] = (french, folded_key(columns["title_en"] or "") or french)
    return _second_owners(titles, 0) | _second_owners(titles, 1)


def _second_owners(titles: Mapping[str, tuple[str, str]], language: int) -> set[str]:
    owners: dict[str, str] = {}
    return {
        code
        for code, keys in titles.items()
        if keys[language] and owners.setdefault(keys[language], code) != code
    }


def own_rate(*, percent: Decimal, row: CustomerGroup | None) -> int | None:
    """The shop's rate that adds up to this percentage, or None.

    The group's own rate stays when it does; else one of the standard class, the oldest first.
    """
    rates = VatRate.objects.select_related("vat_class").prefetch_related("components")
    found = [
        rate
        for rate in rates.order_by("pk")
        if sum((tax.percent for tax in rate.components.all()), Decimal(0)) == percent
    ]
    if row is not None and row.vat_rate_id in {rate.pk for rate in found}:
        return row.vat_rate_id
    found.sort(key=lambda rate: rate.vat_class.code != "standard")
    return found[0].pk if found else None


def load_promotions(
    *,
    entries: Mapping[str, pricing.PromotionEntry],
    groups: Mapping[str, Sequence[str]],
    at: datetime,
) -> Counts:
    """The promotions by their French titles, with the groups they name."""
    merged = pricing.load_promotions(entries=entries, at=at)
    return merged.counts(also_changed=_name(GroupPromotion, "promotion_id", merged, groups))


def load_discounts(
    *, entries: Mapping[str, pricing.DiscountEntry], groups: Mapping[str, Sequence[str]]
) -> Counts:
    """The discounts by their French titles, with the groups they are for."""
    merged = pricing.load_discounts(entries=entries)
    return merged.counts(also_changed=_name(GroupOrderDiscount, "discount_id", merged, groups))


def _name(
    through: type[GroupPromotion] | type[GroupOrderDiscount],
    column: str,
    merged: Merged[str, Promotion] | Merged[str, OrderDiscount],
    groups: Mapping[str, Sequence[str]],
) -> set[str]:
    """Each row names these groups, by their codes; the titles of the rows this changed."""
    keys = {code: row.pk for code, row in known_groups().items()}
    titles = {row.pk: title for title, row in merged.rows.items()}
    wanted = {(pk, keys[code]) for pk, title in titles.items() for code in groups[title]}
    rows = _of_live_groups(through._base_manager.all())
    moved = link(rows, left=column, right="group_id", wanted=wanted, among=titles)
    return {titles[row] for row, _group in moved}


def load_restrictions(*, entries: Mapping[str, Sequence[str]]) -> Counts:
    """To which groups each product is reserved, by its SKU and their codes; counts such products.

    Whether a product is reserved at all is already said on its row.
    """
    products = Product.objects.in_bulk(entries, field_name="sku")
    skus = {row.pk: sku for sku, row in products.items()}
    keys = {code: row.pk for code, row in known_groups().items()}
    wanted = {(pk, keys[code]) for pk, sku in skus.items() for code in entries[sku]}
    everything = ProductRestriction.objects.all()
    rows = _of_live_groups(everything) | everything.filter(product__is_reserved=False)
    before = set(rows.values_list("product_id", flat=True)) & skus.keys()
    moved = link(rows, left="product_id", right="group_id", wanted=wanted, among=skus)
    changed = {product for product, _group in moved}
    told = before | {product for product, _group in wanted}
    return Counts(
        new=len(changed - before),
        changed=len(changed & before),
        unchanged=len(told - changed),
    )


def _of_live_groups(rows: QuerySet) -> QuerySet:
    # What groups in the bin had is on no screen, and comes back with them.
    return rows.filter(group__binned_at__isnull=True)
