"""Taking a group out of the bin."""

from collections.abc import Iterator
from copy import copy
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Impact, Label, panel_url
from backoffice.templatetags.ui import number
from backoffice.views import ConfirmScreen
from customers import services
from customers.departures import Homecoming, homecoming
from customers.forms.restoring import NAMES, RestoreForm
from customers.services import Restored
from groups import selectors as groups
from groups import services as group_services
from groups.models import CustomerGroup
from groups.record import DELETE


class GroupRestore(ConfirmScreen):
    """« Restaurer le groupe « Grossistes » ? », also the way to take a deletion back at once."""

    access = DELETE
    code = "G16"
    title = _("Restore the group")
    section = _("Customer groups")
    list_url = "group_list"
    model = CustomerGroup
    form_class = RestoreForm
    confirm_label = _("Restore the group")

    def records(self) -> QuerySet[CustomerGroup]:
        return CustomerGroup.objects.all()

    def back_url(self) -> str:
        return panel_url("group_bin")

    def ask(self) -> Label:
        return gettext("Restore the group “%(name)s”?") % {"name": self.record}

    def blocked(self) -> Label:
        if self.record.binned_at is None:
            return services.NotInBin.message
        if not groups.days_in_bin(group=self.record, at=timezone.now()):
            return services.TooLate.message
        return ""

    @cached_property
    def taken(self) -> dict[str, str]:
        """Which of its names another group has now."""
        names = {name: vars(self.record)[name] for name in NAMES}
        return group_services.names_taken(besides=self.record.pk, **names)

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "instance": copy(self.record),
            "asks": bool(self.taken),
            "moved_to": self.back.transferred_to,
            "initial": {**self._free_names(), "recall": self.undoes},
        }

    def form(self, data: Any = None) -> Any:
        # « Annuler » of the deletion answers nothing: where names are taken, it asks for others.
        unasked = data is not None and self.taken and "title_fr" not in data
        return super().form(None if unasked else data)

    @property
    def undoes(self) -> bool:
        """Whether the deletion is taken back on the spot, its transfer included."""
        return self.request.GET.get("undo") == "1"

    @cached_property
    def back(self) -> Homecoming:
        return homecoming(group=self.record)

    def impacts(self) -> Iterator[Impact]:
        if self.blocked():
            return
        for text in self.taken.values():
            yield Impact(slug="taken", text=text, warning=True)
        back = self.back
        told = ngettext("%(n)s member comes back.", "%(n)s members come back.", back.members) % {
            "n": number(back.members)
        }
        yield Impact(slug="members", text=told)
        if back.moved:
            yield Impact(slug="moved", text=_keep(back.moved))
        if back.members:
            again = _("Its prices, promotions, discounts and access work again at once.")
            yield Impact(slug="terms", text=again)

    def act(self, form: RestoreForm) -> Restored:
        actor: Any = self.request.user
        return services.restore_group(
            group=self.record,
            actor=actor,
            at=timezone.now(),
            names=form.names,
            recall=self.undoes or form.cleaned_data.get("recall", False),
        )

    def done(self, result: Restored) -> Label:
        told = ngettext(
            "Group restored with %(n)s member", "Group restored with %(n)s members", result.members
        ) % {"n": number(result.members)}
        return f"{told}. {_keep(result.moved)}" if result.moved else told

    def success_url(self) -> str:
        return panel_url("group_general", self.record.pk)

    def _free_names(self) -> dict[str, str | None]:
        if not self.taken:
            return {}
        titles = group_services.free_titles(group=self.record, told=_numbered)
        return {**titles, "code": group_services.free_code(group=self.record)}


def _keep(count: int) -> str:
    told = ngettext(
        "%(n)s customer has another main group since and keeps it.",
        "%(n)s customers have another main group since and keep it.",
        count,
    )
    return told % {"n": number(count)}


def _numbered(number: int) -> str:
    return "%(title)s" if number == 1 else "%(title)s (%(n)s)"
