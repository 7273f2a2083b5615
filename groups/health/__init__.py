"""What is wrong, or soon will be, with the shop's groups."""

from groups.health.finding import MEANINGS, Code, Finding, Severity
from groups.health.looking import findings
from groups.health.terms import SOON

__all__ = ["MEANINGS", "SOON", "Code", "Finding", "Severity", "findings"]
