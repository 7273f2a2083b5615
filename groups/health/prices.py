"""Findings about prices, asked of the price engine itself."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backoffice.templatetags.ui import number
from groups.health.facts import Facts
from groups.health.finding import Code, Finding, Severity
from groups.models import CustomerGroup, FloorMode, State
from pricing import engine
from pricing.book import Scoped

SHOWN = 3  # references named in a finding


def below_cost(facts: Facts) -> Iterator[Finding]:
    """Products sold under their cost today: to everybody, or to a group because of its terms."""
    everybody = [sku for sku, price in facts.prices(None).items() if _is_below(price)]
    if everybody:
        told = ngettext(
            "%(n)s product is sold below cost to everyone (%(skus)s).",
            "%(n)s products are sold below cost to everyone (%(skus)s).",
            len(everybody),
        )
        yield Finding(
            code=Code.BELOW_COST,
            severity=Severity.ERROR,
            text=told % _named(everybody),
            fix=_("Check the products"),
            page="product_list",
        )
    for group in facts.acting():
        found = _below(facts, group)
        if found:
            told = ngettext(
                "Members buy %(n)s product below cost today (%(skus)s).",
                "Members buy %(n)s products below cost today (%(skus)s).",
                len(found),
            )
            yield Finding(
                code=Code.BELOW_COST,
                severity=Severity.ERROR,
                text=told % _named(found),
                fix=_("Set a minimum above cost"),
                page="group_general",
                args=(group.pk,),
                field="floor_percent",
                group=group,
            )


def without_floor(facts: Facts) -> Iterator[Finding]:
    """Groups that lower prices with nothing to hold them up."""
    for group in facts.acting():
        held = group.floor_percent is not None and group.floor_mode == FloorMode.RAISE
        if held or not lowers(facts, group):
            continue
        count = len(_below(facts, group))
        text = _("Its prices have no cost-plus minimum; no product goes below cost today.")
        if count:
            told = ngettext(
                "Its prices have no cost-plus minimum: %(n)s product goes below cost.",
                "Its prices have no cost-plus minimum: %(n)s products go below cost.",
                count,
            )
            text = told % {"n": number(count)}
        yield Finding(
            code=Code.DISCOUNT_WITHOUT_FLOOR,
            severity=Severity.WARNING if count else Severity.INFO,
            text=text,
            fix=_("Set a minimum above cost"),
            page="group_general",
            args=(group.pk,),
            field="floor_percent",
            group=group,
        )


def never_wins(facts: Facts) -> Iterator[Finding]:
    """Promotions reserved to groups whose members always have a lower price."""
    wanted = {group.pk for group in facts.about}
    for one in facts.book.rules.running_promotions(on=facts.on):
        linked = facts.book.by_promotion.get(one.row.pk, frozenset())
        if not one.row.groups_only or not linked & wanted:
            continue
        groups = [group for group in facts.linked(linked) if _gives(group, facts)]
        skus = [item.sku for item in facts.items if one.covers(item)]
        if not groups or not skus or any(_wins(one, facts, by, skus) for by in groups):
            continue
        told = ngettext(
            "The promotion “%(title)s” is never the best price: another is as low or lower"
            " for its members on the %(n)s product looked at.",
            "The promotion “%(title)s” is never the best price: another is as low or lower"
            " for its members on the %(n)s products looked at.",
            len(skus),
        )
        yield Finding(
            code=Code.PROMOTION_NEVER_WINS,
            severity=Severity.WARNING,
            text=told % {"title": one.row.title, "n": number(len(skus))},
            fix=_("Change the promotion"),
            page="promotion_edit",
            args=(one.row.pk,),
            field="value",
            group=groups[0] if len(groups) == 1 else None,
        )


def lowers(facts: Facts, group: CustomerGroup) -> bool:
    """Whether the group has a template or a discount of its own."""
    some = any(facts.book.category_discounts.get(group.pk, {}).values())
    return bool(group.discount_percent) or some or group.price_template_id is not None


def _gives(group: CustomerGroup, facts: Facts) -> bool:
    return group.state(on=facts.on) == State.ACTIVE and facts.channel(group) is not None


def _wins(one: Scoped, facts: Facts, group: CustomerGroup, skus: list[str]) -> bool:
    promotions = facts.policy(group).promotions
    rule = next(found.source for found in promotions if found.id == one.row.pk)
    prices = facts.prices(group)
    return any(step.rule == rule for sku in skus for step in prices[sku].trace)


def _below(facts: Facts, group: CustomerGroup) -> list[str]:
    everyone = facts.prices(None)
    return [
        sku
        for sku, price in facts.prices(group).items()
        if _is_below(price) and not _is_below(everyone[sku])
    ]


def _is_below(price: engine.UnitPrice) -> bool:
    return engine.Caution.BELOW_COST in price.warnings


def _named(skus: list[str]) -> dict[str, str]:
    more = ", …" if len(skus) > SHOWN else ""
    return {"n": number(len(skus)), "skus": ", ".join(skus[:SHOWN]) + more}
