"""What « Votre compte » tells a customer, and nothing staff keep to themselves."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog.models import Basis
from customers.models import Address, Customer, Membership
from groups import selectors as groups
from groups.models import CustomerGroup, VatMode
from groups.telling import group_sentence
from groups.terms import GroupTerms
from pricing import engine, presenting
from storefront.selectors.texts import Text, public_name, text
from storefront.selectors.visits import Visit

_VAT_MODES = {
    engine.VatMode.STANDARD: VatMode.SHOP,
    engine.VatMode.OVERRIDE: VatMode.OWN,
    engine.VatMode.EXEMPT: VatMode.EXEMPT,
}


@dataclass(frozen=True, slots=True)
class Level:
    """A group as its members may see it."""

    pk: int
    title: Text
    description: Text


@dataclass(frozen=True, slots=True)
class Standing:
    """What « Votre compte » tells of a customer's groups."""

    main: "MemberLevel | None" = None
    others: tuple[Level, ...] = ()


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
    sentence: str


def group_named(*, visit: Visit) -> Text:
    """The group whose prices a customer sees, if its members are told of it."""
    group = visit.viewer.group
    return public_name(group) if group is not None else Text("")


def standing(*, visit: Visit) -> Standing:
    """The customer's level with its advantages, and his other groups: those he is told of."""
    viewer = visit.viewer
    mine = [group for group in (viewer.group, *viewer.others) if group is not None]
    if not mine or not visit.shop.shows_group:
        return Standing()
    # As they are now: the price book does not follow their descriptions.
    rows = CustomerGroup.objects.in_bulk([group.pk for group in mine])
    told = {pk: row for pk, row in rows.items() if row.is_visible}
    main = told.get(viewer.group.pk) if viewer.group else None
    return Standing(
        main=_member_level(visit, main) if main else None,
        others=tuple(_level(told[one.pk]) for one in viewer.others if one.pk in told),
    )


def _member_level(visit: Visit, group: CustomerGroup) -> MemberLevel:
    terms = visit.viewer.policy
    by_category = _by_category(visit, group) if terms.category_discounts else ()
    until = _until(visit.viewer.customer, group)
    return MemberLevel(
        level=_level(group),
        discount=terms.discount,
        own_prices=terms.template is not None,
        by_category=by_category,
        display=terms.display,
        vat_rate=terms.vat_rate if terms.vat_mode is engine.VatMode.OVERRIDE else None,
        exempt=terms.vat_mode is engine.VatMode.EXEMPT,
        exemption_reason=terms.exemption_reason,
        until=until,
        sentence=_sentence(terms, by_category, until),
    )


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
    return Level(pk=group.pk, title=public_name(group), description=text(group, "description"))


def _sentence(
    policy: engine.Policy, by_category: tuple[tuple[Text, Decimal], ...], until: date | None
) -> str:
    """What the policy comes to: nothing that only staff know is in it."""
    own_rate = policy.vat_rate
    return group_sentence(
        public=True,
        terms=GroupTerms(
            template=policy.template.source.title if policy.template else "",
            discount=policy.discount,
            by_category=tuple((str(title), percent) for title, percent in by_category),
            promotions=sum(one.group is not None for one in policy.promotions),
            order_discounts=sum(one.group is not None for one in policy.order_discounts),
            display=Basis(policy.display.value),
            vat_mode=_VAT_MODES[policy.vat_mode],
            taxes=presenting.rate_label(rate=own_rate) if own_rate else "",
            exemption_reason=policy.exemption_reason,
            ends_on=until,
        ),
    )


def _until(customer: Customer | None, group: CustomerGroup) -> date | None:
    """The last day of the level: the group's or the membership's own, whichever comes first."""
    held = Membership.objects.filter(customer=customer, group=group).values_list("ends_on")
    ends = [day for day in (group.ends_on, *(row[0] for row in held)) if day is not None]
    return min(ends, default=None)
