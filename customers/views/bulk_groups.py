"""Several customers added to a group, or taken out of one, from the list of all of them."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Impact, Label, panel_url
from backoffice.templatetags.ui import number
from customers import services
from customers.forms.groups import BulkAnyGroupForm
from customers.models import Customer, Membership, Way
from customers.services import Assigned, Removed
from customers.views.bulk import CustomerBulk
from customers.views.leaving import consequences, question, told, way_back
from groups.models import CustomerGroup


class OneGroup(CustomerBulk):
    """A group is chosen first, then asked about."""

    form_class = BulkAnyGroupForm

    @cached_property
    def inside(self) -> int:
        """How many of them are in the group chosen."""
        held = Membership.objects.filter(
            group=self.chosen, customer__in=self.accounts.order_by().values("pk")
        )
        return held.count()

    def terms(self, rows: QuerySet[Customer], form: Any) -> dict[str, Any]:
        """What the act is told, whichever it is."""
        self.chosen = form.cleaned_data["group"]
        return {
            "group": self.chosen,
            "customers": rows,
            "actor": self.request.user,
            "way": Way.LIST,
            "at": timezone.now(),
            "reason": form.cleaned_data["reason"],
        }


class CustomerBulkAdd(OneGroup):
    """« Ajouter 25 clients à « VIP » ? » Nobody leaves another group for it."""

    title = _("Add to a group")

    @property
    def confirm_label(self) -> Label:  # type: ignore[override]
        return _("Add") if self.chosen else _("Continue")

    def ask(self) -> Label:
        named = {"n": number(self.joining), "group": self.chosen}
        if self.chosen is None:
            text = ngettext(
                "Add %(n)s customer to a group", "Add %(n)s customers to a group", self.joining
            )
        else:
            text = ngettext(
                "Add %(n)s customer to “%(group)s”?",
                "Add %(n)s customers to “%(group)s”?",
                self.joining,
            )
        return text % named

    def consequences(self, group: CustomerGroup) -> Iterator[Impact]:
        if already := self.inside:
            text = ngettext(
                "%(n)s customer is already in it", "%(n)s customers are already in it", already
            )
            yield Impact(slug="already", text=text % {"n": number(already)})
        held = Membership.objects.filter(customer=OuterRef("pk"), group__binned_at__isnull=True)
        if first := self.accounts.filter(~Exists(held)).count():
            text = ngettext(
                "“%(group)s” becomes the main group of %(n)s customer",
                "“%(group)s” becomes the main group of %(n)s customers",
                first,
            )
            yield Impact(slug="main", text=text % {"n": number(first), "group": group})

    def act(self, rows: QuerySet[Customer], form: Any) -> Assigned:
        return services.assign(**self.terms(rows, form))

    def done(self, result: Assigned) -> Label:
        text = ngettext("%(n)s customer added", "%(n)s customers added", result.added)
        return text % {"n": number(result.added)}

    def undo_url(self, result: Assigned) -> str:
        if self.chosen is None or not result.added:
            return ""
        return panel_url("members_undo", self.chosen.pk, result.batch)


class CustomerBulkLeave(OneGroup):
    """« Retirer 25 clients de « VIP » ? »"""

    title = _("Remove from a group")
    danger = True

    @property
    def confirm_label(self) -> Label:  # type: ignore[override]
        return _("Remove") if self.chosen else _("Continue")

    def ask(self) -> Label:
        if self.chosen is not None:
            return question(self.chosen, self.inside)
        text = ngettext(
            "Remove %(n)s customer from a group",
            "Remove %(n)s customers from a group",
            self.joining,
        )
        return text % {"n": number(self.joining)}

    def consequences(self, group: CustomerGroup) -> Iterator[Impact]:
        yield from consequences(self.inside)

    def confirm(self, group: CustomerGroup) -> HttpResponse:
        self.chosen = group
        if self.inside:
            return super().confirm(group)
        self.chosen = None
        form = self.form(self.request.POST)
        form.add_error(
            "group", gettext("None of these customers is in “%(group)s”.") % {"group": group}
        )
        return self.show(form, status=422)

    def act(self, rows: QuerySet[Customer], form: Any) -> Removed:
        return services.remove(**self.terms(rows, form))

    def done(self, result: Removed) -> Label:
        return told(result)

    def undo_url(self, result: Removed) -> str:
        return way_back(self.chosen, result) if self.chosen else ""
