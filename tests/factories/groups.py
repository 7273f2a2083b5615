"""Groups of customers."""

from datetime import date
from decimal import Decimal

import factory

from groups.models import CustomerGroup, PriceDisplay


class GroupFactory(factory.django.DjangoModelFactory):
    """A group active since 2026 began, granting nothing."""

    class Meta:
        model = CustomerGroup

    class Params:
        wholesale = factory.Trait(
            title_fr="Grossistes",
            title_en="Wholesalers",
            code="GROSSISTES",
            discount_percent=Decimal("12.5"),
            price_display=PriceDisplay.NET,
        )

    title_fr = factory.Sequence(lambda n: f"Groupe {n}")
    title_en = factory.Sequence(lambda n: f"Group {n}")
    code = factory.Sequence(lambda n: f"G-{n}")
    starts_on = date(2026, 1, 1)
    position = factory.Sequence(int)
