"""What a browser sends of the customers' forms."""

from typing import Any

from django.test import Client

from customers.models import Customer


def typed(page: Any, **changes: Any) -> dict[str, Any]:
    """The form of a page as it stands, with what was typed over it."""
    form = page.context["form"]
    values: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if value is True:
            values[field.name] = "on"
        elif value not in (None, False):
            values[field.name] = value
    for name in ("version", "seen"):
        if page.context.get(name) is not None:
            values["_seen" if name == "seen" else name] = page.context[name]
    values.update(changes)
    return {name: value for name, value in values.items() if value is not None}


def record(client: Client, customer: Customer) -> Any:
    return client.get(customer.get_absolute_url())


def save(client: Client, customer: Customer, **changes: Any) -> Any:
    """Open the record, type over it, save."""
    page = record(client, customer)
    return client.post(customer.get_absolute_url(), typed(page, **changes))
