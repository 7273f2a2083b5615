"""What narrows the lists of the catalogue."""

from copy import deepcopy
from typing import Any

import django_filters
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.filters import ChoiceFilter, Filter, ModelChoiceFilter, YesNoFilter
from backoffice.folding import folded_search
from catalog import selectors
from catalog.fields import indented
from catalog.models import Category, Product, VatClass, VatRate


class _CategoryField(django_filters.fields.ModelChoiceField):
    def label_from_instance(self, obj: Model) -> str:
        return indented(obj)


class CategoryChoice(ModelChoiceFilter):
    """A category of the tree; those in it count."""

    field_class = _CategoryField

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs.filter(pk__in=selectors.in_branch(category=value).values("pk")) if value else qs


def _tree(_request: HttpRequest | None) -> QuerySet[Category]:
    return selectors.tree()


def _classes(_request: HttpRequest | None) -> QuerySet[VatClass]:
    return VatClass.objects.all()


class ProductFilter(Filter):
    search_in = ("search",)
    promoted = ("category", "vat_class", "is_published")

    is_reserved = YesNoFilter(label=_("Reserved for groups"))
    category = CategoryChoice(queryset=_tree, label=_("Category"))
    vat_class = ModelChoiceFilter(queryset=_classes, label=_("VAT class"))
    is_published = YesNoFilter(label=_("Published"))
    has_cost = YesNoFilter(label=_("Cost known"), method="by_cost")

    class Meta:
        model = Product
        fields: tuple[str, ...] = ()

    def get_form_class(self) -> Any:
        """Who sees no costs is not asked about them either."""
        if self.request is None or not self.request.user.has_perm("pricing.view_cost"):
            self.filters.pop("has_cost", None)
        return super().get_form_class()

    def by_cost(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Without a cost, neither a floor nor « Cost + % » does anything."""
        return rows.filter(cost__isnull=value == "no")


class CategoryFilter(Filter):
    search_in = ("title_fr", "title_en")
    promoted = ("is_published",)

    is_published = YesNoFilter(label=pgettext_lazy("category", "Published"))

    class Meta:
        model = Category
        fields: tuple[str, ...] = ()

    def by_words(self, rows: QuerySet, _name: str, words: str) -> QuerySet:
        """Categories have no search column: a shop has few enough to read them all."""
        wanted = folded_search(words).split()
        texts = selectors.category_texts()
        found = [pk for pk, text in texts.items() if all(word in text for word in wanted)]
        return rows.filter(pk__in=found)


class RateFilter(Filter):
    base_filters: dict[str, Any]
    promoted = ("vat_class", "country")

    vat_class = ModelChoiceFilter(queryset=_classes, label=_("VAT class"))
    country = ChoiceFilter(choices=(), label=_("Country"))

    class Meta:
        model = VatRate
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Only the countries that have a rate, read once for each page."""
        country = deepcopy(self.base_filters["country"])
        country.extra["choices"] = selectors.taxed_countries()
        self.base_filters = {**self.base_filters, "country": country}
        super().__init__(*args, **kwargs)
