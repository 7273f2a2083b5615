"""« Coller une liste d’e-mails »: addresses are pasted, and put aside for a report."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backoffice.http import typed_keys
from backoffice.parts import Crumb, panel_url
from backoffice.views import FormScreen
from customers import services
from customers.forms.pasting import ADDITIONAL, MAIN, PasteForm
from customers.models import PastedList
from customers.services.pasting import KEPT
from customers.views.entrances import entrances
from groups.record import CHANGE_MEMBERS, GroupRecord


class Pasting(GroupRecord):
    """A page about the lists one person pasted for a group in the last day."""

    access = CHANGE_MEMBERS
    code = "G9"
    tab = "members"
    title = _("Paste an e-mail list")

    def lists(self) -> QuerySet[PastedList]:
        """A list is its author's own."""
        kept_since = timezone.now() - KEPT
        own = PastedList.objects.filter(group=self.record, author_id=self.request.user.pk)
        return own.filter(created_at__gt=kept_since)

    def trail(self) -> list[Crumb]:
        users = Crumb(_("Users"), panel_url("group_members", self.record.pk))
        return [*super().trail(), users]

    def context(self) -> dict[str, Any]:
        return {**super().context(), "entrances": entrances(screen=self, current="paste")}


class GroupPaste(Pasting, FormScreen):
    """Where addresses are pasted; « Modifier la liste » comes back with the former text."""

    template = "customers/paste.html"
    form_class = PasteForm
    submit_label = _("Add members")
    saved_text = ""

    @cached_property
    def former(self) -> PastedList | None:
        """The list of this person that is to be corrected."""
        asked = typed_keys([self.request.GET.get("list", "")])
        return self.lists().filter(pk__in=asked).first()

    def form_kwargs(self) -> dict[str, Any]:
        former = self.former
        if former is None:
            return {}
        role = MAIN if former.is_primary else ADDITIONAL
        told = {"awaits": former.keeps_unknown, "reason": former.reason}
        return {"initial": {"emails": former.text, "role": role, **told}}

    def save(self, form: Any) -> PastedList:
        author: Any = self.request.user
        return services.keep_list(
            group=self.record,
            author=author,
            text=form.cleaned_data["emails"],
            primary=form.is_primary,
            keeps_unknown=form.cleaned_data["awaits"],
            reason=form.cleaned_data["reason"],
            at=timezone.now(),
        )

    def success_url(self, row: PastedList) -> str:
        return panel_url("group_pasted_report", self.record.pk, row.pk)

    def cancel_url(self) -> str:
        return panel_url("group_members", self.record.pk)
