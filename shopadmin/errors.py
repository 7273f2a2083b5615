"""Which frame tells that there is nothing: the panel's or the shop front's."""

from django.http import HttpRequest, HttpResponse

from backoffice import errors
from backoffice.middleware import PANEL
from storefront.views import missing as missing_in_shop


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, in the look of the side of the shop it was asked on."""
    if request.path_info.startswith(PANEL):
        return errors.missing(request, exception)
    return missing_in_shop(request)
