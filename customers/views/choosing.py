"""« Groupes »: all the groups of one customer on one page, saved in one act."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Banner
from backoffice.views import EditScreen
from catalog.models import Basis
from customers import services
from customers.forms.choosing import ChooseGroupsForm
from customers.models import Customer, Membership
from customers.record import CHOOSE, CustomerRecord
from customers.services import GuestsStayOut
from customers.services.choosing import GroupsChanged, fingerprint, memberships
from customers.views.undoing import taking_back
from groups import selectors as groups
from groups.models import CustomerGroup, VatMode
from groups.terms import GroupTerms, terms_of
from groups.wording import terms_in_words


class CustomerGroups(CustomerRecord, EditScreen):
    """One main group or N/C, any number of others, and from when to when."""

    access = CHOOSE
    code = "C3"
    tab = "groups"
    title = _("Groups")
    template = "customers/groups.html"
    form_class = ChooseGroupsForm
    saved_text = _("Groups saved")
    act = 0  # of this save, where the customer joined or left a group, or his main one changed

    @cached_property
    def held(self) -> list[Membership]:
        return list(memberships(customer=self.record))

    @cached_property
    def offered(self) -> list[CustomerGroup]:
        return list(groups.choices().select_related("vat_rate", "price_template"))

    @property
    def readonly(self) -> bool:
        return super().readonly or self.record.is_guest

    def form_kwargs(self) -> dict[str, Any]:
        return {"customer": self.record, "groups": self.offered, "held": self.held}

    def save(self, form: Any) -> Customer:
        actor: Any = self.request.user
        customer: Customer = self.record
        try:
            self.act = services.choose_groups(
                customer=customer,
                choice=form.choice,
                seen=form.cleaned_data["seen"],
                actor=actor,
                at=timezone.now(),
            )
        except GroupsChanged:
            # What the next page shows is from now on what its reader has seen.
            form.data = form.data.copy()
            form.data["seen"] = fingerprint(memberships(customer=customer))
            raise
        return customer

    def undo_url(self, row: Customer) -> str:
        return taking_back(self.act)

    def post(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.record.is_guest:
            return self.show(self.form(), status=422)
        return super().post(request, *args, **kwargs)

    def show(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        terms = terms_of(groups=self.offered, shop=self.shop, on=self.on)
        rows = form.rows(on=self.on, brings=self._brings(terms), effects=self._effects(terms))
        page = {"rows": list(rows), "days_open": form.tells_days}
        return super().show(form, status=status, **{**page, **context})

    def banners(self) -> Iterator[Banner]:
        if self.record.is_guest:
            yield Banner(slug="guest", text=GuestsStayOut.message, tone="warning")
            return
        yield from super().banners()

    def as_text(self, form: Any) -> list[Any]:
        return []

    def _brings(self, terms: dict[int | None, GroupTerms]) -> dict[int, str]:
        """What each group brings, in one line."""
        return {
            group.pk: " ".join(terms_in_words(group=group, terms=terms[group.pk], on=self.on))
            for group in self.offered
        }

    def _effects(self, terms: dict[int | None, GroupTerms]) -> dict[int, str]:
        """« Quitte « VIP » · TVA 20 % → exonéré · prix TTC → HT », group by group."""
        main = next((row.group for row in self.held if row.is_primary), None)
        before = terms.get(main.pk) if main else None
        taxed = not self.record.pays_no_tax(on=self.on)
        found = {}
        for group in self.offered:
            if main is None or group.pk != main.pk:
                changes = _changes(before or self._shop_terms, terms[group.pk], taxed=taxed)
                found[group.pk] = " · ".join(part for part in (_left(main), *changes) if part)
        return found

    @cached_property
    def _shop_terms(self) -> GroupTerms:
        plain = CustomerGroup(starts_on=self.on)
        return terms_of(groups=[plain], shop=self.shop, on=self.on)[None]


def _left(main: CustomerGroup | None) -> str:
    return gettext("Leaves “%(group)s”") % {"group": main} if main else ""


def _changes(before: GroupTerms, after: GroupTerms, *, taxed: bool) -> Iterator[str]:
    if taxed and _vat(before) != _vat(after):
        yield f"{_vat(before)} → {_vat(after)}"
    if before.display != after.display:
        told = {"before": Basis(before.display).label, "after": Basis(after.display).label}
        yield gettext("prices %(before)s → %(after)s") % told


def _vat(terms: GroupTerms) -> str:
    if terms.vat_mode == VatMode.EXEMPT:
        return gettext("exempt")
    if terms.vat_mode == VatMode.OWN:
        return terms.taxes
    return gettext("VAT %(percent)s") % {"percent": terms.taxes}
