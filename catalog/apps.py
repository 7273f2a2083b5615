"""The catalogue app; its triggers are set after each migration."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from catalog.stamping import unwatch, watch

SHOP = (
    "currency",
    "country",
    "region",
    "prices_entered",
    "price_display",
    "default_vat_class_id",
    "discounts_best_only",
    "rounding_level",
    "unit_digits",
    "restricts_products",
)
CATEGORY = ("code", "parent_id", "is_published", "is_public")


def watch_prices(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    connection = connections[using]
    watch(connection=connection, model=sender.get_model("Shop"), columns=SHOP)
    watch(connection=connection, model=sender.get_model("Category"), columns=CATEGORY)
    for name in ("VatClass", "VatRate", "VatComponent", "Channel"):
        watch(connection=connection, model=sender.get_model(name))


def lift_triggers(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    unwatch(connection=connections[using])


class CatalogConfig(AppConfig):
    name = "catalog"

    def ready(self) -> None:
        pre_migrate.connect(lift_triggers, sender=self)
        # Migrations that rebuild a table on SQLite drop its triggers: they are set again here.
        post_migrate.connect(watch_prices, sender=self)
