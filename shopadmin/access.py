"""The rule of each address whose view is not ours."""

from backoffice.access import Rule

RULES: dict[str, Rule] = {}
