"""What every page about one product shares: who may open it, its heading, its tabs."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Label, Tab
from backoffice.templatetags.ui import day
from backoffice.views import RecordScreen
from catalog.models import Product

VIEW = staff_with("catalog.view_product")
ADD = staff_with("catalog.add_product")
CHANGE = staff_with("catalog.view_product", change="catalog.change_product")
DELETE = staff_with("catalog.delete_product")
RESTRICT = staff_with(
    "catalog.view_product", change="catalog.change_product", every=("groups.view_customergroup",)
)
SEES_COSTS = "pricing.view_cost"


class ProductRecord(RecordScreen):
    """A page about one product."""

    model = Product
    section = _("Products")
    list_url = "product_list"
    record_url = "product_edit"

    def records(self) -> QuerySet[Product]:
        return Product.objects.select_related("updated_by")

    def tabs(self) -> Iterator[Tab]:
        yield Tab(slug="general", label=_("General"), url_name="product_edit", rule=VIEW)
        yield Tab(
            slug="restrictions",
            label=_("Group restriction"),
            url_name="product_restrictions",
            rule=RESTRICT,
        )
        yield Tab(slug="history", label=_("History"), url_name="product_history", rule=VIEW)

    def meta(self) -> Label:
        told = {"sku": self.record.sku, "day": day(self.record.updated_at)}
        if self.record.updated_by is None:
            return _t("SKU %(sku)s · changed on %(day)s") % told
        told["name"] = str(self.record.updated_by)
        return _t("SKU %(sku)s · changed on %(day)s by %(name)s") % told

    def sees_costs(self) -> bool:
        return bool(self.request.user.has_perm(SEES_COSTS))
