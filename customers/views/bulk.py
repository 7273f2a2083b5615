"""One main group for several customers: chosen first, then asked about, then given."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.parts import Impact, Label, panel_url
from backoffice.templatetags.ui import number
from customers import selectors, services
from customers.forms.groups import BulkGroupForm
from customers.models import Customer, Kind, Way
from customers.record import MOVE
from customers.services import GuestsStayOut
from customers.views.group_first import GroupFirst
from customers.views.listing import CustomerList
from groups.models import CustomerGroup


class CustomerBulk(GroupFirst):
    """« Attribuer « VIP » à 25 clients ? »"""

    access = MOVE
    code = "C1x"
    list_screen = CustomerList
    list_url = "customer_list"
    section = _("Customers")
    title = _("Assign a main group")
    form_class = BulkGroupForm

    @cached_property
    def accounts(self) -> QuerySet[Customer]:
        return self.selection.filter(kind=Kind.ACCOUNT)

    @cached_property
    def joining(self) -> int:
        return self.accounts.count()

    @property
    def confirm_label(self) -> Label:  # type: ignore[override]
        return _("Assign") if self.chosen else _("Continue")

    def ask(self) -> Label:
        told = {"n": number(self.joining), "group": self.chosen}
        if self.chosen is None:
            return (
                ngettext(
                    "Assign a main group to %(n)s customer",
                    "Assign a main group to %(n)s customers",
                    self.joining,
                )
                % told
            )
        return (
            ngettext(
                "Assign “%(group)s” to %(n)s customer?",
                "Assign “%(group)s” to %(n)s customers?",
                self.joining,
            )
            % told
        )

    def impacts(self) -> tuple[Impact, ...]:
        return tuple(self._impacts())

    def _impacts(self) -> Iterator[Impact]:
        if self.chosen is not None:
            yield from self.consequences(self.chosen)
        if guests := self.count - self.joining:
            text = ngettext(
                "%(n)s guest account will be skipped.",
                "%(n)s guest accounts will be skipped.",
                guests,
            )
            yield Impact(slug="guests", text=text % {"n": number(guests)})

    def consequences(self, group: CustomerGroup) -> Iterator[Impact]:
        """What the group just chosen changes."""
        left = selectors.main_memberships_left(customers=self.accounts, joining=group)
        if count := left.count():
            text = ngettext(
                "%(n)s leaves another main group.", "%(n)s leave another main group.", count
            )
            yield Impact(slug="leaving", text=text % {"n": number(count)}, warning=True)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.count and not self.joining:
            self.tell(GuestsStayOut.message, messages.WARNING)
            return self.go(self.success_url())
        return super().post(request, *args, **kwargs)

    def act(self, rows: QuerySet[Customer], form: Any) -> Any:
        self.chosen = form.cleaned_data["group"]
        return services.assign(
            group=form.cleaned_data["group"],
            customers=rows,
            actor=self.request.user,  # type: ignore[arg-type]
            way=Way.LIST,
            at=timezone.now(),
            primary=True,
            reason=form.cleaned_data["reason"],
        )

    def undo_url(self, result: Any) -> str:
        if self.chosen is None or not (result.added or result.moved):
            return ""
        return panel_url("members_undo", self.chosen.pk, result.batch)

    def done(self, result: Any) -> Label:
        text = ngettext(
            "“%(group)s” assigned to %(n)s customer",
            "“%(group)s” assigned to %(n)s customers",
            self.joining,
        )
        return text % {"n": number(self.joining), "group": self.chosen}
