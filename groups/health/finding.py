"""One thing to look at in the terms of the groups."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from groups.models import CustomerGroup


class Severity(TextChoices):
    """How much it matters; the order is that of the page."""

    ERROR = "error", _("Error")
    WARNING = "warning", _("Warning")
    INFO = "info", _("To know")


class Code(StrEnum):
    """What was found, for programs; commands and tests know findings by these names."""

    BELOW_COST = "below_cost"
    DISCOUNT_WITHOUT_FLOOR = "discount_without_floor"
    TEMPLATE_ENDED_OR_UPCOMING = "template_ended_or_upcoming"
    TEMPLATE_UNUSED = "template_unused_because_group_pricing_off"
    DISCOUNT_UNUSED = "discount_unused_because_group_pricing_off"
    TEMPLATE_WITHOUT_RULES = "template_without_rules"
    DEFAULT_GROUP_ASLEEP = "default_group_asleep"
    CONSUMER_DEFAULT_SHOWS_NET = "consumer_default_shows_net"
    GROUP_ENDS_SOON = "group_ends_soon"
    RATE_WITHOUT_COMPONENTS = "rate_without_components"
    EXEMPT_WITHOUT_REASON = "exempt_without_reason"
    PROMOTION_FOR_NOBODY = "promotion_for_nobody"
    PROMOTION_NEVER_WINS = "promotion_never_wins"
    PROMOTION_OPEN_TO_ALL = "promotion_open_to_all"
    DISCOUNT_WITHOUT_GROUP = "discount_without_group"
    DISCOUNT_WITHOUT_TIER = "discount_without_tier"
    SEES_NOTHING = "sees_nothing"
    RESERVED_FOR_NOBODY = "reserved_for_nobody"
    IDENTICAL_GROUPS = "identical_groups"
    COLOUR_CLASH = "colour_clash"
    COLOUR_CLASH_TO_SOME = "colour_clash_to_some"
    MISSING_ENGLISH_TITLE = "missing_english_title"
    PUBLIC_LABEL_IN_ONE_LANGUAGE = "public_label_in_one_language"


MEANINGS = {
    Code.BELOW_COST: _("Products are sold below their cost, to everyone or to a group."),
    Code.DISCOUNT_WITHOUT_FLOOR: _("A group takes something off without a cost-plus minimum."),
    Code.TEMPLATE_ENDED_OR_UPCOMING: _("The chosen price template does not run today."),
    Code.TEMPLATE_UNUSED: _("A price template is chosen and group pricing is off everywhere."),
    Code.DISCOUNT_UNUSED: _("Discounts are set and group pricing is off everywhere."),
    Code.TEMPLATE_WITHOUT_RULES: _("The chosen price template has no rule."),
    Code.DEFAULT_GROUP_ASLEEP: _("The default group is not active today, or soon ends."),
    Code.CONSUMER_DEFAULT_SHOWS_NET: _("New customers of a store that shows taxes see none."),
    Code.GROUP_ENDS_SOON: _("Members have no other group and theirs ends within two weeks."),
    Code.RATE_WITHOUT_COMPONENTS: _("The VAT rate of a group has no tax in it."),
    Code.EXEMPT_WITHOUT_REASON: _("A group is tax exempt and no reason is given."),
    Code.PROMOTION_FOR_NOBODY: _("A promotion for groups has no group, or only sleeping ones."),
    Code.PROMOTION_NEVER_WINS: _("A promotion is never the best price of any product."),
    Code.PROMOTION_OPEN_TO_ALL: _("A group is attached to a promotion that everyone has."),
    Code.DISCOUNT_WITHOUT_GROUP: _("An order discount for groups has no active group."),
    Code.DISCOUNT_WITHOUT_TIER: _("An order discount has no value."),
    Code.SEES_NOTHING: _("The members of a group see no product."),
    Code.RESERVED_FOR_NOBODY: _("A product is reserved and no active group may buy it."),
    Code.IDENTICAL_GROUPS: _("Two groups grant exactly the same."),
    Code.COLOUR_CLASH: _("The colours of two groups are nearly the same."),
    Code.COLOUR_CLASH_TO_SOME: _("Colour-blind people cannot tell the colours of two groups."),
    Code.MISSING_ENGLISH_TITLE: _("A group has no English title."),
    Code.PUBLIC_LABEL_IN_ONE_LANGUAGE: _("A group has its public label in one language only."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong in the reader's language, what to do about it, and on which page."""

    code: Code
    severity: Severity
    text: str
    fix: str
    page: str  # the name of the panel's page where it is mended
    args: tuple[int, ...] = ()
    field: str = ""  # the field of that page to go to
    group: CustomerGroup | None = None  # none where it is about several, or about everybody
