"""Who left a group lately, by whom and why; each can be put back as he was."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy, pgettext_lazy

from backoffice.paging import Page, counted_page
from backoffice.parts import Action, Column, Empty, Label, Line, allowed, panel_url
from backoffice.templatetags.ui import number
from backoffice.views import ActionScreen
from customers import rolls, selectors, services
from customers.filters import DepartureFilter
from customers.models import MembershipEvent
from customers.record import NOBODY_FOUND, VIEW, listed_name
from customers.selectors import Belonging
from customers.services import PutBack
from customers.views.entrances import entrances
from customers.views.joining import MEMBERS
from customers.views.rolls import GroupRoll, RollBulk
from customers.views.undoing import taking_back
from groups.record import CHANGE_MEMBERS, GroupRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureLine(Line):
    """A customer who left, with the groups he is in now."""

    belonging: Belonging


class MembersLost(GroupRoll):
    """« Membres perdus (30 jours) »."""

    access = MEMBERS
    code = "G8l"
    title = _("Members lost (30 days)")
    key = "customers.departure"
    filter_class = DepartureFilter
    row_template = "customers/_event_cells.html"
    model_label = "departure"
    search_label = _("Search by name, e-mail, company or number")
    found = ngettext_lazy("%(n)s member lost", "%(n)s members lost", "n")
    columns = (
        Column(name="name", label=_("Name"), sort=("customer__name_key",), head=True),
        Column(name="email", label=_("E-mail")),
        Column(name="left", label=_("Left on"), sort=("batch__at",)),
        Column(name="by", label=_("Removed by")),
        Column(name="way", label=pgettext_lazy("column", "Way")),
        Column(name="reason", label=_("Reason")),
        Column(name="main", label=_("Main group")),
    )
    no_result = NOBODY_FOUND

    def rows(self) -> QuerySet[MembershipEvent]:
        found = rolls.lost(group=self.record, at=timezone.now())
        return found.prefetch_related(selectors.groups_of("customer"))

    def page(self) -> Page:
        return counted_page(self.sorted(self.matching()), self.params, sizes=self.sizes)

    def name_of(self, row: Any) -> str:
        return listed_name(row.customer)

    def line(self, row: Any) -> DepartureLine:
        held = row.customer.live_memberships
        return DepartureLine(
            row=row,
            name=self.name_of(row),
            actions=allowed(self.request, self.row_actions(row)),
            belonging=selectors.belonging(memberships=held, on=self.on),
        )

    def row_actions(self, row: Any) -> Iterator[Action]:
        yield Action(
            name="put-back",
            label=_("Put back"),
            icon="arrow-back-up",
            url=panel_url("group_member_back", self.record.pk, row.pk),
            rule=CHANGE_MEMBERS,
            method="post",
        )
        yield Action(
            name="act",
            label=_("See the whole act"),
            icon="list-details",
            url=panel_url("members_act", self.record.pk, row.batch_id),
            rule=MEMBERS,
        )
        yield Action(
            name="record",
            label=_("View record"),
            icon="user",
            url=row.customer.get_absolute_url(),
            rule=VIEW,
        )

    def bulk_actions(self) -> Iterator[Action]:
        yield Action(
            name="put-back",
            label=_("Put back"),
            icon="arrow-back-up",
            url=panel_url("group_members_back", self.record.pk),
            rule=CHANGE_MEMBERS,
            method="post",
        )

    def context(self) -> dict[str, Any]:
        return {**super().context(), "entrances": entrances(screen=self, current="lost")}

    def empty(self) -> Empty:
        return Empty(
            title=_("Nobody has left this group in the last 30 days"),
            text=_("Members who leave are listed here; you can put them back."),
            icon="users",
        )


class MembersBack(RollBulk):
    """« Remettre »: the customers ticked are members again, each as he was, in one act."""

    code = "G8b"
    list_screen = MembersLost
    roll_url = "group_members_lost"
    asks = False

    def act(self, rows: QuerySet[MembershipEvent], form: Any) -> PutBack:
        actor: Any = self.request.user
        return services.put_back(departures=rows, actor=actor, at=timezone.now())

    def done(self, result: PutBack) -> Label:
        text = ngettext("%(n)s customer put back", "%(n)s customers put back", result.count)
        return text % {"n": number(result.count)}

    def undo_url(self, result: PutBack) -> str:
        return taking_back(result.batch)


class MemberBack(GroupRecord, ActionScreen):
    """The same for one customer, from the options of his row."""

    access = CHANGE_MEMBERS
    code = "G8b"
    title = _("Users")

    @cached_property
    def departure(self) -> MembershipEvent:
        left = MembershipEvent.objects.filter(group=self.record, verb=MembershipEvent.Verb.REMOVED)
        return get_object_or_404(left, pk=self.kwargs["event"])

    def act(self) -> PutBack:
        actor: Any = self.request.user
        one = MembershipEvent.objects.filter(pk=self.departure.pk)
        return services.put_back(departures=one, actor=actor, at=timezone.now())

    def done(self, result: PutBack) -> Label:
        gone = _("This customer is already in the group.")
        return _("Customer put back") if result.count else gone

    def undo_url(self, result: PutBack) -> str:
        return taking_back(result.batch)

    def back_url(self) -> str:
        return panel_url("group_members_lost", self.record.pk)
