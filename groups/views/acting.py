"""The star of a group, and what may be done to several groups at once."""

from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Impact, Label, panel_url
from backoffice.templatetags.ui import number
from backoffice.views import BulkScreen, ConfirmScreen
from backoffice.views.base import safe_next
from catalog import selectors as catalog
from catalog.shop_screen import ShopScreen
from customers import selectors as customers
from customers.models import Customer, Kind
from customers.services import delete_groups
from groups import selectors, services
from groups.leaving import LEAVE, LeavingForm
from groups.models import CustomerGroup, State
from groups.partings import Departure, consequences
from groups.record import CHANGE, DEFAULT, DELETE, GroupRecord
from groups.views.listing import JUST_STARRED, GroupList
from groups.views.undoing import undo_of_act


class Star(forms.Form):
    """Whether the group becomes the default one, or there is none any more."""

    clear = forms.BooleanField(required=False, widget=forms.HiddenInput)


class GroupDefault(GroupRecord, ConfirmScreen):
    """Which group new customers join."""

    access = DEFAULT
    code = "G14"
    title = _("Default group")
    form_class = Star
    done_text = _("Default group changed")

    @property
    def confirm_label(self) -> Label:  # type: ignore[override]
        return _("Have no default group") if self.record.is_default else _("Set as default")

    def form(self, data: Any = None) -> Any:
        form = super().form(data)
        form.initial["clear"] = self.record.is_default
        return form

    def ask(self) -> Label:
        if self.record.is_default:
            return gettext("Have no default group?")
        return gettext("Make “%(title)s” the default group?") % {"title": self.record}

    def impacts(self) -> Iterator[Impact]:
        if self.record.is_default:
            yield Impact(slug="new-customers", text=_("New customers will show N/A."))
            return
        yield Impact(slug="new-customers", text=_("New customers will join it when they sign up."))
        count = Customer.objects.filter(kind=Kind.ACCOUNT).count()
        if count:
            told = ngettext(
                "The %(n)s existing customer keeps their group.",
                "The %(n)s existing customers keep their group.",
                count,
            )
            yield Impact(slug="customers", text=told % {"n": number(count)})

    def blocked(self) -> Label:
        group = self.record
        if not group.is_default and group.state(on=self.on) != State.ACTIVE:
            return services.CannotBeDefault.message
        return ""

    def act(self, form: Star) -> None:
        if form.cleaned_data["clear"]:
            services.clear_default(actor=self.actor)
        else:
            services.make_default(group=self.record, actor=self.actor, on=self.on)
            self.request.session[JUST_STARRED] = self.record.pk

    def undo_url(self, result: Any) -> str:
        return undo_of_act()

    def success_url(self) -> str:
        return safe_next(self.request, panel_url("group_list"))


class GroupSwitch(BulkScreen):
    """Several groups made active or inactive."""

    access = CHANGE
    code = "G1x"
    section = _("Customer groups")
    list_url = "group_list"
    list_screen = GroupList

    @property
    def active(self) -> bool:
        return self.request.GET.get("do") != "deactivate"

    @property
    def confirm_label(self) -> Label:  # type: ignore[override]
        return _("Activate") if self.active else _("Deactivate")

    def ask(self) -> Label:
        told = {"n": number(self.count)}
        if self.active:
            return ngettext("Activate %(n)s group?", "Activate %(n)s groups?", self.count) % told
        return ngettext("Deactivate %(n)s group?", "Deactivate %(n)s groups?", self.count) % told

    def impacts(self) -> tuple[Impact, ...]:
        if self.active:
            text = _("Their members have their terms again, from their start to their end date.")
            return (Impact(slug="members", text=text),)
        return (Impact(slug="members", text=_("Their members get the store terms.")), *_kept(self))

    def act(self, rows: QuerySet, form: Any) -> services.Switched:
        return services.switch(groups=rows, active=self.active, actor=self.actor)

    def done(self, result: services.Switched) -> Label:
        told = ngettext("%(n)s group saved", "%(n)s groups saved", result.changed)
        return told % {"n": number(result.changed)}

    def undo_url(self, result: services.Switched) -> str:
        return undo_of_act() if result.changed else ""


class GroupBulkDelete(ShopScreen, BulkScreen):
    """Several groups sent to the bin; the default group stays."""

    access = DELETE
    code = "G12"
    section = _("Customer groups")
    list_url = "group_list"
    list_screen = GroupList
    form_class = LeavingForm
    confirm_label = _("Delete the groups")
    danger = True

    def ask(self) -> Label:
        told = {"n": number(self.count)}
        return ngettext("Delete %(n)s group?", "Delete %(n)s groups?", self.count) % told

    @cached_property
    def going(self) -> list[CustomerGroup]:
        """Those that can be deleted."""
        return list(self.selection.filter(is_default=False))

    @cached_property
    def departures(self) -> dict[int, Departure]:
        keys = [group.pk for group in self.going]
        return customers.departures(groups=keys, shelves=catalog.shelves())

    @property
    def seen(self) -> str:
        """The figures the page tells, sent back with the consent given to them."""
        told = [f"{pk}:{one.seal}" for pk, one in sorted(self.departures.items())]
        return sha256(" ".join(told).encode()).hexdigest()[:16]

    def form_kwargs(self) -> dict[str, Any]:
        return {
            "members": sum(one.members for one in self.departures.values()),
            "targets": selectors.choices().exclude(pk__in=self.departures),
            "initial": {"seen": self.seen, "move_to": self.request.POST.get("move_to", LEAVE)},
        }

    def impacts(self) -> tuple[Impact, ...]:
        return (*map(self._all_of, self.going), *_kept(self))

    def _all_of(self, group: CustomerGroup) -> Impact:
        """« « VIP » : 42 membres, dont 40 l’ont pour groupe principal ; 3 promotions… »."""
        restricts = self.shop.restricts_products
        departure = self.departures[group.pk]
        lines = [
            str(one.text)
            for one in consequences(group=group, departure=departure, restricts=restricts)
        ]
        told = {
            "title": group,
            "lines": pgettext("between impacts", "; ").join(lines) or gettext("no member"),
        }
        text = gettext("“%(title)s”: %(lines)s") % told
        return Impact(slug=f"group-{group.pk}", text=text, warning=bool(lines))

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        confirmed = self.count and request.POST.get("_confirmed") == "1"
        if confirmed and request.POST.get("seen", self.seen) != self.seen:
            self.tell(
                _("These figures have just changed. Check them, then confirm."), messages.WARNING
            )
            return self.show(self.form(), status=422)
        return super().post(request, *args, **kwargs)

    def act(self, rows: QuerySet, form: LeavingForm) -> tuple[int, int]:
        """How many groups went, and how many had to stay."""
        gone = delete_groups(
            groups=self.going, actor=self.actor, at=timezone.now(), transfer_to=form.receiver
        )
        return gone, self.count - gone

    def done(self, result: tuple[int, int]) -> Label:
        gone, stayed = result
        told = ngettext("%(n)s group deleted", "%(n)s groups deleted", gone) % {"n": number(gone)}
        if not stayed:
            return told
        return gettext("%(done)s, the default group stays") % {"done": told}


def _kept(screen: BulkScreen) -> Iterator[Impact]:
    group = screen.selection.filter(is_default=True).first()
    if group is not None:
        told = gettext("“%(title)s” is the default group: it stays as it is.") % {"title": group}
        yield Impact(slug="default", text=told, warning=True)
