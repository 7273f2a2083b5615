"""Who can sign in to the demo shop."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

STAFF = ("owner", "manager", "support", "viewer")
CUSTOMERS = ("grossiste", "vip", "client")
PASSWORD = "boutique-demo"  # noqa: S105 - printed on purpose, refused outside the demo


class Command(BaseCommand):
    help = "Print the logins of the demo shop."

    def handle(self, *args: object, **options: object) -> None:
        if not settings.DEMO_LOGINS:
            raise CommandError("This shop is not a demo: it has no demo logins.")
        staff = ", ".join(f"{name}@demo.example" for name in STAFF)
        customers = ", ".join(f"{name}@demo.example" for name in CUSTOMERS)
        self.stdout.write(f"Staff (/admin-panel/): {staff}")
        self.stdout.write(f"Customers (/login/):   {customers}")
        self.stdout.write(f"Password:              {PASSWORD}")
