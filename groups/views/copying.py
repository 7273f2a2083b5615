"""A new group that starts from another's settings."""

from django.utils.translation import gettext_lazy as _

from backoffice.parts import panel_url
from backoffice.views import ActionScreen
from groups import services
from groups.models import CustomerGroup
from groups.record import ADD, GroupRecord


class GroupDuplicate(GroupRecord, ActionScreen):
    """The same settings once more; the copy opens, without a single member."""

    access = ADD
    done_text = _("Group duplicated")

    def act(self) -> CustomerGroup:
        self.copy = services.duplicate(group=self.record, actor=self.actor)
        return self.copy

    def success_url(self) -> str:
        copy = getattr(self, "copy", None)
        return panel_url("group_general", copy.pk) if copy else super().success_url()
