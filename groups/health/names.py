"""Findings about telling groups apart: titles, colours, groups that are the same."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from backoffice.colors import (
    Swatch,
    clear_color,
    is_color,
    look_alike,
    look_alike_to_some,
)
from groups.health.facts import Facts
from groups.health.finding import Code, Finding, Severity
from groups.models import CustomerGroup

# What names a group or dates it; every other column is one of its terms, those to come included.
_NOT_TERMS = frozenset(
    {
        *("id", "code", "color", "position", "is_active", "is_default", "starts_on", "ends_on"),
        *("title", "title_fr", "title_en", "description", "description_fr", "description_en"),
        *("public_label", "public_label_fr", "public_label_en", "is_visible"),
        *("contact_name", "contact_email", "contact_phone"),
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


def labels(facts: Facts) -> Iterator[Finding]:
    """Groups whose public label is known in one language."""
    for group in facts.about:
        known = {code: vars(group).get(f"public_label_{code}") for code in ("fr", "en")}
        if not group.is_visible or bool(known["fr"]) == bool(known["en"]):
            continue
        if known["fr"]:
            text = _("It has no public label in English: English pages show the French one.")
            fix, field = _("Give the English label"), "public_label_en"
        else:
            text = _("It has no public label in French: French pages show the English one.")
            fix, field = _("Give the French label"), "public_label_fr"
        yield _of(group, Code.PUBLIC_LABEL_IN_ONE_LANGUAGE, text, fix, field)


def colours(facts: Facts) -> Iterator[Finding]:
    """Groups whose tags look alike, to anybody or to the colour-blind."""
    colors = {pk: facts.colors.get(pk, one.color) for pk, one in facts.book.groups.items()}
    free = clear_color(color for color in colors.values() if is_color(color))
    first: dict[str, CustomerGroup] = {}  # the first group of each colour
    for pk, group in facts.book.groups.items():
        color = colors[pk].upper()
        if not is_color(color):
            continue
        if group in facts.about:
            yield from _twin(group, color, first, free)
        first.setdefault(color, group)


def _twin(
    group: CustomerGroup,
    color: str,
    first: Mapping[str, CustomerGroup],
    free: Swatch | None,
) -> Iterator[Finding]:
    fix = _("Choose another colour")
    if free is not None:
        fix = _("Choose another colour: %(color)s is free") % {"color": str(free.name).lower()}
    for alike, code, text in (
        (look_alike, Code.COLOUR_CLASH, _("Its colour can be mistaken for that of “%(title)s”.")),
        (
            look_alike_to_some,
            Code.COLOUR_CLASH_TO_SOME,
            _("Colour-blind people cannot tell its colour from that of “%(title)s”."),
        ),
    ):
        twin = next((one for other, one in first.items() if alike(other, color)), None)
        if twin is not None:
            yield _of(group, code, text % {"title": twin.title}, fix, "color")
            return


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
        book.ticked.get(group.pk, frozenset()),
        frozenset(
            (channel, said)
            for (of, channel), said in book.channel_pricing.items()
            if of == group.pk
        ),
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
