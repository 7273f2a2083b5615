"""`manage.py sync_roles`: give the roles the rights of this version."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.roles import ROLES
from accounts.services import sync_roles


class Command(BaseCommand):
    help = "Give each role the rights its definition names. Run it after each upgrade."

    def handle(self, *args: Any, **options: Any) -> None:
        sync_roles()
        self.stdout.write(f"Roles up to date: {', '.join(ROLES)}.")
