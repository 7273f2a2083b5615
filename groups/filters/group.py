"""How the list of groups is narrowed."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.filters import ChoiceFilter, Filter, ModelChoiceFilter, YesNoFilter
from catalog.models import Basis
from groups.models import CustomerGroup, State, VatMode
from pricing.models import PriceTemplate

OUTSIDE = "outside"
_BASES = {"ht": Basis.NET, "ttc": Basis.GROSS}


class GroupFilter(Filter):
    """By what members see, by where the group stands today, by its taxes and its size."""

    search_in = ("search",)
    promoted = ("display", "status")

    display = ChoiceFilter(
        label=_("Price display"),
        choices=[(name, basis.label) for name, basis in _BASES.items()],
        method="by_display",
    )
    status = ChoiceFilter(
        label=_("Status"),
        choices=[*State.choices, (OUTSIDE, _("Upcoming or ended"))],
        method="by_status",
    )
    exempt = YesNoFilter(label=_("Tax exempt"), method="by_exemption")
    template = ModelChoiceFilter(
        label=_("Price template"),
        field_name="price_template",
        queryset=PriceTemplate.objects.order_by("title", "pk"),
    )
    members = YesNoFilter(label=_("With members"), method="by_members")

    class Meta:
        model = CustomerGroup
        fields: tuple[str, ...] = ()

    def by_display(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Groups whose members see prices that way, whether by themselves or as the shop."""
        return rows.filter(shown_display=_BASES[value])

    def by_status(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        wanted = (State.UPCOMING, State.ENDED) if value == OUTSIDE else (value,)
        return rows.filter(standing__in=wanted)

    def by_exemption(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        exempt = rows.filter(vat_mode=VatMode.EXEMPT)
        return exempt if value == "yes" else rows.exclude(vat_mode=VatMode.EXEMPT)

    def by_members(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(member_count__gt=0) if value == "yes" else rows.filter(member_count=0)


class BinFilter(Filter):
    """Deleted groups, by their words."""

    search_in = ("search",)

    class Meta:
        model = CustomerGroup
        fields: tuple[str, ...] = ()
