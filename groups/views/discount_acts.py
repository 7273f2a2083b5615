"""Deleting a discount; its history."""

from collections.abc import Iterator

from auditlog.models import LogEntry
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.access import with_comments
from backoffice.parts import Impact, Label
from backoffice.templatetags.ui import number
from backoffice.views import ActionScreen, DeleteScreen, HistoryScreen
from backoffice.views.history import Event
from groups import offers
from groups.discount_record import DELETE, TURN, VIEW, DiscountRecord
from groups.promotion_record import with_groups
from pricing import services as pricing
from pricing.models import OrderDiscount


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


class DiscountTurn(DiscountRecord, ActionScreen):
    """Given, or no more: from the list, without the form."""

    access = TURN

    def act(self) -> OrderDiscount:
        return pricing.turn_discount(
            discount=self.record,
            is_active=self.request.POST.get("is_active") == "on",
            actor=self.request.user,
        )

    def done(self, result: OrderDiscount) -> Label:
        return _("Discount activated") if result.is_active else _("Discount deactivated")


class DiscountHistory(DiscountRecord, HistoryScreen):
    access = with_comments(VIEW)
    code = "DI4"

    def event(self, entry: LogEntry) -> Event:
        return with_groups(super().event(entry))
