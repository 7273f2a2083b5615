"""What a visitor reads where there is nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def missing(request: HttpRequest) -> HttpResponse:
    """404: no such page, or none that is published."""
    page = {"title": _("This page is not available")}
    return render(request, "storefront/404.html", page, status=404)
