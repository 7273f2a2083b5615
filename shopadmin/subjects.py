"""Where to look at what a line of the log is about."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from auditlog.models import LogEntry
from django.apps import apps
from django.db.models import QuerySet, Value

from accounts import selectors as accounts
from backoffice.parts import panel_url
from groups import selectors as groups
from groups.models import CustomerGroup

GROUP = CustomerGroup._meta.label_lower
PAGES = {
    "accounts.user": "staff_edit",
    "auth.group": "role_edit",
    "catalog.category": "category_edit",
    "catalog.product": "product_edit",
    "catalog.vatrate": "tax_edit",
    "catalog.channel": "channel_edit",
    "customers.customer": "customer_general",
    GROUP: "group_general",
    "pricing.orderdiscount": "discount_edit",
    "pricing.pricetemplate": "template_edit",
    "pricing.promotion": "promotion_edit",
}
# Whose page does not open for every row of the table.
OPEN: dict[str, Callable[[], QuerySet[Any]]] = {
    "accounts.user": accounts.staff,
    GROUP: CustomerGroup.objects.live,
}


def pages(*, entries: Iterable[LogEntry], at: datetime) -> dict[int, str]:
    """By line, the page of what it is about, or the bin; none where that is gone or has no page.

    One question for all kinds of things, one more where a group is not there.
    """
    lines = {entry.pk: (_kind(entry), entry.object_id) for entry in entries if entry.object_id}
    keys: dict[str, set[int]] = defaultdict(set)
    for kind, key in lines.values():
        keys[kind].add(key)
    urls = {(kind, pk): panel_url(PAGES[kind], pk) for kind, pk in _here(keys)}
    if any((GROUP, key) not in urls for key in keys[GROUP]):
        waiting = groups.binned(at=at).filter(pk__in=keys[GROUP]).order_by()
        urls |= {(GROUP, pk): panel_url("group_bin") for pk in waiting.values_list("pk", flat=True)}
    return {line: urls[about] for line, about in lines.items() if about in urls}


def _kind(entry: LogEntry) -> str:
    return f"{entry.content_type.app_label}.{entry.content_type.model}"


def _here(keys: Mapping[str, Collection[int]]) -> list[tuple[str, int]]:
    """Those of the rows whose page opens, by their kind."""
    found = [_rows(kind).filter(pk__in=keys[kind]) for kind in PAGES if keys.get(kind)]
    # A translated table would put its columns in another order: plain ones stand under each other.
    named = [
        QuerySet[Any](rows.model)
        .filter(pk__in=rows.order_by().values("pk"))
        .order_by()
        .values_list(Value(rows.model._meta.label_lower), "pk")
        for rows in found
    ]
    return list(named[0].union(*named[1:], all=True)) if named else []


def _rows(kind: str) -> QuerySet[Any]:
    return OPEN[kind]() if kind in OPEN else apps.get_model(kind)._default_manager.all()
