"""« Votre compte »."""

from typing import Any

from django.utils.translation import gettext as _

from backoffice.access import SIGNED_IN
from storefront import selectors
from storefront.views.pages import ShopPage


class Account(ShopPage):
    """What the shop knows of the person signed in, and the level he has there."""

    access = SIGNED_IN
    template_name = "storefront/account.html"
    code = "SF7"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        customer = self.visit.viewer.customer
        standing = selectors.standing(visit=self.visit)
        page = {
            "title": _("Your account"),
            "customer": customer,
            "level": standing.main,
            "others": standing.others,
            "addresses": selectors.addresses(customer=customer),
        }
        return super().get_context_data(**page, **context)
