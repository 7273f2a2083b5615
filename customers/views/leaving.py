"""Customers taken out of a group: one from his row, or all those ticked."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Impact, Label, panel_url
from backoffice.templatetags.ui import number
from backoffice.views import ConfirmScreen, ListScreen
from customers import services
from customers.forms.members import ReasonForm
from customers.models import Customer, Way
from customers.services import Removed
from customers.views.members import IN, GroupMembers
from customers.views.rolls import RollBulk
from groups.models import CustomerGroup
from groups.record import CHANGE_MEMBERS, GroupRecord


class TickedMembers(RollBulk):
    """An act on the members of a group ticked in its tab."""

    list_screen = GroupMembers

    @cached_property
    def listing(self) -> ListScreen:
        screen = super().listing
        screen.show = IN  # type: ignore[attr-defined]
        return screen

    @property
    def members(self) -> QuerySet[Customer]:
        """Those ticked, as an act on them takes them."""
        return Customer.objects.filter(pk__in=self.selection.order_by().values("pk"))


class MembersRemove(TickedMembers):
    """« Retirer 3 clients de « Grossistes » ? »"""

    code = "G8r"
    form_class = ReasonForm
    confirm_label = _("Remove")
    danger = True

    def ask(self) -> Label:
        return question(self.group, self.count)

    def impacts(self) -> tuple[Impact, ...]:
        return tuple(consequences(self.count))

    def act(self, rows: QuerySet[Customer], form: Any) -> Removed:
        return _take_out(self.group, self.members, self.request.user, form)

    def done(self, result: Removed) -> Label:
        return told(result)

    def undo_url(self, result: Removed) -> str:
        return way_back(self.group, result)


class MemberRemove(GroupRecord, ConfirmScreen):
    """The same for one customer, from the options of his row."""

    access = CHANGE_MEMBERS
    code = "G8r"
    title = _("Users")
    form_class = ReasonForm
    confirm_label = _("Remove")
    danger = True

    @cached_property
    def customer(self) -> Customer:
        inside = Customer.objects.filter(memberships__group=self.record)
        return get_object_or_404(inside, pk=self.kwargs["customer"])

    def ask(self) -> Label:
        names = {"name": self.customer, "group": self.record}
        return gettext("Remove %(name)s from “%(group)s”?") % names

    def impacts(self) -> Iterator[Impact]:
        return consequences(1)

    def back_url(self) -> str:
        return panel_url("group_members", self.record.pk)

    def act(self, form: Any) -> Removed:
        rows = Customer.objects.filter(pk=self.customer.pk)
        return _take_out(self.record, rows, self.request.user, form)

    def done(self, result: Removed) -> Label:
        return told(result)

    def undo_url(self, result: Removed) -> str:
        return way_back(self.record, result)


def question(group: CustomerGroup, count: int) -> str:
    """« Retirer 3 clients de « Grossistes » ? »"""
    text = ngettext(
        "Remove %(n)s customer from “%(group)s”?", "Remove %(n)s customers from “%(group)s”?", count
    )
    return text % {"n": number(count), "group": group}


def consequences(count: int) -> Iterator[Impact]:
    """What so many lose, and what they keep."""
    lost = ngettext(
        "They lose its prices and terms now.", "They lose its prices and terms now.", count
    )
    yield Impact(slug="terms", text=lost, warning=True)
    kept = ngettext("Their past orders do not change.", "Their past orders do not change.", count)
    yield Impact(slug="orders", text=kept)


def _take_out(
    group: CustomerGroup, customers: QuerySet[Customer], actor: Any, form: Any
) -> Removed:
    return services.remove(
        group=group,
        customers=customers,
        actor=actor,
        way=Way.PICKER,
        at=timezone.now(),
        reason=form.cleaned_data["reason"],
    )


def told(done: Removed) -> str:
    """« 3 clients retirés »."""
    text = ngettext("%(n)s customer removed", "%(n)s customers removed", done.count)
    return text % {"n": number(done.count)}


def way_back(group: CustomerGroup, done: Removed) -> str:
    """Where they are put back; nothing where nobody left."""
    return panel_url("members_undo", group.pk, done.batch) if done.count else ""
