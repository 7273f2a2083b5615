"""Addresses a group awaits: listed, and no longer awaited at a click."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy, pgettext_lazy

from backoffice.filters import Filter
from backoffice.parts import Action, Column, Empty, panel_url
from backoffice.templatetags.ui import number
from customers import services
from customers.models import PendingMembership
from customers.views.entrances import entrances
from customers.views.joining import MEMBERS
from customers.views.rolls import GroupRoll, RollBulk
from groups.record import CHANGE_MEMBERS


class AwaitedFilter(Filter):
    """Awaited addresses by a part of them."""

    search_in = ("email_key",)


class AwaitedMembers(GroupRoll):
    """« 12 adresses attendues »: they join once somebody opens an account there."""

    access = MEMBERS
    code = "G9a"
    title = _("Awaited addresses")
    key = "customers.pendingmembership"
    template = "customers/awaited.html"
    model_label = "awaited"
    filter_class = AwaitedFilter
    row_template = "customers/_awaited_cells.html"
    search_label = _("Search an address")
    found = ngettext_lazy("%(n)s awaited address", "%(n)s awaited addresses", "n")
    columns = (
        Column(name="email", label=_("E-mail"), sort=("email_key",), head=True),
        Column(name="role", label=_("Role here")),
        Column(name="asked", label=_("Awaited since"), sort=("batch__at",)),
        Column(name="by", label=pgettext_lazy("column", "By")),
    )

    def rows(self) -> QuerySet[PendingMembership]:
        rows = PendingMembership.objects.filter(group=self.record)
        return rows.select_related("batch__actor").order_by("-pk")

    def name_of(self, row: Any) -> str:
        return str(row.email)

    def row_actions(self, row: Any) -> Iterator[Action]:
        here = urlencode({"next": self.request.get_full_path()})
        yield Action(
            name="forget",
            label=_("No longer await"),
            icon="user-minus",
            url=f"{panel_url('group_awaited_forget', self.record.pk)}?{here}",
            method="post",
            fields=(("ids", str(row.pk)),),
            rule=CHANGE_MEMBERS,
        )

    def bulk_actions(self) -> Iterator[Action]:
        yield Action(
            name="forget",
            label=_("No longer await"),
            icon="user-minus",
            url=panel_url("group_awaited_forget", self.record.pk),
            method="post",
            rule=CHANGE_MEMBERS,
        )

    def empty(self) -> Empty:
        paste = Action(
            name="paste",
            label=_("Paste an e-mail list"),
            url=panel_url("group_members_paste", self.record.pk),
            rule=CHANGE_MEMBERS,
            primary=True,
        )
        return Empty(
            title=_("No address is awaited"),
            text=_("Addresses without an account may be awaited when a list is pasted."),
            icon="outline/mail",
            actions=(paste,),
        )

    def context(self) -> dict[str, Any]:
        return {**super().context(), "entrances": entrances(screen=self, current="awaited")}


class AwaitedForget(RollBulk):
    """The group no longer awaits these addresses."""

    list_screen = AwaitedMembers
    roll_url = "group_members_awaited"
    asks = False

    def act(self, rows: QuerySet[PendingMembership], form: Any) -> int:
        return services.forget_awaited(awaited=rows)

    def done(self, result: int) -> str:
        text = ngettext(
            "%(n)s address is no longer awaited",
            "%(n)s addresses are no longer awaited",
            result,
        )
        return text % {"n": number(result)}
