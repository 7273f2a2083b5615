"""A stamp that changes with every row a price depends on, so that nobody reads a stale price.

The database itself turns it, by triggers: a form, an import, bulk SQL and another process all
count. The stamp stands on the shop's row, which every request reads anyway. It is a random token,
not a counter: a rolled-back change can never be mistaken for a later one.
"""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

_POSTGRESQL_FUNCTION = """
    CREATE OR REPLACE FUNCTION stamp_prices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE catalog_shop SET price_stamp = replace(gen_random_uuid()::text, '-', '');
        RETURN NULL;
    END $$
"""
_POSTGRESQL_TRIGGER = """
    CREATE OR REPLACE TRIGGER stamp_{table} AFTER INSERT OR DELETE OR UPDATE {columns}
    ON {table} FOR EACH STATEMENT EXECUTE FUNCTION stamp_prices()
"""
_SQLITE_TRIGGER = """
    CREATE TRIGGER stamp_{table}_{event} AFTER {act} ON {table}
    BEGIN UPDATE catalog_shop SET price_stamp = lower(hex(randomblob(16))); END
"""

_SQLITE_TRIGGERS = r"""
    SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'stamp\_%' ESCAPE '\'
"""


def watch(
    *,
    connection: BaseDatabaseWrapper,
    model: type[Model],
    columns: Sequence[str] = (),
) -> None:
    """Any new or deleted row of the model, and any change of these columns, turns the stamp.

    A table or a column that an unfinished migration has not made yet is passed over.
    """
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return
        known = {one.name for one in connection.introspection.get_table_description(cursor, table)}
        watched = [column for column in columns if column in known]
        listed = f"OF {', '.join(watched)}" if watched else ""
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRESQL_FUNCTION)
            cursor.execute(_POSTGRESQL_TRIGGER.format(table=table, columns=listed))
            return
        acts = {"insert": "INSERT", "delete": "DELETE", "update": f"UPDATE {listed}"}
        for event, act in acts.items():
            # Rebuilding a table drops its triggers, changing its columns leaves them outdated.
            cursor.execute(f"DROP TRIGGER IF EXISTS stamp_{table}_{event}")
            cursor.execute(_SQLITE_TRIGGER.format(table=table, event=event, act=act))


def unwatch(*, connection: BaseDatabaseWrapper) -> None:
    """Lift every trigger of the stamp on SQLite, until the tables stand again.

    It rebuilds a table under another name, and meanwhile refuses every trigger that names it.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(_SQLITE_TRIGGERS)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {connection.ops.quote_name(name)}")
