"""The list prices a product has had: what a public reduction is compared with."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from backoffice.loading import BATCH
from catalog.models import PriceHistory, Product

DAYS = 30


def keep_prices(*, products: Iterable[Product], former: Mapping[int, Decimal], on: date) -> None:
    """Remember the list prices of these products from that day on, one row a day.

    `former` holds what those cost that had a price before: of a product never kept until now,
    that price is remembered too, since the product came into the shop.
    """
    rows = list(products)
    kept = PriceHistory.objects.filter(product__in=former)
    known = set(kept.values_list("product_id", flat=True))
    first = [
        PriceHistory(product=row, since=_came(row, on), price=former[row.pk])
        for row in rows
        if row.pk in former and row.pk not in known
    ]
    PriceHistory.objects.bulk_create(first, batch_size=BATCH, ignore_conflicts=True)
    PriceHistory.objects.bulk_create(
        [PriceHistory(product=row, since=on, price=row.price) for row in rows],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["product", "since"],
        update_fields=["price"],
    )


def lowest_price(*, product: Product, days: int = DAYS, on: date) -> Decimal:
    """The lowest list price of the product in the last days, today's included."""
    return lowest_prices(products=[product], days=days, on=on)[product.pk]


def lowest_prices(
    *, products: Collection[Product], days: int = DAYS, on: date
) -> dict[int, Decimal]:
    """The lowest list price of each product in the last days, in one query."""
    lowest = {row.pk: row.price for row in products}
    begun = on - timedelta(days=days)
    held: dict[int, Decimal] = {}
    rows = PriceHistory.objects.filter(product__in=lowest, since__lte=on).order_by("since")
    for product, since, price in rows.values_list("product_id", "since", "price"):
        if since <= begun:
            held[product] = price  # the one that held when the period began
        else:
            lowest[product] = min(lowest[product], price)
    return {pk: min(price, held.get(pk, price)) for pk, price in lowest.items()}


def _came(product: Product, on: date) -> date:
    """The day the product came, before today in any case."""
    return min(timezone.localdate(product.created_at), on - timedelta(days=1))
