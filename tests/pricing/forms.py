"""What a browser sends of a price template's form."""

from typing import Any

from pricing.models import PriceTemplate

NEW = {"title_fr": "Gros", "title_en": "", "starts_on": "", "ends_on": "", "no_end": "on"}
LINE = {
    "scope": "all",
    "category": "",
    "sku": "",
    "quantity": "1",
    "kind": "list_percent",
    "value": "",
}


def typed(
    template: PriceTemplate | None = None, *lines: dict[str, Any], **changes: Any
) -> dict[str, Any]:
    """The whole form: names and days, then each rule as its own line."""
    values: dict[str, Any] = dict(NEW)
    if template is not None:
        values["version"] = str(template.version)
    for number, line in enumerate(lines, start=1):
        values |= {f"{name}_{number}": value for name, value in {**LINE, **line}.items()}
    values.update(changes)
    return {name: value for name, value in values.items() if value is not None}
