"""What every page about one price template shares; its deletion and its history."""

from collections.abc import Iterator
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from backoffice.access import with_comments
from backoffice.parts import Impact, Label, Tab
from backoffice.templatetags.ui import day, number
from backoffice.views import DeleteScreen, HistoryScreen, RecordScreen
from groups.models import CustomerGroup
from pricing.models import PriceTemplate
from pricing.views.section import DELETE, VIEW, Templates


class TemplateRecord(Templates, RecordScreen):
    """What every page about one template shares."""

    model = PriceTemplate
    record_url = "template_edit"

    def records(self) -> QuerySet:
        return PriceTemplate.objects.select_related("updated_by")

    def tabs(self) -> Iterator[Tab]:
        yield Tab(slug="general", label=_("General"), url_name="template_edit", rule=VIEW)
        yield Tab(slug="history", label=_("History"), url_name="template_history", rule=VIEW)

    def meta(self) -> Label:
        told = {"day": day(self.record.updated_at)}
        count = len(self.groups)
        used = ngettext("Used by %(n)s group", "Used by %(n)s groups", count)
        return " · ".join((used % {"n": number(count)}, _t("changed on %(day)s") % told))

    @cached_property
    def groups(self) -> list[CustomerGroup]:
        """The groups that use the template, those in the bin too: they may come back."""
        rows = CustomerGroup.objects.filter(price_template=self.record)
        return list(rows.order_by("position", "pk"))


class TemplateDelete(TemplateRecord, DeleteScreen):
    access = DELETE
    code = "PT1d"
    done_text = _("Template deleted")

    def blocked(self) -> Label:
        count = len(self.groups)
        if not count:
            return ""
        text = ngettext(
            "Used by %(n)s group: %(groups)s. Choose another template for it first.",
            "Used by %(n)s groups: %(groups)s. Choose another template for them first.",
            count,
        )
        return text % {"n": number(count), "groups": ", ".join(str(one) for one in self.groups)}

    def impacts(self) -> Iterator[Impact]:
        if self.record.is_public and not self.blocked():
            text = _("Its quantity prices stop for all customers, visitors included.")
            yield Impact(slug="public", text=text, warning=True)


class TemplateHistory(TemplateRecord, HistoryScreen):
    access = with_comments(VIEW)
    code = "PT2h"
