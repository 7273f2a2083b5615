"""Customer groups brought in line with what a folder says of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.folding import folded_key
from backoffice.loading import Counts, Values, link, merge, stored
from catalog.models import Category, VatRate
from groups.models import CategoryAccess, CustomerGroup, State


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEntry:
    """What a folder says of a group: its columns, whether new accounts join it, its categories."""

    columns: Values
    is_default: bool
    ticks: tuple[str, ...] | None = None  # codes; None says nothing of them


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
    wanted = {code: entry.columns for code, entry in entries.items()}
    merged = merge(
        CustomerGroup, known=known, wanted=wanted, unique=("title_fr_key", "title_en_key")
    )
    CustomerGroup.objects.live().filter(code__in=default).update(is_default=True)
    keys = {code: row.pk for code, row in merged.rows.items()}
    ticked = _load_ticks(keys=keys, entries=entries)
    return merged.counts(also_changed=((former ^ default) & set(entries)) | ticked)


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
