"""Adding, changing and deleting VAT rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from backoffice import services as kit
from catalog import selectors
from catalog.models import VatComponent, VatRate


class RateInUse(kit.ShopRefusal):
    """Products or groups still bear this rate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """One tax of a rate as typed: « TPS », 5."""

    title_fr: str | None
    title_en: str | None
    percent: Decimal


@transaction.atomic
def add_rate(*, form: forms.BaseModelForm, taxes: Sequence[Tax], actor: Any) -> VatRate:
    """A new rate for one class of goods at one place."""
    rate: VatRate = kit.save(form=form, actor=actor)
    _write(rate, taxes)
    return rate


@transaction.atomic
def save_taxes(
    *, form: forms.BaseModelForm, taxes: Sequence[Tax], actor: Any, version: int | None = None
) -> VatRate:
    """The rate bears these taxes from now on; past orders keep theirs."""
    rate: VatRate = kit.save(form=form, actor=actor, version=version)
    _write(rate, taxes)
    return rate


@transaction.atomic
def delete_rate(*, rate: VatRate) -> None:
    """Delete a rate nobody bears.

    Raises RateInUse when it is the rate of some products, or of new ones, at the shop's address.
    """
    shop = selectors.shop()
    if selectors.is_usual(rate=rate, shop=shop):
        raise RateInUse(_("This is the shop’s usual rate: it cannot be deleted."))
    if selectors.users_of(rate=rate, shop=shop).exists():
        raise RateInUse(_("Products bear this rate. Give them another VAT class first."))
    kit.delete(row=rate)


def _write(rate: VatRate, taxes: Sequence[Tax]) -> None:
    """Row by row, so that each change leaves its trace."""
    rows = list(VatComponent.objects.filter(rate=rate).order_by("position", "pk"))
    for position, tax in enumerate(taxes, start=1):
        row = rows.pop(0) if rows else VatComponent(rate=rate)
        row.title_fr, row.title_en = tax.title_fr, tax.title_en  # type: ignore[attr-defined]
        row.percent, row.position = tax.percent, position
        row.save()
    for row in rows:
        row.delete()
