"""Findings about telling groups apart: titles, colours, groups that are the same."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from backoffice.colors import distance
from groups.health.facts import Facts
from groups.health.finding import Code, Finding, Severity
from groups.models import CustomerGroup

TOO_CLOSE = 30.0  # two tags nearer than this look alike in a list
# What names a group or dates it; every other column is one of its terms, those to come included.
_NOT_TERMS = frozenset(
    {
        *("id", "code", "color", "position", "is_active", "is_default", "starts_on", "ends_on"),
        *("title", "title_fr", "title_en", "description", "description_fr", "description_en"),
        *("member_count", "binned_at", "title_fr_key", "title_en_key", "search"),
        *("version", "created_at", "updated_at", "updated_by_id"),
    }
)


def titles(facts: Facts) -> Iterator[Finding]:
    """Groups whose members read a French title in English."""
    for group in facts.about:
        if not group.__dict__.get("title_en"):
            yield _of(
                group,
                Code.MISSING_ENGLISH_TITLE,
                _("It has no English title: English pages show the French one."),
                _("Give the English title"),
                "title_en",
            )


def identical(facts: Facts) -> Iterator[Finding]:
    """Groups that grant exactly the same."""
    alike: dict[object, list[CustomerGroup]] = defaultdict(list)
    for group in facts.book.groups.values():
        alike[_terms(group, facts)].append(group)
    for groups in alike.values():
        for group, first in ((one, groups[0]) for one in groups[1:] if one in facts.about):
            yield _of(
                group,
                Code.IDENTICAL_GROUPS,
                _("It grants exactly the same as “%(title)s”.") % {"title": first.title},
                _("Compare the settings"),
            )


def colours(facts: Facts) -> Iterator[Finding]:
    """Groups whose tags look alike."""
    seen: dict[str, CustomerGroup] = {}  # the first group of each colour
    for group in facts.book.groups.values():
        color = facts.colors.get(group.pk, group.color).upper()
        twin = seen.get(color) or _close(color, seen)
        seen.setdefault(color, group)
        if twin is not None and group in facts.about:
            yield _of(
                group,
                Code.COLOUR_CLASH,
                _("Its colour can be mistaken for that of “%(title)s”.") % {"title": twin.title},
                _("Choose another colour"),
                "color",
            )


def _close(color: str, seen: dict[str, CustomerGroup]) -> CustomerGroup | None:
    return next((one for other, one in seen.items() if distance(other, color) < TOO_CLOSE), None)


def _terms(group: CustomerGroup, facts: Facts) -> tuple[Any, ...]:
    own = tuple(
        (column.attname, getattr(group, column.attname))
        for column in group._meta.concrete_fields
        if column.attname not in _NOT_TERMS
    )
    book = facts.book
    percents = book.category_discounts.get(group.pk, {})
    return (
        own,
        frozenset(percents.items()),
        frozenset(pk for pk, groups in book.by_promotion.items() if group.pk in groups),
        frozenset(pk for pk, groups in book.by_discount.items() if group.pk in groups),
    )


def _of(group: CustomerGroup, code: Code, text: str, fix: str, field: str = "") -> Finding:
    return Finding(
        code=code,
        severity=Severity.INFO,
        text=text,
        fix=fix,
        page="group_general",
        args=(group.pk,),
        field=field,
        group=group,
    )
