"""What « Votre compte » tells a customer, and nothing staff keep to themselves."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from customers.models import Address, Customer, Membership
from groups import selectors as groups
from groups.models import CustomerGroup
from pricing import engine
from storefront.selectors.texts import Text, text
from storefront.selectors.visits import Visit


@dataclass(frozen=True, slots=True)
class Level:
    """A group as its members may see it."""

    pk: int
    title: Text
    description: Text


@dataclass(frozen=True, slots=True)
class MemberLevel:
    """The group that speaks for a customer today, and what it brings."""

    level: Level
    discount: Decimal
    own_prices: bool  # a template of the group makes them
    by_category: tuple[tuple[Text, Decimal], ...]  # in place of the general discount
    display: engine.Basis
    vat_rate: engine.Rate | None  # the group's own, instead of the shop's
    exempt: bool
    exemption_reason: str
    until: date | None


def member_level(*, visit: Visit) -> MemberLevel | None:
    """The customer's level and its advantages; none for who is in no group."""
    group, terms = visit.viewer.group, visit.viewer.policy
    if group is None:
        return None
    return MemberLevel(
        level=_level(group),
        discount=terms.discount,
        own_prices=terms.template is not None,
        by_category=_by_category(visit, group) if terms.category_discounts else (),
        display=terms.display,
        vat_rate=terms.vat_rate if terms.vat_mode is engine.VatMode.OVERRIDE else None,
        exempt=terms.vat_mode is engine.VatMode.EXEMPT,
        exemption_reason=terms.exemption_reason,
        until=_until(visit.viewer.customer, group),
    )


def level(*, visit: Visit) -> Level | None:
    """The group whose prices a customer sees; none for who is in no group."""
    return _level(visit.viewer.group) if visit.viewer.group else None


def other_levels(*, visit: Visit) -> list[Level]:
    """The additional groups a customer is in today."""
    return [_level(group) for group in visit.viewer.others]


def addresses(*, customer: Customer | None) -> list[Address]:
    """Where the customer is invoiced or receives goods, the usual one first."""
    if customer is None:
        return []
    return list(Address.objects.filter(customer=customer).order_by("-is_default", "pk"))


def _by_category(visit: Visit, group: CustomerGroup) -> tuple[tuple[Text, Decimal], ...]:
    """The percentages of the categories a customer may meet, in the shop's words."""
    shelves = {shelf.pk: shelf.title for shelf in visit.shelves.rows}
    rows = groups.category_discounts(group=group)
    return tuple(
        (shelves[row.category_id], row.percent) for row in rows if row.category_id in shelves
    )


def _level(group: CustomerGroup) -> Level:
    return Level(pk=group.pk, title=text(group, "title"), description=text(group, "description"))


def _until(customer: Customer | None, group: CustomerGroup) -> date | None:
    """The last day of the level: the group's or the membership's own, whichever comes first."""
    held = Membership.objects.filter(customer=customer, group=group).values_list("ends_on")
    ends = [day for day in (group.ends_on, *(row[0] for row in held)) if day is not None]
    return min(ends, default=None)
