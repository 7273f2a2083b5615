"""How the list of groups is narrowed."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Upper
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.colors import PALETTE
from backoffice.filters import (
    ChoiceFilter,
    Filter,
    ModelChoiceFilter,
    NumberFilter,
    YesNoFilter,
)
from catalog.models import Basis, Channel
from groups.models import ChannelPricing, CustomerGroup, State, VatMode
from pricing.models import PriceTemplate

OUTSIDE, OTHER = "outside", "other"
USED, IGNORED = "used", "ignored"
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
    channel = ChoiceFilter(label=_("Channel"), choices=(), method="by_channel")
    color = ChoiceFilter(
        label=_("Tag colour"),
        choices=[*((one.slug, one.name) for one in PALETTE), (OTHER, _("Another colour"))],
        method="by_color",
    )
    least = NumberFilter(field_name="member_count", lookup_expr="gte", label=_("Members, at least"))
    most = NumberFilter(field_name="member_count", lookup_expr="lte", label=_("Members, at most"))
    members = YesNoFilter(label=_("With members"), method="by_members")

    class Meta:
        model = CustomerGroup
        fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.form.fields["channel"]
        field.choices = list(_channels())

    def by_channel(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Groups whose prices count in a channel, or are ignored there."""
        used, _dash, channel = value.partition("-")
        rules = ChannelPricing.objects.filter(group=OuterRef("pk"), channel=int(channel))
        said = Subquery(rules.values("is_on"))
        here: QuerySet = rows.annotate(counts_here=Coalesce(said, F("use_group_pricing")))
        return here.filter(counts_here=used == USED)

    def by_color(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        swatches = {one.slug: one.hex for one in PALETTE}
        upper: QuerySet = rows.annotate(upper_color=Upper("color"))
        if value == OTHER:
            return upper.exclude(upper_color__in=swatches.values())
        return upper.filter(upper_color=swatches[value])

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


def _channels() -> Iterator[tuple[str, str]]:
    for channel in Channel.objects.order_by("position", "pk"):
        told = {"channel": channel}
        yield f"{USED}-{channel.pk}", gettext("%(channel)s: group prices used") % told
        yield f"{IGNORED}-{channel.pk}", gettext("%(channel)s: group prices ignored") % told


class BinFilter(Filter):
    """Deleted groups, by their words."""

    search_in = ("search",)

    class Meta:
        model = CustomerGroup
        fields: tuple[str, ...] = ()
