"""All benchmarks, in a shop that is never there for anybody else."""

from collections.abc import Iterator
from itertools import chain

from auditlog.context import disable_auditlog
from django.db import transaction
from django.utils import translation

from shopadmin.benches import lifecycle, lists, members, pasting, prices
from shopadmin.benches.crowd import gather
from shopadmin.benches.measuring import Bench, Disagreement, Figures, measure
from shopadmin.benches.stock import Scale, Stock, build

SCALES = {
    "small": Scale(groups=30, customers=500, rounds=15, crowd=1000, people=3000),
    "large": Scale(groups=300, customers=20_000, rounds=31, crowd=100_000, people=1_000_000),
}

__all__ = ["SCALES", "Disagreement", "Figures", "run"]


def run(*, scale: Scale) -> list[Figures]:
    """Build, measure, and undo: the rows of the shop are afterwards what they were."""
    with transaction.atomic(), disable_auditlog(), translation.override("fr"):
        found = list(_measured(scale))
        transaction.set_rollback(True)
    return found


def _measured(scale: Scale) -> Iterator[Figures]:
    stock = build(scale=scale)
    for bench in chain(
        prices.benches(stock),
        lists.benches(stock),
        lifecycle.benches(crowd=scale.crowd, on=stock.on),
        pasting.benches(crowd=scale.crowd, on=stock.on),
        _crowded(scale, stock),
    ):
        yield measure(bench, rounds=scale.rounds)


def _crowded(scale: Scale, stock: Stock) -> Iterator[Bench]:
    # Gathered last: the others are not to be measured among so many.
    yield from members.benches(gather(people=scale.people, on=stock.on))
