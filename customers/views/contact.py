"""« Ajouter comme membre »: the contact of a group joins it in one click."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from backoffice.parts import Label, panel_url
from backoffice.views import ActionScreen
from customers import services
from customers.services.contact import Joined
from groups.record import CHANGE_MEMBERS, GroupRecord


class ContactMember(GroupRecord, ActionScreen):
    """The account with the contact's e-mail becomes a member."""

    access = CHANGE_MEMBERS

    def act(self) -> Joined:
        actor: Any = self.request.user
        return services.add_contact(group=self.record, actor=actor, at=timezone.now())

    def done(self, result: Joined) -> Label:
        return gettext("%(name)s added") % {"name": result.customer}

    def undo_url(self, result: Joined) -> str:
        return panel_url("members_undo", self.record.pk, result.act)
