"""What a browser sends of a group's form."""

from typing import Any

from groups.models import CustomerGroup

NEW = {
    "title_fr": "Grossistes",
    "title_en": "",
    "description_fr": "",
    "description_en": "",
    "code": "",
    "color": "#1F6FEB",
    "is_active": "on",
    "starts_on": "2026-01-01",
    "no_end": "on",
    "ends_on": "",
    "vat_mode": "shop",
    "vat_rate": "",
    "exemption_reason": "",
    "discount_percent": "",
    "price_display": "shop",
    "use_group_pricing": "on",
    "price_template": "",
    "floor_percent": "",
    "floor_mode": "raise",
    "public_ceiling": "on",
    "public_label_fr": "",
    "public_label_en": "",
    "is_visible": "on",
    "contact_name": "",
    "contact_email": "",
    "contact_phone": "",
    "category_mode": "shop",
}


def typed(group: CustomerGroup | None = None, **changes: Any) -> dict[str, Any]:
    """The whole form, as a new group or as this one stands, with what was typed over it."""
    values: dict[str, Any] = dict(NEW)
    if group is not None:
        values.update(
            title_fr=group.title_fr,  # type: ignore[attr-defined]
            title_en=group.title_en or "",  # type: ignore[attr-defined]
            code=group.code,
            color=group.color,
            starts_on=group.starts_on.isoformat(),
            version=str(group.version),
        )
        if group.is_default:
            values["is_default"] = "on"
    values.update(changes)
    return {name: value for name, value in values.items() if value is not None}
