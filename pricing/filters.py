"""How the list of price templates is narrowed."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.filters import ChoiceFilter, Filter, YesNoFilter
from catalog import selectors as catalog
from pricing.models import PriceTemplate


class TemplateFilter(Filter):
    """By where a template stands today, and by whether everyone has its prices."""

    search_in = ("search",)
    promoted = ("status",)

    status = ChoiceFilter(
        label=_("Status"), choices=PriceTemplate.State.choices, method="by_status"
    )
    public = YesNoFilter(field_name="is_public", label=_("Quantity prices for everyone"))

    class Meta:
        model = PriceTemplate
        fields: tuple[str, ...] = ()

    def by_status(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        on = catalog.today(shop=catalog.shop())
        if value == PriceTemplate.State.UPCOMING:
            return rows.filter(starts_on__gt=on)
        if value == PriceTemplate.State.ENDED:
            return rows.filter(ends_on__lt=on)
        return rows.running(on=on)  # type: ignore[attr-defined,no-any-return]
