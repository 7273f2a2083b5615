"""From a group's row to the plain terms the price engine reads."""

from catalog.models import Shop, VatRate
from groups.models import CustomerGroup, PriceDisplay, VatMode
from pricing import engine
from pricing.selectors import engine_rate

_VAT_MODES = {
    VatMode.SHOP: engine.VatMode.STANDARD,
    VatMode.OWN: engine.VatMode.OVERRIDE,
    VatMode.EXEMPT: engine.VatMode.EXEMPT,
}


def policy(*, group: CustomerGroup | None, shop: Shop) -> engine.Policy:
    """The terms of a member whose effective primary group this is; none is a visitor's.

    The caller has made sure that the group acts on the day in question.
    """
    if group is None:
        return engine.Policy(display=engine.Basis(shop.price_display))
    return engine.Policy(
        group=source(group=group),
        display=display(group=group, shop=shop),
        vat_mode=_VAT_MODES[VatMode(group.vat_mode)],
        vat_rate=_own_rate(group.vat_rate),
        exemption_reason=group.exemption_reason,
        discount=group.discount_percent,
    )


def source(*, group: CustomerGroup) -> engine.Source:
    """The group as the trace of a price names it."""
    return engine.Source(code=group.code or str(group.pk), title=group.title)


def display(*, group: CustomerGroup, shop: Shop) -> engine.Basis:
    """Whether members see prices without or with tax."""
    if group.price_display == PriceDisplay.SHOP:
        return engine.Basis(shop.price_display)
    return engine.Basis(group.price_display)


def _own_rate(rate: VatRate | None) -> engine.Rate | None:
    return None if rate is None else engine_rate(rate=rate)
