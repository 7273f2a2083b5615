"""What every screen of one customer shares: who may open it, its heading, its tabs."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Empty, Label, Tab
from backoffice.templatetags.ui import long_day
from backoffice.views import RecordScreen
from catalog.shop_screen import ShopScreen
from customers import selectors
from customers.models import Customer

VIEW = staff_with("customers.view_customer")
ADD = staff_with("customers.add_customer")
CHANGE = staff_with("customers.view_customer", change="customers.change_customer")
EDIT = staff_with(every=("customers.view_customer", "customers.change_customer"))
EXPLAIN = staff_with("pricing.view_pricetemplate", "groups.view_customergroup")
MOVE = staff_with(every=("customers.view_customer", "groups.manage_members"))

CHOOSE = staff_with("customers.view_customer", change="groups.manage_members")


NOBODY_FOUND = Empty(
    title=_("No customer matches"),
    text=_("Remove a filter or search for another word."),
    icon="search-off",
)


def listed_name(customer: Customer) -> str:
    """A customer's name as lists sort it: the last name first."""
    name = f"{customer.last_name} {customer.first_name}".strip()
    return name or customer.company or customer.email


class CustomerRecord(ShopScreen, RecordScreen):
    """A page about one customer."""

    model = Customer
    section = _("Customers")
    list_url = "customer_list"
    record_url = "customer_general"
    header_template = "customers/_header.html"

    def records(self) -> QuerySet[Customer]:
        return selectors.with_provenance(Customer.objects.select_related("user"))

    def tabs(self) -> Iterator[Tab]:
        yield Tab(slug="general", label=_("Record"), url_name="customer_general", rule=VIEW)
        yield Tab(slug="groups", label=_("Groups"), url_name="customer_groups", rule=VIEW)
        yield Tab(slug="history", label=_("History"), url_name="customer_history", rule=VIEW)

    def meta(self) -> Label:
        """« lea@exemple.fr · Client depuis le 3 mars 2026 »."""
        facts = [self.record.email]
        if self.record.joined_on:
            told = {"day": long_day(self.record.joined_on)}
            facts.append(gettext("Customer since %(day)s") % told)
        return " · ".join(facts)

    def context(self) -> dict[str, Any]:
        memberships = self.record.live_memberships
        return {
            **super().context(),
            "shop": self.shop,
            "belonging": selectors.belonging(memberships=memberships, on=self.on),
            "exempt": self.record.pays_no_tax(on=self.on),
        }
