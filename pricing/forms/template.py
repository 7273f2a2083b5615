"""The form of a price template: its names, its days, and its rules line by line."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from backoffice.fields import DayField, NoEnd
from backoffice.layout import Bilingual, Card, SideBySide
from backoffice.templatetags.ui import number
from catalog import selectors as catalog
from catalog.fields import indented
from catalog.models import Category, Product
from pricing import rule_words
from pricing.forms.lines import IN_MONEY, NAMES, NOT_A_VALUE, SPARE, line_fields, line_values
from pricing.limits import wrong_rule
from pricing.models import PriceTemplate, TemplateRule
from pricing.tariffs import AlreadyPublic, Draft, Scope, public_template, rules_page, scope_of


class TemplateForm(NoEnd, forms.ModelForm):
    """A template with some of its rules; a line whose box « Retirer » is ticked goes."""

    use_required_attribute = False

    title_fr = forms.CharField(
        label=_("Title (French)"),
        max_length=80,
        error_messages={"required": _("Enter the template title in French.")},
    )
    title_en = forms.CharField(
        label=_("Title (English)"),
        max_length=80,
        required=False,
        empty_value=None,
        help_text=_("Empty: the French title is shown."),
    )
    starts_on = DayField(
        label=_("Start date"), required=False, help_text=_("Empty: it already holds.")
    )
    ends_on = DayField(label=_("End date"), required=False, help_text=_("Last day included."))
    is_public = forms.BooleanField(
        label=_("Quantity prices for everyone"),
        required=False,
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
        help_text=_("Visitors have these prices too. Only one template of the shop can be so."),
    )

    class Meta:
        model = PriceTemplate
        fields = ("title_fr", "title_en", "starts_on", "ends_on", "is_public")

    def __init__(
        self, *args: Any, rules: Sequence[TemplateRule] = (), lines: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.drafts: list[Draft] = []
        self.known = list(rules)
        self.lines = max(len(self.known) + SPARE, lines)
        categories = [("", _("Choose a category")), *self._shelves]
        for line in range(1, self.lines + 1):
            self.fields.update(line_fields(line, categories))
        for line, rule in enumerate(self.known, start=1):
            self.initial.update(line_values(line, rule))
            if rule.kind in IN_MONEY:
                self.fields[f"value_{line}"].shown_places = 2  # type: ignore[attr-defined]

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {str(row.pk): row for row in catalog.tree()}

    @property
    def _shelves(self) -> list[tuple[str, str]]:
        return [(pk, indented(row)) for pk, row in self._categories.items()]

    @cached_property
    def elsewhere(self) -> list[TemplateRule]:
        """The rules of the template that are not on this page."""
        if self.instance.pk is None:
            return []
        shown = [rule.pk for rule in self.known]
        return list(rules_page(template=self.instance).exclude(pk__in=shown))

    @cached_property
    def _products(self) -> dict[str, Product]:
        typed = (self.cleaned_data.get(f"sku_{line}") for line in range(1, self.lines + 1))
        return Product.objects.in_bulk({sku for sku in typed if sku}, field_name="sku")

    def rule_lines(self) -> list[dict[str, Any]]:
        """The fields of each rule, as the table prints them."""
        return [
            {"number": line, **{name: self[f"{name}_{line}"] for name in NAMES}}
            for line in range(1, self.lines + 1)
        ]

    def rows(self) -> list[TemplateRule]:
        """All rules as they would be: those typed, or those shown, and those elsewhere."""
        here = [draft.row() for draft in self.drafts] if self.is_bound else self.known
        return [*here, *self.elsewhere]

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        rival = public_template(besides=self.instance.pk)
        if rival is not None and self.cleaned_data.get("is_public"):
            self.add_error("is_public", str(AlreadyPublic(rival).message))
        taken: set[Scope] = {scope_of(rule=rule) for rule in self.elsewhere}
        for line in range(1, self.lines + 1):
            draft = self._draft(line)
            if draft is None:
                continue
            if draft.scope in taken:
                self.add_error(f"quantity_{line}", _twice(draft))
                continue
            taken.add(draft.scope)
            self.drafts.append(draft)
        return told

    def _draft(self, line: int) -> Draft | None:
        """The rule of a line; none where it is empty, removed or refused."""
        told = {name: self.cleaned_data.get(f"{name}_{line}") for name in NAMES}
        if told["remove"]:
            for name in NAMES:
                self.errors.pop(f"{name}_{line}", None)
            return None
        if line > len(self.known) and self._is_blank(line, told):
            return None
        for name in ("scope", "kind"):
            if not told[name] and f"{name}_{line}" not in self.errors:
                self.add_error(f"{name}_{line}", _t("Choose an option."))
        product, category = self._about(line, told)
        self._check_value(line, told["kind"], told["value"])
        if any(f"{name}_{line}" in self.errors for name in NAMES):
            return None
        return Draft(
            product=product,
            category=category,
            min_quantity=told["quantity"] or 1,
            kind=str(told["kind"]),
            value=Decimal(told["value"] or 0),
        )

    def _is_blank(self, line: int, told: Mapping[str, Any]) -> bool:
        touched = any(f"{name}_{line}" in self.errors for name in NAMES)
        typed = any(told[name] for name in ("category", "sku")) or (told["quantity"] or 1) > 1
        return told["value"] is None and not touched and not typed

    def _about(self, line: int, told: Mapping[str, Any]) -> tuple[Product | None, Category | None]:
        if told["scope"] == "category":
            category = self._categories.get(told["category"] or "")
            if category is None and f"category_{line}" not in self.errors:
                self.add_error(f"category_{line}", _t("Choose a category."))
            return None, category
        if told["scope"] != "product":
            return None, None
        product = self._products.get(told["sku"] or "")
        if product is None and f"sku_{line}" not in self.errors:
            text = _t("No product has the SKU “%(sku)s”.") if told["sku"] else _t("Enter a SKU.")
            self.add_error(f"sku_{line}", text % {"sku": told["sku"]})
        return product, None

    def _check_value(self, line: int, kind: str | None, value: Decimal | None) -> None:
        name = f"value_{line}"
        if name in self.errors:
            return
        if value is None:
            self.add_error(name, str(NOT_A_VALUE))
        elif wrong := wrong_rule(value, kind=kind or ""):
            self.add_error(name, wrong)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            Card(
                _("Template"),
                Bilingual("title"),
                SideBySide("starts_on", "ends_on"),
                "no_end",
                "is_public",
            ),
            Card(
                _("Rules"),
                HTML('{% include "pricing/_rules.html" %}'),
                text=_(
                    "The nearest rule makes the price: the product’s, else its deepest category’s, "
                    "else that of all products; then the highest quantity reached."
                ),
                slug="rules",
            ),
        )
        return helper


def _twice(draft: Draft) -> str:
    text = _t("Two rules are about “%(subject)s” from %(quantity)s. Keep one.")
    subject = rule_words.rule_subject(rule=draft.row())
    return text % {"subject": subject, "quantity": number(draft.min_quantity)}
