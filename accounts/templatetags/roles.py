"""The name of a role, in templates."""

from django import template

from accounts.roles import ROLES
from accounts.roles import role_label as label_of

register = template.Library()


@register.filter
def role_label(name: str) -> str:
    """« Service client » for the role the code calls support."""
    return label_of(name)


@register.filter
def is_built_in(name: str) -> bool:
    return name in ROLES
