"""« Votre compte »."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from backoffice.access import SIGNED_IN
from catalog import selectors as catalog
from storefront import selectors
from storefront.views.pages import ShopPage


class Account(ShopPage):
    """What the shop knows of the person signed in, and the level he has there."""

    access = SIGNED_IN
    template_name = "storefront/account.html"
    code = "SF7"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Customers are not signed in while the shop has no accounts; staff are.
        if not catalog.shop_of(request).has_accounts:
            return redirect("account_login")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        viewer = self.visit.viewer
        customer = viewer.customer
        standing = selectors.standing(visit=self.visit)
        page = {
            "title": _("Your account"),
            "customer": customer,
            "level": standing.main,
            "others": standing.others,
            "exemption": viewer.policy.exemption_reason if viewer.is_exempt_himself else "",
            "addresses": selectors.addresses(customer=customer),
        }
        return super().get_context_data(**page, **context)
