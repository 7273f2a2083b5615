"""What a timeline can be narrowed to: a kind of event, a person, a period; and what one may add."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backoffice.parts import Label
from backoffice.traces import Strand, Timeline

NOBODY = "shop"
PERIODS = (
    ("1", _("Last 24 hours")),
    ("7", _("Last 7 days")),
    ("30", _("Last 30 days")),
    ("365", _("Last 12 months")),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A choice of « Type »: which rows of each strand it keeps; a strand not named, none."""

    slug: str
    label: Label
    keeps: Mapping[str, Q]


def base_kinds(*, plain: Q | None = None, others: tuple[Kind, ...] = ()) -> tuple[Kind, ...]:
    """Creation, change (where the record has kinds of its own: only the `plain` ones), the
    record's own kinds, deletion, comment."""
    changed = Q(action=LogEntry.Action.UPDATE) & (plain or Q())
    return (
        Kind("created", _("Creation"), {"logs": Q(action=LogEntry.Action.CREATE)}),
        Kind("changed", pgettext_lazy("kind of event", "Change"), {"logs": changed}),
        *others,
        Kind("deleted", _("Deletion"), {"logs": Q(action=LogEntry.Action.DELETE)}),
        Kind("comment", _("Comment"), {"comments": Q()}),
    )


class CommentForm(forms.Form):
    """A word for colleagues."""

    text = forms.CharField(
        label=_("Add a comment"),
        help_text=_("Visible to staff only."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your comment first.")},
    )


class Narrowing:
    """The filters of one timeline, read from the address; a nonsense value narrows nothing."""

    def __init__(
        self, params: QueryDict, *, strands: tuple[Strand, ...], kinds: tuple[Kind, ...]
    ) -> None:
        self.params = params
        self.strands = strands
        self.kinds = {kind.slug: kind for kind in kinds}

    @cached_property
    def form(self) -> forms.Form:
        kinds = [("", _("All")), *((kind.slug, kind.label) for kind in self.kinds.values())]
        fields: dict[str, forms.Field] = {
            "kind": _choice(_("Type"), kinds),
            "who": _choice(_("Person"), [("", _("All")), *self._people()]),
            "period": _choice(_("Period"), [("", _("All")), *PERIODS]),
        }
        form: forms.Form = type("TimelineFilter", (forms.Form,), fields)(self.params)
        return form

    @cached_property
    def chosen(self) -> dict[str, str]:
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    def _people(self) -> list[tuple[str, str]]:
        known = Q()
        for strand in self.strands:
            known |= Q(pk__in=strand.rows.order_by().values(strand.who))
        people = get_user_model()._default_manager.filter(known).order_by("pk")
        return [*((str(one.pk), str(one)) for one in people), (NOBODY, str(_("The shop")))]

    def timeline(self, *, at: datetime.datetime) -> Timeline:
        kind = self.kinds.get(self.chosen.get("kind", ""))
        kept = [one for one in self.strands if kind is None or one.name in kind.keeps]
        return Timeline(tuple(self._narrowed(one, kind, at) for one in kept))

    def _narrowed(self, strand: Strand, kind: Kind | None, at: datetime.datetime) -> Strand:
        wanted = kind.keeps[strand.name] if kind else Q()
        who = self.chosen.get("who")
        if who:
            wanted &= Q(**{f"{strand.who}__isnull": True} if who == NOBODY else {strand.who: who})
        if "period" in self.chosen:
            since = at - datetime.timedelta(days=int(self.chosen["period"]))
            wanted &= Q(**{f"{strand.at}__gte": since})
        rows = strand.rows.filter(wanted)
        return Strand(name=strand.name, rows=rows, at=strand.at, who=strand.who)


def _choice(label: Any, choices: Any) -> forms.ChoiceField:
    widget = forms.Select(attrs={"class": "form-select"})
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=widget)
