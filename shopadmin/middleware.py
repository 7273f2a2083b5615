"""What belongs to the shop as a whole and holds for every request."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from backoffice.middleware import Next
from catalog import selectors as catalog


class ShopClock:
    """Times are told by the shop's clock, wherever the server stands.

    The shop read for it is the one the page's frame prints: no page asks for it twice.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.shop = SimpleLazyObject(catalog.shop)  # type: ignore[attr-defined]
        try:
            clock = ZoneInfo(request.shop.timezone)  # type: ignore[attr-defined]
        except catalog.ShopIsNotOpen:
            return self.get_response(request)
        with timezone.override(clock):
            return self.get_response(request)
