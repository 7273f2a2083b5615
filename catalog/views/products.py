"""Products: the list, the record, its history."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from backoffice.access import staff_with, with_comments
from backoffice.parts import (
    Action,
    Banner,
    Column,
    Empty,
    Impact,
    adding,
    allowed,
    deleting,
    looking_back,
    opening,
    panel_url,
)
from backoffice.views import (
    AddScreen,
    DeleteScreen,
    EditScreen,
    HistoryScreen,
    ListScreen,
)
from catalog import selectors, services
from catalog.filters import ProductFilter
from catalog.forms import ProductForm
from catalog.history import lowest_price
from catalog.models import Category, Product
from catalog.record import ADD, CHANGE, DELETE, SEES_COSTS, VIEW, ProductRecord
from catalog.shop_screen import ShopScreen

ADD_CATEGORY = staff_with("catalog.add_category")
EXPLAIN = staff_with("pricing.view_pricetemplate", "groups.view_customergroup")


class ProductList(ShopScreen, ListScreen):
    access = VIEW
    code = "P1"
    title = _("Products")
    model = Product
    filter_class = ProductFilter
    template = "catalog/product_list.html"
    row_template = "catalog/_product_cells.html"
    default_sort = "title"
    search_label = _("Search a name, a SKU or a description")
    found = ngettext_lazy("%(n)s product found", "%(n)s products found", "n")
    columns = (
        Column(name="title", label=_("Name"), sort=("title_order",), head=True),
        Column(name="sku", label=_("SKU"), sort=("sku",)),
        Column(name="categories", label=_("Categories")),
        Column(name="price", label=_("List price"), sort=("price",), numeric=True),
        Column(name="cost", label=_("Cost"), sort=("cost",), numeric=True, rights=(SEES_COSTS,)),
        Column(name="vat_class", label=_("VAT"), sort=("vat_class__position",)),
        Column(name="stock", label=_("Stock"), sort=("stock",), numeric=True),
        Column(name="restriction", label=_("Restriction"), sort=("is_reserved",), hidden=True),
        Column(name="published", label=_("Published"), sort=("is_published",)),
        Column(name="updated", label=_("Updated"), sort=("updated_at",), hidden=True),
    )

    def rows(self) -> QuerySet[Product]:
        return selectors.products(language=self.language)

    def actions(self) -> Iterator[Action]:
        yield _add()

    def row_actions(self, row: Any) -> Iterator[Action]:
        yield opening(panel_url("product_edit", row.pk))
        yield looking_back(panel_url("product_history", row.pk))
        yield deleting(panel_url("product_delete", row.pk), rule=DELETE)

    def empty(self) -> Empty:
        return Empty(
            title=_("Add your first product"),
            text=_("A name, a SKU, a category and a price are enough to begin."),
            icon="outline/package",
            actions=(_add(),),
        )


def _add() -> Action:
    return adding(_("Add a product"), panel_url("product_create"), rule=ADD)


class ProductAdd(ShopScreen, AddScreen):
    access = ADD
    code = "P1n"
    title = _("Add a product")
    section = _("Products")
    list_url = "product_list"
    edit_url = "product_edit"
    form_class = ProductForm
    template = "catalog/product_form.html"
    saved_text = _("Product created")
    unsaved_text = _("Product not saved")

    def form_kwargs(self) -> dict[str, Any]:
        sees_costs = self.request.user.has_perm(SEES_COSTS)
        return {"shop": self.shop, "sees_costs": sees_costs}

    def banners(self) -> Iterator[Banner]:
        if not Category.objects.exists():
            text = _("Each product stands in a category: create one first.")
            add = Action(
                name="add-category",
                label=_("Add a category"),
                url=panel_url("category_create"),
                rule=ADD_CATEGORY,
            )
            yield Banner(
                slug="no-category", text=text, tone="warning", actions=allowed(self.request, (add,))
            )

    def save(self, form: Any) -> Product:
        return services.save_product(form=form, actor=self.actor, on=self.on)


class ProductEdit(ShopScreen, ProductRecord, EditScreen):
    access = CHANGE
    code = "P1"
    tab = "general"
    form_class = ProductForm
    template = "catalog/product_edit.html"
    saved_text = _("Product saved")
    add_url = "product_create"
    add_rule = ADD
    delete_url = "product_delete"
    delete_rule = DELETE

    def form_kwargs(self) -> dict[str, Any]:
        return {
            **super().form_kwargs(),
            "shop": self.shop,
            "sees_costs": self.sees_costs(),
        }

    def actions(self) -> Iterator[Action]:
        if selectors.public_products().filter(pk=self.record.pk).exists():
            url = reverse("shop_product", args=[self.record.slug])
            yield Action(name="view", label=_("View in the shop"), icon="building-store", url=url)
        yield Action(
            name="explain",
            label=_("Explain the price"),
            icon="chart-arrows",
            url=f"{panel_url('simulator')}?{urlencode({'product': self.record.sku})}",
            rule=EXPLAIN,
        )

    def context(self) -> dict[str, Any]:
        lowest = lowest_price(product=self.record, on=self.on)
        return {**super().context(), "shop": self.shop, "lowest": lowest}

    def save(self, form: Any) -> Product:
        return services.save_product(
            form=form, actor=self.actor, on=self.on, version=self.version()
        )


class ProductDelete(ProductRecord, DeleteScreen):
    access = DELETE
    code = "P1d"
    done_text = _("Product deleted")

    def impacts(self) -> Iterator[Impact]:
        if self.record.is_published:
            yield Impact(slug="front", text=_("It leaves the shop front at once."), warning=True)
        yield Impact(slug="past", text=_("Past orders do not change."))


class ProductHistory(ProductRecord, HistoryScreen):
    access = with_comments(VIEW)
    code = "P1h"

    def untold(self) -> Collection[str]:
        return () if self.sees_costs() else ("cost",)
