"""The main group of one customer, chosen without leaving the list he stands in."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Impact, Label, panel_url
from backoffice.services import Stale
from backoffice.views import ConfirmScreen
from customers import selectors, services
from customers.forms.groups import AssignForm
from customers.models import Way
from customers.record import MOVE, CustomerRecord
from customers.services import GuestsStayOut, MainGroup
from customers.views.undoing import taking_back
from groups.models import CustomerGroup


class CustomerAssign(CustomerRecord, ConfirmScreen):
    """The pencil of a row: the drop-down of groups, then « Enregistrer »."""

    access = MOVE
    code = "C1g"
    title = _("Assign a group")
    form_class = AssignForm
    confirm_label = _("Save")

    @cached_property
    def held(self) -> CustomerGroup | None:
        return selectors.main_group(customer=self.record)

    def ask(self) -> Label:
        return gettext("Assign a group to %(name)s") % {"name": self.record}

    def impacts(self) -> Iterator[Impact]:
        if self.held is not None:
            text = gettext("With another choice, this customer leaves “%(group)s”.")
            yield Impact(slug="leaving", text=text % {"group": self.held})

    def blocked(self) -> Label:
        return GuestsStayOut.message if self.record.is_guest else ""

    def form_kwargs(self) -> dict[str, Any]:
        return {"held": self.held}

    def act(self, form: Any) -> int:
        actor: Any = self.request.user
        try:
            return services.choose_main_group(
                customer=self.record,
                main=MainGroup(chosen=form.cleaned_data["group"], seen=form.cleaned_data["seen"]),
                actor=actor,
                at=timezone.now(),
                way=Way.LIST,
                reason=form.cleaned_data["reason"],
            )
        except Stale:
            # What the next question shows is from now on what its reader has seen.
            del self.held
            form.data = form.data.copy()
            form.data["seen"] = self.held.pk if self.held else ""
            raise

    def done(self, result: int) -> Label:
        return _("Customer saved") if result else _("No changes to save.")

    def undo_url(self, result: int) -> str:
        return taking_back(result)

    def back_url(self) -> str:
        return panel_url("customer_list")
