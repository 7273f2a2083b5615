"""What a screen knows of the shop it belongs to."""

from datetime import date
from functools import cached_property

from django.utils.translation import get_language

from backoffice.views.base import Screen
from catalog import selectors
from catalog.models import Shop


class ShopScreen(Screen):
    """A screen that needs the shop, the day it is there, or the language of its titles."""

    @cached_property
    def shop(self) -> Shop:
        return selectors.shop_of(self.request)

    @cached_property
    def on(self) -> date:
        return selectors.today(shop=self.shop)

    @property
    def language(self) -> str:
        return (get_language() or "fr")[:2]
