"""Deleting a discount; its history."""

from collections.abc import Iterator

from auditlog.models import LogEntry
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.access import with_comments
from backoffice.parts import Impact
from backoffice.templatetags.ui import number
from backoffice.views import DeleteScreen, HistoryScreen
from backoffice.views.history import Event
from groups import offers
from groups.discount_record import DELETE, VIEW, DiscountRecord
from groups.promotion_record import with_groups


class DiscountDelete(DiscountRecord, DeleteScreen):
    access = DELETE
    code = "DI3"
    done_text = _("Discount deleted")

    def impacts(self) -> Iterator[Impact]:
        yield Impact(slug="orders", text=_("Past orders do not change."))
        count = len(offers.groups_of(row=self.record))
        if count:
            told = ngettext("%(n)s group loses it.", "%(n)s groups lose it.", count)
            yield Impact(slug="groups", text=told % {"n": number(count)}, warning=True)


class DiscountHistory(DiscountRecord, HistoryScreen):
    access = with_comments(VIEW)
    code = "DI4"

    def event(self, entry: LogEntry) -> Event:
        return with_groups(super().event(entry))
