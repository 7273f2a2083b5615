"""An order discount in one sentence, in either language."""

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext, ngettext

from groups.models import CustomerGroup
from pricing.models import DiscountTier, OrderDiscount
from pricing.wording import listed, period_in_full, tier_offer

LANGUAGES = ("fr", "en")


def sentences(
    *,
    discount: OrderDiscount,
    tiers: Iterable[DiscountTier],
    groups: Iterable[CustomerGroup],
    currency: str,
) -> list[tuple[str, str]]:
    """What customers obtain, by language: « Les Grossistes obtiennent 10 % dès 500,00 € HT… »."""
    rows, named = list(tiers), list(groups)
    found = []
    for language in LANGUAGES:
        with translation.override(language):
            found.append((language, _sentence(discount, rows, named, currency)))
    return found


def _sentence(
    discount: OrderDiscount,
    tiers: list[DiscountTier],
    groups: list[CustomerGroup],
    currency: str,
) -> str:
    offers = [tier_offer(tier=one, discount=discount, currency=currency) for one in tiers]
    told = {
        "offer": listed(offers),
        "period": period_in_full(row=discount),
        "groups": listed(str(group) for group in groups),
    }
    if discount.is_for_everyone:
        return gettext("All customers get %(offer)s, %(period)s.") % told
    if not groups:
        return gettext("No group attached: nobody gets this discount.")
    return (
        ngettext(
            "%(groups)s get %(offer)s, %(period)s.",
            "The groups %(groups)s get %(offer)s, %(period)s.",
            len(groups),
        )
        % told
    )
