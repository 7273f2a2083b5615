"""What the screens of price templates share: who may open them, the shop, the day."""

from datetime import date
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Action, Label, adding, panel_url
from backoffice.views.base import Screen
from catalog import selectors as catalog
from catalog.models import Shop

VIEW = staff_with("pricing.view_pricetemplate")
ADD = staff_with("pricing.add_pricetemplate")
CHANGE = staff_with("pricing.view_pricetemplate", change="pricing.change_pricetemplate")
WRITE = staff_with("pricing.add_pricetemplate", "pricing.change_pricetemplate")
DELETE = staff_with("pricing.delete_pricetemplate")
SEES_COSTS = "pricing.view_cost"


class Templates(Screen):
    """What the screens of this section share."""

    section: Label = _("Price templates")
    list_url = "template_list"

    @cached_property
    def shop(self) -> Shop:
        return catalog.shop_of(self.request)

    @cached_property
    def on(self) -> date:
        return catalog.today(shop=self.shop)


def add_action() -> Action:
    """The way to a new template."""
    return adding(_("Create a template"), panel_url("template_create"), rule=ADD)
