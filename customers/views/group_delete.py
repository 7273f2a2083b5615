"""Deleting a group: what it touches, what becomes of its members, and consent."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Impact, Label
from backoffice.templatetags.ui import number
from backoffice.views import DeleteScreen
from customers import selectors, services
from customers.forms.groups import DeleteGroupForm
from customers.selectors import Headcount
from groups import selectors as groups
from groups.record import DELETE, GroupRecord


class GroupDelete(GroupRecord, DeleteScreen):
    """« Supprimer le groupe « Grossistes » ? »"""

    access = DELETE
    code = "G12"
    title = _("Delete the group")
    confirm_label = _("Delete the group")
    done_text = _("Group deleted")
    form_class = DeleteGroupForm
    body_template = "customers/_group_delete.html"

    @cached_property
    def members(self) -> Headcount:
        return selectors.headcount(group=self.record)

    @property
    def seen(self) -> str:
        """The figures the page tells, sent back with the consent given to them."""
        return f"{self.members.all}-{self.members.main}"

    def ask(self) -> Label:
        return gettext("Delete the group “%(name)s”?") % {"name": self.record}

    def blocked(self) -> Label:
        if not self.record.is_default:
            return ""
        return _("This is the default group. Choose another default group first.")

    def impacts(self) -> Iterator[Impact]:
        everyone, main = self.members.all, self.members.main
        if everyone and not self.record.is_default:
            text = ngettext("%(n)s member", "%(n)s members", everyone) % {"n": number(everyone)}
            if main:
                whose = ngettext(
                    "%(n)s of whom has it as main group",
                    "%(n)s of whom have it as main group",
                    main,
                )
                text = f"{text}, {whose % {'n': number(main)}}"
            yield Impact(slug="members", text=text, warning=True)

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "members": self.members.all,
            "targets": groups.choices().exclude(pk=self.record.pk),
            "initial": {"seen": self.seen, **self.chosen()},
        }

    def chosen(self) -> dict[str, Any]:
        """What was answered before the figures changed: kept, all but the consent."""
        answers = self.request.POST
        return {name: answers[name] for name in ("move_to", "target") if name in answers}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.blocked() and request.POST.get("seen") != self.seen:
            return self.show(self.form(), status=422)
        return super().post(request, *args, **kwargs)

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        self.changed = status == 422 and not form.is_bound
        return super().show(form, status=status)

    def context(self) -> dict[str, Any]:
        return {**super().context(), "changed": self.changed}

    def act(self, form: Any) -> None:
        actor: Any = self.request.user
        services.delete_group(
            group=self.record, actor=actor, at=timezone.now(), transfer_to=form.receiver
        )
