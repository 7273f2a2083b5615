"""The groups of one customer: the main one, the others, and the days of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.fields import DayField, RowsField
from backoffice.templatetags.ui import day
from customers.models import Customer, Membership
from customers.services.choosing import Choice, Days, fingerprint
from groups.models import CustomerGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRow:
    """One group of the form, with what it brings and what changes once it is the main one."""

    group: CustomerGroup
    is_main: bool
    is_ticked: bool
    sleeps: bool
    brings: str
    effect: str
    first: forms.BoundField
    last: forms.BoundField


class ChooseGroupsForm(forms.Form):
    """« Groupe principal », « Groupes additionnels », one line for each group."""

    main_group = forms.ModelChoiceField(
        label=_("Main group"), queryset=CustomerGroup.objects.none(), required=False
    )
    other_groups = RowsField(
        label=pgettext_lazy("choice", "Additional groups"),
        queryset=CustomerGroup.objects.none(),
        required=False,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        customer: Customer,
        groups: Sequence[CustomerGroup],
        held: Sequence[Membership],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.customer = customer
        self.groups = groups
        by_group = {row.group_id: row for row in held}
        live = CustomerGroup.objects.live()
        for name in ("main_group", "other_groups"):
            field: Any = self.fields[name]
            field.queryset = live
        self.initial["main_group"] = next((row.group_id for row in held if row.is_primary), None)
        self.initial["other_groups"] = [row.group_id for row in held if not row.is_primary]
        self.initial["seen"] = fingerprint(held)
        for group in groups:
            self._add_days(group, by_group.get(group.pk))

    def _add_days(self, group: CustomerGroup, row: Membership | None) -> None:
        for name, label in (
            ("first", _("From, in “%(group)s”")),
            ("last", _("Until, in “%(group)s”")),
        ):
            field = DayField(label=label % {"group": group}, required=False)
            field.widget.attrs["class"] = "form-control"
            self.fields[f"{name}_{group.pk}"] = field
        self.initial[f"first_{group.pk}"] = row.starts_on if row else None
        self.initial[f"last_{group.pk}"] = row.ends_on if row else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for group in self.groups:
            first, last = self._days(group.pk)
            if first and last and last < first:
                told = _("The end date must be after %(day)s.")
                self.add_error(f"last_{group.pk}", told % {"day": day(first)})
        return data

    def _days(self, pk: int) -> Days:
        first: date | None = self.cleaned_data.get(f"first_{pk}")
        last: date | None = self.cleaned_data.get(f"last_{pk}")
        return first, last

    @property
    def tells_days(self) -> bool:
        """Whether a day is written in one of its fields."""
        names = (f"{end}_{group.pk}" for group in self.groups for end in ("first", "last"))
        return any(self[name].value() for name in names)

    @property
    def choice(self) -> Choice:
        main: CustomerGroup | None = self.cleaned_data["main_group"]
        chosen = {group.pk for group in self.cleaned_data["other_groups"]}
        if main is not None:
            chosen.add(main.pk)
        return Choice(
            main=main.pk if main else None, days={pk: self._days(pk) for pk in sorted(chosen)}
        )

    def rows(
        self, *, on: date, brings: dict[int, str], effects: dict[int, str]
    ) -> Iterator[GroupRow]:
        """Every group, as it stands on the form."""
        main = str(self["main_group"].value() or "")
        ticked = {str(pk) for pk in self["other_groups"].value() or ()}
        for group in self.groups:
            yield GroupRow(
                group=group,
                is_main=str(group.pk) == main,
                is_ticked=str(group.pk) in ticked,
                sleeps=group.state(on=on) != "active",
                brings=brings.get(group.pk, ""),
                effect=effects.get(group.pk, ""),
                first=self[f"first_{group.pk}"],
                last=self[f"last_{group.pk}"],
            )
