"""What staff do to a promotion or a discount, whoever may have it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice import services as kit
from pricing.models import DiscountTier, OrderDiscount, Promotion
from pricing.triggers import FOR_EVER

TITLE_LENGTH = 80


class ReservedForEver(kit.ShopRefusal):
    """A promotion reserved for groups is never opened to everyone again."""

    message = _(
        "This promotion is reserved for customer groups: it can never be opened to all customers "
        "again. Duplicate it as a public promotion instead."
    )

    def __init__(self) -> None:
        super().__init__(field="audience")


class KindIsFixed(kit.ShopRefusal):
    """The kind of a discount is chosen once, when it is created."""

    message = _("The type of a discount cannot change. Create another discount.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """What a discount is worth from a subtotal on, as typed."""

    threshold: Decimal
    kind: str
    value: Decimal


@transaction.atomic
def save_promotion(
    *, form: forms.BaseModelForm, actor: Any, version: int | None = None
) -> Promotion:
    """Save what staff typed of a promotion.

    Raises ReservedForEver, whatever the form says, rather than open a reserved one.
    """
    try:
        saved: Promotion = kit.save(form=form, actor=actor, version=version)
    except kit.Taken as refusal:
        if isinstance(refusal.__cause__, IntegrityError) and FOR_EVER in str(refusal.__cause__):
            raise ReservedForEver from refusal
        raise
    named = saved.products.exists() or saved.categories.exists()
    Promotion.objects.filter(pk=saved.pk).update(is_general=not named)
    return saved


@transaction.atomic
def reserve(*, promotion: Promotion, actor: Any, at: datetime) -> Promotion:
    """Only groups have this promotion from now on, for ever; who chose it first stays written."""
    row = Promotion.objects.select_for_update().get(pk=promotion.pk)
    if row.groups_only:
        return row
    row.groups_only, row.groups_excluded = True, False
    row.groups_only_by, row.groups_only_at = actor, at
    row.updated_by = actor
    row.version += 1
    row.save()
    return row


@transaction.atomic
def duplicate_as_public(*, promotion: Promotion, actor: Any) -> Promotion:
    """An inactive copy for everyone, without groups: the way out of a reserved promotion."""
    copy = Promotion.objects.create(
        **_copied_titles(promotion),
        starts_on=promotion.starts_on,
        ends_on=promotion.ends_on,
        kind=promotion.kind,
        value=promotion.value,
        basis=promotion.basis,
        is_general=promotion.is_general,
        is_combinable=promotion.is_combinable,
        rank=promotion.rank,
        is_active=False,
        updated_by=actor,
    )
    copy.products.set(promotion.products.all())
    copy.categories.set(promotion.categories.all())
    return copy


def _copied_titles(promotion: Promotion) -> dict[str, str | None]:
    titles: dict[str, str | None] = {}
    for language in ("fr", "en"):
        title = vars(promotion)[f"title_{language}"]
        with translation.override(language):
            told = gettext("%(title)s (public)")
        room = TITLE_LENGTH - len(told % {"title": ""})
        titles[f"title_{language}"] = told % {"title": title[:room]} if title else None
    return titles


def save_discount(
    *, form: forms.BaseModelForm, actor: Any, version: int | None = None
) -> OrderDiscount:
    """Save what staff typed of a discount, its tiers left out.

    Raises KindIsFixed when an existing discount would change its kind.
    """
    stored = OrderDiscount.objects.filter(pk=form.instance.pk).first()
    if stored is not None and form.instance.kind != stored.kind:
        raise KindIsFixed
    saved: OrderDiscount = kit.save(form=form, actor=actor, version=version)
    return saved


@transaction.atomic
def turn_discount(*, discount: OrderDiscount, is_active: bool, actor: Any) -> OrderDiscount:
    """The discount is given from now on, or to nobody any more."""
    row = OrderDiscount.objects.select_for_update().get(pk=discount.pk)
    if row.is_active != is_active:
        row.is_active, row.updated_by = is_active, actor
        row.version += 1
        row.save()
    return row


def set_tiers(*, discount: OrderDiscount, tiers: Sequence[Tier]) -> tuple[str, str] | None:
    """The discount has these tiers from now on; what they were and are, if that changed."""
    before = _written(discount)
    discount.tiers.exclude(threshold__in=[tier.threshold for tier in tiers]).delete()
    DiscountTier.objects.bulk_create(
        [
            DiscountTier(
                discount=discount, threshold=tier.threshold, kind=tier.kind, value=tier.value
            )
            for tier in tiers
        ],
        update_conflicts=True,
        unique_fields=["discount", "threshold"],
        update_fields=["kind", "value"],
    )
    after = _written(discount)
    return (before, after) if before != after else None


def _written(discount: OrderDiscount) -> str:
    """Tiers as the history keeps them, in no one's language."""
    return ", ".join(
        f"{tier.threshold.normalize():f} → {tier.value.normalize():f}"
        f"{' %' if tier.kind == DiscountTier.Kind.PERCENT else ''}"
        for tier in DiscountTier.objects.filter(discount=discount).order_by("threshold", "pk")
    )
