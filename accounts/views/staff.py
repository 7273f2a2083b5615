"""Staff: who works here, inviting, names and roles, rights of one's own."""

import smtplib
from collections.abc import Iterator
from typing import Any

from auditlog.models import LogEntry
from django.contrib import messages
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts import invitations, selectors, services
from accounts.filters import StaffFilter
from accounts.forms.staff import InvitationForm, RightsForm, StaffForm
from accounts.history import in_words
from accounts.models import User
from accounts.record import CHANGE_STAFF, INVITE, VIEW_STAFF, StaffRecord
from accounts.rights import PERSONAL, boxes, rights_after
from accounts.roles import role_label
from backoffice.access import with_comments
from backoffice.parts import Action, Banner, Column, adding, opening, panel_url
from backoffice.views import ActionScreen, AddScreen, EditScreen, HistoryScreen, ListScreen
from backoffice.views.history import Event


class StaffList(ListScreen):
    """Everybody who may reach the panel."""

    access = VIEW_STAFF
    code = "ST1"
    title = _("Staff")
    model = User
    filter_class = StaffFilter
    row_template = "accounts/_staff_cells.html"
    default_sort = "name"
    search_label = _("Search by name or e-mail")
    found = ngettext_lazy("%(n)s person found", "%(n)s people found", "n")
    columns = (
        Column(name="name", label=_("Name"), sort=("last_name", "first_name"), head=True),
        Column(name="email", label=_("E-mail"), sort=("email_key",)),
        Column(name="roles", label=_("Roles")),
        Column(name="last_login", label=_("Last login"), sort=("last_login",)),
        Column(name="active", label=_("Active"), sort=("is_active",)),
    )

    def rows(self) -> QuerySet[User]:
        return selectors.staff()

    def actions(self) -> Iterator[Action]:
        yield adding(_("Invite someone"), panel_url("staff_create"), rule=INVITE)

    def row_actions(self, row: Any) -> Iterator[Action]:
        edits = self.may(CHANGE_STAFF, "POST")
        yield opening(panel_url("staff_edit", row.pk), rule=VIEW_STAFF, edits=edits)
        yield Action(
            name="rights",
            label=_("Permissions"),
            icon="key",
            url=panel_url("staff_rights", row.pk),
            rule=VIEW_STAFF,
        )


class StaffCreate(AddScreen):
    """Somebody new: a mail lets him choose his password."""

    access = INVITE
    code = "ST1n"
    title = _("Invite someone")
    section = _("Staff")
    list_url = "staff_list"
    edit_url = "staff_edit"
    form_class = InvitationForm
    submit_label = _("Send the invitation")
    saved_text = ""
    unsaved_text = _("Invitation not sent yet")

    def form_kwargs(self) -> dict[str, Any]:
        grantable = selectors.roles_within(rights=selectors.rights_of(person=self.actor))
        return {"roles": grantable, "initial": {"language": "fr"}}

    def save(self, form: Any) -> User:
        person = services.invite(**form.cleaned_data, actor=self.actor)
        mail(self, person)
        return person

    def save_menu(self) -> tuple[dict[str, Any], ...]:
        return ()


def mail(screen: Any, person: User) -> None:
    """Send the invitation; where the mail server fails, the account stays and the page says so."""
    try:
        invitations.send(person=person, by=screen.request.user, request=screen.request)
    except (OSError, smtplib.SMTPException):
        told = _("The account is ready but the mail could not be sent. Send the invitation again.")
        screen.tell(told, messages.WARNING)
    else:
        screen.tell(_("Invitation sent to %(email)s") % {"email": person.email})


class StaffEdit(StaffRecord, EditScreen):
    """Somebody's name, roles, and whether he may come in."""

    access = CHANGE_STAFF
    code = "ST1e"
    tab = "general"
    form_class = StaffForm
    saved_text = _("Saved. It counts from this person’s next click.")

    @property
    def readonly(self) -> bool:
        return super().readonly or self.outranks

    def form_kwargs(self) -> dict[str, Any]:
        person = self.record
        initial = {name: getattr(person, name) for name in ("first_name", "last_name", "is_active")}
        return {
            "roles": selectors.roles_offered(by=self.actor, to=person),
            "needs_a_role": not selectors.own_rights(person=person),
            "oneself": self.is_oneself,
            "initial": {
                **initial,
                "language": person.language or "fr",
                "roles": list(person.groups.all()),
            },
        }

    def save(self, form: Any) -> User:
        kept = {"roles": self.record.groups.all(), "is_active": self.record.is_active}
        return services.change_staff(
            person=self.record, **{**kept, **form.cleaned_data}, actor=self.actor
        )

    def actions(self) -> Iterator[Action]:
        if invitations.is_awaited(person=self.record) and not self.outranks:
            yield Action(
                name="invite",
                label=_("Send the invitation again"),
                icon="mail",
                method="post",
                url=panel_url("staff_invite", self.record.pk),
                rule=INVITE,
            )

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        if self.is_oneself and not self.readonly:
            text = _("This is you: a colleague must change your roles and permissions.")
            yield Banner(slug="oneself", text=text)


class StaffInvite(StaffRecord, ActionScreen):
    """The invitation once more."""

    access = INVITE

    def act(self) -> None:
        mail(self, self.record)


class StaffRights(StaffRecord, EditScreen):
    """The rights one person has beside his roles."""

    access = CHANGE_STAFF
    code = "ST1p"
    tab = "rights"
    title = _("Permissions")
    template = "accounts/staff_rights.html"
    form_class = RightsForm
    saved_text = _("Permissions saved. They count from this person’s next click.")

    @property
    def readonly(self) -> bool:
        return super().readonly or self.outranks or self.is_oneself

    def form_kwargs(self) -> dict[str, Any]:
        offered = {slug for _label, lines in PERSONAL for slug, _name in lines}
        known = selectors.known_rights()
        return {
            "among": tuple(box for box in boxes(known=known) if box.slug in offered),
            "own": selectors.own_rights(person=self.record),
            "by_role": {
                role_label(role.name): selectors.role_rights(role=role)
                for role in self.record.groups.all()
            },
            "grantable": selectors.rights_of(person=self.actor),
        }

    def save(self, form: Any) -> User:
        before = selectors.own_rights(person=self.record)
        chosen = form.cleaned_data["rights"]
        return services.grant(
            person=self.record,
            rights=rights_after(before=before, among=form.among, chosen=chosen),
            among={right for box in form.among for right in box.rights},
            actor=self.actor,
        )

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        if self.is_oneself:
            text = _("This is you: a colleague must change your roles and permissions.")
            yield Banner(slug="oneself", text=text)


class StaffHistory(StaffRecord, HistoryScreen):
    """Who gave what to whom."""

    access = with_comments(VIEW_STAFF)
    code = "ST1h"

    def event_of(self, entry: LogEntry) -> Event:
        return in_words(super().event_of(entry))
