"""Why a price is what it is: the steps that changed it, and the rules that lost."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from pricing.engine.terms import Source


class StepCode(StrEnum):
    """What happened to an amount."""

    LIST = "list"
    PUBLIC_STEP = "public_step"
    TEMPLATE = "template"
    GROUP_DISCOUNT = "group_discount"
    PROMOTION = "promotion"
    FLOOR = "floor"
    ROUNDING = "rounding"
    CEILING = "ceiling"
    TYPED = "typed"
    VAT_RATE = "vat_rate"
    ORDER_DISCOUNT = "order_discount"
    SHIPPING = "shipping"


class Reason(StrEnum):
    """Why a rule did not act."""

    BETTER_PRICE = "better_price"  # another price is lower
    LESS_SPECIFIC = "less_specific"  # a rule nearer to the product replaces it
    LOWER_STEP = "lower_step"  # a higher quantity step is reached
    STEP_NOT_REACHED = "step_not_reached"
    NO_COST = "no_cost"
    PUBLIC_PRICE = "public_price"  # everyone's price is lower
    THRESHOLD = "threshold"  # the subtotal is under the threshold
    BETTER_DISCOUNT = "better_discount"  # another order discount is worth more
    GROUP_PRICES_OFF = "group_prices_off"  # the group keeps its prices back
    CHANNEL_OFF = "channel_off"  # the channel ignores the prices of the group
    GROUP_INACTIVE = "group_inactive"
    GROUP_ENDED = "group_ended"
    GROUP_UPCOMING = "group_upcoming"
    MEMBERSHIP_ENDED = "membership_ended"
    MEMBERSHIP_UPCOMING = "membership_upcoming"
    NOT_MAIN_GROUP = "not_main_group"  # another group speaks for the viewer, or none does
    OTHER_GROUPS = "other_groups"  # reserved for groups the viewer is not in
    CLOSED_TO_GROUP = "closed_to_group"  # for everyone except a group the viewer is in
    NOTHING_LEFT = "nothing_left"  # nothing can be taken off any more


class Caution(StrEnum):
    """What staff should know about a price."""

    BELOW_FLOOR = "below_floor"  # under the cost floor, which only warns
    BELOW_COST = "below_cost"


class Step(NamedTuple):
    """One change of an amount, in the shop's entered basis."""

    code: StepCode
    before: Decimal
    after: Decimal
    rule: Source | None = None
    group: Source | None = None
    percent: Decimal | None = None
    base: Decimal | None = None  # what the reduction was taken off, where that is not `before`


class Lost(NamedTuple):
    """A rule that could have acted and did not; the price or amount it would have given."""

    rule: Source
    price: Decimal | None
    reason: Reason
    day: date | None = None  # the last one, or the first to come, where days are the reason
