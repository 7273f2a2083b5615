"""Deleting a group: what it touches, what becomes of its members, and consent."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Impact, Label, panel_url
from backoffice.views import DeleteScreen
from catalog import selectors as catalog
from customers import services
from customers.departures import departures
from groups import selectors as groups
from groups.leaving import LeavingForm
from groups.partings import Departure, consequences
from groups.record import DELETE, GroupRecord
from groups.telling import group_sentence
from groups.terms import terms_of


class GroupDelete(GroupRecord, DeleteScreen):
    """« Supprimer le groupe « Grossistes » ? »"""

    access = DELETE
    code = "G12"
    title = _("Delete the group")
    confirm_label = _("Delete the group")
    done_text = _("Group deleted")
    form_class = LeavingForm
    body_template = "customers/_group_delete.html"

    @cached_property
    def departure(self) -> Departure:
        return departures(groups=(self.record.pk,), shelves=catalog.shelves())[self.record.pk]

    def ask(self) -> Label:
        return gettext("Delete the group “%(name)s”?") % {"name": self.record}

    def blocked(self) -> Label:
        if not self.record.is_default:
            return ""
        return _("This is the default group. Choose another default group first.")

    def impacts(self) -> Iterator[Impact]:
        if not self.record.is_default:
            restricts = self.shop.restricts_products
            yield from consequences(
                group=self.record, departure=self.departure, restricts=restricts
            )

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "members": self.departure.members,
            "targets": groups.choices().exclude(pk=self.record.pk),
            "initial": {"seen": self.departure.seal, **self.chosen()},
        }

    def chosen(self) -> dict[str, Any]:
        """What was answered before the figures changed: kept, all but the consent."""
        answers = self.request.POST
        return {name: answers[name] for name in ("move_to", "target") if name in answers}

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.blocked() and request.POST.get("seen") != self.departure.seal:
            return self.show(self.form(), status=422)
        return super().post(request, *args, **kwargs)

    def show(self, form: Any, *, status: int = 200) -> HttpResponse:
        self.changed = status == 422 and not form.is_bound
        return super().show(form, status=status)

    def context(self) -> dict[str, Any]:
        terms = terms_of(groups=[self.record], shop=self.shop, on=self.on)[self.record.pk]
        told = {"changed": self.changed, "sentence": group_sentence(terms=terms)}
        return {**super().context(), **told}

    def act(self, form: Any) -> None:
        actor: Any = self.request.user
        services.delete_group(
            group=self.record, actor=actor, at=timezone.now(), transfer_to=form.receiver
        )

    def undo_url(self, result: Any) -> str:
        return f"{panel_url('group_restore', self.record.pk)}?undo=1"
