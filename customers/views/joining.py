"""Customers joining a group from its own tab: the basket, who would leave another, the act."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.access import staff_with
from backoffice.http import typed_keys
from backoffice.parts import Impact, Label, panel_url
from backoffice.services import ShopRefusal
from backoffice.templatetags.ui import number
from backoffice.views import ConfirmScreen
from customers import selectors, services
from customers.forms.members import LONGEST_REASON, JoiningForm
from customers.models import Customer, Membership, Way
from customers.views.staging import Basket, Staging
from groups.record import CHANGE_MEMBERS, GroupRecord

MEMBERS = staff_with(change=CHANGE_MEMBERS.rights, every=CHANGE_MEMBERS.every)
NAMED = 10  # of those who leave their main group, how many are called by name


class Joining(GroupRecord):
    """A page from which the customers in the basket join the group."""

    @cached_property
    def staging(self) -> Staging:
        return Staging(self.request.session, group=self.record.pk)

    @cached_property
    def basket(self) -> Basket:
        return self.staging.basket()

    @cached_property
    def leaving(self) -> list[Membership]:
        """The main groups those in the basket would leave."""
        if not self.basket.primary:
            return []
        left = selectors.main_memberships_left(customers=self.basket.ids, joining=self.record)
        return list(left)

    def refusal(self, asked: list[str]) -> Label:
        """Why these ticks, which no page of ours offers, are not kept."""
        ids = typed_keys(asked)
        if selectors.guests(ids=ids):
            return _("Nothing was added. Guest account: they must create an account first.")
        if Customer.objects.filter(pk__in=ids).count() < len(set(asked)):
            return _("Nothing was added: one of these customers no longer exists.")
        return ""

    def stage(self, data: QueryDict) -> None:
        """The ticks of one page replace what that page showed; the other pages' are kept."""
        shown = set(typed_keys(data.getlist("shown")))
        dropped = set(typed_keys(data.getlist("unstage")))
        kept = [pk for pk in self.basket.ids if pk not in shown]
        picked = [pk for pk in (*kept, *typed_keys(data.getlist("ids"))) if pk not in dropped]
        self.staging.keep(
            ids=[] if "clear" in data else picked,
            role=data.get("role", self.basket.role),
            reason=_one_line(data.get("reason", self.basket.reason)),
        )
        self.basket = self.staging.basket()

    def join(self) -> HttpResponse:
        """Everybody in the basket joins in one act, which the toast can take back."""
        actor: Any = self.request.user
        try:
            done = services.assign(
                group=self.record,
                customers=Customer.objects.filter(pk__in=self.basket.ids),
                actor=actor,
                way=Way.PICKER,
                at=timezone.now(),
                primary=self.basket.primary,
                reason=self.basket.reason,
            )
        except ShopRefusal as refusal:
            self.tell(refusal.message, messages.ERROR)
            return self.go(panel_url(self.list_url))
        self.staging.clear()
        moved = bool(done.added or done.moved)
        self.tell(
            ngettext("%(n)s customer added", "%(n)s customers added", done.added)
            % {"n": number(done.added)},
            undo=panel_url("members_undo", self.record.pk, done.batch) if moved else "",
        )
        return self.go(panel_url("group_members", self.record.pk))


class MembersAdd(Joining, ConfirmScreen):
    """« 2 clients quitteront leur groupe principal : Marc Vial (VIP), Léa Petit (Amis). »"""

    access = CHANGE_MEMBERS
    code = "G8a"
    title = _("Users")
    form_class = JoiningForm
    confirm_label = _("Save")

    def ask(self) -> Label:
        count = len(self.basket.people)
        text = ngettext(
            "Add %(n)s customer to “%(group)s”?", "Add %(n)s customers to “%(group)s”?", count
        )
        return text % {"n": number(count), "group": self.record}

    def impacts(self) -> Iterator[Impact]:
        if count := len(self.leaving):
            text = ngettext(
                "%(n)s customer will leave their main group: %(names)s.",
                "%(n)s customers will leave their main group: %(names)s.",
                count,
            )
            told = {"n": number(count), "names": _names(self.leaving)}
            yield Impact(slug="leaving", text=text % told, warning=True)

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"leaving": self.seen, "reason": self.basket.reason}}

    @property
    def seen(self) -> str:
        return str(len(self.leaving))

    def back_url(self) -> str:
        return f"{panel_url('group_members', self.record.pk)}?show=not_in"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, *args, **kwargs) if self.basket.people else self.nobody()

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.basket.people:
            return self.nobody()
        if request.POST.get("leaving") != self.seen:
            # Somebody's groups changed since the question was asked: ask again.
            return self.show(self.form(), status=422)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        self.staging.keep(
            ids=self.basket.ids, role=self.basket.role, reason=form.cleaned_data["reason"]
        )
        self.basket = self.staging.basket()
        return self.join()

    def nobody(self) -> HttpResponse:
        self.tell(_("Choose at least one customer."), messages.WARNING)
        return self.go(self.back_url())


def _one_line(text: str) -> str:
    """A reason as it is kept: on one line, no longer than its column, without control signs."""
    return " ".join(text.replace("\x00", " ").split())[:LONGEST_REASON]


def _names(left: list[Membership]) -> str:
    names = [f"{row.customer} ({row.group})" for row in left[:NAMED]]
    if (more := len(left) - NAMED) > 0:
        rest = ngettext("and %(n)s other", "and %(n)s others", more)
        names.append(rest % {"n": number(more)})
    return ", ".join(names)
