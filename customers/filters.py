"""What narrows the customers list and the list of a group's users."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from backoffice.filters import Chip, ChoiceFilter, Filter, YesNoFilter
from backoffice.templatetags.ui import number
from customers import selectors
from customers.models import Address, Customer, Kind
from groups import selectors as groups

UNGROUPED = "none"
LANGUAGES = (("fr", "Français"), ("en", "English"))


class CustomerFilter(Filter):
    """Customers by group, account, language, country."""

    search_in = ("search",)
    promoted = ("group",)

    group = ChoiceFilter(
        label=_("Customer group"), empty_label=_("All groups"), choices=(), method="by_group"
    )
    kind = ChoiceFilter(
        label=_("Account type"),
        choices=((Kind.ACCOUNT.value, _("Registered")), (Kind.GUEST.value, _("Guest"))),
    )
    active = YesNoFilter(field_name="is_active", label=_("Active account"))
    language = ChoiceFilter(label=_("Language"), choices=LANGUAGES)
    country = ChoiceFilter(label=_("Country"), choices=countries, method="by_country")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titles = {str(group.pk): group for group in groups.choices()}
        field: Any = self.form.fields["group"]
        field.choices = [
            (UNGROUPED, _("N/A (no group)")),
            *((pk, f"{one.title} ({number(one.member_count)})") for pk, one in self.titles.items()),
        ]

    def by_group(self, rows: QuerySet[Customer], _name: str, chosen: str) -> QuerySet[Customer]:
        """A group's customers, main or additional; or those without main group."""
        if chosen == UNGROUPED:
            return selectors.in_primary_group(rows, group=None)
        return selectors.in_group(rows, group=int(chosen))

    def by_country(self, rows: QuerySet[Customer], _name: str, code: str) -> QuerySet[Customer]:
        here = Address.objects.filter(customer=OuterRef("pk"), country=code)
        return rows.filter(Exists(here))

    def chips(self, params: QueryDict) -> Iterator[Chip]:
        for chip in super().chips(params):
            group = self.titles.get(params.get("group", "")) if chip.name == "group" else None
            yield replace(chip, value=str(group)) if group else chip


class MemberFilter(Filter):
    """The users of a group, those not in it, or everybody: the screen knows which rows."""

    search_in = ("search",)
    promoted = ("show",)

    show = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=(),
        empty_label=None,
        method="whoever",
        widget=forms.Select(attrs={"data-testid": "members-show"}),
    )

    def offer(self, choices: Iterable[tuple[str, str | Promise]]) -> None:
        """The lines of the drop-down, with how many customers each stands for."""
        field: Any = self.form.fields["show"]
        field.choices = list(choices)

    def whoever(self, rows: QuerySet[Customer], _name: str, _shown: str) -> QuerySet[Customer]:
        return rows

    def chips(self, params: QueryDict) -> Iterator[Chip]:
        return (chip for chip in super().chips(params) if chip.name != "show")
