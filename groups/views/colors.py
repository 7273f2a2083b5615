"""The colours of the groups' tags, as a style sheet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from backoffice.access import PUBLIC, access
from groups import selectors

YEAR = 365 * 24 * 3600


@access(PUBLIC)
@require_safe
def colors(request: HttpRequest) -> Any:
    """One class for each group; an address that names the version may be kept for ever."""
    sheet = selectors.color_sheet()
    etag = f'"{sheet.version}"'
    response = HttpResponse(
        sheet.text, content_type="text/css; charset=utf-8", headers={"ETag": etag}
    )
    if request.GET.get("v") == sheet.version:
        patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    else:
        patch_cache_control(response, no_cache=True)
    return get_conditional_response(request, etag=etag, response=response)
