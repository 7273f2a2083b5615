"""All the groups of one customer, chosen on his record in one act."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from auditlog.models import LogEntry
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.services import ShopRefusal, patiently
from backoffice.templatetags.ui import day
from customers.models import Customer, Membership, MembershipBatch, MembershipEvent, Way
from customers.services import membership_rows
from customers.services.membership import GuestsStayOut, begin, log, make_main
from groups.models import CustomerGroup
from groups.services import GroupIsGone

Verb = MembershipEvent.Verb
Days = tuple[date | None, date | None]
ALWAYS: Days = (None, None)


class GroupsChanged(ShopRefusal):
    """Somebody else changed the customer's groups since they were shown."""

    message = _("The groups of this customer have changed meanwhile. Check them and save again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The groups a customer is to be in, with the days of each; and which is the main one."""

    main: int | None
    days: Mapping[int, Days]


@patiently
def choose_groups(
    *, customer: Customer, choice: Choice, seen: str, actor: User | None, at: datetime
) -> int:
    """The customer is in these groups and in no other; the act, 0 where only days changed.

    Raises GroupsChanged, GuestsStayOut, GroupIsGone.
    """
    one = Customer.objects.filter(pk=customer.pk)
    live = _hold(one, choice)
    person = one.select_for_update().get()
    if person.is_guest and choice.days:
        raise GuestsStayOut
    held = {row.group_id: row for row in memberships(customer=person)}
    if fingerprint(held.values()) != seen:
        raise GroupsChanged
    if not set(choice.days) <= set(live):
        raise GroupIsGone
    act = _move(one, held, choice, live, actor=actor, at=at)
    _set_days(person, held, choice, live, actor=actor)
    return act


def memberships(*, customer: Customer) -> QuerySet[Membership]:
    """The customer's place in each group outside the bin."""
    rows = Membership.objects.filter(customer=customer, group__binned_at__isnull=True)
    return rows.select_related("group").order_by("group__position", "group_id")


def fingerprint(rows: Iterable[Membership]) -> str:
    """The memberships as a form was filled in from them."""
    told = sorted((row.group_id, row.is_primary, row.starts_on, row.ends_on) for row in rows)
    return ";".join(
        f"{group}{'*' if main else ''}:{first or ''}:{last or ''}"
        for group, main, first, last in told
    )


def _hold(one: QuerySet[Customer], choice: Choice) -> dict[int, CustomerGroup]:
    # Groups before the customer, in one order, as every act on members takes them.
    left = Membership.objects.filter(customer__in=one.values("pk")).values_list("group", flat=True)
    wanted = {*choice.days, *left}
    rows = CustomerGroup.objects.live().select_for_update().filter(pk__in=wanted).order_by("pk")
    return {group.pk: group for group in rows}


def _move(
    one: QuerySet[Customer],
    held: Mapping[int, Membership],
    choice: Choice,
    live: Mapping[int, CustomerGroup],
    *,
    actor: User | None,
    at: datetime,
) -> int:
    main = next((pk for pk, row in held.items() if row.is_primary), None)
    if set(held) == set(choice.days) and main == choice.main:
        return 0
    batch = begin(actor=actor, way=Way.RECORD, at=at)
    _leave(one, [live[pk] for pk in held if pk not in choice.days], batch)
    if main is not None and main != choice.main and main in choice.days:
        rows = Membership.objects.filter(group=main, customer__in=one.values("pk"))
        membership_rows.record(rows=rows, batch=batch, verb=Verb.NO_LONGER_PRIMARY)
        rows.update(is_primary=False)
    for pk in sorted(set(choice.days) - set(held)):
        _enter(one, live[pk], batch, primary=pk == choice.main)
    if choice.main is not None and choice.main in held and choice.main != main:
        make_main(live[choice.main], one, batch)
    return batch.pk


def _leave(one: QuerySet[Customer], groups: list[CustomerGroup], batch: MembershipBatch) -> None:
    for group in groups:
        rows = Membership.objects.filter(group=group, customer__in=one.values("pk"))
        membership_rows.record(rows=rows, batch=batch, verb=Verb.REMOVED)
        rows.delete()
        membership_rows.recount(groups={group.pk})
        log(group=group, batch=batch, verb="members_removed", count=1)


def _enter(
    one: QuerySet[Customer], group: CustomerGroup, batch: MembershipBatch, *, primary: bool
) -> None:
    membership_rows.insert(group=group, candidates=one, batch=batch, primary=primary)
    membership_rows.recount(groups={group.pk})
    log(group=group, batch=batch, verb="members_added", count=1)


def _set_days(
    person: Customer,
    held: Mapping[int, Membership],
    choice: Choice,
    live: Mapping[int, CustomerGroup],
    *,
    actor: User | None,
) -> None:
    changes = {}
    for row in Membership.objects.filter(customer=person, group__in=choice.days):
        days = choice.days[row.group_id]
        before = (row.starts_on, row.ends_on)
        joins_as_usual = row.group_id not in held and days == ALWAYS
        if before == days or joins_as_usual:
            continue
        row.starts_on, row.ends_on = days
        row.save(update_fields=["starts_on", "ends_on"])
        changes[str(live[row.group_id])] = [_told(before), _told(days)]
    if changes:
        LogEntry.objects.log_create(
            person,
            force_log=True,
            action=LogEntry.Action.UPDATE,
            changes=changes,
            actor=actor,
        )


def _told(days: Days) -> str:
    """« 22/11/2026 – 31/12/2026 »; always, where neither end is set."""
    if days == ALWAYS:
        return gettext("Always")
    return " – ".join(day(one) if one else "…" for one in days)
