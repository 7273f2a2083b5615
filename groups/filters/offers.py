"""How the lists of promotions and discounts are narrowed."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.filters import ChoiceFilter, Filter, ModelChoiceFilter
from groups import selectors
from groups.models import CustomerGroup, GroupOrderDiscount, GroupPromotion
from groups.offers import Audience, Standing
from pricing.models import OrderDiscount, Promotion

_AUDIENCES = {
    Audience.EVERYONE: Q(groups_only=False, groups_excluded=False),
    Audience.ONLY: Q(groups_only=True),
    Audience.EXCEPT: Q(groups_excluded=True),
}


def _groups(_request: object) -> QuerySet[CustomerGroup]:
    return selectors.choices()


class PromotionFilter(Filter):
    """By whom they are for, by where they stand today, by group."""

    search_in = ("search",)
    promoted = ("audience", "status", "group")

    audience = ChoiceFilter(label=_("Audience"), choices=Audience.choices, method="by_audience")
    status = ChoiceFilter(label=_("Status"), choices=Standing.choices, field_name="standing")
    group = ModelChoiceFilter(label=_("Group"), queryset=_groups, method="by_group")

    class Meta:
        model = Promotion
        fields: tuple[str, ...] = ()

    def by_audience(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(_AUDIENCES[Audience(value)])

    def by_group(self, rows: QuerySet, _name: str, group: CustomerGroup) -> QuerySet:
        """Those that name the group, be it to reserve them or to close them."""
        links = GroupPromotion.objects.filter(group=group, promotion=OuterRef("pk"))
        return rows.filter(Exists(links))


class DiscountFilter(Filter):
    """By type, by group, by where they stand today."""

    search_in = ("search",)
    promoted = ("kind", "group", "status")

    kind = ChoiceFilter(label=_("Type"), choices=OrderDiscount.Kind.choices)
    group = ModelChoiceFilter(label=_("Group"), queryset=_groups, method="by_group")
    status = ChoiceFilter(label=_("Status"), choices=Standing.choices, field_name="standing")

    class Meta:
        model = OrderDiscount
        fields: tuple[str, ...] = ()

    def by_group(self, rows: QuerySet, _name: str, group: CustomerGroup) -> QuerySet:
        links = GroupOrderDiscount.objects.filter(group=group, discount=OuterRef("pk"))
        return rows.filter(Exists(links))
