"""What may be done to a promotion at once: reserving it, copying it, deleting it; its history."""

from collections.abc import Iterator
from typing import Any

from auditlog.models import LogEntry
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.access import with_comments
from backoffice.parts import Impact, Label, panel_url
from backoffice.templatetags.ui import number
from backoffice.views import ActionScreen, ConfirmScreen, DeleteScreen, HistoryScreen
from backoffice.views.history import Event
from groups import offers
from groups.promotion_record import ADD, DELETE, RESERVE, VIEW, PromotionRecord, with_groups
from pricing import services as pricing
from pricing.models import Promotion


class PromotionGroupOnly(PromotionRecord, ConfirmScreen):
    """The choice that cannot be undone."""

    access = RESERVE
    code = "PR3"
    title = _("Restrict to groups")
    confirm_label = _("Yes, restrict to groups")
    cancel_label = _("No")
    done_text = _("Promotion restricted to groups")
    danger = True

    def ask(self) -> Label:
        return gettext("Restrict this promotion to groups?")

    def impacts(self) -> Iterator[Impact]:
        text = _("This cannot be undone: the promotion can never be opened to all customers again.")
        yield Impact(slug="for-ever", text=text, warning=True)
        named = offers.groups_of(row=self.record)
        if not named:
            gone = _("No group attached: the promotion will apply to no one.")
            yield Impact(slug="no-group", text=gone, warning=True)
            return
        count = len(named)
        told = ngettext("%(n)s group will have it.", "%(n)s groups will have it.", count)
        yield Impact(slug="groups", text=told % {"n": number(count)})

    def act(self, form: Any) -> Promotion:
        return pricing.reserve(promotion=self.record, actor=self.actor, at=timezone.now())


class PromotionDuplicate(PromotionRecord, ActionScreen):
    """The way out of a reserved promotion: a public copy, inactive."""

    access = ADD
    done_text = _("Public copy created, inactive and without groups")

    def act(self) -> Promotion:
        self.copy = pricing.duplicate_as_public(promotion=self.record, actor=self.actor)
        return self.copy

    def success_url(self) -> str:
        return panel_url("promotion_edit", self.copy.pk)


class PromotionDelete(PromotionRecord, DeleteScreen):
    access = DELETE
    code = "PR4"
    done_text = _("Promotion deleted")

    def impacts(self) -> Iterator[Impact]:
        yield Impact(slug="orders", text=_("Past orders do not change."))
        count = len(offers.groups_of(row=self.record))
        if count:
            told = ngettext("%(n)s group loses it.", "%(n)s groups lose it.", count)
            yield Impact(slug="groups", text=told % {"n": number(count)}, warning=True)


class PromotionHistory(PromotionRecord, HistoryScreen):
    access = with_comments(VIEW)
    code = "PR5"

    def event(self, entry: LogEntry) -> Event:
        return with_groups(super().event(entry))
