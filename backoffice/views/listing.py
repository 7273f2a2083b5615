"""A list: declared columns, filters, search, sorting, pages; one address, one fragment."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice import selectors
from backoffice.filters import Filter
from backoffice.paging import SIZES, Page, page_of
from backoffice.parts import Action, Column, Empty, Label, Line, allowed
from backoffice.views.kept import KeptViews


class ListScreen(KeptViews):
    """The rows of one model, as a table people can search, sort, narrow and act upon."""

    model: type[Model]
    columns: tuple[Column, ...] = ()
    filter_class: type[Filter] | None = None
    row_template: str = ""  # the cells of one row: {% cell "name" %}…{% endcell %}
    template = "backoffice/list.html"
    search_label: Label = _("Search")
    filters_first: bool = False  # the filters always in view stand before the search
    found: Any = None  # ngettext_lazy("%(n)s group found", "%(n)s groups found", "n")
    sizes: tuple[int, ...] = SIZES  # rows to a page, the usual number first
    no_result = Empty(
        title=_("No result"),
        text=_("Remove a filter or search for another word."),
        icon="outline/search-off",
    )

    def rows(self) -> QuerySet:
        """All the rows this person may see, before any filter."""
        return self.model._default_manager.all()

    def row_actions(self, row: Any) -> Iterable[Action]:
        """The menu of one row."""
        return ()

    def direct_actions(self, row: Any) -> Iterable[Action]:
        """Acts of one row also printed as an icon beside its menu."""
        return ()

    def bulk_actions(self) -> Iterable[Action]:
        """What may be done to several rows at once: POST actions towards bulk screens."""
        return ()

    def empty(self) -> Empty:
        """What the list says before its first row exists."""
        return Empty(title=_("Nothing here yet"))

    def name_of(self, row: Any) -> str:
        return str(row)

    # -- the state, read from the query string ------------------------------------------------

    @cached_property
    def params(self) -> QueryDict:
        return self.request.GET

    @property
    def key(self) -> str:
        return self.model._meta.label_lower

    @cached_property
    def filter(self) -> Filter | None:
        if self.filter_class is None:
            return None
        return self.filter_class(self.params, self.rows(), request=self.request)

    def matching(self) -> QuerySet:
        """The rows that pass the filters, unsorted: what « all results » means."""
        return self.filter.qs if self.filter else self.rows()

    @cached_property
    def open_columns(self) -> tuple[Column, ...]:
        """The columns this person has a right to."""
        user = self.request.user
        return tuple(
            one
            for one in self.columns
            if not one.rights or any(user.has_perm(right) for right in one.rights)
        )

    @cached_property
    def shown(self) -> dict[str, Column]:
        """The columns printed for this person, by name."""
        chosen = selectors.preference(user=self.request.user).columns.get(self.key)
        return {
            one.name: one
            for one in self.open_columns
            if one.fixed
            or one.head
            or (one.name in chosen if isinstance(chosen, list) else not one.hidden)
        }

    @cached_property
    def sort(self) -> str:
        asked = self.params.get("sort", "")
        sortable = {one.name for one in self.open_columns if one.sort}
        return asked if asked.removeprefix("-") in sortable else self.default_sort

    def sorted(self, rows: QuerySet) -> QuerySet:
        name = self.sort.removeprefix("-")
        column = next((one for one in self.columns if one.name == name), None)
        if column is None:
            return rows if rows.ordered else rows.order_by("pk")
        return rows.order_by(*column.order(descending=self.sort.startswith("-")), "pk")

    # -- the answer ---------------------------------------------------------------------------

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        htmx = getattr(request, "htmx", None)
        fragment = bool(htmx and not htmx.history_restore_request)
        return self.render(template="backoffice/_results.html" if fragment else "", live=fragment)

    def line(self, row: Any) -> Line:
        return Line(
            row=row,
            name=self.name_of(row),
            actions=allowed(self.request, self.row_actions(row)),
            direct=allowed(self.request, self.direct_actions(row)),
        )

    def _table(self) -> dict[str, Any]:
        bulk = allowed(self.request, self.bulk_actions())
        return {
            "screen": self,
            "shown": self.shown,
            "bulk": bulk,
            "row_template": self.row_template,
            "model_name": self.model._meta.model_name,
        }

    def page(self) -> Page:
        """The rows in view; a list that may be very long says how they are found."""
        return page_of(self.sorted(self.matching()), self.params, sizes=self.sizes)

    def context(self) -> dict[str, Any]:
        page = self.page()
        chips = tuple(self.filter.chips(self.params)) if self.filter else ()
        narrowed = bool(chips or self.params.get("q"))
        return {
            **self._table(),
            "page": page,
            "sizes": self.sizes,
            "lines": [self.line(row) for row in page.rows],
            "heads": [self._head(one) for one in self.shown.values()],
            "sorts": list(self._sorts()),
            "filter": self.filter,
            "chips": chips,
            "narrowed": narrowed,
            "found_text": "" if page.more else self._found(page.total),
            "empty": self.no_result if narrowed else self._empty(),
            "query": self.params.urlencode(),
        }

    def _empty(self) -> Empty:
        told = self.empty()
        return Empty(
            title=told.title,
            text=told.text,
            icon=told.icon,
            actions=allowed(self.request, told.actions),
        )

    def _found(self, count: int) -> str:
        return str(self.found % {"n": count}) if self.found else ""

    def _head(self, column: Column) -> dict[str, Any]:
        ascending = self.sort == column.name
        descending = self.sort == f"-{column.name}"
        first = f"-{column.name}" if column.numeric else column.name
        turned = column.name if descending else f"-{column.name}"
        return {
            "column": column,
            "aria": "ascending" if ascending else "descending" if descending else "",
            "to": turned if ascending or descending else first,
        }

    def _sorts(self) -> Iterator[tuple[str, str]]:
        for column in self.shown.values():
            if column.sort:
                yield column.name, gettext("%(column)s, ascending") % {"column": column.label}
                yield (
                    f"-{column.name}",
                    gettext("%(column)s, descending") % {"column": column.label},
                )
