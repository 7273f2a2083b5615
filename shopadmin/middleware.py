"""What belongs to the shop as a whole and holds for every request."""

from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from backoffice.middleware import Next
from catalog import selectors as catalog


class ShopClock:
    """Times are told by the shop's clock, wherever the server stands.

    The shop read for it is the one the page is made with: nothing asks for it twice.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            shop = catalog.shop()
        except catalog.ShopIsNotOpen:
            return self.get_response(request)
        request.shop = shop  # type: ignore[attr-defined]
        with timezone.override(ZoneInfo(shop.timezone)):
            return self.get_response(request)
