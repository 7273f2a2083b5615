"""What the frame of each page shows: the shop's name, the menu, the person's theme."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from backoffice import selectors as kit
from catalog import selectors as catalog
from shopadmin.navigation import menu


def page_frame(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    return {
        "shop": SimpleLazyObject(catalog.shop),
        "menu": SimpleLazyObject(partial(menu, request=request, user=user)),
        "preference": SimpleLazyObject(partial(kit.preference, user=user)),
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }
