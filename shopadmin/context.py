"""What the frame of each page shows: the shop's name, the menu, the person's theme."""

from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from backoffice import selectors as kit
from catalog import selectors as catalog
from groups import selectors as groups
from shopadmin.navigation import menu


def page_frame(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    return {
        "shop": SimpleLazyObject(partial(catalog.shop_of, request)),
        "menu": SimpleLazyObject(partial(menu, request=request, user=user)),
        "preference": SimpleLazyObject(partial(kit.preference, user=user)),
        "colors_url": SimpleLazyObject(_colors_url),
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }


def _colors_url() -> str:
    # The address changes with the colours, so that no browser shows yesterday's.
    return f"{reverse('group_colors')}?v={groups.color_sheet().version}"
