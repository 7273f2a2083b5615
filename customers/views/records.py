"""The record of a customer: read, written, created, and what happened to it."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.access import staff_with
from backoffice.parts import Action, Banner, Label, allowed, panel_url
from backoffice.services import Stale
from backoffice.views import AddScreen, EditScreen
from catalog.shop_screen import ShopScreen
from customers import selectors, services
from customers.forms.records import CustomerForm, Desk, MainGroupForm, NewCustomerForm
from customers.models import Address, Customer
from customers.record import ADD, CHANGE, EDIT, EXPLAIN, MOVE, CustomerRecord
from customers.selectors import Belonging
from customers.services import EmailTaken, MainGroup
from customers.views.undoing import taking_back
from groups import selectors as groups

# The group may be chosen by people who may change nothing else of the record.
WRITE = staff_with(
    change=("customers.change_customer", "groups.manage_members"),
    every=("customers.view_customer",),
)


def same_address(form: Any) -> Iterator[Banner]:
    """Who already has the address just typed."""
    twin: Customer | None = form.twin
    if twin is not None:
        yield Banner(
            slug="same-email",
            text=EmailTaken.message,
            tone="warning",
            actions=(Action(name="twin", label=_("View the record"), url=twin.get_absolute_url()),),
        )


def main_group(form: Any) -> MainGroup | None:
    """The main group the form chooses; nothing where it does not offer the choice."""
    data = form.cleaned_data
    if "main_group" not in data or form.fields["main_group"].disabled:
        return None
    return MainGroup(chosen=data["main_group"], seen=data["main_group_seen"])


class CustomerGeneral(CustomerRecord, EditScreen):
    """Who the customer is, and the group that sets his prices."""

    access = WRITE
    code = "C2"
    tab = "general"
    template = "customers/record.html"
    add_url = "customer_create"
    add_rule = ADD
    act = 0  # of this save, where it moved the customer

    @property
    def saved_text(self) -> Label:  # type: ignore[override]
        # What « Annuler » beside it takes back is the move alone.
        return _("Customer saved. Main group changed") if self.act else _("Customer saved")

    def undo_url(self, row: Customer) -> str:
        return taking_back(self.act)

    @cached_property
    def changes(self) -> bool:
        return self.may(CHANGE, "POST")

    @property
    def form_class(self) -> type[CustomerForm]:  # type: ignore[override]
        return CustomerForm if self.changes or self.readonly else MainGroupForm

    @cached_property
    def desk(self) -> Desk:
        return Desk(on=self.on, region=self.shop.country, moves=self.may(MOVE))

    def actions(self) -> Iterator[Action]:
        asked = urlencode({"customer": self.record.number or self.record.email})
        yield Action(
            name="explain",
            label=_("Explain a price"),
            icon="chart-arrows",
            url=f"{panel_url('simulator')}?{asked}",
            rule=EXPLAIN,
        )

    def form_kwargs(self) -> dict[str, Any]:
        return {"instance": self.record, "desk": self.desk}

    def save(self, form: Any) -> Customer:
        actor: Any = self.request.user
        main = main_group(form)
        customer: Customer = self.record
        if self.changes:
            saved = services.save_record(
                form=form,
                email=form.cleaned_data["email"],
                main=main,
                actor=actor,
                at=timezone.now(),
                version=self.version(),
            )
            self.act = saved.act
            return saved.customer
        if main is not None:
            self.act = services.choose_main_group(
                customer=customer, main=main, actor=actor, at=timezone.now()
            )
        return customer

    def compare(self, form: Any, stale: Stale) -> HttpResponse:
        if "main_group_seen" in form.fields:
            # What the comparison shows is from now on what its reader has seen.
            held = selectors.main_group(customer=self.record)
            form.data = form.data.copy()
            form.data["main_group_seen"] = held.pk if held else ""
        return super().compare(form, stale)

    def as_text(self, form: Any) -> list[tuple[Label, str]]:
        main = selectors.main_group(customer=self.record)
        comment = self.record.customer_comment
        return [
            (_("Main group"), str(main or _("N/A (no group)"))),
            *super().as_text(form),
            *([(_("Customer’s comment"), comment)] if comment else []),
        ]

    def show(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        if form.twin is not None:
            context["banners"] = (*self.banners(), *same_address(form))
        if not self.changes and not self.readonly:
            context["others_as_text"] = super().as_text(self._unwritten())
        return super().show(form, status=status, **context)

    def _unwritten(self) -> CustomerForm:
        return CustomerForm(instance=self.record, desk=replace(self.desk, moves=False))

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "addresses": [(one, self._address_actions(one)) for one in self._addresses()],
            "address_actions": allowed(self.request, self._address_add()),
        }

    def _addresses(self) -> QuerySet[Address]:
        return Address.objects.filter(customer=self.record)

    def _address_add(self) -> Iterator[Action]:
        yield Action(
            name="add-address",
            label=_("Add an address"),
            icon="plus",
            url=panel_url("customer_address_create", self.record.pk),
            rule=EDIT,
        )

    def _address_actions(self, address: Address) -> tuple[Action, ...]:
        place = (self.record.pk, address.pk)
        edit = Action(
            name="edit-address",
            label=_("Edit"),
            hint=gettext("Edit the address %(address)s") % {"address": address},
            icon="pencil",
            url=panel_url("customer_address", *place),
            rule=EDIT,
        )
        delete = Action(
            name="delete-address",
            label=_("Delete"),
            hint=gettext("Delete the address %(address)s") % {"address": address},
            icon="trash",
            url=panel_url("customer_address_delete", *place),
            rule=EDIT,
            danger=True,
            dialog=True,
        )
        return allowed(self.request, (edit, delete))


class CustomerCreate(ShopScreen, AddScreen):
    """A customer staff get to know; an account may sign in later, and be in a group at once."""

    access = ADD
    code = "C2n"
    title = _("Add a customer")
    section = _("Customers")
    list_url = "customer_list"
    edit_url = "customer_general"
    form_class = NewCustomerForm
    saved_text = _("Customer created")
    unsaved_text = _("Customer not saved yet")

    def form_kwargs(self) -> dict[str, Any]:
        desk = Desk(on=self.on, region=self.shop.country, moves=self.may(MOVE))
        new = Customer(language=self.shop.default_language)
        return {"instance": new, "desk": desk}

    def save(self, form: Any) -> Customer:
        actor: Any = self.request.user
        customer = form.save(commit=False)
        customer.email = form.cleaned_data["email"]
        return services.create_record(
            customer=customer, main=main_group(form), actor=actor, on=self.on, at=timezone.now()
        )

    def show(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        if form.twin is not None:
            context["banners"] = (*self.banners(), *same_address(form))
        return super().show(form, status=status, **context)

    def context(self) -> dict[str, Any]:
        default = groups.default_group(on=self.on)
        joins = Belonging(main=default, sleeps=False, others=())
        return {**super().context(), "shop": self.shop, "belonging": joins}
