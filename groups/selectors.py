"""Groups as screens and prices need them."""

from datetime import date

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from groups.models import CustomerGroup


def summary() -> QuerySet[CustomerGroup]:
    """Every group outside the bin with its tax, in the order staff gave them."""
    return (
        CustomerGroup.objects.live()
        .select_related("vat_rate")
        .prefetch_related("vat_rate__components")
        .order_by("position", "pk")
    )


def choices() -> QuerySet[CustomerGroup]:
    """The groups a drop-down offers."""
    return CustomerGroup.objects.live().order_by("position", "pk")


def default_group(*, on: date) -> CustomerGroup | None:
    """The group a new account joins that day, if there is one and it is active."""
    return CustomerGroup.objects.active(on=on).filter(is_default=True).first()


def title_order(*, language: str) -> tuple[F | Coalesce, ...]:
    """What lists sort titles by: an untranslated English title counts as its French one."""
    if language == "en":
        return (Coalesce(NullIf("title_en", Value("")), "title_fr"),)
    return (F("title_fr"),)
