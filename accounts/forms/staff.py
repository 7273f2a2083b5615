"""Who works here: inviting somebody, his name and roles, the rights of his own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.forms.matrix import Boxes, BoxesForm, Drawn
from accounts.rights import PERSONAL, Box, Label, implied, ticked
from accounts.roles import role_label
from backoffice.fields import RowsField
from backoffice.layout import Card, SideBySide

LANGUAGES = (("fr", "Français"), ("en", "English"))


class RolesField(RowsField):
    """The roles somebody may give, by the names staff know them by."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return role_label(obj.name)


class PersonForm(forms.Form):
    """What an invitation and a record have in common."""

    first_name = forms.CharField(label=_("First name"), max_length=80)
    last_name = forms.CharField(label=_("Last name"), max_length=80)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    roles = RolesField(
        label=_("Roles"),
        queryset=Group.objects.none(),
        error_messages={"required": _("Choose at least one role.")},
    )

    def __init__(self, *args: Any, roles: QuerySet[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].queryset = roles  # type: ignore[attr-defined]

    def _helper(self, *cards: Card) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(*cards)
        return helper


class InvitationForm(PersonForm):
    """Somebody who joins the staff."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ("first_name", "last_name", "email", "roles", "language")

    @property
    def helper(self) -> FormHelper:
        names = SideBySide("first_name", "last_name")
        return self._helper(Card(_("Person"), names, "email", "language", "roles"))


class StaffForm(PersonForm):
    """Who somebody is, what he does here, and whether he may come in."""

    is_active = forms.BooleanField(
        label=_("Active"),
        required=False,
        help_text=_("Inactive: this person is logged out at once and can no longer log in."),
    )

    def __init__(
        self, *args: Any, needs_a_role: bool = True, oneself: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].required = needs_a_role
        if oneself:
            del self.fields["roles"], self.fields["is_active"]

    @property
    def helper(self) -> FormHelper:
        names = SideBySide("first_name", "last_name")
        if "roles" not in self.fields:
            return self._helper(Card(_("Person"), names, "language"))
        return self._helper(Card(_("Person"), names, "language", "roles", "is_active"))


@dataclass(frozen=True, slots=True)
class Part:
    """Rights about one thing, as boxes."""

    label: Label
    boxes: tuple[Drawn, ...]


class RightsForm(BoxesForm):
    """The rights one person has beside his roles."""

    def __init__(
        self, *args: Any, own: frozenset[str], by_role: dict[str, frozenset[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_role = by_role
        self.own_boxes = ticked(among=self.among, rights=own)
        self.fields["rights"].initial = sorted(self.own_boxes)

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(Boxes("accounts/_personal.html"))
        return helper

    def givers(self, box: Box) -> str:
        """The roles that give it already."""
        return ", ".join(role for role, rights in self.by_role.items() if box.rights <= rights)

    def clean_rights(self) -> set[str]:
        # A box a role gives is printed closed, so it comes back empty: the person's own stays.
        closed = {box.slug for box in self.among if self.givers(box)}
        chosen = {*self.cleaned_data["rights"], *(self.own_boxes & closed)}
        return implied(among=self.among, chosen=chosen)

    def parts(self) -> Iterator[Part]:
        """The boxes as they are drawn, those a role gives with its name."""
        found = {box.slug: box for box in self.among}
        chosen = set(self["rights"].value() or ())
        for label, slugs in PERSONAL:
            drawn = (
                self._drawn(found[slug], name, chosen) for slug, name in slugs if slug in found
            )
            yield Part(label, tuple(drawn))

    def _drawn(self, box: Box, label: Label, chosen: set[str]) -> Drawn:
        givers = self.givers(box)
        return Drawn(
            box=box,
            label=label,
            on=bool(givers) or box.slug in chosen,
            open=not givers and box.slug in self.open,
            givers=givers,
        )
