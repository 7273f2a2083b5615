"""Filters of a list: django-filter, labelled, with chips; a nonsense value narrows nothing."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from backoffice.fields import DayField, typed_number
from backoffice.folding import folded_search
from backoffice.forms import shown_value

BIGGEST = 10**12  # larger than any number the shop filters on, smaller than any column


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force, with the query string that lifts it."""

    name: str
    label: str
    value: str
    query: str


class Filter(django_filters.FilterSet):
    """Base of every list's filters; `search_in` names the folded columns `q` looks into."""

    search_in: tuple[str, ...] = ()
    promoted: tuple[str, ...] = ()  # filters always in view; the others wait in a panel

    q = django_filters.CharFilter(method="by_words", label=_("Search"), max_length=200)

    def __init__(
        self, data: QueryDict | None, queryset: QuerySet, *, request: HttpRequest | None = None
    ) -> None:
        super().__init__(data if data is not None else QueryDict(), queryset, request=request)
        if not self.search_in:
            self.filters.pop("q", None)
        for name, field in self.form.fields.items():
            _dress(field.widget)
            field.widget.attrs.setdefault("data-testid", f"filter-{name}")

    def by_words(self, rows: QuerySet, _name: str, words: str) -> QuerySet:
        """Rows in which every word is found, whatever its case and accents."""
        wanted = [self._somewhere(word) for word in folded_search(words).split()[:10]]
        return rows.filter(*wanted)

    def _somewhere(self, word: str) -> Q:
        return reduce(or_, (Q(**{f"{column}__contains": word}) for column in self.search_in))

    @property
    def in_view(self) -> list[forms.BoundField]:
        return [self.form[name] for name in self.promoted if name in self.form.fields]

    @property
    def waiting(self) -> list[forms.BoundField]:
        known = {*self.promoted, "q"}
        return [self.form[name] for name in self.form.fields if name not in known]

    @property
    def active(self) -> list[str]:
        """The names of the filters that narrow the list, the search left out."""
        if not self.form.is_valid():
            self.form.full_clean()
        values = self.form.cleaned_data
        return [name for name in self.form.fields if name != "q" and _is_set(values.get(name))]

    def chips(self, params: QueryDict) -> Iterator[Chip]:
        """One chip for each filter in force."""
        for name in self.active:
            field = self.form.fields[name]
            value = shown_value(field, self.form.cleaned_data[name])
            yield Chip(name, str(field.label or name), value, _without(params, name))


class ChoiceFilter(django_filters.ChoiceFilter):
    """A drop-down whose first line is « all »."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("All"))
        super().__init__(*args, **kwargs)


class YesNoFilter(ChoiceFilter):
    """Yes, no, or either; compared with a boolean column unless a method is given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["choices"] = [("yes", _("Yes")), ("no", _("No"))]
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        if not self._method and value in ("yes", "no"):
            return qs.filter(**{self.field_name: value == "yes"})
        narrowed: QuerySet = super().filter(qs, value) if self._method else qs
        return narrowed


class ModelChoiceFilter(django_filters.ModelChoiceFilter):
    """A row of another table; `null_label` adds « none »."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("empty_label", _("All"))
        super().__init__(*args, **kwargs)


class _TypedNumber(forms.DecimalField):
    widget = forms.TextInput

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        number = typed_number(str(value))
        if number is None or abs(number) > BIGGEST:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class NumberFilter(django_filters.NumberFilter):
    """A number typed in either language."""

    field_class = _TypedNumber


class DayFilter(django_filters.DateFilter):
    """A day, for a column of days."""

    field_class = DayField


def _is_set(value: Any) -> bool:
    if value is None or value == "":
        return False
    return bool(value) or isinstance(value, (int, datetime.date))


def _without(params: QueryDict, name: str) -> str:
    kept = params.copy()
    for key in (name, "page"):
        kept.pop(key, None)
    return kept.urlencode()


def _dress(widget: forms.Widget) -> None:
    if isinstance(widget, (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple)):
        look = "form-check-input"
    elif isinstance(widget, forms.Select):
        look = "form-select"
    else:
        look = "form-control"
    widget.attrs["class"] = f"{widget.attrs.get('class', '')} {look}".strip()
