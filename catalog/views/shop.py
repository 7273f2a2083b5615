"""The settings of the shop itself."""

from collections.abc import Iterator
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with, with_comments
from backoffice.parts import Action, Label, looking_back, panel_url
from backoffice.views import EditScreen, HistoryScreen, RecordScreen
from catalog import selectors
from catalog.forms import ShopForm
from catalog.models import Shop

CHANGE = staff_with("catalog.change_shop")


class ShopRecord(RecordScreen):
    """What every page about the one shop shares."""

    access = CHANGE
    model = Shop
    section = _("Settings")
    list_url = "settings"

    @cached_property
    def record(self) -> Shop:
        return selectors.shop()

    def heading(self) -> Label:
        return self.title


class ShopSettings(ShopRecord, EditScreen):
    code = "SE1"
    title = _("Store")
    form_class = ShopForm
    saved_text = _("Settings saved")

    def actions(self) -> Iterator[Action]:
        yield looking_back(panel_url("settings_store_history"), rule=CHANGE)


class ShopHistory(ShopRecord, HistoryScreen):
    access = with_comments(CHANGE)
    code = "SE1h"
    title = _("History of the settings")
