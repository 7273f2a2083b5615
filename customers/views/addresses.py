"""The addresses of a customer: added, changed, forgotten."""

from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from backoffice.parts import Crumb, Label, panel_url
from backoffice.views import AddScreen, DeleteScreen, EditScreen
from backoffice.views.base import Screen
from catalog import selectors as catalog
from customers import services
from customers.forms.addresses import AddressForm
from customers.models import Address, Customer
from customers.record import EDIT


class OfCustomer(Screen):
    """A page about an address, reached from its customer's record."""

    access = EDIT
    section = _("Customers")
    list_url = "customer_list"

    @cached_property
    def customer(self) -> Customer:
        return get_object_or_404(Customer, pk=self.kwargs["pk"])

    @cached_property
    def customer_url(self) -> str:
        return panel_url("customer_general", self.customer.pk)

    def trail(self) -> list[Crumb]:
        home, section = super().trail()[:2]
        return [home, section, Crumb(str(self.customer), self.customer_url)]

    def success_url(self, *_row: Any) -> str:
        return self.customer_url


class AddressAdd(OfCustomer, AddScreen):
    code = "C2a"
    title = _("Add an address")
    form_class = AddressForm
    saved_text = _("Address added")
    unsaved_text = _("Address not saved yet")

    def form_kwargs(self) -> dict[str, Any]:
        person = self.customer
        new = Address(
            customer=person,
            first_name=person.first_name,
            last_name=person.last_name,
            company=person.company,
            country=catalog.shop_of(self.request).country,
            is_default=not person.addresses.exists(),
        )
        return {"instance": new}

    def save(self, form: Any) -> Address:
        actor: Any = self.request.user
        return services.save_address(form=form, actor=actor)

    def cancel_url(self) -> str:
        return self.customer_url


class OneAddress(OfCustomer):
    """A page about an address the customer has."""

    @cached_property
    def record(self) -> Address:
        return get_object_or_404(Address, customer=self.customer, pk=self.kwargs["address"])


class AddressEdit(OneAddress, EditScreen):
    code = "C2a"
    title = _("Edit the address")
    form_class = AddressForm
    saved_text = _("Address saved")

    def heading(self) -> Label:
        return self.title

    def save(self, form: Any) -> Address:
        actor: Any = self.request.user
        return services.save_address(form=form, actor=actor, version=self.version())


class AddressDelete(OneAddress, DeleteScreen):
    code = "C2d"
    title = _("Delete the address")
    done_text = _("Address deleted")

    def act(self, form: Any) -> None:
        actor: Any = self.request.user
        services.delete_address(address=self.record, actor=actor)

    def back_url(self) -> str:
        return self.customer_url
