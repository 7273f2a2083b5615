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
    MISSING_ENGLISH_TITLE = "missing_english_title"


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
