"""« Customer groups only » is for ever: the database itself refuses the way back."""

from django.db.backends.base.base import BaseDatabaseWrapper

FOR_EVER = "groups_only_is_for_ever"  # what the database answers to whoever tries
_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION promotion_stays_for_groups() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'groups_only_is_for_ever' USING ERRCODE = 'check_violation';
    END $$
    """,
    """
    CREATE OR REPLACE TRIGGER promotion_stays_for_groups
    BEFORE UPDATE OF groups_only ON pricing_promotion FOR EACH ROW
    WHEN (OLD.groups_only AND NOT NEW.groups_only)
    EXECUTE FUNCTION promotion_stays_for_groups()
    """,
)
_SQLITE = (
    "DROP TRIGGER IF EXISTS promotion_stays_for_groups",
    """
    CREATE TRIGGER promotion_stays_for_groups
    BEFORE UPDATE OF groups_only ON pricing_promotion
    WHEN OLD.groups_only AND NOT NEW.groups_only
    BEGIN SELECT RAISE(ABORT, 'groups_only_is_for_ever'); END
    """,
)


def hold_groups_only(*, connection: BaseDatabaseWrapper) -> None:
    """Set the trigger that keeps a promotion reserved once it is."""
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)
