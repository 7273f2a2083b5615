"""Some settings of several groups: chosen, summed up, then saved in all of them or in none."""

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from backoffice.forms import shown_value
from backoffice.parts import Impact, Label
from backoffice.templatetags.ui import number
from backoffice.views import BulkScreen
from catalog.shop_screen import ShopScreen
from groups import services
from groups.forms import BulkEditForm
from groups.models import CustomerGroup
from groups.record import CHANGE
from groups.views.listing import GroupList
from groups.views.undoing import undo_of_act


class GroupBulkEdit(ShopScreen, BulkScreen):
    """« 3 groupes : réduction générale 5 % → 8 % », before anything is written."""

    access = CHANGE
    code = "G1x"
    title = _("Edit several groups")
    section = _("Customer groups")
    list_url = "group_list"
    list_screen = GroupList
    form_class = BulkEditForm
    chosen: BulkEditForm | None = None  # once answered

    @property
    def confirm_label(self) -> Label:  # type: ignore[override]
        return _("Save") if self.chosen else _("Continue")

    def ask(self) -> Label:
        told = {"n": number(self.count)}
        if self.chosen is None:
            return ngettext("Edit %(n)s group", "Edit %(n)s groups", self.count) % told
        return (
            ngettext(
                "Save these changes in %(n)s group?",
                "Save these changes in %(n)s groups?",
                self.count,
            )
            % told
        )

    def impacts(self) -> tuple[Impact, ...]:
        return tuple(self._summary(self.chosen)) if self.chosen else ()

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.count or request.POST.get("_confirmed") != "1":
            return super().post(request, *args, **kwargs)
        form = self.form(request.POST)
        if form.is_valid():
            for told in services.refused(groups=self.groups, values=form.values, on=self.on):
                form.add_error(None, told)
        if not form.is_valid():
            return self.show(form, status=422)
        seal = form.seal(groups=[group.pk for group in self.groups])
        if form.cleaned_data["asked"] != seal:
            return self.sum_up(form, seal)
        return super().post(request, *args, **kwargs)

    @cached_property
    def groups(self) -> list[CustomerGroup]:
        return list(self.selection)

    def sum_up(self, form: BulkEditForm, seal: str) -> HttpResponse:
        """Say what would change, and ask."""
        answers = self.request.POST.copy()
        answers["asked"] = seal
        again: Any = self.form(answers)
        for field in again.fields.values():
            field.widget = forms.HiddenInput()
        self.chosen = form
        return self.show(again)

    def act(self, rows: QuerySet, form: BulkEditForm) -> int:
        return services.change_all(
            groups=list(rows), values=form.values, actor=self.actor, on=self.on
        )

    def done(self, result: int) -> Label:
        told = ngettext("%(n)s group saved", "%(n)s groups saved", result)
        return told % {"n": number(result)} if result else gettext("No changes to save.")

    def undo_url(self, result: int) -> str:
        return undo_of_act() if result else ""

    def _summary(self, form: BulkEditForm) -> Iterator[Impact]:
        for name, value in form.values.items():
            yield from self._changes(form, name, value)
        members = sum(group.member_count for group in self.groups)
        if members:
            told = ngettext("%(n)s member concerned", "%(n)s members concerned", members)
            yield Impact(slug="members", text=told % {"n": number(members)})

    def _changes(self, form: BulkEditForm, name: str, value: Any) -> Iterator[Impact]:
        """One line for each value the groups leave behind."""
        after = _told(form, name, value)
        befores = Counter(_told(form, name, getattr(group, name)) for group in self.groups)
        field = str(CustomerGroup._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        named = {"field": field.replace("(%)", "").strip()}
        for number_, (before, count) in enumerate(befores.items()):
            told = {**named, "n": number(count), "before": before, "after": after}
            line = ngettext(
                "%(n)s group: %(field)s %(before)s → %(after)s",
                "%(n)s groups: %(field)s %(before)s → %(after)s",
                count,
            )
            if before == after:
                line = ngettext(
                    "%(n)s group: %(field)s, no change (%(after)s)",
                    "%(n)s groups: %(field)s, no change (%(after)s)",
                    count,
                )
            yield Impact(slug=f"{name}-{number_}", text=line % told)


def _told(form: BulkEditForm, name: str, value: Any) -> str:
    if value is None and name == "ends_on":
        return gettext("No end date")
    if value is None and name == "price_template":
        return gettext("No template: the list price")
    return shown_value(form.fields[name], value)
