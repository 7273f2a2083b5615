"""The promotions and discounts that may name groups, as screens read them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower, NullIf
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.models import CustomerGroup, GroupOrderDiscount, GroupPromotion
from pricing.models import DiscountTier, OrderDiscount, Promotion


class Standing(models.TextChoices):
    """Where a promotion or a discount stands on a day."""

    RUNNING = "running", pgettext_lazy("promotion", "Running")
    UPCOMING = "upcoming", pgettext_lazy("promotion", "Upcoming")
    ENDED = "ended", pgettext_lazy("promotion", "Ended")
    INACTIVE = "inactive", pgettext_lazy("promotion", "Inactive")


TONES = {
    Standing.RUNNING: "success",
    Standing.UPCOMING: "info",
    Standing.ENDED: "quiet",
    Standing.INACTIVE: "warning",
}


class Audience(models.TextChoices):
    """Whom a promotion is for."""

    EVERYONE = "everyone", _("All customers")
    ONLY = "only", _("These groups only")
    EXCEPT = "except", _("Everyone except these groups")


def audience(*, promotion: Promotion) -> Audience:
    if promotion.groups_only:
        return Audience.ONLY
    return Audience.EXCEPT if promotion.groups_excluded else Audience.EVERYONE


def promotions(*, on: date, language: str) -> QuerySet[Promotion]:
    """Every promotion: `standing` that day, what it is about counted, `live_links` to groups."""
    rows = Promotion.objects.annotate(
        standing=_standing(on),
        sort_title=_title(language),
        product_count=_count(Promotion.products.through.objects, "promotion"),
        category_count=_count(Promotion.categories.through.objects, "promotion"),
    )
    return rows.prefetch_related(_links(GroupPromotion)).order_by(_place(), "-pk")


def discounts(*, on: date, language: str) -> QuerySet[OrderDiscount]:
    """Every order discount: `standing` that day, its tiers, `live_links` to groups."""
    rows = OrderDiscount.objects.annotate(standing=_standing(on), sort_title=_title(language))
    tiers = Prefetch("tiers", queryset=DiscountTier.objects.order_by("threshold", "pk"))
    return rows.prefetch_related(tiers, _links(GroupOrderDiscount)).order_by(_place(), "-pk")


def attached(*, group: CustomerGroup, on: date, language: str) -> QuerySet[Promotion]:
    """The promotions that name the group."""
    links = GroupPromotion.objects.filter(group=group, promotion=OuterRef("pk"))
    return promotions(on=on, language=language).filter(Exists(links))


def attachable(*, group: CustomerGroup, on: date, language: str) -> QuerySet[Promotion]:
    """The promotions that do not name the group yet."""
    links = GroupPromotion.objects.filter(group=group, promotion=OuterRef("pk"))
    return promotions(on=on, language=language).filter(~Exists(links))


def granted(*, group: CustomerGroup, on: date, language: str) -> QuerySet[OrderDiscount]:
    """The order discounts that name the group."""
    links = GroupOrderDiscount.objects.filter(group=group, discount=OuterRef("pk"))
    return discounts(on=on, language=language).filter(Exists(links))


def groups_of(*, row: Promotion | OrderDiscount) -> list[CustomerGroup]:
    """The live groups that a promotion or a discount names, in their order."""
    found = getattr(row, "live_links", None)
    if found is None:
        links: Any = row.group_links
        found = links.filter(group__binned_at__isnull=True).select_related("group")
        found = found.order_by("group__position", "group_id")
    return [link.group for link in found]


def others_reached(*, promotion: Promotion, group: CustomerGroup) -> Sequence[CustomerGroup]:
    """The live groups that keep a promotion once it is detached from this one."""
    return [one for one in groups_of(row=promotion) if one.pk != group.pk]


def _standing(on: date) -> Case:
    return Case(
        When(is_active=False, then=Value(Standing.INACTIVE)),
        When(starts_on__gt=on, then=Value(Standing.UPCOMING)),
        When(ends_on__lt=on, then=Value(Standing.ENDED)),
        default=Value(Standing.RUNNING),
        output_field=CharField(),
    )


def _place() -> Case:
    order = (Standing.RUNNING, Standing.UPCOMING, Standing.INACTIVE, Standing.ENDED)
    places = [When(standing=one, then=Value(at)) for at, one in enumerate(order)]
    return Case(*places, default=Value(len(order)))


def _title(language: str) -> Lower:
    own, other = ("title_en", "title_fr") if language == "en" else ("title_fr", "title_en")
    # Each translated column has a type of its own: the common one is named.
    return Lower(Coalesce(NullIf(own, Value("")), F(other), output_field=CharField()))


def _count(links: Any, name: str) -> Coalesce:
    rows = links.filter(**{name: OuterRef("pk")}).order_by().values(name)
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), Value(0))


def _links(through: Any) -> Prefetch:
    live = through.objects.filter(group__binned_at__isnull=True).select_related("group")
    rows = live.order_by("group__position", "group_id")
    return Prefetch("group_links", queryset=rows, to_attr="live_links")
