"""What the screens of one member of staff share, and those of one role."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import selectors
from accounts.models import User
from accounts.roles import OWNER, role_label
from backoffice.access import staff_with
from backoffice.parts import Banner, Crumb, Label, Tab
from backoffice.templatetags.ui import moment
from backoffice.views import RecordScreen

VIEW_STAFF = staff_with("accounts.view_user")
INVITE = staff_with("accounts.add_user", every=("accounts.view_user",))
CHANGE_STAFF = staff_with(
    "accounts.view_user", change="accounts.change_user", every=("accounts.view_user",)
)
VIEW_ROLES = staff_with("auth.view_group")
ADD_ROLE = staff_with("auth.add_group", every=("auth.view_group",))
CHANGE_ROLE = staff_with("auth.view_group", change="auth.change_group", every=("auth.view_group",))
DELETE_ROLE = staff_with("auth.delete_group", every=("auth.view_group",))


class StaffRecord(RecordScreen):
    """A page about one member of staff; customers have their own."""

    model = User
    section = _("Staff")
    list_url = "staff_list"
    record_url = "staff_edit"
    record: User
    header_template = "accounts/_staff_header.html"

    def records(self) -> QuerySet[User]:
        return selectors.staff()

    @property
    def is_oneself(self) -> bool:
        return bool(self.record.pk == self.actor.pk)

    @cached_property
    def outranks(self) -> bool:
        """The person may something the reader may not: then the reader changes nothing."""
        own = selectors.rights_of(person=self.actor)
        return not selectors.rights_of(person=self.record) <= own

    def tabs(self) -> Iterator[Tab]:
        yield Tab(slug="general", label=_("General"), url_name="staff_edit", rule=VIEW_STAFF)
        yield Tab(slug="rights", label=_("Permissions"), url_name="staff_rights", rule=VIEW_STAFF)
        yield Tab(slug="history", label=_("History"), url_name="staff_history", rule=VIEW_STAFF)

    def meta(self) -> Label:
        seen = self.record.last_login
        if seen is None:
            return f"{self.record.email} · {gettext('has not logged in yet')}"
        told = gettext("last login %(moment)s") % {"moment": moment(seen)}
        return f"{self.record.email} · {told}"

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        if self.outranks:
            text = _("This person has permissions you do not have: you can only read this page.")
            yield Banner(slug="higher-ranked", text=text)


class RoleRecord(RecordScreen):
    """A page about one role."""

    model = Group
    section = _("Roles and permissions")
    list_url = "role_list"
    record_url = "role_edit"
    record: Group

    def records(self) -> QuerySet[Group]:
        return selectors.roles()

    def heading(self) -> Label:
        return role_label(self.record.name)

    def trail(self) -> list[Crumb]:
        named = {self.record.name: self.heading()}
        return [
            replace(crumb, label=named.get(str(crumb.label), crumb.label))
            for crumb in super().trail()
        ]

    @property
    def is_whole(self) -> bool:
        """The administrator's role has every right, for ever."""
        return bool(self.record.name == OWNER.name)

    @cached_property
    def outranks(self) -> bool:
        own = selectors.rights_of(person=self.actor)
        return not selectors.role_rights(role=self.record) <= own

    def tabs(self) -> Iterator[Tab]:
        yield Tab(slug="rights", label=_("Permissions"), url_name="role_edit", rule=VIEW_ROLES)
        yield Tab(slug="preview", label=_("View as"), url_name="role_preview", rule=VIEW_ROLES)
        yield Tab(slug="history", label=_("History"), url_name="role_history", rule=VIEW_ROLES)
