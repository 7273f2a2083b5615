"""Customers, their groups, and what a viewer is granted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Count,
    Exists,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)

from accounts.models import User
from backoffice.folding import folded_key
from catalog.models import Shop
from customers.departures import departures as departures  # for screens of the apps below
from customers.models import Customer, Kind, Membership
from groups import health
from groups.models import CustomerGroup


def customer_of(*, user: User | AnonymousUser) -> Customer | None:
    """The active customer account of the person signed in."""
    # The session's user was read together with his customer: no further query.
    customer: Customer | None = getattr(user, "customer", None)
    return customer if customer is not None and customer.is_active else None


def with_groups(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """The same customers with their live memberships, primary first, in one more query."""
    return _with(customers, Membership.objects.select_related("group"))


def with_provenance(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """The same, each membership with who added it, by which act and why."""
    return _with(customers, Membership.objects.select_related("group", "added_by", "batch"))


def groups_of(path: str) -> Prefetch:
    """The live memberships of the customers at the end of a path, to be read along with rows."""
    return _live(Membership.objects.select_related("group"), f"{path}__memberships")


def _with(customers: QuerySet[Customer], rows: QuerySet[Membership]) -> QuerySet[Customer]:
    return customers.prefetch_related(_live(rows, "memberships"))


def _live(rows: QuerySet[Membership], path: str) -> Prefetch:
    live = rows.filter(group__binned_at__isnull=True)
    ordered = live.order_by("-is_primary", "group__position", "group_id")
    return Prefetch(path, queryset=ordered, to_attr="live_memberships")


def roster() -> QuerySet[Customer]:
    """Every customer the shop knows, newest first, each with the groups he is in."""
    return with_groups(Customer.objects.order_by("-pk"))


def roll(*, group: CustomerGroup, inside: bool | None = None) -> QuerySet[Any]:
    """Customers beside their place in one group: `here__…`, null for whoever is not in it.

    Those inside, those outside, or everybody; the newest first. The live memberships come along,
    each with whoever added it.
    """
    here = FilteredRelation("memberships", condition=Q(memberships__group=group))
    rows: QuerySet[Any] = Customer.objects.annotate(here=here)
    if inside is not None:
        rows = rows.filter(here__isnull=not inside)
    newest_first = rows.order_by("-here__pk" if inside else "-pk")
    return with_provenance(newest_first)


@dataclass(frozen=True, slots=True)
class Belonging:
    """A customer's groups as a list shows them: the main one, if it sleeps that day, the others."""

    main: CustomerGroup | None
    sleeps: bool
    others: tuple[CustomerGroup, ...]


def belonging(*, memberships: Iterable[Membership], on: date) -> Belonging:
    """What the live memberships of one customer come to on a day, without a query."""
    rows = list(memberships)
    main = next((row for row in rows if row.is_primary), None)
    return Belonging(
        main=main.group if main else None,
        sleeps=main is not None and not main.acts(on=on),
        others=tuple(row.group for row in rows if not row.is_primary),
    )


def main_memberships_left(
    *, customers: QuerySet[Customer] | Iterable[int], joining: CustomerGroup
) -> QuerySet[Membership]:
    """The memberships these customers give up when the group becomes their main one."""
    return (
        Membership.objects.filter(
            customer__in=customers, is_primary=True, group__binned_at__isnull=True
        )
        .exclude(group=joining)
        .select_related("customer", "group")
        .order_by("customer__name_key", "customer_id")
    )


def main_group(*, customer: Customer) -> CustomerGroup | None:
    """The group staff chose as a customer's main one, whether it acts or not."""
    held = Membership.objects.filter(
        customer=customer, is_primary=True, group__binned_at__isnull=True
    )
    row = held.select_related("group").first()
    return row.group if row else None


def in_primary_group(customers: QuerySet[Customer], *, group: int | None) -> QuerySet[Customer]:
    """Customers of one main group; none means those shown as N/C."""
    live = Membership.objects.filter(
        customer=OuterRef("pk"), is_primary=True, group__binned_at__isnull=True
    )
    if group is None:
        return customers.filter(~Exists(live))
    return customers.filter(Exists(live.filter(group_id=group)))


def ungrouped() -> QuerySet[Customer]:
    """The account customers shown as N/C, to whom a group can be given."""
    return in_primary_group(Customer.objects.filter(kind=Kind.ACCOUNT), group=None)


def in_group(customers: QuerySet[Customer], *, group: int) -> QuerySet[Customer]:
    """Customers of one group, main or additional."""
    return customers.filter(held_in(groups=[group]))


def held_in(*, groups: Iterable[int]) -> Exists:
    """Whether a customer is in one of these groups, main or additional."""
    return Exists(Membership.objects.filter(customer=OuterRef("pk"), group__in=list(groups)))


def account(*, email_key: str) -> Customer | None:
    """The account customer of an e-mail address, folded."""
    return Customer.objects.filter(kind=Kind.ACCOUNT, email_key=email_key).first()


def guests(*, ids: Iterable[int]) -> int:
    """How many of these customers are guests, whom no group takes."""
    return Customer.objects.filter(pk__in=list(ids), kind=Kind.GUEST).count()


def group_findings(
    *, shop: Shop, on: date, group: CustomerGroup | None = None
) -> tuple[health.Finding, ...]:
    """What is wrong with the groups that day, the worst first; or with one of them."""
    return health.findings(shop=shop, on=on, only_here=_only_here(on), group=group)


def _only_here(on: date) -> dict[int, int]:
    """For groups about to end: the members whom no group that goes on takes over."""
    acting = CustomerGroup.objects.active(on=on)
    ending = acting.filter(ends_on__lte=on + health.SOON)
    lasting = acting.exclude(pk__in=ending.values("pk"))
    safe = Membership.objects.filter(customer=OuterRef("customer"), group__in=lasting)
    left = Membership.objects.filter(~Exists(safe), group__in=ending).order_by()
    counted = left.values_list("group_id").annotate(n=Count("customer_id", distinct=True))
    return dict(counted)


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom a group's contact e-mail leads to, and whether he may join the group."""

    email: str
    account: Customer | None = None
    is_guest: bool = False
    is_member: bool = False

    @property
    def may_join(self) -> bool:
        return self.account is not None and not self.is_member


def contact_of(*, group: CustomerGroup) -> Contact | None:
    """The customer behind a group's contact e-mail; nothing where the group has none."""
    if not group.contact_email:
        return None
    key = folded_key(group.contact_email)
    person = account(email_key=key)
    if person is None:
        is_guest = Customer.objects.filter(kind=Kind.GUEST, email_key=key).exists()
        return Contact(email=group.contact_email, is_guest=is_guest)
    held = Membership.objects.filter(customer=person, group=group).exists()
    return Contact(email=group.contact_email, account=person, is_member=held)
