"""Members ticked in the tab of a group: it becomes their main group, or they leave for another."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.parts import Impact, Label, panel_url
from backoffice.templatetags.ui import number
from customers import selectors, services
from customers.forms.members import ReasonForm, TransferForm
from customers.models import Customer, Membership, Way
from customers.services import Assigned, Transferred
from customers.views.group_first import GroupFirst
from customers.views.leaving import TickedMembers
from groups.models import CustomerGroup


class MembersMain(TickedMembers):
    """« Faire de « Grossistes » le groupe principal de 3 clients ? »"""

    code = "G8p"
    form_class = ReasonForm
    confirm_label = _("Set as main group")

    def ask(self) -> Label:
        text = ngettext(
            "Make “%(group)s” the main group of %(n)s customer?",
            "Make “%(group)s” the main group of %(n)s customers?",
            self.count,
        )
        return text % {"n": number(self.count), "group": self.group}

    def impacts(self) -> tuple[Impact, ...]:
        left = selectors.main_memberships_left(customers=self.members, joining=self.group)
        return tuple(_left(left))

    def act(self, rows: QuerySet[Customer], form: Any) -> Assigned:
        return services.assign(
            group=self.group,
            customers=self.members,
            actor=self.request.user,  # type: ignore[arg-type]
            way=Way.PICKER,
            at=timezone.now(),
            primary=True,
            reason=form.cleaned_data["reason"],
        )

    def done(self, result: Assigned) -> Label:
        text = ngettext(
            "Main group of %(n)s customer", "Main group of %(n)s customers", result.already
        )
        return text % {"n": number(result.already)}

    def undo_url(self, result: Assigned) -> str:
        return panel_url("members_undo", self.group.pk, result.batch)


class MembersTransfer(GroupFirst, TickedMembers):
    """« Déplacer 3 clients vers « VIP » ? » The group first, then the question."""

    code = "G8m"
    confirm_label = _("Move")
    form_class = TransferForm

    def form_kwargs(self) -> dict[str, Any]:
        return {"source": self.group}

    def ask(self) -> Label:
        told = {"n": number(self.count), "group": self.chosen}
        if self.chosen is None:
            text = ngettext(
                "Move %(n)s customer to another group",
                "Move %(n)s customers to another group",
                self.count,
            )
        else:
            text = ngettext(
                "Move %(n)s customer to “%(group)s”?",
                "Move %(n)s customers to “%(group)s”?",
                self.count,
            )
        return text % told

    def impacts(self) -> tuple[Impact, ...]:
        return tuple(self._impacts()) if self.chosen else ()

    def _impacts(self) -> Iterator[Impact]:
        here = Membership.objects.filter(group=self.group, customer__in=self.members)
        left = ngettext(
            "%(n)s customer leaves “%(group)s”", "%(n)s customers leave “%(group)s”", self.count
        )
        told = {"n": number(self.count), "group": self.group}
        yield Impact(slug="leaving", text=left % told, warning=True)
        if main := here.filter(is_primary=True).count():
            kept = ngettext(
                "“%(group)s” becomes the main group of %(n)s customer",
                "“%(group)s” becomes the main group of %(n)s customers",
                main,
            )
            told = {"n": number(main), "group": self.chosen}
            yield Impact(slug="main", text=kept % told)
        known = Membership.objects.filter(group=self.chosen, customer__in=self.members)
        if already := known.count():
            text = ngettext(
                "%(n)s customer is already in it",
                "%(n)s customers are already in it",
                already,
            )
            yield Impact(slug="already", text=text % {"n": number(already)})

    def act(self, rows: QuerySet[Customer], form: Any) -> Transferred:
        return services.transfer(
            source=self.group,
            target=form.cleaned_data["target"],
            customers=self.members,
            actor=self.request.user,  # type: ignore[arg-type]
            way=Way.PICKER,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
        )

    def done(self, result: Transferred) -> Label:
        text = ngettext("%(n)s customer moved", "%(n)s customers moved", result.moved)
        return text % {"n": number(result.moved)}

    def undo_url(self, result: Transferred) -> str:
        return panel_url("members_undo", self.group.pk, result.batch) if result.moved else ""


def _left(rows: QuerySet[Membership]) -> Iterator[Impact]:
    """How many leave each of their main groups, one line a group."""
    counted = list(rows.order_by("group__position").values("group_id").annotate(n=Count("pk")))
    groups = CustomerGroup.objects.in_bulk([row["group_id"] for row in counted])
    for row in counted:
        text = ngettext(
            "%(n)s customer leaves “%(group)s”", "%(n)s customers leave “%(group)s”", row["n"]
        )
        told = {"n": number(row["n"]), "group": groups[row["group_id"]]}
        yield Impact(slug=f"leaving-{row['group_id']}", text=text % told, warning=True)
