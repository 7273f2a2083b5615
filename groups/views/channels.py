"""Channels and branches: where the shop sells, and which groups keep their prices there."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from auditlog.models import LogEntry
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy, pgettext_lazy

from backoffice.access import staff_with, with_comments
from backoffice.parts import (
    Action,
    Column,
    Empty,
    Impact,
    Label,
    Tab,
    adding,
    deleting,
    looking_back,
    opening,
    panel_url,
)
from backoffice.views import (
    AddScreen,
    DeleteScreen,
    EditScreen,
    HistoryScreen,
    ListScreen,
    MoveScreen,
    RecordScreen,
)
from backoffice.views.history import Event
from catalog.models import Channel
from catalog.selectors import shop_front
from catalog.services import move_channel
from groups import services
from groups.filters.channel import ChannelFilter
from groups.forms.channels import ChannelForm
from groups.models import ChannelPricing, CustomerGroup
from groups.record import VIEW as VIEW_GROUPS

VIEW = staff_with("catalog.view_channel")
ADD = staff_with("catalog.add_channel")
CHANGE = staff_with("catalog.view_channel", change="catalog.change_channel")
MOVE = staff_with("catalog.change_channel")
DELETE = staff_with("catalog.delete_channel")
SECTION = _("Channels and branches")


class ChannelList(ListScreen):
    access = VIEW
    code = "CH1"
    title = SECTION
    model = Channel
    filter_class = ChannelFilter
    template = "groups/channel_list.html"
    row_template = "groups/_channel_cells.html"
    found = ngettext_lazy("%(n)s channel found", "%(n)s channels found", "n")
    sizes = (1000,)  # an order is read whole
    columns = (
        Column(name="title", label=_("Name"), head=True),
        Column(name="kind", label=_("Type")),
        Column(name="address", label=_("Address"), hidden=True),
        Column(name="ignored", label=_("Group prices ignored")),
        Column(name="people", label=pgettext_lazy("people", "Staff"), numeric=True),
        Column(name="state", label=_("Status")),
        Column(name="order", label=_("Order"), fixed=True),
    )

    def rows(self) -> QuerySet[Channel]:
        rows = Channel.objects.annotate(people=Count("staff"))
        return rows.order_by("position", "pk")

    def sorted(self, rows: QuerySet) -> QuerySet:
        return rows

    def actions(self) -> Iterator[Action]:
        yield _add()

    def row_actions(self, row: Any) -> Iterator[Action]:
        yield opening(panel_url("channel_edit", row.pk))
        yield looking_back(panel_url("channel_history", row.pk))
        yield deleting(panel_url("channel_delete", row.pk), rule=DELETE)

    def empty(self) -> Empty:
        return Empty(
            title=_("Add a channel or branch"),
            icon="outline/building-store",
            actions=(_add(),),
        )

    def context(self) -> dict[str, Any]:
        page = super().context()
        channels = [line.row for line in page["lines"]]
        ignored = _ignored()
        front = shop_front(channels=channels)
        for channel in channels:
            channel.ignored = ignored[channel.pk]
            channel.is_front = channel == front
            channel.is_first = channel == channels[0]
            channel.is_last = channel == channels[-1]
        return {**page, "may_move": self.may(MOVE, "POST") and not page["narrowed"]}


def _ignored() -> dict[int, list[CustomerGroup]]:
    """The groups each channel says no to, in one query."""
    rows = ChannelPricing.objects.filter(is_on=False, group__binned_at__isnull=True)
    found: dict[int, list[CustomerGroup]] = defaultdict(list)
    for row in rows.select_related("group").order_by("group__position", "group_id"):
        found[row.channel_id].append(row.group)
    return found


def _add() -> Action:
    return adding(_("Add a channel"), panel_url("channel_create"), rule=ADD)


class ChannelRecord(RecordScreen):
    """What every page about one channel shares."""

    model = Channel
    section = SECTION
    list_url = "channel_list"
    record_url = "channel_edit"

    def tabs(self) -> Iterator[Tab]:
        yield Tab(slug="general", label=_("General"), url_name="channel_edit", rule=VIEW)
        yield Tab(slug="history", label=_("History"), url_name="channel_history", rule=VIEW)

    def meta(self) -> Label:
        channel: Channel = self.record
        return " · ".join((str(Channel.Kind(channel.kind).label), channel.code))


class ChannelAdd(AddScreen):
    access = ADD
    code = "CH1n"
    title = _("Add a channel")
    section = SECTION
    list_url = "channel_list"
    template = "groups/channel_form.html"
    form_class = ChannelForm
    saved_text = _("Channel created")
    unsaved_text = _("Channel not saved")

    def save(self, form: ChannelForm) -> Channel:
        return services.save_channel(form=form, pricing=form.pricing, actor=self.actor)


class ChannelEdit(ChannelRecord, EditScreen):
    access = CHANGE
    code = "CH1e"
    tab = "general"
    template = "groups/channel_edit.html"
    form_class = ChannelForm
    saved_text = _("Channel saved")
    add_url = "channel_create"
    add_rule = ADD
    delete_url = "channel_delete"
    delete_rule = DELETE

    def save(self, form: ChannelForm) -> Channel:
        return services.save_channel(
            form=form, pricing=form.pricing, actor=self.actor, version=self.version()
        )

    def context(self) -> dict[str, Any]:
        return {**super().context(), "opens_groups": self.may(VIEW_GROUPS)}


class ChannelDelete(ChannelRecord, DeleteScreen):
    access = DELETE
    code = "CH1d"
    done_text = _("Channel deleted")

    def blocked(self) -> Label:
        return services.in_use(channel=self.record)

    def impacts(self) -> Iterator[Impact]:
        count = ChannelPricing.objects.filter(channel=self.record).count()
        if count:
            text = ngettext(
                "What %(n)s group says of its prices there is forgotten.",
                "What %(n)s groups say of their prices there is forgotten.",
                count,
            )
            yield Impact(slug="pricing", text=text % {"n": count})

    def act(self, form: Any) -> None:
        services.delete_channel(channel=self.record)


class ChannelHistory(ChannelRecord, HistoryScreen):
    access = with_comments(VIEW)
    code = "CH1h"

    def event(self, entry: LogEntry) -> Event:
        event = super().event(entry)
        named = ChannelPricing._meta.verbose_name_plural
        # The groups stand above the channels: no relation of a channel leads to their lines.
        changes = (
            replace(one, label=f"{str(named)[:1].upper()}{str(named)[1:]}")
            if str(one.label) == "Channel_pricing"
            else one
            for one in event.changes
        )
        return replace(event, changes=tuple(changes))


class ChannelMove(ChannelRecord, MoveScreen):
    """One place up or down among the channels."""

    access = MOVE
    list_screen = ChannelList

    def act(self) -> bool:
        return move_channel(channel=self.record, by=self.by)
