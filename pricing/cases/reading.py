"""Pricing cases as they are written down (schema golden-pricing/1)."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

SCHEMA = "golden-pricing/1"

Given = Mapping[str, Any]


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
    given: Mapping[str, Any]  # the case as written


def cases_of(path: Path) -> Iterator[Case]:
    """The cases of one file, in its order."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableCasesError(f"{path}: {error}") from error
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise UnreadableCasesError(f"{path}: not a file of schema {SCHEMA}")
    for given in document["cases"]:
        yield Case(
            id=given["id"],
            kind=given["kind"],
            honour=given["honour"],
            needs=tuple(given["needs"]),
            tolerance=Decimal(given["tolerance"]),
            expected=given["expected"],
            given=given,
        )
