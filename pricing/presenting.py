"""The trace of a price in the reader's words."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backoffice.templatetags.ui import day as day_told
from backoffice.templatetags.ui import percent
from pricing import engine

_STEPS = {
    engine.StepCode.LIST: gettext_lazy("List price"),
    engine.StepCode.PUBLIC_STEP: gettext_lazy("Quantity price for everyone: “%(rule)s”"),
    engine.StepCode.TEMPLATE: gettext_lazy("Price template “%(rule)s”"),
    engine.StepCode.GROUP_DISCOUNT: gettext_lazy("Group discount of %(percent)s"),
    engine.StepCode.PROMOTION: gettext_lazy("On-sale promotion “%(rule)s”"),
    engine.StepCode.FLOOR: gettext_lazy("Raised to the floor"),
    engine.StepCode.ROUNDING: gettext_lazy("Rounded"),
    engine.StepCode.CEILING: gettext_lazy("Brought down to the price of a visitor"),
    engine.StepCode.TYPED: gettext_lazy("Price typed by staff"),
    engine.StepCode.VAT_RATE: gettext_lazy("Moved to the customer’s VAT rate, net price kept"),
    engine.StepCode.ORDER_DISCOUNT: gettext_lazy("Discount “%(rule)s”"),
    engine.StepCode.SHIPPING: gettext_lazy("Delivery"),
}
_NAMES = {
    engine.StepCode.LIST: gettext_lazy("List price"),
    engine.StepCode.PUBLIC_STEP: gettext_lazy("Quantity price for everyone"),
    engine.StepCode.TEMPLATE: gettext_lazy("Price template"),
    engine.StepCode.GROUP_DISCOUNT: gettext_lazy("Group discount"),
    engine.StepCode.PROMOTION: gettext_lazy("On-sale promotion"),
    engine.StepCode.FLOOR: gettext_lazy("Floor"),
    engine.StepCode.ROUNDING: gettext_lazy("Rounding"),
    engine.StepCode.CEILING: gettext_lazy("Never above the public price"),
    engine.StepCode.TYPED: gettext_lazy("Price typed by staff"),
    engine.StepCode.VAT_RATE: gettext_lazy("Move to the customer’s VAT rate"),
    engine.StepCode.ORDER_DISCOUNT: gettext_lazy("Order discount"),
    engine.StepCode.SHIPPING: gettext_lazy("Delivery"),
}
_REASONS = {
    engine.Reason.BETTER_PRICE: gettext_lazy("Another price is lower"),
    engine.Reason.LESS_SPECIFIC: gettext_lazy("A rule nearer to the product replaces it"),
    engine.Reason.LOWER_STEP: gettext_lazy("A higher quantity step is reached"),
    engine.Reason.STEP_NOT_REACHED: gettext_lazy("Its quantity step is not reached"),
    engine.Reason.NO_COST: gettext_lazy("The cost of the product is not known"),
    engine.Reason.PUBLIC_PRICE: gettext_lazy("Everyone’s price is lower"),
    engine.Reason.THRESHOLD: gettext_lazy("The subtotal is under its threshold"),
    engine.Reason.BETTER_DISCOUNT: gettext_lazy("Another discount is worth more"),
    engine.Reason.GROUP_PRICES_OFF: gettext_lazy("The prices of the group are off"),
    engine.Reason.CHANNEL_OFF: gettext_lazy("This channel ignores the prices of the group"),
    engine.Reason.GROUP_INACTIVE: gettext_lazy("The group is inactive"),
    engine.Reason.GROUP_ENDED: gettext_lazy("The group ended on %(day)s"),
    engine.Reason.GROUP_UPCOMING: gettext_lazy("The group starts on %(day)s"),
    engine.Reason.MEMBERSHIP_ENDED: gettext_lazy("The membership ended on %(day)s"),
    engine.Reason.MEMBERSHIP_UPCOMING: gettext_lazy("The membership starts on %(day)s"),
    engine.Reason.NOT_MAIN_GROUP: gettext_lazy(
        "Only the main group brings its template, its discounts and its floor"
    ),
    engine.Reason.OTHER_GROUPS: gettext_lazy("Reserved for other customer groups"),
    engine.Reason.CLOSED_TO_GROUP: gettext_lazy("Closed to a group of the customer"),
    engine.Reason.NOTHING_LEFT: gettext_lazy("Nothing is left to take off"),
}
_CAUTIONS = {
    engine.Caution.BELOW_FLOOR: gettext_lazy("Sold below the floor of the group"),
    engine.Caution.BELOW_COST: gettext_lazy("Sold below cost"),
}
_BASES = {
    engine.Basis.NET: gettext_lazy("excl. VAT"),
    engine.Basis.GROSS: gettext_lazy("incl. VAT"),
}


def step_label(*, step: engine.Step) -> str:
    """What happened to the price, by which rule and for which group."""
    names = {
        "rule": step.rule.title if step.rule else "",
        "percent": percent(step.percent),
    }
    label = str(_STEPS[step.code]) % names
    if step.base is not None:
        label = _("%(step)s, on everyone’s price") % {"step": label}
    if step.group is None:
        return label
    return _("%(step)s (%(group)s)") % {"step": label, "group": step.group.title}


def step_name(*, code: engine.StepCode) -> str:
    """The kind of step, without the rule that made it."""
    return str(_NAMES[code])


def step_rule(*, step: engine.Step) -> str:
    """The rule of a step, its percentage, or both: « Soldes d’hiver (−30 %) »."""
    off = percent(-step.percent) if step.percent is not None else ""
    if step.base is not None:
        off = _("%(off)s on everyone’s price") % {"off": off} if off else _("on everyone’s price")
    title = step.rule.title if step.rule else ""
    return f"{title} ({off})" if title and off else title or off


def reason_label(*, reason: engine.Reason, day: date | None = None) -> str:
    """Why a rule did not act; some reasons tell a day."""
    return str(_REASONS[reason]) % {"day": day_told(day)}


def caution_label(*, caution: engine.Caution) -> str:
    """What staff should know about a price."""
    return str(_CAUTIONS[caution])


def basis_label(*, basis: engine.Basis) -> str:
    """« HT » or « TTC »."""
    return str(_BASES[basis])


def rate_label(*, rate: engine.Rate) -> str:
    """« TVA 20 % », « TPS 5 % + TVQ 9,975 % »; what bears no tax is at 0 %."""
    if not rate.components:
        return percent(rate.percent)
    return " + ".join(f"{part.code} {percent(part.percent)}" for part in rate.components)
