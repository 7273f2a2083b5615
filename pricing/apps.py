"""The pricing app; its triggers are set after each migration."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from catalog.stamping import watch
from pricing.triggers import hold_groups_only

WATCHED = (
    "PriceTemplate",
    "TemplateRule",
    "Promotion",
    "Promotion_products",
    "Promotion_categories",
    "OrderDiscount",
    "OrderDiscount_channels",
    "DiscountTier",
)


def set_triggers(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    connection = connections[using]
    for name in WATCHED:
        watch(connection=connection, model=sender.get_model(name))
    hold_groups_only(connection=connection)


class PricingConfig(AppConfig):
    name = "pricing"

    def ready(self) -> None:
        # Migrations that rebuild a table on SQLite drop its triggers: they are set again here.
        post_migrate.connect(set_triggers, sender=self)
