"""Lists of the panel against the rows alone."""

from collections.abc import Iterator

from django.db import connection

from customers import selectors as customers
from customers.models import Membership
from groups import selectors as groups
from groups.models import CustomerGroup
from shopadmin.benches.measuring import Bench
from shopadmin.benches.stock import Stock

ROWS = 50


def benches(stock: Stock) -> Iterator[Bench]:
    """The first page of a group's members, and the groups with their counts."""
    place = Membership.objects.filter(group=stock.group).order_by("-customer_id")
    yield Bench(
        name="W1 members of a group",
        ours=lambda: [
            row.pk for row in customers.roll(group=stock.group, inside=True).order_by("-pk")[:ROWS]
        ],
        floor=lambda: list(place.values_list("customer_id", flat=True)[:ROWS]),
        goal=None,
        most_queries=5,
    )
    rows = CustomerGroup.objects.live().order_by("position", "pk")
    yield Bench(
        name="W4 groups with counts",
        ours=lambda: [
            (row.pk, row.member_count)
            for row in groups.summary(shop=stock.shop, on=stock.on, language="fr")
        ],
        floor=lambda: list(rows.values_list("pk", "member_count")),
        goal=12 if connection.vendor == "postgresql" else None,  # SQLite answers without a journey
        most_queries=4,
    )
