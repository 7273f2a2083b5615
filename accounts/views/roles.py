"""Roles: the matrix of what each may do, the people who have them."""

from collections.abc import Iterator
from typing import Any

from auditlog.models import LogEntry
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts import selectors, services
from accounts.forms.roles import RoleForm
from accounts.history import in_words
from accounts.record import (
    ADD_ROLE,
    CHANGE_ROLE,
    DELETE_ROLE,
    VIEW_ROLES,
    VIEW_STAFF,
    RoleRecord,
)
from accounts.rights import boxes, rights_after, ticked
from accounts.roles import ROLES, role_label
from backoffice.access import with_comments
from backoffice.parts import Action, Banner, Column, Label, adding, deleting, opening, panel_url
from backoffice.templatetags.ui import number
from backoffice.views import AddScreen, DeleteScreen, EditScreen, HistoryScreen, ListScreen
from backoffice.views.history import Event

DECIDES = "auth.change_group"


class RoleList(ListScreen):
    """The four roles of the shop and those staff made."""

    access = VIEW_ROLES
    code = "ST2"
    title = _("Roles and permissions")
    model = Group
    row_template = "accounts/_role_cells.html"
    default_sort = "-people"
    found = ngettext_lazy("%(n)s role found", "%(n)s roles found", "n")
    columns = (
        Column(name="name", label=_("Role"), sort=("name",), head=True),
        Column(name="people", label=_("People"), sort=("people",), numeric=True),
        Column(name="kind", label=_("Origin")),
    )

    def rows(self) -> QuerySet[Group]:
        return selectors.roles()

    def name_of(self, row: Any) -> str:
        return role_label(row.name)

    def actions(self) -> Iterator[Action]:
        yield adding(_("Create a role"), panel_url("role_create"), rule=ADD_ROLE)

    def row_actions(self, row: Any) -> Iterator[Action]:
        edits = self.may(CHANGE_ROLE, "POST")
        yield opening(panel_url("role_edit", row.pk), rule=VIEW_ROLES, edits=edits)
        yield Action(
            name="preview",
            label=_("View as this role"),
            icon="eye",
            url=panel_url("role_preview", row.pk),
            rule=VIEW_ROLES,
        )
        if row.name not in ROLES:
            yield deleting(panel_url("role_delete", row.pk), rule=DELETE_ROLE)


class RoleCreate(AddScreen):
    """A new role, from nothing or from one of the shop's own."""

    access = ADD_ROLE
    code = "ST2n"
    title = _("Create a role")
    section = _("Roles and permissions")
    list_url = "role_list"
    edit_url = "role_edit"
    template = "accounts/role_form.html"
    form_class = RoleForm
    saved_text = _("Role created")
    unsaved_text = _("Role not saved")

    def form_kwargs(self) -> dict[str, Any]:
        every = boxes(known=selectors.known_rights())
        own = selectors.rights_of(person=self.actor)
        return {"among": every, "held": self.preset() & own, "grantable": own}

    def preset(self) -> frozenset[str]:
        """The rights of the role this one starts from."""
        asked = self.request.GET.get("preset", "")
        start = Group.objects.filter(name=asked).first() if asked in ROLES else None
        return selectors.role_rights(role=start) if start else frozenset()

    def context(self) -> dict[str, Any]:
        asked = self.request.GET.get("preset", "")
        own = [(role.name, role.label, role.name == asked) for role in reversed(ROLES.values())]
        return {**super().context(), "presets": own}

    def save(self, form: Any) -> Group:
        chosen = form.cleaned_data["rights"]
        rights = rights_after(before=(), among=form.among, chosen=chosen)
        return services.create_role(name=form.cleaned_data["name"], rights=rights, actor=self.actor)


class RoleEdit(RoleRecord, EditScreen):
    """What the people of this role may do."""

    access = CHANGE_ROLE
    code = "ST2e"
    tab = "rights"
    template = "accounts/role_edit.html"
    form_class = RoleForm
    saved_text = _("Role saved. It counts from everybody’s next click.")
    delete_url, delete_rule = "role_delete", DELETE_ROLE
    add_url, add_rule = "role_create", ADD_ROLE

    @property
    def readonly(self) -> bool:
        return super().readonly or self.outranks or self.is_whole

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "among": boxes(known=selectors.known_rights()),
            "held": selectors.role_rights(role=self.record),
            "grantable": selectors.rights_of(person=self.actor),
            "named": self.record.name not in ROLES,
            "initial": {"name": self.record.name},
        }

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        form = self.form(request.POST)
        if form.is_valid() and self._shuts_out(form) and not form.cleaned_data["sure"]:
            form.ask()
            return self.show(form, status=422)
        return super().post(request, *args, **kwargs)

    def _rights(self, form: Any) -> frozenset[str]:
        held = selectors.role_rights(role=self.record)
        return rights_after(before=held, among=form.among, chosen=form.cleaned_data["rights"])

    def _shuts_out(self, form: Any) -> bool:
        """After this the editor could no longer edit roles."""
        return selectors.loses(
            person=self.actor, right=DECIDES, role=self.record, rights=self._rights(form)
        )

    def save(self, form: Any) -> Group:
        return services.change_role(
            role=self.record,
            name=form.cleaned_data.get("name", self.record.name),
            rights=self._rights(form),
            actor=self.actor,
        )

    def success_url(self, row: Any) -> str:
        if not selectors.rights_of(person=self.actor) & {"auth.view_group"}:
            return panel_url("home")
        return super().success_url(row)

    def more_actions(self) -> Iterator[Action]:
        return iter(()) if self.record.name in ROLES else iter(super().more_actions())

    def banners(self) -> Iterator[Banner]:
        yield from super().banners()
        if self.is_whole:
            text = _("This role has every permission and cannot be changed.")
            yield Banner(slug="whole", text=text)
        elif self.outranks:
            text = _("This role has permissions you do not have: you can only read this page.")
            yield Banner(slug="higher-ranked", text=text)

    def context(self) -> dict[str, Any]:
        people = self.record.user_set.filter(is_staff=True).order_by("last_name", "pk")
        return {
            **super().context(),
            "people": people,
            "opens_people": self.may(VIEW_STAFF),
            "ticked": ticked(
                among=boxes(known=selectors.known_rights()),
                rights=selectors.role_rights(role=self.record),
            ),
        }


class RoleDelete(RoleRecord, DeleteScreen):
    """Only a role nobody has."""

    access = DELETE_ROLE
    code = "ST2d"
    title = _("Delete")
    done_text = _("Role deleted")

    def ask(self) -> Label:
        return gettext("Delete “%(name)s”?") % {"name": role_label(self.record.name)}

    def blocked(self) -> Label:
        if self.record.name in ROLES:
            return _("This role came with the shop: it can be changed, not deleted.")
        people = [str(person) for person in self.record.user_set.order_by("pk")]
        if not people:
            return ""
        told = ngettext(
            "%(n)s person has this role: %(names)s. Give them another one first.",
            "%(n)s people have this role: %(names)s. Give them another one first.",
            len(people),
        )
        return told % {"n": number(len(people)), "names": ", ".join(people)}

    def act(self, form: Any) -> None:
        services.delete_role(role=self.record, actor=self.actor)


class RoleHistory(RoleRecord, HistoryScreen):
    """What was given to a role, what was taken away."""

    access = with_comments(VIEW_ROLES)
    code = "ST2h"

    def event_of(self, entry: LogEntry) -> Event:
        return in_words(super().event_of(entry))
