"""What a browser sends of the forms of promotions and discounts."""

from typing import Any

PROMOTION = {
    "title_fr": "Soldes d’hiver",
    "title_en": "",
    "kind": "percent",
    "value": "30",
    "basis": "net",
    "products": "",
    "starts_on": "2026-11-01",
    "ends_on": "",
    "no_end": "on",
    "is_active": "on",
    "rank": "0",
    "audience": "everyone",
}
DISCOUNT = {
    "title_fr": "Fin d’année",
    "title_en": "Year end",
    "basis": "net",
    "starts_on": "2026-12-01",
    "ends_on": "2026-12-31",
    "is_active": "on",
}


def promotion(**changes: Any) -> dict[str, Any]:
    """A promotion of 30 % off everything, for everyone, with what was typed over it."""
    return _sent(PROMOTION, changes)


def discount(**changes: Any) -> dict[str, Any]:
    """A discount for December without its tiers, with what was typed over it."""
    return _sent(DISCOUNT, changes)


def tiers(*lines: tuple[str, str, str]) -> dict[str, str]:
    """« from 500, 10 percent », line by line."""
    sent: dict[str, str] = {}
    for at, (threshold, value, kind) in enumerate(lines, start=1):
        sent |= {f"threshold_{at}": threshold, f"value_{at}": value, f"kind_{at}": kind}
    return sent


def _sent(usual: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in {**usual, **changes}.items() if one is not None}
