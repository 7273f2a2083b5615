"""A price as a waterfall: one row for each thing that could change it, idle ones too."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from backoffice.templatetags.ui import percent
from customers.explaining import LONGEST_FRACTION
from customers.viewers import Viewer
from pricing import engine, presenting, reductions
from pricing.engine import StepCode

WIDTH = 200  # of a bar, in the units of its drawing
TENTH = Decimal("0.1")
_IN_ORDER = tuple(StepCode)


@dataclass(frozen=True, slots=True)
class Bar:
    """What stays of the price, then what was added or taken off."""

    stays: int
    moves: int
    falls: bool

    @property
    def end(self) -> int:
        return self.stays + self.moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that could change the price; `idle` says why it did not."""

    slug: str
    name: str
    rule: str
    group: str
    before: Decimal
    after: Decimal
    bar: Bar
    idle: str = ""
    rule_code: str = ""
    group_code: str = ""

    @property
    def change(self) -> Decimal:
        """What it adds or takes off, between the amounts as printed: a column that adds up."""
        return round(self.after, LONGEST_FRACTION) - round(self.before, LONGEST_FRACTION)


@dataclass(frozen=True, slots=True)
class Limit:
    """What a floor left of the reduction that was asked for, in percent of everyone's price."""

    asked: Decimal
    granted: Decimal
    floor: str


def rows(*, price: engine.UnitPrice, viewer: Viewer, item: engine.Item) -> tuple[Row, ...]:
    """Every step in the order of the rules, in the shop's entered basis."""
    tallest = max((max(step.before, step.after) for step in price.trace), default=Decimal(0))
    idle = dict(_idle(viewer, item))
    for step in price.trace:
        idle.pop(step.code, None)
    slots: list[engine.Step | StepCode] = [*price.trace, *idle]
    slots.sort(key=lambda slot: _rank(slot if isinstance(slot, StepCode) else slot.code))
    found: list[Row] = []
    for slot in slots:
        running = found[-1].after if found else Decimal(0)
        if isinstance(slot, StepCode):
            step = engine.Step(slot, running, running)
            found.append(_row(step, tallest, found, idle[slot]))
        else:
            found.append(_row(slot, tallest, found))
    return tuple(found)


def _rank(code: StepCode) -> int:
    return _IN_ORDER.index(code)


def _row(step: engine.Step, tallest: Decimal, above: list[Row], idle: str = "") -> Row:
    slug = step.code.value.replace("_", "-")
    again = sum(row.slug.startswith(slug) for row in above)
    return Row(
        slug=f"{slug}-{again + 1}" if again else slug,
        name=presenting.step_name(code=step.code),
        rule=presenting.step_rule(step=step),
        group=step.group.title if step.group else "",
        before=step.before,
        after=step.after,
        bar=_bar(step.before, step.after, tallest),
        idle=idle,
        rule_code=step.rule.code if step.rule else "",
        group_code=step.group.code if step.group else "",
    )


def _bar(before: Decimal, after: Decimal, tallest: Decimal) -> Bar:
    if not tallest:
        return Bar(0, 0, falls=False)
    low, high = sorted((before, after))
    stays = round(low / tallest * WIDTH)
    return Bar(stays, round(high / tallest * WIDTH) - stays, falls=after < before)


def _idle(viewer: Viewer, item: engine.Item) -> Iterator[tuple[StepCode, str]]:
    """What would be said of each usual step, should it do nothing."""
    policy = viewer.policy
    if policy.group is not None:
        off = _set_aside(viewer)
        none = policy.template is None
        yield (
            StepCode.TEMPLATE,
            off or (_("no price template") if none else _("none of its rules lowers this price")),
        )
        yield StepCode.GROUP_DISCOUNT, off or _("no discount on this product")
    running = policy.promotions_on(item)
    yield (
        StepCode.PROMOTION,
        _("no promotion gives a lower price") if running else _("no promotion running"),
    )
    limited = policy.floor_percent is not None or item.minimum
    yield StepCode.FLOOR, _("not reached") if limited else _("no floor")


def _set_aside(viewer: Viewer) -> str:
    """« le canal Comptoir ignore les prix du groupe », for the group that speaks for him."""
    reasons = {one.group: one.reason for one in viewer.waiting()}
    why = reasons.get(viewer.group) if viewer.group else None
    if why is None:
        return ""
    if why is engine.Reason.GROUP_PRICES_OFF or viewer.channel is None:
        return _("the prices of the group are off")
    named = {"channel": viewer.channel.title}
    return _("the channel “%(channel)s” ignores the prices of the group") % named


def limit(*, price: engine.UnitPrice, viewer: Viewer, sees_costs: bool) -> Limit | None:
    """« −25 % demandés, −11,3 % accordés (plancher coût + 10 %) », where a floor raised it."""
    found = reductions.reduction(price=price)
    if found is None or found.floor is None:
        return None
    return Limit(
        asked=found.asked.quantize(TENTH),
        granted=found.granted.quantize(TENTH),
        floor=_floor(found.floor, viewer, sees_costs),
    )


def _floor(raised: engine.Step, viewer: Viewer, sees_costs: bool) -> str:
    if raised.group is None:
        return _("minimum price of the product")
    least = viewer.policy.floor_percent
    if least is None or not sees_costs:
        return _("floor of the group")
    return _("floor: cost + %(percent)s") % {"percent": percent(least)}
