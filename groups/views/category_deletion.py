"""Deleting a category: what its products, the categories in it, groups and prices become."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Impact, panel_url
from backoffice.templatetags.ui import number
from backoffice.views import DeleteScreen
from catalog.category_record import DELETE, CategoryRecord
from groups import selectors, services
from groups.forms.category_deletion import MoveProductsForm
from groups.models import CategoryMode, CustomerGroup
from groups.promotion_record import VIEW as VIEW_PROMOTIONS
from groups.record import VIEW
from pricing.category_rules import promotions_about, templates_about
from pricing.models import PriceTemplate, Promotion

NAMED = 10  # groups, templates and promotions that are called by name
VIEW_TEMPLATES = staff_with("pricing.view_pricetemplate")


class CategoryDelete(CategoryRecord, DeleteScreen):
    """« Supprimer « Outils » ? », with the place its products go to."""

    access = DELETE
    code = "P3d"
    form_class = MoveProductsForm
    done_text = _("Category deleted")

    @cached_property
    def products(self) -> int:
        return int(self.record.products.count())

    @cached_property
    def inside(self) -> int:
        return int(self.record.children.count())

    @cached_property
    def minding(self) -> list[CustomerGroup]:
        """The groups whose members meet more or less of the shop by this very category."""
        return list(selectors.minding(category=self.record))

    def form_kwargs(self) -> dict[str, Any]:
        return {"category": self.record, "products": self.products}

    def impacts(self) -> Iterator[Impact]:
        if self.products:
            text = ngettext(
                "%(n)s product is in “%(category)s”.",
                "%(n)s products are in “%(category)s”.",
                self.products,
            )
            told = {"n": number(self.products), "category": self.record}
            yield Impact(slug="products", text=text % told, warning=True)
        if self.inside:
            text = ngettext(
                "The %(n)s category in it moves up one shelf.",
                "The %(n)s categories in it move up one shelf.",
                self.inside,
            )
            yield Impact(slug="children", text=text % {"n": number(self.inside)})
        yield from self._access()
        templates = list(templates_about(category=self.record))
        promotions = list(promotions_about(category=self.record))
        percentages = selectors.discounting(category=self.record).count()
        yield from self._percentages(percentages)
        yield from self._templates(templates)
        yield from self._promotions(promotions)
        if self.products and (percentages or templates or promotions):
            text = gettext("Its products have the prices of the category they move to.")
            yield Impact(slug="prices", text=text, warning=True)

    def _access(self) -> Iterator[Impact]:
        count = len(self.minding)
        if not count:
            return
        text = ngettext(
            "%(n)s group takes it into account in its access.",
            "%(n)s groups take it into account in their access.",
            count,
        )
        yield Impact(slug="groups", text=text % {"n": number(count)}, warning=True)
        if self.may(VIEW):
            yield from map(self._of, self.minding[:NAMED])
        if self.inside:
            text = gettext("The categories in it stay as open, or as closed, to these groups.")
            yield Impact(slug="passed", text=text)
        if self.products:
            text = gettext("Its products become as visible as the category they move to.")
            yield Impact(slug="visible", text=text, warning=True)

    def _of(self, group: CustomerGroup) -> Impact:
        """« « Pros » (seulement les catégories cochées) : c’est la dernière… »."""
        last = group.ticks == 1 and not self.inside  # type: ignore[attr-defined]
        only = group.category_mode == CategoryMode.ONLY
        told = {"title": group, "mode": CategoryMode(group.category_mode).label}
        if last and only:
            text = gettext("“%(title)s” (%(mode)s): it is the last one, its members see nothing.")
        elif last:
            text = gettext("“%(title)s” (%(mode)s): it is the last one, its members see the rest.")
        else:
            text = gettext("“%(title)s” (%(mode)s)")
        url = panel_url("group_categories", group.pk)
        return Impact(slug=f"group-{group.pk}", text=text % told, warning=last and only, url=url)

    def _percentages(self, count: int) -> Iterator[Impact]:
        if not count:
            return
        if self.inside:
            text = ngettext(
                "The percentage of %(n)s group passes to the categories in it.",
                "The percentages of %(n)s groups pass to the categories in it.",
                count,
            )
        else:
            text = ngettext(
                "The percentage of %(n)s group goes with it.",
                "The percentages of %(n)s groups go with it.",
                count,
            )
        yield Impact(slug="percentages", text=text % {"n": number(count)}, warning=not self.inside)

    def _templates(self, rows: Sequence[PriceTemplate]) -> Iterator[Impact]:
        if not rows:
            return
        if self.inside:
            text = ngettext(
                "The rules of %(n)s price template pass to the categories in it.",
                "The rules of %(n)s price templates pass to the categories in it.",
                len(rows),
            )
        else:
            text = ngettext(
                "%(n)s price template loses its rules on it.",
                "%(n)s price templates lose their rules on it.",
                len(rows),
            )
        told = text % {"n": number(len(rows))}
        opens = self.may(VIEW_TEMPLATES)
        url = panel_url("template_list") if opens else ""
        yield Impact(slug="templates", text=told, warning=not self.inside, url=url)
        for row in rows[:NAMED] if opens else ():
            name = gettext("“%(name)s”") % {"name": row}
            yield Impact(slug=f"template-{row.pk}", text=name, url=row.get_absolute_url())

    def _promotions(self, rows: Sequence[Promotion]) -> Iterator[Impact]:
        if not rows:
            return
        if self.inside:
            text = ngettext(
                "%(n)s promotion passes to the categories in it.",
                "%(n)s promotions pass to the categories in it.",
                len(rows),
            )
        else:
            text = ngettext("%(n)s promotion loses it.", "%(n)s promotions lose it.", len(rows))
        told = text % {"n": number(len(rows))}
        opens = self.may(VIEW_PROMOTIONS)
        url = panel_url("promotion_list") if opens else ""
        yield Impact(slug="promotions", text=told, warning=not self.inside, url=url)
        for row in rows[:NAMED] if opens else ():
            stops = row.is_alone and not self.inside  # type: ignore[attr-defined]
            text = gettext("“%(name)s”")
            if stops:
                text = gettext(
                    "“%(name)s”: it was about nothing else, it changes no price any more."
                )
            yield Impact(
                slug=f"promotion-{row.pk}",
                text=text % {"name": row},
                warning=stops,
                url=row.get_absolute_url(),
            )

    def act(self, form: Any) -> int:
        move_to = form.cleaned_data.get("move_to")
        return services.delete_category(category=self.record, actor=self.actor, move_to=move_to)
