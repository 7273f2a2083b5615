"""Timing something against its floor, in turns, after both gave the same answer."""

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

Work = Callable[[], Any]
Figured = Callable[[Any], Any]
TRIES = 3
_CHECKING = "SET CONSTRAINTS"  # what a commit does by itself
LARGE = 50_000  # rows; below, what an act costs whatever its size outweighs them


def as_it_is(answer: Any) -> Any:
    return answer


def nothing() -> None:
    """What most benches need before a try."""


class Disagreement(Exception):
    """The shop and its floor do not give the same figures: their times mean nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """One piece of work, its floor, and how far apart they may be."""

    name: str
    ours: Work
    floor: Work
    goal: float | None  # the ratio not to go over; none where only the queries count
    times: int = 1  # how often the floor is done for ours done once
    most_queries: int | None = None
    same: bool = True  # whether both answer the same; not where one has more to do
    figures: Figured = as_it_is  # what of our answer is compared; outside the clock
    before: Callable[[], None] = nothing  # each try, outside the clock
    rounds: int | None = None  # fewer than the scale's, where each is long
    most_ms: float | None = None
    most_megabytes: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What was measured: medians in milliseconds, the median of the ratios, the queries."""

    name: str
    ours_ms: float
    floor_ms: float
    ratio: float
    goal: float | None
    queries: int
    most_queries: int | None
    most_ms: float | None = None
    megabytes: float | None = None  # that ours grew by at most, where it matters
    most_megabytes: float | None = None

    @property
    def reached(self) -> bool:
        limits = (
            (self.ratio, self.goal),
            (self.queries, self.most_queries),
            (self.ours_ms, self.most_ms),
            (self.megabytes or 0, self.most_megabytes),
        )
        return all(most is None or found <= most for found, most in limits)


def undone(work: Work) -> Work:
    """The work with all that its commit would check, and then its undoing; answers as it does."""

    def run() -> Any:
        with transaction.atomic():
            found = work()
            _check_as_a_commit_does()
            transaction.set_rollback(True)
        return found

    return run


def measure(bench: Bench, *, rounds: int) -> Figures:
    """The figures of one bench; each round takes both in turn, so that load weighs on both."""
    # What was built for the bench is checked now, and not by each try.
    _check_as_a_commit_does()
    answer, least = bench.figures(bench.ours()), bench.floor()
    if bench.same and answer != least:
        raise Disagreement(f"{bench.name}: {answer!r} is not {least!r}")
    with CaptureQueriesContext(connection) as queries:
        bench.ours()
    pairs = []
    with _undisturbed():
        for _round in range(min(rounds, bench.rounds or rounds)):
            ours = _milliseconds(bench.ours, before=bench.before)
            pairs.append((ours, _milliseconds(bench.floor, bench.times, before=bench.before)))
    return Figures(
        name=bench.name,
        ours_ms=round(median(ours for ours, _floor in pairs), 4),
        floor_ms=round(median(floor for _ours, floor in pairs), 4),
        ratio=round(median(ours / floor for ours, floor in pairs), 3),
        goal=bench.goal,
        queries=sum(not one["sql"].startswith(_CHECKING) for one in queries),
        most_queries=bench.most_queries,
        most_ms=bench.most_ms,
        megabytes=None if bench.most_megabytes is None else _megabytes(bench.ours),
        most_megabytes=bench.most_megabytes,
    )


def _check_as_a_commit_does() -> None:
    # PostgreSQL puts these checks off until the commit; SQLite has made them with each statement.
    if connection.vendor == "postgresql":
        connection.check_constraints()


def _megabytes(work: Work) -> float:
    """How much more memory the work held at its peak, measured apart: watching it slows it."""
    tracemalloc.start()
    try:
        work()
        return round(tracemalloc.get_traced_memory()[1] / 1e6, 1)
    finally:
        tracemalloc.stop()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """No garbage collection, and no log of queries, while the clock runs."""
    logged, connection.force_debug_cursor = connection.force_debug_cursor, False
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        connection.force_debug_cursor = logged


def _milliseconds(work: Work, times: int = 1, *, before: Callable[[], None]) -> float:
    """The best of a few tries: what else the machine does is not the work's."""
    best = float("inf")
    for _try in range(TRIES):
        before()
        begun = perf_counter()
        for _time in range(times):
            work()
        best = min(best, perf_counter() - begun)
    return best * 1000
