"""The activity log: of which things a reader may know, and how each is told."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils.translation import gettext

from accounts.models import User
from accounts.views.roles import RoleHistory
from accounts.views.staff import StaffHistory
from backoffice.views import HistoryScreen
from backoffice.views.history import Event
from catalog.views.products import ProductHistory
from customers.views.history import CustomerHistory
from groups.views.discount_acts import DiscountHistory
from groups.views.history import GroupHistory
from groups.views.promotion_acts import PromotionHistory
from pricing.views.record import TemplateHistory

# Each with the timeline that knows how to tell its lines, field by field and right by right.
TIMELINES: dict[str, type[HistoryScreen]] = {
    "accounts.user": StaffHistory,
    "auth.group": RoleHistory,
    "catalog.product": ProductHistory,
    "customers.customer": CustomerHistory,
    "groups.customergroup": GroupHistory,
    "pricing.orderdiscount": DiscountHistory,
    "pricing.pricetemplate": TemplateHistory,
    "pricing.promotion": PromotionHistory,
}
# Parts of a record are read by whoever may read the record.
PARTS = {
    "catalog.vatcomponent": "catalog.view_vatrate",
    "customers.address": "customers.view_customer",
    "groups.productrestriction": "catalog.view_product",
}


class PlainHistory(HistoryScreen):
    """How lines are told about things that have no timeline of their own."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing the log speaks of."""

    slug: str
    label: str
    content_type: ContentType


def kinds(*, user: Any) -> dict[str, Kind]:
    """The kinds of things this reader may know of, by their names in the code."""
    models: list[type[Model]] = [*auditlog.get_models(), User, Group]
    open_to = [model for model in models if user.has_perm(_right(model))]
    found = ContentType.objects.get_for_models(*open_to)
    every = (Kind(model._meta.label_lower, kind_label(model), found[model]) for model in open_to)
    return {kind.slug: kind for kind in sorted(every, key=lambda kind: kind.label)}


def _right(model: type[Model]) -> str:
    usual = f"{model._meta.app_label}.view_{model._meta.model_name}"
    return PARTS.get(model._meta.label_lower, usual)


def kind_label(model: type[Model]) -> str:
    """What such a thing is called."""
    called = {User: gettext("staff member"), Group: gettext("role")}
    name = str(called.get(model, model._meta.verbose_name))
    return f"{name[:1].upper()}{name[1:]}"


def told(*, entries: Iterable[LogEntry], request: Any) -> dict[int, Event]:
    """These lines in words, by their keys; what they point at is read once for each kind."""
    by_kind: dict[ContentType, list[LogEntry]] = defaultdict(list)
    for entry in entries:
        by_kind[entry.content_type].append(entry)
    found: dict[int, Event] = {}
    for content_type, rows in by_kind.items():
        events = _teller(content_type, request).events(rows)
        found.update(zip((row.pk for row in rows), events, strict=True))
    return found


def _teller(content_type: ContentType, request: Any) -> HistoryScreen:
    model: Any = content_type.model_class()
    screen = TIMELINES.get(model._meta.label_lower, PlainHistory)()
    screen.setup(request)
    screen.model = model
    return screen
