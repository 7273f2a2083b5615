"""What the reader of a notice does with it: put it away, or ignore the prices of the new group."""

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Label
from backoffice.views import ActionScreen
from catalog.models import Channel
from groups import services
from groups.models import GroupNotice
from groups.record import VIEW

IGNORE = staff_with("groups.change_customergroup", "catalog.change_channel")


class _OwnNotice(ActionScreen):
    """Only what was addressed to this person."""

    model = GroupNotice

    def records(self) -> QuerySet[GroupNotice]:
        rows = GroupNotice.objects.filter(reader_id=self.request.user.pk)
        return rows.filter(group__binned_at__isnull=True).select_related("group")


class NoticeRead(_OwnNotice):
    access = VIEW

    def act(self) -> None:
        services.put_away(notice=self.record, at=timezone.now())


class NoticeIgnore(_OwnNotice):
    """The prices of the new group do not count in one of the reader's own channels."""

    access = IGNORE

    def act(self) -> Channel:
        mine = Channel.objects.filter(staff=self.request.user.pk)
        channel = get_object_or_404(mine, pk=self.kwargs["channel"])
        services.ignore_prices(group=self.record.group, channel=channel, actor=self.actor)
        return channel

    def done(self, result: Any) -> Label:
        told = {"group": self.record.group, "channel": result}
        return _("Prices of “%(group)s” ignored in “%(channel)s”") % told
