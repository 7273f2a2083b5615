"""A role: its name and its boxes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms.matrix import Boxes, BoxesForm, Drawn
from accounts.rights import COLUMNS, MODULES, Box, Label, Verb, implied, ticked
from backoffice.layout import Card


@dataclass(frozen=True, slots=True)
class Row:
    """A module of the matrix with its boxes, in the order of the columns."""

    label: Label
    slug: str
    cells: tuple[Drawn | None, ...]


class RoleForm(BoxesForm):
    """What the people of a role may do."""

    name = forms.CharField(label=_("Name of the role"), max_length=60)
    sure = forms.BooleanField(
        label=_("You will lose access to “Roles and permissions”. Continue?"), required=False
    )

    field_order = ("name", "rights", "sure")

    def __init__(self, *args: Any, held: frozenset[str], named: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("rights", sorted(ticked(among=self.among, rights=held)))
        self.asks = False
        if not named:
            del self.fields["name"]

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if not name:
            raise ValidationError(_("Give the role a name."))
        return name

    def clean_rights(self) -> set[str]:
        return implied(among=self.among, chosen=self.cleaned_data["rights"])

    def ask(self) -> None:
        """The editor would shut himself out: he must say that he knows."""
        self.asks = True
        self.add_error("sure", _("You will lose access to “Roles and permissions”."))

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        sure = (Card(_("Confirmation"), "sure"),) if self.asks else ()
        cards = (Card(_("Role"), "name"),) if "name" in self.fields else ()
        helper.layout = Layout(*sure, *cards, Boxes("accounts/_matrix.html"))
        return helper

    @property
    def columns(self) -> tuple[Label, ...]:
        return tuple(verb.label for verb in self._verbs)

    @property
    def _verbs(self) -> tuple[Verb, ...]:
        """The columns in which some module has a box."""
        used = {box.verb for box in self.among if box.module}
        return tuple(verb for verb in COLUMNS if verb.slug in used)

    def rows(self) -> Iterator[Row]:
        """The matrix: each module that has a box."""
        found = {box.slug: self._drawn(box) for box in self.among}
        for module in MODULES:
            cells = tuple(found.get(f"{module.slug}-{verb.slug}") for verb in self._verbs)
            if any(cells):
                yield Row(module.label, module.slug, cells)

    def others(self) -> Iterator[Drawn]:
        """The rights beside the matrix."""
        return (self._drawn(box) for box in self.among if not box.module)

    def _drawn(self, box: Box) -> Drawn:
        chosen = self["rights"].value() or ()
        verbs = {verb.slug: verb.label for verb in COLUMNS}
        label = verbs.get(box.verb, box.name)
        return Drawn(box=box, label=label, on=box.slug in chosen, open=box.slug in self.open)
