"""Running cases, and counting what came of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pricing.cases.comparing import differences
from pricing.cases.features import missing_feature
from pricing.cases.figures import answer
from pricing.cases.reading import Case, cases_of
from pricing.engine import TermsError


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A figure the engine does not reach."""

    id: str
    key: str
    expected: Any
    got: Any


@dataclass(slots=True)
class Report:
    """How many cases passed, failed and were skipped, by kind; and why."""

    kinds: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    skips: Counter[str] = field(default_factory=Counter)

    def total(self, outcome: str) -> int:
        return sum(kind[outcome] for kind in self.kinds.values())

    def add(self, case: Case) -> None:
        """Run one case, or skip it for what the engine is not meant to do."""
        missing = missing_feature(case)
        if missing is not None:
            self.skips[missing] += 1
            self._count(case, "skipped")
            return
        try:
            wrong = differences(case.expected, answer(case), case.tolerance)
        except TermsError as error:
            wrong = {"quote": ("figures", str(error))}
        for key, (expected, got) in wrong.items():
            self.failures.append(Failure(id=case.id, key=key, expected=expected, got=got))
        self._count(case, "failed" if wrong else "passed")

    def _count(self, case: Case, outcome: str) -> None:
        self.kinds.setdefault(case.kind, Counter())[outcome] += 1


def run(paths: Iterable[Path]) -> Report:
    """Every case of the files, in their order."""
    report = Report()
    for path in paths:
        for case in cases_of(path):
            report.add(case)
    return report
