"""Stated figures against the engine's."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def differences(
    expected: Mapping[str, Any], actual: Mapping[str, Any], tolerance: Decimal
) -> dict[str, tuple[Any, Any]]:
    """Each stated figure the engine does not reach, under its dotted name."""
    found: dict[str, tuple[Any, Any]] = {}
    for key, wanted in expected.items():
        got = actual.get(key)
        if isinstance(wanted, Mapping):
            inner = differences(wanted, got if isinstance(got, dict) else {}, tolerance)
            found |= {f"{key}.{name}": pair for name, pair in inner.items()}
        elif not _same(wanted, got, tolerance):
            found[key] = (wanted, got)
    return found


def _same(wanted: Any, got: Any, tolerance: Decimal) -> bool:
    if isinstance(wanted, list):
        if not isinstance(got, list) or len(wanted) != len(got):
            return False
        pairs = zip(sorted(wanted), sorted(got), strict=True)
        return all(_same(one, other, tolerance) for one, other in pairs)
    if isinstance(got, Decimal):
        return abs(Decimal(wanted) - got) <= tolerance
    return bool(wanted == got)
