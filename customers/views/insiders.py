"""The alert of a group that grants a discount to the shop's own people."""

from collections.abc import Iterator

from django.utils.translation import gettext

from backoffice.parts import Banner
from customers import rolls
from groups.models import CustomerGroup

NAMED = 5


def insiders_banner(group: CustomerGroup) -> Iterator[Banner]:
    """Who of the staff, or of their domain, gets the discount of the group."""
    if not (group.discount_percent or group.price_template_id):
        return
    found = rolls.insiders(group=group)
    if found.staff:
        names = ", ".join(str(one) for one in found.staff[:NAMED])
        more = len(found.staff) - NAMED
        text = gettext("This group grants a discount, and staff are in it: %(names)s.")
        names = f"{names} + {more}" if more > 0 else names
        yield Banner(slug="insiders", text=text % {"names": names}, tone="warning")
    if found.domains:
        text = gettext(
            "This group grants a discount, and has members with the staff’s own e-mail domain:"
            " %(domains)s."
        )
        told = {"domains": ", ".join(f"@{one}" for one in found.domains)}
        yield Banner(slug="insider-domains", text=text % told, tone="warning")
