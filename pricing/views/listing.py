"""The list of price templates."""

from collections.abc import Iterator
from typing import Any

from django.db.models import CharField, Count, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Action, Column, Empty, deleting, opening, panel_url
from backoffice.views import ListScreen
from groups.models import CustomerGroup
from pricing import rule_words, wording
from pricing.filters import TemplateFilter
from pricing.models import PriceTemplate, TemplateRule
from pricing.views.section import DELETE, VIEW, Templates, add_action

TOLD_RULES = 3


class TemplateList(Templates, ListScreen):
    access = VIEW
    code = "PT1"
    model = PriceTemplate
    title = _("Price templates")
    section = ""
    list_url = ""
    filter_class = TemplateFilter
    row_template = "pricing/_template_cells.html"
    default_sort = "title"
    search_label = _("Search a title")
    found = ngettext_lazy("%(n)s template found", "%(n)s templates found", "n")
    columns = (
        Column(name="title", label=_("Name"), sort=("title_order",), head=True),
        Column(name="rules", label=_("Rules"), sort=("rule_count",)),
        Column(name="period", label=_("Period"), sort=("starts_on",)),
        Column(name="groups", label=_("Groups using it"), sort=("group_count",), numeric=True),
        Column(name="updated", label=_("Updated"), sort=("updated_at",)),
    )

    def rows(self) -> QuerySet[PriceTemplate]:
        rules = TemplateRule.objects.filter(template=OuterRef("pk"))
        groups = CustomerGroup.objects.live().filter(price_template=OuterRef("pk"))
        first = TemplateRule.objects.select_related("product", "category").order_by("pk")
        found: QuerySet = PriceTemplate.objects.annotate(
            rule_count=_count(rules),
            group_count=_count(groups),
            title_order=_title_order(),
        )
        return found.prefetch_related(
            Prefetch("rules", queryset=first[:TOLD_RULES], to_attr="first_rules")
        )

    def actions(self) -> Iterator[Action]:
        yield add_action()

    def row_actions(self, row: Any) -> Iterator[Action]:
        yield opening(panel_url("template_edit", row.pk))
        yield deleting(panel_url("template_delete", row.pk), rule=DELETE)

    def empty(self) -> Empty:
        return Empty(
            title=_("Create a price template"),
            text=_("List price − 5%, cost + 15%, fixed prices: rules that several groups share."),
            icon="outline/calculator",
            actions=(add_action(),),
        )

    def context(self) -> dict[str, Any]:
        page = super().context()
        for row in (line.row for line in page["lines"]):
            row.period_told = wording.period(row=row)
            row.rules_told = rule_words.rules_in_words(
                rules=row.first_rules, count=row.rule_count, shop=self.shop
            )
            row.standing = row.state(on=self.on)
        return page


def _count(rows: QuerySet) -> Any:
    counted = rows.order_by().annotate(_=Value(1)).values("_").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _title_order() -> Any:
    own = "title_en" if get_language() == "en" else "title_fr"
    return Lower(Coalesce(NullIf(own, Value("")), "title_fr", output_field=CharField()))
