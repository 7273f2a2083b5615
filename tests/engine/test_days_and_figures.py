"""P13 and P24: the days on which a rule acts, and figures written then read again."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from backoffice.fields import MoneyField, NumberField, typed_number
from backoffice.templatetags.ui import money, number, percent
from catalog.models import Shop
from catalog.selectors import today
from customers.models import Membership
from groups.models import CustomerGroup, State
from pricing.models import Dated, OrderDiscount, PriceTemplate, Promotion

days = st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31))
ends = st.none() | days
zones = st.sampled_from(["Europe/Paris", "America/Montreal", "Pacific/Auckland", "UTC"])
# Both nights on which the clocks of Paris change, and any other.
nights = st.sampled_from([date(2026, 3, 29), date(2026, 10, 25)]) | days


def _holds(first: date | None, last: date | None, on: date) -> bool:
    return (first is None or first <= on) and (last is None or on <= last)


@given(first=ends, last=ends, on=days)
def test_p13_a_rule_acts_on_its_days_both_ends_included(
    first: date | None, last: date | None, on: date
) -> None:
    for model in (Promotion, OrderDiscount, PriceTemplate):
        row: Dated = model(starts_on=first, ends_on=last)
        assert (row.state(on=on) == Dated.State.RUNNING) is _holds(first, last, on)
    assert Membership(starts_on=first, ends_on=last).runs(on=on) is _holds(first, last, on)
    group = CustomerGroup(starts_on=first or date.min, ends_on=last)
    assert (group.state(on=on) == State.ACTIVE) is _holds(first, last, on)
    group.is_active = False
    assert group.state(on=on) != State.ACTIVE


@given(night=nights, zone=zones)
def test_p13_the_day_turns_at_midnight_in_the_shop_to_the_second(night: date, zone: str) -> None:
    shop = Shop(timezone=zone)
    midnight = datetime(night.year, night.month, night.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    for moved, expected in ((-1, night - timedelta(days=1)), (0, night), (1, night)):
        with time_machine.travel(midnight + timedelta(seconds=moved), tick=False):
            assert today(shop=shop) == expected


figures = st.decimals(min_value=-(10**8), max_value=10**8, places=4) | st.integers(
    min_value=-(10**8), max_value=10**8
).map(Decimal)


@pytest.mark.parametrize("language", ["fr", "en"])
@given(figure=figures)
def test_p24_a_figure_shown_is_read_again_as_it_is(language: str, figure: Decimal) -> None:
    written: tuple[Callable[[Decimal], str], ...] = (money, number, percent)
    with translation.override(language):
        for write in written:
            assert typed_number(write(figure)) == figure, write(figure)
        for field in (MoneyField(), NumberField()):
            assert typed_number(field.prepare_value(figure)) == figure
