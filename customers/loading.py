"""Customers and their groups brought in line with what a folder says of them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo

from backoffice.folding import folded_key
from backoffice.loading import BATCH, Counts, Merged, Values, batches, merge, stored
from customers.models import (
    Address,
    Customer,
    Kind,
    Membership,
    MembershipBatch,
    MembershipEvent,
    Way,
)
from customers.services import membership_rows
from customers.services.membership import begin, log
from groups.models import CustomerGroup
from groups.selectors import default_group

Verb = MembershipEvent.Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEntry:
    """What a folder says of a customer, known or not; an empty address says nothing of it."""

    row: Customer | None
    email: str
    columns: Values
    address: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipEntry:
    """A customer, by number or e-mail, in a group, by its code."""

    customer: str
    group: str
    is_primary: bool
    since: date | None


class Register:
    """The customers the shop knows, found by number, or by e-mail where one has none to compare."""

    def __init__(self, *, numbers: set[str]) -> None:
        self._rows = rows = list(stored(Customer))
        self._numbered = {row.number: row for row in rows if row.number}
        # A row the folder names by its number is not another line's by its e-mail.
        left = [row for row in rows if row.number not in numbers or not row.number]
        self._by_email = {(row.kind, row.email_key): row for row in reversed(left)}

    def find(self, *, number: str, email: str, kind: str) -> Customer | None:
        """The customer a line of the folder speaks of."""
        if number in self._numbered:
            return self._numbered[number]
        found = self._by_email.get((kind, folded_key(email)))
        return None if found is not None and number and found.number else found

    def others(self, *, than: set[int]) -> list[Customer]:
        """The known customers without these."""
        return [row for row in self._rows if row.pk not in than]


@dataclass(frozen=True, slots=True)
class LoadedCustomers:
    """What loading the customers did; the newcomers are the accounts it opened."""

    counts: Counts
    newcomers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Act:
    """When the folder is loaded: the moment, the day of the shop, and the shop's time zone."""

    at: datetime
    on: date
    zone: tzinfo

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)


def load_customers(*, entries: Mapping[str, CustomerEntry]) -> LoadedCustomers:
    """The customers and the usual address of each."""
    known = {key: entry.row for key, entry in entries.items() if entry.row is not None}
    wanted = {key: _latest(entry) for key, entry in entries.items()}
    merged = merge(Customer, known=known, wanted=wanted, unique=("email_key",))
    placed = _load_addresses(entries, merged)
    return LoadedCustomers(
        counts=merged.counts(also_changed=placed.new | placed.changed),
        newcomers=frozenset(
            merged.rows[key].pk for key in merged.new if not merged.rows[key].is_guest
        ),
    )


def _latest(entry: CustomerEntry) -> Values:
    seen = entry.row.last_seen_at if entry.row else None
    told = entry.columns.get("last_seen_at")
    if seen is None or (told is not None and told > seen):
        return entry.columns
    # Somebody who has signed in since the folder was written has not unlearnt it.
    return {**entry.columns, "last_seen_at": seen}


def _load_addresses(
    entries: Mapping[str, CustomerEntry], people: Merged[str, Customer]
) -> Merged[str, Address]:
    usual = {row.customer_id: row for row in stored(Address).filter(is_default=True)}
    known, wanted = {}, {}
    for key, entry in entries.items():
        customer = people.rows[key].pk
        if entry.address:
            wanted[key] = {**entry.address, "customer_id": customer, "is_default": True}
            if customer in usual:
                known[key] = usual[customer]
    return merge(Address, known=known, wanted=wanted)


def load_memberships(
    *, entries: Sequence[MembershipEntry], act: Act, join_default: Iterable[int] = ()
) -> Counts:
    """Who is in which group, and which one is the main one, as the folder writes it.

    Of the customers in `join_default`, those the folder puts in no group join the default one.
    """
    wanted = _by_keys(entries)
    if default := default_group(on=act.on):
        placed = {customer for customer, _group in wanted}
        for customer in set(join_default) - placed:
            wanted[customer, default.pk] = MembershipEntry(
                customer="", group="", is_primary=True, since=None
            )
    known = {(row.customer_id, row.group_id): row for row in stored(Membership)}
    before = {pair: row.is_primary for pair, row in known.items()}
    left = _leave_main_groups(wanted, known)
    merged = merge(
        Membership,
        known=known,
        wanted={pair: _columns(entry, known.get(pair), act) for pair, entry in wanted.items()},
        at_first={
            (customer, group): {
                "customer_id": customer,
                "group_id": group,
                "way": Way.IMPORT,
                "added_at": act.at,
            }
            for customer, group in wanted.keys() - known.keys()
        },
    )
    made = {pair for pair in wanted if wanted[pair].is_primary and before.get(pair) is False}
    moved = {Verb.ADDED: merged.new, Verb.MADE_PRIMARY: made, Verb.NO_LONGER_PRIMARY: left}
    _remember(act, moved, {**known, **merged.rows})
    return merged.counts()


Pair = tuple[int, int]


def _by_keys(entries: Sequence[MembershipEntry]) -> dict[Pair, MembershipEntry]:
    people: dict[str, int] = {}
    for pk, number, key, kind in Customer.objects.values_list("pk", "number", "email_key", "kind"):
        if kind == Kind.ACCOUNT:
            people.setdefault(key, pk)
        if number:
            people[number] = pk
    live = CustomerGroup.objects.live().values_list("code", "pk")
    groups = {code: pk for code, pk in live if code}
    found = {}
    for entry in entries:
        customer = people.get(entry.customer) or people[folded_key(entry.customer)]
        found[customer, groups[entry.group]] = entry
    return found


def _columns(entry: MembershipEntry, row: Membership | None, act: Act) -> Values:
    columns: dict[str, object] = {"is_primary": entry.is_primary}
    if entry.since and (row is None or row.added_at.astimezone(act.zone).date() != entry.since):
        columns["added_at"] = act.midnight(entry.since)
    return columns


def _leave_main_groups(
    wanted: Mapping[Pair, MembershipEntry], known: Mapping[Pair, Membership]
) -> set[Pair]:
    # Nobody has two main groups, not even between two statements.
    mains = {customer for (customer, _group), entry in wanted.items() if entry.is_primary}
    left = {
        pair
        for pair, row in known.items()
        if row.is_primary and (not wanted[pair].is_primary if pair in wanted else pair[0] in mains)
    }
    for keys in batches(known[pair].pk for pair in left):
        Membership.objects.filter(pk__in=keys).update(is_primary=False)
    return left


def _remember(
    act: Act,
    moved: Mapping[MembershipEvent.Verb, Iterable[Pair]],
    rows: Mapping[Pair, Membership],
) -> None:
    events = [(verb, *pair) for verb, pairs in moved.items() for pair in sorted(pairs)]
    if not events:
        return
    batch = begin(actor=None, way=Way.IMPORT, at=act.at)
    for keys in batches(rows[pair].pk for pair in moved[Verb.ADDED]):
        Membership.objects.filter(pk__in=keys).update(batch=batch)
    MembershipEvent.objects.bulk_create(
        [
            _event(batch, verb, rows[customer, group], came=verb == Verb.ADDED)
            for verb, customer, group in events
        ],
        batch_size=BATCH,
    )
    added = Counter(group for verb, _customer, group in events if verb == Verb.ADDED)
    membership_rows.recount(groups=set(added))
    for group in CustomerGroup.objects.filter(pk__in=added):
        log(group=group, batch=batch, verb="members_added", count=added[group.pk])


def _event(
    batch: MembershipBatch, verb: MembershipEvent.Verb, row: Membership, *, came: bool
) -> MembershipEvent:
    # A membership that was there is told as it stood before the folder was read.
    return MembershipEvent(
        batch=batch,
        verb=verb,
        customer_id=row.customer_id,
        group_id=row.group_id,
        held_primary=row.is_primary if came else verb == Verb.NO_LONGER_PRIMARY,
        held_from=row.starts_on,
        held_until=row.ends_on,
        held_way=row.way,
        held_since=row.added_at,
        held_by_id=row.added_by_id,
        held_batch_id=batch.pk if came else row.batch_id,
    )
