"""Price templates: the list, the form with its rules and its live example, the deletion."""

from collections.abc import Iterator
from copy import copy
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import CharField, Count, OuterRef, Prefetch, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower, NullIf
from django.http import HttpResponse
from django.utils.translation import get_language, ngettext, ngettext_lazy
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Action, Banner, Column, Empty, Label, Tab, panel_url
from backoffice.templatetags.ui import day, number
from backoffice.views import (
    AddScreen,
    DeleteScreen,
    EditScreen,
    HistoryScreen,
    ListScreen,
    RecordScreen,
)
from backoffice.views.base import Screen
from catalog import selectors as catalog
from catalog.models import Shop
from groups.models import CustomerGroup
from pricing import rule_words, tariffs, wording
from pricing.examples import QUANTITIES, costless, examples
from pricing.filters import TemplateFilter
from pricing.forms import TemplateForm, posted_lines
from pricing.models import PriceTemplate, TemplateRule

VIEW = staff_with("pricing.view_pricetemplate")
ADD = staff_with("pricing.add_pricetemplate")
CHANGE = staff_with("pricing.view_pricetemplate", change="pricing.change_pricetemplate")
DELETE = staff_with("pricing.delete_pricetemplate")
SEES_COSTS = "pricing.view_cost"
TOLD_RULES = 3
RULES_PER_PAGE = 40


class _Templates(Screen):
    """What the screens of this section share."""

    model = PriceTemplate
    section: Label = _("Price templates")
    list_url = "template_list"

    @cached_property
    def shop(self) -> Shop:
        return catalog.shop()

    @cached_property
    def on(self) -> date:
        return catalog.today(shop=self.shop)


class TemplateList(_Templates, ListScreen):
    access = VIEW
    code = "PT1"
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
        yield _add()

    def row_actions(self, row: Any) -> Iterator[Action]:
        url = panel_url("template_edit", row.pk)
        yield Action(name="edit", label=_("Edit"), icon="pencil", url=url)
        yield Action(
            name="delete",
            label=_("Delete"),
            icon="trash",
            url=panel_url("template_delete", row.pk),
            rule=DELETE,
            danger=True,
            dialog=True,
        )

    def empty(self) -> Empty:
        return Empty(
            title=_("Create a price template"),
            text=_("List price − 5%, cost + 15%, fixed prices: rules that several groups share."),
            icon="outline/calculator",
            actions=(_add(),),
        )

    def context(self) -> dict[str, Any]:
        page = super().context()
        for row in (line.row for line in page["lines"]):
            row.period_told = wording.period(row=row)
            row.rules_told = rule_words.rules_in_words(
                rules=row.first_rules, count=row.rule_count, currency=self.shop.currency
            )
            row.standing = row.state(on=self.on)
        return page


def _count(rows: QuerySet) -> Any:
    counted = rows.order_by().annotate(_=Value(1)).values("_").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _title_order() -> Any:
    own = "title_en" if get_language() == "en" else "title_fr"
    return Lower(Coalesce(NullIf(own, Value("")), "title_fr", output_field=CharField()))


def _add() -> Action:
    return Action(
        name="add",
        label=_("Create a template"),
        icon="plus",
        url=panel_url("template_create"),
        rule=ADD,
        primary=True,
    )


class _RulesForm(_Templates):
    """A form with rules, and beside it what they make of a few products."""

    form_class = TemplateForm

    @cached_property
    def rules(self) -> Any:
        """The page of rules in view."""
        return Paginator(TemplateRule.objects.none(), RULES_PER_PAGE).get_page(1)

    def form_kwargs(self) -> dict[str, Any]:
        lines = posted_lines(self.request.POST, "value")
        return {"rules": list(self.rules), "lines": lines}

    def show(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        address = panel_url("template_preview")
        page = {
            **example_page(self, form),
            "rules": self.rules,
            "preview_url": f"{address}?{self.about()}",
        }
        return super().show(form, status=status, **{**page, **context})  # type: ignore[misc,no-any-return]

    def about(self) -> str:
        """Which rules the page shows, for its live example."""
        return ""


def example_page(screen: Any, form: TemplateForm) -> dict[str, Any]:
    """What the example table prints for a form, as typed or as stored."""
    sees_costs = screen.request.user.has_perm(SEES_COSTS)
    template = form.instance
    if form.is_bound:
        form.is_valid()
        template = copy(template)
        template.is_public = form.cleaned_data.get("is_public", False)
    rows = form.rows()
    return {
        "examples": examples(template=template, rows=rows, shop=screen.shop, on=screen.on),
        "quantities": QUANTITIES,
        "sees_costs": sees_costs,
        "costless": costless(rows=rows),
    }


class TemplatePreview(_Templates):
    """The example table alone, for the rules as they stand in the form."""

    access = VIEW
    code = "PT2p"
    title = _("Example")
    http_method_names = ["get", "post"]

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.go(panel_url("template_list"))

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        template = self._template()
        shown = list(_rules_page(template, request.GET.get("rules"))) if template.pk else []
        form = TemplateForm(
            data=request.POST,
            instance=template,
            rules=shown,
            lines=posted_lines(request.POST, "value"),
        )
        page = {**example_page(self, form), "preview_url": request.get_full_path()}
        return self.render(template="pricing/_examples.html", **page)

    def _template(self) -> PriceTemplate:
        wanted = self.request.GET.get("template", "")
        pk = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
        return PriceTemplate.objects.filter(pk=pk).first() or PriceTemplate()  # type: ignore[return-value]


def _rules_page(template: PriceTemplate, page: str | None) -> Any:
    return Paginator(tariffs.rules_page(template=template), RULES_PER_PAGE).get_page(page)


class TemplateAdd(_RulesForm, AddScreen):
    access = ADD
    code = "PT2n"
    title = _("Create a template")
    edit_url = "template_edit"
    template = "pricing/template_form.html"
    saved_text = _("Template created")
    unsaved_text = _("Template not saved")

    def save(self, form: Any) -> PriceTemplate:
        return tariffs.save_template(
            form=form, shown=(), drafts=form.drafts, actor=self.request.user
        )


class TemplateRecord(_Templates, RecordScreen):
    """What every page about one template shares."""

    record_url = "template_edit"

    def records(self) -> QuerySet:
        return PriceTemplate.objects.select_related("updated_by")

    def tabs(self) -> Iterator[Tab]:
        yield Tab(slug="general", label=_("General"), url_name="template_edit", rule=VIEW)
        yield Tab(slug="history", label=_("History"), url_name="template_history", rule=VIEW)

    def meta(self) -> Label:
        told = {"day": day(self.record.updated_at)}
        count = len(self.groups)
        used = ngettext("Used by %(n)s group", "Used by %(n)s groups", count)
        return " · ".join((used % {"n": number(count)}, _t("changed on %(day)s") % told))

    @cached_property
    def groups(self) -> list[CustomerGroup]:
        """The groups that use the template, those in the bin too: they may come back."""
        rows = CustomerGroup.objects.filter(price_template=self.record)
        return list(rows.order_by("position", "pk"))


class TemplateEdit(_RulesForm, TemplateRecord, EditScreen):
    access = CHANGE
    code = "PT2"
    tab = "general"
    template = "pricing/template_edit.html"
    saved_text = _("Template saved")
    add_url = "template_create"
    add_rule = ADD
    delete_url = "template_delete"
    delete_rule = DELETE

    @cached_property
    def rules(self) -> Any:
        return _rules_page(self.record, self.request.GET.get("rules"))

    def form_kwargs(self) -> dict[str, Any]:
        return {**super().form_kwargs(), "instance": copy(self.record)}

    def about(self) -> str:
        return f"template={self.record.pk}&rules={self.rules.number}"

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        if self.groups and not self.readonly:
            names = wording.listed(str(group) for group in self.groups)
            text = _t("A change applies at once to: %(groups)s.") % {"groups": names}
            yield Banner(slug="used", text=text)

    def as_text(self, form: Any) -> list[tuple[Label, str]]:
        told = [
            (label, value)
            for (label, value), field in zip(super().as_text(form), form, strict=True)
            if field.name in TemplateForm.base_fields
        ]
        for rule in form.known:
            text = rule_words.rule_in_words(rule=rule, currency=self.shop.currency)
            told.append((TemplateRule._meta.verbose_name or "", text))
        return told

    def save(self, form: Any) -> PriceTemplate:
        return tariffs.save_template(
            form=form,
            shown=[rule.pk for rule in form.known],
            drafts=form.drafts,
            actor=self.request.user,
            version=self.version(),
        )


class TemplateDelete(TemplateRecord, DeleteScreen):
    access = DELETE
    code = "PT1d"
    done_text = _("Template deleted")

    def blocked(self) -> Label:
        count = len(self.groups)
        if not count:
            return ""
        text = ngettext(
            "Used by %(n)s group: %(groups)s. Choose another template for it first.",
            "Used by %(n)s groups: %(groups)s. Choose another template for them first.",
            count,
        )
        return text % {"n": number(count), "groups": ", ".join(str(one) for one in self.groups)}


class TemplateHistory(TemplateRecord, HistoryScreen):
    access = VIEW
    code = "PT2h"
