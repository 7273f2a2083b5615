"""What is done to the people who sign in, and to their roles."""

from accounts.services.roles import change_role, create_role, delete_role, sync_roles
from accounts.services.staff import (
    UnknownRole,
    change_staff,
    create_staff,
    grant,
    invite,
    verified,
)

__all__ = [
    "UnknownRole",
    "change_role",
    "change_staff",
    "create_role",
    "create_staff",
    "delete_role",
    "grant",
    "invite",
    "sync_roles",
    "verified",
]
