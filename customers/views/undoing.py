"""Acts on the members of groups: whom each one touched, and taking it back."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Action, Column, Impact, Label, panel_url
from backoffice.templatetags.ui import moment, number
from backoffice.views import ConfirmScreen
from backoffice.views.base import is_ours, safe_next
from customers import services
from customers.models import MembershipBatch, MembershipEvent
from customers.record import listed_name
from customers.services import Undone
from customers.services.undoing import refusal
from customers.views.joining import MEMBERS
from customers.views.rolls import GroupRoll
from groups.models import CustomerGroup
from groups.record import UNDO_MEMBERS, GroupRecord

Verb = MembershipEvent.Verb


def taking_back(act: int) -> str:
    """Where an act on members is taken back, by one of its groups; nothing where none was made."""
    if not act:
        return ""
    told = MembershipEvent.objects.filter(batch=act, group__binned_at__isnull=True)
    group = told.order_by("pk").values_list("group", flat=True).first()
    return panel_url("members_undo", group, act) if group else ""


class OfAct(GroupRecord):
    """A page about one act on this group, and perhaps on others."""

    @cached_property
    def batch(self) -> MembershipBatch:
        here = MembershipEvent.objects.filter(batch=OuterRef("pk"), group=self.record)
        found = MembershipBatch.objects.filter(Exists(here)).select_related("actor")
        return get_object_or_404(found, pk=self.kwargs["batch"])


class MembersUndo(OfAct, ConfirmScreen):
    """« Annuler l’ajout de 3 clients ? »: from the toast at once, from the history after asking."""

    access = UNDO_MEMBERS
    code = "G8u"
    title = _("Users")
    confirm_label = _("Undo this change")
    cancel_label = _("Close")

    def ask(self) -> Label:
        return gettext("Undo this change of members?")

    def blocked(self) -> Label:
        return refusal(batch=self.batch, at=timezone.now()) or ""

    def impacts(self) -> Iterator[Impact]:
        events = MembershipEvent.objects.filter(batch=self.batch).order_by(
            "group__position", "verb"
        )
        counted = list(events.values("group_id", "verb").annotate(n=Count("pk")))
        groups = CustomerGroup.objects.in_bulk([row["group_id"] for row in counted])
        for row in counted:
            told = {"n": number(row["n"]), "group": groups[row["group_id"]]}
            text = _would(Verb(row["verb"]), row["n"])
            url = panel_url("members_act", self.record.pk, self.batch.pk)
            yield Impact(slug=f"{row['verb']}-{row['group_id']}", text=text % told, url=url)
        kept = gettext("Whoever has changed since then stays as they are, and is named.")
        yield Impact(slug="kept", text=kept)

    def back_url(self) -> str:
        return panel_url("group_members", self.record.pk)

    def success_url(self) -> str:
        """The page on which « Annuler » was pressed, unless it was this one."""
        referer = self.request.headers.get("Referer", "")
        elsewhere = urlsplit(referer).path != self.request.path
        came_from = referer if elsewhere and is_ours(self.request, referer) else ""
        return safe_next(self.request, came_from or self.back_url())

    def act(self, form: Any) -> Undone:
        actor: Any = self.request.user
        return services.undo(batch=self.batch, actor=actor, at=timezone.now())

    def done(self, result: Undone) -> Label:
        if result.skipped:
            self.tell(_left_alone(result), messages.WARNING)
        text = ngettext("%(n)s customer as before", "%(n)s customers as before", result.customers)
        return text % {"n": number(result.customers)}


def _would(verb: MembershipEvent.Verb, count: int) -> str:
    if verb == Verb.ADDED:
        return ngettext(
            "%(n)s customer leaves “%(group)s”", "%(n)s customers leave “%(group)s”", count
        )
    if verb == Verb.REMOVED:
        return ngettext(
            "%(n)s customer returns to “%(group)s”",
            "%(n)s customers return to “%(group)s”",
            count,
        )
    if verb == Verb.MADE_PRIMARY:
        return ngettext(
            "“%(group)s” is no longer the main group of %(n)s customer",
            "“%(group)s” is no longer the main group of %(n)s customers",
            count,
        )
    return ngettext(
        "“%(group)s” is again the main group of %(n)s customer",
        "“%(group)s” is again the main group of %(n)s customers",
        count,
    )


def _left_alone(done: Undone) -> str:
    text = ngettext(
        "%(n)s customer has changed since and stays so: %(names)s.",
        "%(n)s customers have changed since and stay so: %(names)s.",
        done.skipped,
    )
    names = list(done.names)
    if (more := done.skipped - len(names)) > 0:
        rest = ngettext("and %(n)s other", "and %(n)s others", more)
        names.append(rest % {"n": number(more)})
    return text % {"n": number(done.skipped), "names": ", ".join(names)}


class MembersAct(OfAct, GroupRoll):
    """The customers an act touched, and what it did to each."""

    access = MEMBERS
    code = "G8h"
    title = _("Users")
    key = "customers.membershipevent"
    row_template = "customers/_event_cells.html"
    found = ngettext_lazy("%(n)s change", "%(n)s changes", "n")
    model_label = "event"
    columns = (
        Column(name="name", label=_("Name"), head=True),
        Column(name="email", label=_("E-mail")),
        Column(name="group", label=_("Group")),
        Column(name="change", label=_("Change")),
    )

    def rows(self) -> QuerySet[MembershipEvent]:
        events = MembershipEvent.objects.filter(batch=self.batch).order_by("pk")
        return events.select_related("customer", "group")

    def name_of(self, row: Any) -> str:
        return listed_name(row.customer)

    def told(self) -> str:
        """« 22/11/2026 14:32 · Marie Roy · Onglet Utilisateurs · salon de Lyon »."""
        batch = self.batch
        who = str(batch.actor) if batch.actor else gettext("The shop")
        facts = [moment(batch.at), who, str(batch.get_way_display()), batch.reason]
        return " · ".join(fact for fact in facts if fact)

    def actions(self) -> Iterator[Action]:
        if refusal(batch=self.batch, at=timezone.now()) is None:
            yield undo_action(self.record.pk, self.batch.pk)


def undo_action(group: int, batch: int) -> Action:
    """« Annuler », which asks first."""
    return Action(
        name="undo",
        label=_("Undo"),
        icon="arrow-back-up",
        url=panel_url("members_undo", group, batch),
        rule=UNDO_MEMBERS,
        dialog=True,
    )
