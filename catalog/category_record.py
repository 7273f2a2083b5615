"""What every page about one category shares: who may open it, and its heading."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.access import staff_with
from backoffice.parts import Label
from backoffice.views import RecordScreen
from catalog import selectors
from catalog.models import Category

VIEW = staff_with("catalog.view_category")
ADD = staff_with("catalog.add_category")
EDIT = staff_with("catalog.view_category", change="catalog.change_category")
MOVE = staff_with("catalog.change_category")
DELETE = staff_with("catalog.delete_category")


class CategoryRecord(RecordScreen):
    """A page about one category."""

    model = Category
    section = _("Categories")
    list_url = "category_list"
    record_url = "category_edit"

    def meta(self) -> Label:
        counts = selectors.product_counts()[self.record.pk]
        return ngettext("%(n)s product", "%(n)s products", counts.whole) % {"n": counts.whole}
