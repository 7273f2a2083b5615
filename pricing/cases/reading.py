"""Pricing cases as they are written down (schema golden-pricing/1)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

SCHEMA = "golden-pricing/1"

Given = Mapping[str, Any]

# What a case that does not say is taken to mean: our own way.
ROUNDING = {
    "mode": "half_up",
    "level": "total",
    "catalog_unit": "half_up",
    "discounted_line": "half_up",
    "proration": "largest_remainder",
}


class UnreadableCasesError(ValueError):
    """A file that does not hold pricing cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One situation, and the figures another shop states for it."""

    id: str
    kind: str
    honour: str
    needs: tuple[str, ...]
    tolerance: Decimal
    expected: Mapping[str, Any]
    given: Given


def cases_of(path: Path) -> Iterator[Case]:
    """The cases of one file, in its order."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableCasesError(f"{path}: {error}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UnreadableCasesError(f"{path}: not a file of schema {SCHEMA}")
    for written in document["cases"]:
        rounding = ROUNDING | written.get("rounding", {})
        given = {"prices_include_tax": False} | written | {"rounding": rounding}
        yield Case(
            id=given["id"],
            kind=given["kind"],
            honour=given.get("honour", "must"),
            needs=tuple(given.get("needs", ())),
            tolerance=Decimal(given.get("tolerance", 0)),
            expected=given["expected"],
            given=given,
        )
