"""The groups app; its triggers are set after each migration."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from catalog.stamping import watch

# Counting members or choosing a colour changes nothing the book is asked for.
UNPRICED = {
    "id",
    "version",
    "created_at",
    "updated_at",
    "updated_by_id",
    "member_count",
    "is_default",
    "color",
    "contact_name",
    "contact_email",
    "contact_phone",
    "search",
    "title_fr_key",
    "title_en_key",
}

WATCHED = (
    "GroupCategoryDiscount",
    "GroupPromotion",
    "GroupOrderDiscount",
    "CategoryAccess",
    "ChannelPricing",
)


def set_triggers(sender: AppConfig, using: str, **_kwargs: Any) -> None:
    connection = connections[using]
    group = sender.get_model("CustomerGroup")
    columns = [str(field.column) for field in group._meta.concrete_fields]
    priced = [column for column in columns if column not in UNPRICED]
    watch(connection=connection, model=group, columns=priced)
    for name in WATCHED:
        watch(connection=connection, model=sender.get_model(name))


class GroupsConfig(AppConfig):
    name = "groups"

    def ready(self) -> None:
        # Migrations that rebuild a table on SQLite drop its triggers: they are set again here.
        post_migrate.connect(set_triggers, sender=self)
