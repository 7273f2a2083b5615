"""A customer's addresses: as soon as there is one, exactly one is the usual one."""

from django import forms
from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from backoffice import services as kit
from customers.models import Address, Customer


@transaction.atomic
def save_address(
    *, form: forms.BaseModelForm, actor: User | None, version: int | None = None
) -> Address:
    """An address is added or changed; made the usual one, it takes the place of the former.

    Raises Stale.
    """
    row: Address = form.instance
    others = _held(customer=row.customer_id).exclude(pk=row.pk)
    former = others.filter(is_default=True).first()
    if former is None:
        form.cleaned_data["is_default"] = row.is_default = True
    elif form.cleaned_data["is_default"]:
        _mark(former, usual=False, actor=actor)
    saved: Address = kit.save(form=form, actor=actor, version=version)
    return saved


@transaction.atomic
def delete_address(*, address: Address, actor: User | None) -> None:
    """An address is forgotten; the oldest one left takes its place as the usual one."""
    others = _held(customer=address.customer_id).exclude(pk=address.pk)
    kit.delete(row=address)
    heir = others.order_by("pk").first()
    if heir is not None and not others.filter(is_default=True).exists():
        _mark(heir, usual=True, actor=actor)


def _held(*, customer: int) -> QuerySet[Address]:
    # The customer's row stands for all his addresses: two people editing them queue.
    Customer.objects.select_for_update().get(pk=customer)
    return Address.objects.filter(customer=customer)


def _mark(address: Address, *, usual: bool, actor: User | None) -> None:
    address.is_default = usual
    address.version += 1
    address.updated_by = actor
    address.save(update_fields=["is_default", "version", "updated_by", "updated_at"])
