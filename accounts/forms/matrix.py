"""The matrix of rights as one reader may use it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from crispy_forms.layout import LayoutObject
from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.rights import Box, Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A box with its state: ticked or not, open to this reader or not, given by which roles."""

    box: Box
    label: Label
    on: bool
    open: bool
    givers: str = ""


class Boxes(LayoutObject):
    """The boxes of a form, drawn by a template of their own."""

    fields: ClassVar[list[Any]] = []

    def __init__(self, template: str) -> None:
        self.template = template

    def render(self, form: Any, context: Any, *args: Any, **kwargs: Any) -> str:
        return render_to_string(self.template, {"form": form})


class BoxesForm(forms.Form):
    """Boxes to tick, those of them open whose rights the reader may give."""

    rights = forms.MultipleChoiceField(
        label=_("Permissions"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, among: tuple[Box, ...], grantable: frozenset[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.among = among
        self.open = {box.slug for box in among if box.rights <= grantable}
        choices = [(box.slug, box.name) for box in among if box.slug in self.open]
        self.fields["rights"].choices = choices  # type: ignore[attr-defined]
