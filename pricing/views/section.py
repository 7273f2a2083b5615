"""What the screens of price templates share: who may open them, and where they stand."""

from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Action, Label, adding, panel_url
from catalog.shop_screen import ShopScreen

VIEW = staff_with("pricing.view_pricetemplate")
ADD = staff_with("pricing.add_pricetemplate")
CHANGE = staff_with("pricing.view_pricetemplate", change="pricing.change_pricetemplate")
WRITE = staff_with("pricing.add_pricetemplate", "pricing.change_pricetemplate")
DELETE = staff_with("pricing.delete_pricetemplate")
SEES_COSTS = "pricing.view_cost"


class Templates(ShopScreen):
    """What the screens of this section share."""

    section: Label = _("Price templates")
    list_url = "template_list"


def add_action() -> Action:
    """The way to a new template."""
    return adding(_("Create a template"), panel_url("template_create"), rule=ADD)
