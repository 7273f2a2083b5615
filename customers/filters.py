"""What narrows the customers list and the list of a group's users."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from backoffice.filters import Chip, ChoiceFilter, DayFilter, Filter, YesNoFilter
from backoffice.folding import folded_search
from backoffice.templatetags.ui import number
from customers import selectors
from customers.models import LANGUAGES, Address, Customer, Kind
from groups import selectors as groups
from groups.models import CustomerGroup

UNGROUPED = "none"
FEWEST_DIGITS = 4  # of a phone, to look for it
EVERY, NEITHER = "all", "none"
ANY_OF_THEM = _("any of these groups")
MATCHES = {
    EVERY: _("all these groups"),
    NEITHER: _("none of these groups"),
}


class PeopleFilter(Filter):
    """Customers by words of their record, or by the digits of their phone."""

    def by_words(self, rows: QuerySet[Customer], name: str, words: str) -> QuerySet[Customer]:
        """As every search; digits are also looked for in the phone, however it is written."""
        digits = "".join(sign for sign in words if sign.isascii() and sign.isdigit()).lstrip("0")
        if len(digits) < FEWEST_DIGITS or any(sign.isalpha() for sign in words):
            return super().by_words(rows, name, words)
        wanted = Q(*(self._somewhere(word) for word in folded_search(words).split()[:10]))
        bare = Replace(Replace("phone", Value(" ")), Value("-"))
        return rows.alias(dialled=bare).filter(wanted | Q(dialled__contains=digits))

    @property
    def narrows(self) -> bool:
        """Whether fewer rows than all of them are asked for."""
        return bool(self.active or self.form.cleaned_data.get("q"))

    def by_country(self, rows: QuerySet[Customer], _name: str, code: str) -> QuerySet[Customer]:
        here = Address.objects.filter(customer=OuterRef("pk"), country=code)
        return rows.filter(Exists(here))


class CustomerFilter(PeopleFilter):
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
    match = ChoiceFilter(
        label=_("Customers in"),
        choices=tuple(MATCHES.items()),
        empty_label=ANY_OF_THEM,
        method="whoever",
    )
    groups = django_filters.MultipleChoiceFilter(
        label=_("Several groups"),
        choices=(),
        method="by_groups",
        widget=forms.SelectMultiple(attrs={"size": 5}),
    )
    active = YesNoFilter(field_name="is_active", label=_("Active account"))
    exempt = YesNoFilter(field_name="is_exempt", label=_("Tax exempt"))
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
        several: Any = self.form.fields["groups"]
        several.choices = [(pk, str(one.title)) for pk, one in self.titles.items()]

    @property
    def group_alone(self) -> CustomerGroup | None:
        """The group chosen, where nothing else is asked."""
        alone = self.active == ["group"] and not self.form.cleaned_data.get("q")
        return self.titles.get(str(self.form.cleaned_data["group"])) if alone else None

    def by_group(self, rows: QuerySet[Customer], _name: str, chosen: str) -> QuerySet[Customer]:
        """A group's customers, main or additional; or those without main group."""
        if chosen == UNGROUPED:
            return selectors.in_primary_group(rows, group=None)
        return selectors.in_group(rows, group=int(chosen))

    def by_groups(
        self, rows: QuerySet[Customer], _name: str, chosen: list[str]
    ) -> QuerySet[Customer]:
        """Customers in any of several groups, in all of them or in none, main or additional."""
        keys, how = [int(one) for one in chosen], self.form.cleaned_data.get("match")
        if how == EVERY:
            return rows.filter(*(selectors.held_in(groups=[pk]) for pk in keys))
        found = selectors.held_in(groups=keys)
        return rows.filter(~found if how == NEITHER else found)

    def whoever(self, rows: QuerySet[Customer], _name: str, _how: str) -> QuerySet[Customer]:
        return rows

    def chips(self, params: QueryDict) -> Iterator[Chip]:
        for chip in super().chips(params):
            group = self.titles.get(params.get("group", "")) if chip.name == "group" else None
            if group is not None:
                yield replace(chip, value=str(group))
            elif chip.name == "groups":
                how = MATCHES.get(self.form.cleaned_data.get("match") or "", ANY_OF_THEM)
                yield replace(chip, value=f"{how} ({chip.value})")
            elif chip.name != "match":  # which narrows nothing by itself
                yield chip


class MemberFilter(PeopleFilter):
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
    main = ChoiceFilter(label=_("Main group"), choices=(), method="by_main")
    since = DayFilter(field_name="joined_on", lookup_expr="gte", label=_("Joined since"))
    country = ChoiceFilter(label=_("Country"), choices=countries, method="by_country")

    @property
    def active(self) -> list[str]:
        """Which customers are shown is a choice of the screen, not a narrowing of its rows."""
        return [name for name in super().active if name != "show"]

    def by_main(self, rows: QuerySet[Customer], _name: str, chosen: str) -> QuerySet[Customer]:
        group = None if chosen == UNGROUPED else int(chosen)
        return selectors.in_primary_group(rows, group=group)

    def offer(
        self, choices: Iterable[tuple[str, str | Promise]], main: Iterable[CustomerGroup]
    ) -> None:
        """The lines of the drop-downs: who is shown, with how many there are, and main groups."""
        fields: Any = self.form.fields
        fields["show"].choices = list(choices)
        titles = [(group.pk, str(group.title)) for group in main]
        fields["main"].choices = [(UNGROUPED, _("N/A (no group)")), *titles]

    def whoever(self, rows: QuerySet[Customer], _name: str, _shown: str) -> QuerySet[Customer]:
        return rows


class DepartureFilter(Filter):
    """Those who left a group, by words of their record."""

    search_in = ("customer__search",)
