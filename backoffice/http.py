"""The request a staff screen receives."""

from typing import Protocol

from django.http import HttpRequest


class StaffUser(Protocol):
    """What the kit asks of the person signed in; the user model itself lives above the kit."""

    pk: int
    is_staff: bool
    language: str

    def has_perm(self, perm: str) -> bool: ...

    def get_full_name(self) -> str: ...


class StaffRequest(HttpRequest):
    """A request already let through by the access rule of its screen."""

    user: StaffUser  # type: ignore[assignment]
