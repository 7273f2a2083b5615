"""The catalogue as the prices see it."""

from django.utils.translation import gettext_lazy as _

from catalog.models import Product


class PricedProduct(Product):
    """A product with what it costs the shop: a right of its own decides who may see that."""

    class Meta:
        proxy = True
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        default_permissions = ()
        permissions = (("view_cost", _("Can see costs and margins")),)
