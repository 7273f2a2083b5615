"""The users of a group: who is in it, and picking who else joins."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from backoffice.paging import Page, counted_page, keyed_page
from backoffice.parts import Action, Banner, Column, Empty, Label, Line, allowed, panel_url
from backoffice.templatetags.ui import number
from backoffice.views.base import SeeOther
from customers import rolls, selectors
from customers.filters import MemberFilter
from customers.models import Customer, Membership
from customers.record import NOBODY_FOUND, VIEW, listed_name
from customers.selectors import Belonging
from customers.views.entrances import entrances
from customers.views.insiders import insiders_banner
from customers.views.joining import MEMBERS, Joining
from customers.views.rolls import GroupRoll
from groups import selectors as groups
from groups.models import CustomerGroup
from groups.record import CHANGE_MEMBERS
from groups.selectors import Neighbours

IN, NOT_IN, ALL = "in", "not_in", "all"
INSIDE = {IN: True, NOT_IN: False, ALL: None}
OF_MEMBERS = ("role", "added", "by", "way", "reason")  # columns without sense for the others


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine(Line):
    """A customer beside the group: how he belongs to it, and whether he may be ticked."""

    belonging: Belonging
    here: Membership | None
    staged: bool
    refused: bool


class GroupMembers(Joining, GroupRoll):
    """« Utilisateurs inclus », « Utilisateurs non inclus », and the basket of those to add."""

    access = MEMBERS
    code = "G8"
    title = _("Users")
    key = "customers.membership"
    filter_class = MemberFilter
    template = "customers/members.html"
    fragment = "customers/_members.html"
    row_template = "customers/_member_cells.html"
    search_label = _("Search by name, e-mail, phone, company or number")
    found = ngettext_lazy("%(n)s customer found", "%(n)s customers found", "n")
    columns = (
        Column(name="name", label=_("Name"), sort=("name_key",), head=True),
        Column(name="email", label=_("E-mail"), sort=("email_key",)),
        Column(name="main", label=_("Main group")),
        Column(name="role", label=_("Role here")),
        Column(name="added", label=pgettext_lazy("column", "Added"), sort=("here__added_at",)),
        Column(name="by", label=pgettext_lazy("column", "By")),
        Column(name="way", label=pgettext_lazy("column", "Way")),
        Column(name="reason", label=_("Reason"), hidden=True),
    )
    no_result = NOBODY_FOUND

    @cached_property
    def show(self) -> str:
        asked = self.params.get("show", "")
        return asked if asked in INSIDE else IN

    def records(self) -> QuerySet[CustomerGroup]:
        return rolls.counted(super().records())

    @cached_property
    def groups(self) -> list[CustomerGroup]:
        """All groups, for the arrows and the filter alike."""
        return list(groups.choices())

    def neighbours(self) -> Neighbours:
        return groups.neighbours_among(self.groups, group=self.record)

    @cached_property
    def everybody(self) -> int:
        return rolls.everybody(beside=self.record)

    @cached_property
    def members(self) -> int:
        return rolls.members(of=self.record)

    @cached_property
    def picks(self) -> bool:
        """Whether rows are ticked to join, rather than to leave."""
        return self.show != IN and self.may(MEMBERS, "POST")

    def rows(self) -> QuerySet[Customer]:
        return selectors.roll(group=self.record, inside=INSIDE[self.show])

    def page(self) -> Page:
        """All of a list comes by its index; what a search or a sorting asks for is walked."""
        rows = self.sorted(self.matching())
        if self.sort or self.filter.narrows:
            return counted_page(rows, self.params, sizes=self.sizes)
        inside = INSIDE[self.show]
        totals = {IN: self.members, NOT_IN: self.outside, ALL: self.everybody}
        return keyed_page(
            rows,
            self.params,
            keys=rolls.keys(group=self.record, inside=inside),
            total=totals[self.show],
            of="here__pk" if inside else "pk",
            sizes=self.sizes,
        )

    @property
    def outside(self) -> int:
        return max(self.everybody - self.members, 0)

    @cached_property
    def filter(self) -> MemberFilter:
        found = MemberFilter(self.params, self.rows(), request=self.request)
        found.offer(
            (
                (IN, _("Included users (%(n)s)") % {"n": number(self.members)}),
                (NOT_IN, _("Users not included (%(n)s)") % {"n": number(self.outside)}),
                (ALL, _("All")),
            ),
            self.groups,
        )
        return found

    @cached_property
    def open_columns(self) -> tuple[Column, ...]:
        hidden = OF_MEMBERS if self.show == NOT_IN else ()
        return tuple(one for one in self.columns if one.name not in hidden)

    def name_of(self, row: Any) -> str:
        return listed_name(row)

    def line(self, row: Any) -> MemberLine:
        held = (one for one in row.live_memberships if one.group_id == self.record.pk)
        return MemberLine(
            row=row,
            name=self.name_of(row),
            actions=allowed(self.request, self.row_actions(row)),
            belonging=selectors.belonging(memberships=row.live_memberships, on=self.on),
            here=next(held, None),
            staged=self.picks and row.pk in self.basket.ids,
            refused=row.is_guest,
        )

    def row_actions(self, row: Any) -> Iterator[Action]:
        yield Action(
            name="record",
            label=_("View record"),
            icon="user",
            url=row.get_absolute_url(),
            rule=VIEW,
        )
        if any(one.group_id == self.record.pk for one in row.live_memberships):
            yield Action(
                name="remove",
                label=_("Remove from group"),
                icon="user-minus",
                url=panel_url("group_member_remove", self.record.pk, row.pk),
                rule=CHANGE_MEMBERS,
                dialog=True,
            )

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        if self.show == IN:
            yield from insiders_banner(self.record)

    def bulk_actions(self) -> Iterator[Action]:
        if self.show != IN:
            return
        for name, label, icon, url in (
            ("main", _("Set as main group"), "star", "group_members_main"),
            ("transfer", _("Move to…"), "arrows-right-left", "group_members_transfer"),
            ("remove", _("Remove from group"), "user-minus", "group_members_remove"),
        ):
            yield Action(
                name=name,
                label=label,
                icon=icon,
                url=panel_url(url, self.record.pk),
                rule=MEMBERS,
                method="post",
            )

    def empty(self) -> Empty:
        if not self.everybody:
            return Empty(title=_("No registered customers yet."), icon="users")
        if self.show == NOT_IN:
            return Empty(title=_("All your customers are already in this group."), icon="users")
        choose = Action(
            name="choose",
            label=_("Choose customers"),
            icon="user-plus",
            url=f"?show={NOT_IN}",
            rule=CHANGE_MEMBERS,
            primary=True,
        )
        paste = Action(
            name="paste",
            label=_("Paste a list"),
            icon="clipboard",
            url=panel_url("group_members_paste", self.record.pk),
            rule=CHANGE_MEMBERS,
        )
        return Empty(
            title=_("Add customers to this group"),
            text=_("Find them in the list or paste their e-mail addresses."),
            icon="users",
            actions=(choose, paste),
        )

    # -- picking ------------------------------------------------------------------------------

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the ticks of this page with the others; « Enregistrer » adds them all."""
        htmx = bool(getattr(request, "htmx", None))
        refusal = self.refusal(request.POST.getlist("ids"))
        if refusal:
            return self.refuse(refusal, htmx=htmx)
        self.stage(request.POST)
        if "save" in request.POST:
            return self.save()
        if htmx:
            return self.render(template="customers/_staged.html", live=True)
        return SeeOther(request.get_full_path())

    def refuse(self, text: Label, *, htmx: bool) -> HttpResponse:
        if htmx:
            return self.render(status=422, template="customers/_staged.html", refusal=text)
        told = Banner(slug="refused", text=text, tone="danger")
        return self.render(status=422, banners=(*self.banners(), told))

    def save(self) -> HttpResponse:
        if not self.basket.people:
            self.tell(_("Choose at least one customer."), messages.WARNING)
            return SeeOther(self.request.get_full_path())
        if self.leaving:
            return SeeOther(panel_url("group_members_add", self.record.pk))
        return self.join()

    # -- the answer ---------------------------------------------------------------------------

    def _table(self) -> dict[str, Any]:
        return {**super()._table(), "picks": self.picks}

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "basket": self.basket if self.picks else None,
            "action_url": self.request.get_full_path(),
            "entrances": entrances(
                screen=self, current="list", awaited=self.record.awaited_counted
            ),
        }
