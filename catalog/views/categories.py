"""Categories: the tree, the record and moving; groups depend on deletion, which is theirs."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from backoffice.http import typed_key
from backoffice.parts import Action, Column, Empty, adding, deleting, opening, panel_url
from backoffice.views import AddScreen, EditScreen, ListScreen, MoveScreen
from catalog import selectors, services
from catalog.category_record import ADD, DELETE, EDIT, MOVE, VIEW, CategoryRecord
from catalog.filters import CategoryFilter
from catalog.forms import CategoryForm
from catalog.models import Category


class CategoryList(ListScreen):
    access = VIEW
    code = "P3"
    title = _("Categories")
    model = Category
    filter_class = CategoryFilter
    template = "catalog/category_list.html"
    row_template = "catalog/_category_cells.html"
    search_label = _("Search a category")
    found = ngettext_lazy("%(n)s category found", "%(n)s categories found", "n")
    sizes = (1000,)  # a tree is read whole
    columns = (
        Column(name="title", label=_("Name"), head=True),
        Column(name="products", label=_("Products"), numeric=True),
        Column(name="whole", label=_("With those in it"), numeric=True),
        Column(name="vat_class", label=_("VAT class"), hidden=True),
        Column(name="published", label=pgettext_lazy("category", "Published")),
        Column(name="order", label=_("Order"), fixed=True),
    )

    def rows(self) -> QuerySet[Category]:
        return selectors.tree().select_related("vat_class")

    def sorted(self, rows: QuerySet) -> QuerySet:
        return rows

    def actions(self) -> Iterator[Action]:
        yield _add()

    def row_actions(self, row: Any) -> Iterator[Action]:
        yield opening(panel_url("category_edit", row.pk))
        yield Action(
            name="add-inside",
            label=_("Add a category inside"),
            icon="folder-plus",
            url=f"{panel_url('category_create')}?parent={row.pk}",
            rule=ADD,
        )
        yield deleting(panel_url("category_delete", row.pk), rule=DELETE)

    def empty(self) -> Empty:
        return Empty(
            title=_("Create a category"),
            text=_("Categories are the shelves of your shop: each product stands in one or more."),
            icon="outline/category",
            actions=(_add(),),
        )

    def context(self) -> dict[str, Any]:
        page = super().context()
        categories = [line.row for line in page["lines"]]
        counts = selectors.product_counts()
        paths = selectors.category_paths() if page["narrowed"] else {}
        for category in categories:
            category.counts = counts.get(category.pk, selectors.ProductCount(0, 0))
            category.path = paths.get(category.parent_id or 0, "")
        page["may_move"] = self.may(MOVE, "POST") and not page["narrowed"]
        _mark_ends(categories)
        return page


def _mark_ends(categories: list[Any]) -> None:
    """Those that have nothing before or after them on their shelf."""
    first = {category.parent_id: category.pk for category in reversed(categories)}
    last = {category.parent_id: category.pk for category in categories}
    for category in categories:
        category.is_first = first[category.parent_id] == category.pk
        category.is_last = last[category.parent_id] == category.pk


def _add() -> Action:
    return adding(_("Add a category"), panel_url("category_create"), rule=ADD)


class CategoryAdd(AddScreen):
    access = ADD
    code = "P3n"
    title = _("Add a category")
    section = _("Categories")
    list_url = "category_list"
    form_class = CategoryForm
    saved_text = _("Category created")
    unsaved_text = _("Category not saved")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"parent": typed_key(self.request.GET.get("parent", ""))}}

    def save(self, form: Any) -> Category:
        return services.save_category(form=form, actor=self.actor)


class CategoryEdit(CategoryRecord, EditScreen):
    access = EDIT
    code = "P3e"
    form_class = CategoryForm
    saved_text = _("Category saved")
    add_url = "category_create"
    add_rule = ADD
    delete_url = "category_delete"
    delete_rule = DELETE

    def save(self, form: Any) -> Category:
        return services.save_category(form=form, actor=self.actor, version=self.version())


class CategoryMove(CategoryRecord, MoveScreen):
    """One place up or down on its shelf."""

    access = MOVE
    list_screen = CategoryList

    def act(self) -> bool:
        move = services.move_up if self.by < 0 else services.move_down
        return move(category=self.record)
