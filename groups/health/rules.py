"""Findings about promotions and order discounts that reach nobody, or everybody anyway."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from groups.health.facts import Facts
from groups.health.finding import Code, Finding, Severity
from groups.models import CustomerGroup, State
from pricing.models import Dated


def promotions(facts: Facts) -> Iterator[Finding]:
    """Promotions reserved to nobody, and groups attached to one that is open to all."""
    wanted = {group.pk for group in facts.about}
    for one in facts.book.rules.promotions:
        row = one.row
        if not row.is_active or row.state(on=facts.on) == Dated.State.ENDED:
            continue
        groups = facts.linked(facts.book.by_promotion.get(row.pk, frozenset()))
        told = {"title": row.title}
        if row.groups_only and not _alive(groups, facts):
            text = _("The promotion “%(title)s” is for customer groups only, and no group has it.")
            if groups:
                text = _("The promotion “%(title)s” is only for groups that are ended or inactive.")
            yield Finding(
                code=Code.PROMOTION_FOR_NOBODY,
                severity=Severity.WARNING,
                text=text % told,
                fix=_("Choose its groups"),
                page="promotion_edit",
                args=(row.pk,),
                field="groups",
                group=groups[0] if len(groups) == 1 else None,
            )
        if row.groups_only or row.groups_excluded:
            continue
        for group in groups:
            if group.pk in wanted:
                text = _("The promotion “%(title)s” is open to all: its members get nothing more.")
                yield Finding(
                    code=Code.PROMOTION_OPEN_TO_ALL,
                    severity=Severity.INFO,
                    text=text % told,
                    fix=_("Change its audience"),
                    page="promotion_edit",
                    args=(row.pk,),
                    group=group,
                )


def discounts(facts: Facts) -> Iterator[Finding]:
    """Order discounts without a group where they need one, or without any value."""
    for one in facts.book.rules.discounts:
        row = one.row
        if not row.is_active or row.state(on=facts.on) == Dated.State.ENDED:
            continue
        groups = facts.linked(facts.book.by_discount.get(row.pk, frozenset()))
        sole = groups[0] if len(groups) == 1 else None
        told = {"title": row.title}
        if not row.is_for_everyone and not _alive(groups, facts):
            text = _("The discount “%(title)s” is for customer groups, and no active group has it.")
            fix, code = _("Choose its groups"), Code.DISCOUNT_WITHOUT_GROUP
            yield _of(row.pk, code, text % told, fix, sole)
        if not one.tiers:
            text = _("The discount “%(title)s” takes nothing off: it has no value.")
            fix, code = _("Give it a value"), Code.DISCOUNT_WITHOUT_TIER
            yield _of(row.pk, code, text % told, fix, sole)


def _alive(groups: list[CustomerGroup], facts: Facts) -> bool:
    return any(group.state(on=facts.on) in (State.ACTIVE, State.UPCOMING) for group in groups)


def _of(pk: int, code: Code, text: str, fix: str, group: CustomerGroup | None) -> Finding:
    return Finding(
        code=code,
        severity=Severity.WARNING,
        text=text,
        fix=fix,
        page="discount_edit",
        args=(pk,),
        group=group,
    )
