"""« Restriction sur les catégories »: what the members of a group meet in the shop."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.access import staff_with
from backoffice.parts import Action, Banner, Empty, panel_url
from backoffice.services import ShopRefusal
from backoffice.views import EditScreen
from catalog import selectors as catalog
from groups import services, sight
from groups.access import Reach, trial
from groups.book import PriceBook, price_book
from groups.forms.access import AccessForm
from groups.models import CategoryMode, CustomerGroup
from groups.record import CHANGE, GroupRecord
from groups.views.redrawing import Redrawn
from groups.views.restricting import SETTINGS, restriction_is_off
from groups.views.reverting import undo_of_save

ADD_CATEGORY = staff_with("catalog.add_category")


class SeesNothing(ShopRefusal):
    """Staff must say that they mean it."""

    message = _("Members will no longer see any product. Save anyway?")


class GroupCategories(GroupRecord, Redrawn, EditScreen):
    """The categories open to the members of a group, and how many products that leaves."""

    access = CHANGE
    code = "G4"
    tab = "categories"
    title = _("Category restrictions")
    template = "groups/categories.html"
    form_class = AccessForm
    saved_text = _("Group saved")
    redraws = ("_preview", "_tick")

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if "_preview" in request.POST and request.htmx:
            return render(request, "groups/_visible_count.html", self.counts(self.typed()))
        return super().post(request, *args, **kwargs)

    def as_typed(self, **instead: Any) -> Any:
        return super().as_typed(categories=self.ticks(), **instead)

    def ticks(self) -> list[int]:
        """The ticks that were sent, or those the buttons « all » and « none » want."""
        wanted = self.request.POST.get("_tick", "")
        if wanted == "all":
            return [pk for pk, line in self.shelves.lines.items() if len(line) == 1]
        known = {str(pk): pk for pk in self.shelves.lines} if wanted != "none" else {}
        return [known[one] for one in self.request.POST.getlist("categories") if one in known]

    def save(self, form: AccessForm) -> CustomerGroup:
        chosen = trial(
            mode=form.cleaned_data["category_mode"], ticked=form.ticks, shelves=self.shelves
        )
        if not form.cleaned_data["anyway"] and self.closes_everything(chosen):
            raise SeesNothing(field="anyway")
        return services.save_category_access(
            form=form,
            categories=form.ticks,
            actor=self.actor,
            version=self.version(),
            reason=form.cleaned_data["reason"],
        )

    def undo_url(self, row: CustomerGroup) -> str:
        return undo_of_save(row)

    def closes_everything(self, chosen: Reach) -> bool:
        """Whether members saw something before, and would see nothing any more."""
        return not chosen.products().exists() and self.stored().products().exists()

    @cached_property
    def book(self) -> PriceBook:
        return price_book(shop=self.shop)

    @cached_property
    def shelves(self) -> catalog.Shelves:
        return self.book.shelves

    def stored(self) -> Reach:
        ticked = self.book.ticked.get(self.record.pk, frozenset())
        return trial(mode=self.record.category_mode, ticked=ticked, shelves=self.shelves)

    def typed(self) -> Reach:
        """What members would meet with what is typed, whatever else was sent."""
        mode = self.request.POST.get("category_mode", "")
        if mode not in CategoryMode:
            mode = self.record.category_mode
        return trial(mode=mode, ticked=set(self.ticks()), shelves=self.shelves)

    def counts(self, reach: Reach) -> dict[str, Any]:
        every = trial(mode=CategoryMode.ALL, ticked=(), shelves=self.shelves)
        return {"visible": reach.products().count(), "total": every.products().count()}

    def context(self) -> dict[str, Any]:
        stored = self.stored()
        reach = self.typed() if self.request.method == "POST" else stored
        reserved = sight.reserved_products(group=self.record)
        in_sight = sight.still_in_sight(reach=stored).count()
        return {
            **super().context(),
            **self.counts(reach),
            "reserved": reserved[: sight.SHOWN],
            "reserved_total": reserved.count(),
            "leaks": self.leaks(stored) if in_sight else (),
            "leak_total": in_sight,
            "off": None if self.shop.restricts_products else self.is_off(),
            "empty": None if self.shelves.lines else self.no_category(),
        }

    def is_off(self) -> Banner:
        return restriction_is_off(may_change=self.may(SETTINGS))

    def leaks(self, reach: Reach) -> list[sight.Leak]:
        return list(sight.leaks(reach=reach, paths=catalog.category_paths()))

    def no_category(self) -> Empty:
        add = Action(
            name="add-category",
            label=pgettext_lazy("action", "Create a category"),
            icon="plus",
            url=panel_url("category_create"),
            rule=ADD_CATEGORY,
            primary=True,
        )
        return Empty(
            title=_("No category yet"),
            icon="outline/category",
            actions=(add,) if self.may(ADD_CATEGORY) else (),
        )

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        counts = self.counts(self.stored())
        if counts["total"] and not counts["visible"]:
            text = _("Members of this group see no product.")
            yield Banner(slug="sees-nothing", text=text, tone="warning")
