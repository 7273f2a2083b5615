"""What the panel's first page tells: counts, first steps, groups that end soon, last changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from auditlog.models import LogEntry
from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Label, panel_url
from catalog.models import Product
from customers.models import Customer, Kind
from groups.models import CustomerGroup
from shopadmin import activity, subjects

SOON = timedelta(days=30)
ACTIVITIES = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """How many of something there are, and where to see them."""

    name: str
    label: Label
    icon: str
    count: int
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do in a new shop."""

    slug: str
    label: Label
    text: Label
    done: bool
    url: str = ""  # none for the shop front itself


@dataclass(frozen=True, slots=True)
class Activity:
    """Something a colleague did."""

    at: datetime
    who: str
    verb: Label
    kind: str
    name: str
    url: str


VERBS = {
    LogEntry.Action.CREATE: _("created"),
    LogEntry.Action.UPDATE: _("changed"),
    LogEntry.Action.DELETE: _("deleted"),
}


def cards(*, may: Callable[[str], bool]) -> tuple[Card, ...]:
    """The counts of the lists this person may open; nothing is counted for the others."""
    known: tuple[tuple[str, Label, str, QuerySet], ...] = (
        (
            "group_list",
            _("Customer groups"),
            "outline/users-group",
            CustomerGroup.objects.live(),
        ),
        ("customer_list", _("Customers"), "outline/user", Customer.objects.all()),
        ("product_list", _("Products"), "outline/package", Product.objects.all()),
    )
    return tuple(
        Card(name=name, label=label, icon=icon, count=rows.count(), url=panel_url(name))
        for name, label, icon, rows in known
        if may(name)
    )


def first_steps(*, shop_seen: bool) -> tuple[Step, ...]:
    """What a new shop needs; nothing once its groups and its customers are there."""
    known = set(CustomerGroup.objects.live().order_by().values_list("is_default", flat=True))
    has_group, has_default = bool(known), True in known
    has_customer = Customer.objects.order_by().filter(kind=Kind.ACCOUNT).exists()
    if has_default and has_customer:
        return ()
    return (
        Step(
            slug="group",
            label=_("Create a group"),
            text=_("VIPs, wholesalers, partners: each with their prices and their VAT."),
            url=panel_url("group_create"),
            done=has_group,
        ),
        Step(
            slug="default",
            label=_("Choose the default group"),
            text=_("Its star in the list: new customers join it when they sign up."),
            url=panel_url("group_list"),
            done=has_default,
        ),
        Step(
            slug="customers",
            label=_("Add customers"),
            text=_("Those you know already; the others sign up by themselves."),
            url=panel_url("customer_create"),
            done=has_customer,
        ),
        Step(
            slug="shop",
            label=_("See the shop"),
            text=_("As your visitors see it."),
            done=shop_seen,
        ),
    )


def ending_soon(*, on: date) -> QuerySet[CustomerGroup]:
    """The groups whose terms stop within thirty days, the next one first."""
    groups = CustomerGroup.objects.active(on=on)
    return groups.filter(ends_on__lte=on + SOON).order_by("ends_on", "position", "pk")


def activities(*, user: Any, at: datetime) -> Iterator[Activity]:
    """The last things done that this person may know of, newest first."""
    known = {kind.content_type: kind.label for kind in activity.kinds(user=user).values()}
    found = LogEntry.objects.filter(action__in=VERBS, content_type__in=list(known))
    found = found.select_related("actor", "content_type").order_by("-timestamp", "-pk")
    entries = list(found[:ACTIVITIES])
    urls = subjects.pages(entries=entries, at=at)
    for entry in entries:
        yield Activity(
            at=entry.timestamp,
            who=str(entry.actor) if entry.actor_id else _t("The shop"),
            verb=VERBS[entry.action],
            kind=known[entry.content_type],
            name=entry.object_repr,
            url=urls.get(entry.pk, ""),
        )
