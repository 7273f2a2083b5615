"""The benchmarks agree with bare arithmetic to the cent, ask few queries, and leave nothing."""

import json
from contextlib import suppress
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Category, Product, Shop
from customers.models import Customer
from groups.models import CustomerGroup
from pricing.models import Promotion
from shopadmin import benches
from shopadmin.benches import measuring, prices
from shopadmin.benches.stock import DISCOUNT, Scale
from tests.factories.pricing import PromotionFactory

TINY = Scale(groups=2, customers=3, rounds=1, crowd=8, people=40)

pytestmark = pytest.mark.django_db


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(benches.SCALES, "small", TINY)


def _bench(*args: str) -> str:
    """What the command prints; whether a goal is reached depends on the machine."""
    out = StringIO()
    with suppress(SystemExit):
        call_command("bench", *args, stdout=out)
    return out.getvalue()


def test_ours_and_bare_arithmetic_agree_and_queries_stay_few(shop: Shop) -> None:
    found = {one.name: one for one in benches.run(scale=TINY)}
    assert {name.split()[0] for name in found} >= {
        "W1",
        "W2",
        "W3",
        "W4",
        "W5",
        "W7",
        "W8",
        "L1",
        "R26",
    }
    for one in found.values():
        assert one.most_queries is None or one.queries <= one.most_queries, one
        assert one.ours_ms > 0
        assert one.floor_ms > 0
    assert found["W8 cart of 50"].queries == 0
    assert found["W8 cart of 50, all read"].queries == 4
    assert found["W7 page, member beside visitor"].queries == 3


def test_the_rows_of_the_shop_are_what_they_were(shop: Shop) -> None:
    own = PromotionFactory()
    before = _everything()
    benches.run(scale=TINY)
    assert _everything() == before
    own.refresh_from_db()
    assert own.is_active


def _everything() -> list[Any]:
    counted = (Category, Customer, CustomerGroup, Product, Promotion)
    return [*Shop.objects.values(), *(model._default_manager.count() for model in counted)]


@pytest.mark.usefixtures("tiny")
def test_the_json_names_each_bench_with_its_ratio_and_its_goal(shop: Shop) -> None:
    told = json.loads(_bench("--json"))["benches"]
    keys = {"name", "ours_ms", "floor_ms", "ratio", "goal", "queries"}
    assert all(keys <= one.keys() for one in told)
    goals = {one["name"]: one["goal"] for one in told}
    assert goals["W8 cart of 50"] == 4
    assert goals["W7 page of 24"] == 4
    assert goals["W8 200 promotions beside 20"] == 1.1


@pytest.mark.usefixtures("tiny")
def test_the_table_says_what_is_reached(shop: Shop) -> None:
    told = _bench()
    assert "W8 cart of 50" in told
    assert "reached" in told


@pytest.mark.usefixtures("tiny")
def test_figures_that_differ_are_not_timed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prices, "DISCOUNT", DISCOUNT + 1)
    with pytest.raises(CommandError, match="W8 cart of 50"):
        _bench()


def test_a_goal_is_missed_by_time_or_by_queries() -> None:
    asked = measuring.Bench(
        name="queries",
        ours=lambda: Shop.objects.count(),
        floor=lambda: Shop.objects.count(),
        goal=None,
        most_queries=0,
    )
    assert not measuring.measure(asked, rounds=1).reached
    slow = measuring.Bench(
        name="time", ours=lambda: sum(range(50_000)), floor=lambda: 0, goal=2, same=False
    )
    assert not measuring.measure(slow, rounds=1).reached
