"""Writing a price template, with its rules and its live example."""

from collections.abc import Iterator
from copy import copy
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Banner, Label, open_url, panel_url
from backoffice.views import AddScreen, EditScreen
from backoffice.views.edit import FormScreen
from catalog.models import Basis
from pricing import rule_words, tariffs, wording
from pricing.examples import QUANTITIES, costless, examples
from pricing.forms import TemplateForm, posted_lines
from pricing.models import PriceTemplate, TemplateRule
from pricing.views.record import TemplateRecord
from pricing.views.section import ADD, CHANGE, DELETE, SEES_COSTS, WRITE, Templates

RULES_PER_PAGE = 40


class _RulesForm(Templates, FormScreen):
    """A form with rules, and beside it what they make of a few products."""

    form_class = TemplateForm

    @cached_property
    def rules(self) -> Page:
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
            "entered": Basis(self.shop.prices_entered).label,
            "preview_url": f"{address}?{self.about()}",
        }
        return super().show(form, status=status, **{**page, **context})

    def about(self) -> str:
        """Which rules the page shows, for its live example."""
        return ""


def example_page(screen: Templates, form: TemplateForm) -> dict[str, Any]:
    """What the example table prints for a form, as typed or as stored."""
    sees_costs = screen.request.user.has_perm(SEES_COSTS)
    template = form.instance
    if form.is_bound:
        form.is_valid()
        template = copy(template)
        template.is_public = form.cleaned_data.get("is_public", False)
    rows = form.rows()
    products = open_url(screen.request, "product_list")
    return {
        "examples": examples(template=template, rows=rows, shop=screen.shop, on=screen.on),
        "quantities": QUANTITIES,
        "sees_costs": sees_costs,
        "costless": costless(rows=rows),
        "costless_url": f"{products}?has_cost=no" if products else "",
    }


class TemplatePreview(Templates):
    """The example table alone, for the rules as they stand in the form of who may save them.

    « Cost + 0 % » tells the cost: it is not computed for everybody who may read a template.
    """

    access = WRITE
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
        return PriceTemplate.objects.filter(pk=pk).first() or PriceTemplate()


def _rules_page(template: PriceTemplate, page: str | None) -> Page:
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
    def rules(self) -> Page:
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
            text = rule_words.rule_in_words(rule=rule, shop=self.shop)
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
