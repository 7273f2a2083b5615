"""Who is in a group and who is not, where either may be a hundred thousand people."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from accounts.models import User
from customers.models import Customer, Membership, MembershipEvent, PendingMembership
from customers.near_misses import PROVIDERS
from groups.models import CustomerGroup

EXACT = 10_000  # rows counted one by one each time
REMEMBERED = 60  # seconds
LOST_FOR = timedelta(days=30)
SEARCHED = 10_000  # members among whom a domain is looked for

_CUSTOMER = Customer._meta.db_table
_MEMBERSHIP = Membership._meta.db_table
_GROUP = CustomerGroup._meta.db_table


def counted(groups: QuerySet[CustomerGroup]) -> QuerySet[Any]:
    """The same groups, each with its members and all customers counted, up to a limit.

    So are the addresses awaited, to the last.
    """
    few = f"LIMIT {EXACT + 1}) few)"
    people = f"(SELECT COUNT(*) FROM (SELECT 1 FROM {_CUSTOMER} {few}"  # noqa: S608 - our own names
    members = (
        f"(SELECT COUNT(*) FROM (SELECT 1 FROM {_MEMBERSHIP} held"  # noqa: S608
        f" WHERE held.group_id = {_GROUP}.id {few}"
    )
    whole = IntegerField()
    waiting = PendingMembership.objects.filter(group=OuterRef("pk")).order_by().values("group")
    return groups.annotate(
        awaited_counted=Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), 0),
        people_counted=RawSQL(people, (), output_field=whole),  # noqa: S611
        members_counted=RawSQL(members, (), output_field=whole),  # noqa: S611
    )


def everybody(*, beside: Any) -> int:
    """How many customers the shop knows; past ten thousand, as counted within the last minute."""
    counted: int = beside.people_counted
    return counted if counted <= EXACT else _everybody()


def members(*, of: Any) -> int:
    """How many customers are in the group; past ten thousand, as its services have counted."""
    counted: int = of.members_counted
    kept: int = of.member_count
    return counted if counted <= EXACT else kept


def keys(*, group: CustomerGroup, inside: bool | None) -> QuerySet[Any]:
    """The rows of one list, as numbers an index gives in order: the newest first.

    Those of memberships for the customers inside; of customers otherwise.
    """
    if inside:
        return Membership.objects.filter(group=group).order_by("-pk").values_list("pk", flat=True)
    everyone = Customer.objects.order_by("-pk").values_list("pk", flat=True)
    if inside is None:
        return everyone
    here = Membership.objects.filter(group=group, customer=OuterRef("pk"))
    return everyone.filter(~Exists(here))


@dataclass(frozen=True, slots=True)
class Index:
    """The rows of a list as numbers an index gives in order, and how many they are."""

    keys: QuerySet[Any]
    total: int


def index(*, of: CustomerGroup | None) -> Index:
    """All customers, or those of a group, in the order of the customers list: newest first."""
    found: QuerySet[Any, Any]
    if of is None:
        found = Customer.objects.order_by("-pk").values_list("pk", flat=True)
    else:
        rows = Membership.objects.filter(group=of).order_by("-customer_id")
        found = rows.values_list("customer_id", flat=True)
    counted = found[: EXACT + 1].count()
    if counted > EXACT:
        counted = _everybody() if of is None else of.member_count
    return Index(found, counted)


def _everybody() -> int:
    return cache.get_or_set("customers.everybody", Customer.objects.count, REMEMBERED) or 0


def lost(*, group: CustomerGroup, at: datetime) -> QuerySet[MembershipEvent]:
    """The last departure of each customer who left the group within thirty days and is not back."""
    left = MembershipEvent.objects.filter(
        group=group, verb=MembershipEvent.Verb.REMOVED, batch__at__gte=at - LOST_FOR
    )
    here = Membership.objects.filter(group=group, customer=OuterRef("customer"))
    later = left.filter(customer=OuterRef("customer"), pk__gt=OuterRef("pk"))
    return (
        left.filter(~Exists(here), ~Exists(later))
        .select_related("customer", "group", "batch__actor")
        .order_by("-pk")
    )


@dataclass(frozen=True, slots=True)
class Insiders:
    """Members who are staff, by their address, and members of the staff's own domains."""

    staff: tuple[Customer, ...]
    domains: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.staff or self.domains)


def insiders(*, group: CustomerGroup) -> Insiders:
    """Staff among the members of a group, and the domains of theirs that other members have."""
    colleagues = User.objects.filter(is_staff=True, is_active=True)
    rows = Customer.objects.filter(memberships__group=group)
    found = rows.filter(email_key__in=Subquery(colleagues.values("email_key")))
    staff = tuple(found.order_by("name_key", "pk"))
    if group.member_count > SEARCHED:
        # No index finds a domain: only the addresses themselves are looked up in a large group.
        return Insiders(staff=staff, domains=())
    taken = {key.rpartition("@")[2] for key in colleagues.values_list("email_key", flat=True)}
    own = taken.difference(PROVIDERS)  # sharing one of those says nothing
    known = {one.email_key for one in staff}
    keys_of = rows.values_list("email_key", flat=True)
    shared = {key.rpartition("@")[2] for key in keys_of if key not in known}
    return Insiders(staff=staff, domains=tuple(sorted(own & shared)))
