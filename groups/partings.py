"""What deleting a group touches, line by line, in words."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass
from urllib.parse import urlencode

from django.utils.translation import ngettext

from backoffice.parts import Impact, panel_url
from backoffice.templatetags.ui import number
from groups.losses import Losses
from groups.models import CustomerGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """Everything that goes with a group: members, those it is the main group of, and rules."""

    members: int
    main: int
    awaited: int  # addresses that were to join
    losses: Losses

    @property
    def seal(self) -> str:
        """All the figures in a row: they are compared with those somebody consented to."""
        own = (self.members, self.main, self.awaited, *astuple(self.losses))
        return "-".join(str(one) for one in own)


def consequences(
    *, group: CustomerGroup, departure: Departure, restricts: bool
) -> Iterator[Impact]:
    """One line for each thing the deletion touches, with the way to look at it.

    `restricts` says whether the shop reserves products to groups at all today.
    """
    gone = departure.losses
    if departure.members:
        url = panel_url("group_members", group.pk)
        yield Impact(slug="members", text=_members(departure), warning=True, url=url)
    if departure.awaited:
        url = panel_url("group_members", group.pk)
        yield Impact(slug="awaited", text=_awaited(departure.awaited), url=url)
    if gone.promotions:
        url = _filtered("promotion_list", group)
        stops = bool(gone.stopped_promotions)
        yield Impact(slug="promotions", text=_promotions(departure), warning=stops, url=url)
    if gone.stopped_discounts:
        url = _filtered("discount_list", group)
        text = _discounts(gone.stopped_discounts)
        yield Impact(slug="discounts", text=text, warning=True, url=url)
    if gone.products:
        text = _products(gone.products, restricts=restricts)
        url = panel_url("group_categories", group.pk)
        yield Impact(slug="products", text=text, warning=restricts, url=url)
    if gone.categories:
        url = panel_url("category_list")
        yield Impact(slug="categories", text=_categories(gone.categories), warning=True, url=url)


def _filtered(name: str, group: CustomerGroup) -> str:
    return f"{panel_url(name)}?{urlencode({'group': group.pk})}"


def _members(departure: Departure) -> str:
    told = ngettext("%(n)s member", "%(n)s members", departure.members) % {
        "n": number(departure.members)
    }
    if not departure.main:
        return told
    whose = ngettext(
        "%(n)s of whom has it as main group",
        "%(n)s of whom have it as main group",
        departure.main,
    )
    return f"{told}, {whose % {'n': number(departure.main)}}"


def _awaited(count: int) -> str:
    told = ngettext(
        "%(n)s awaited address will no longer join it",
        "%(n)s awaited addresses will no longer join it",
        count,
    )
    return told % {"n": number(count)}


def _promotions(departure: Departure) -> str:
    gone = departure.losses
    told = ngettext(
        "%(n)s promotion will be detached",
        "%(n)s promotions will be detached",
        gone.promotions,
    ) % {"n": number(gone.promotions)}
    if not gone.stopped_promotions:
        return told
    stopped = ngettext(
        "including %(n)s group-only promotion that will no longer apply to anyone",
        "including %(n)s group-only promotions that will no longer apply to anyone",
        gone.stopped_promotions,
    )
    return f"{told}, {stopped % {'n': number(gone.stopped_promotions)}}"


def _discounts(count: int) -> str:
    told = ngettext(
        "%(n)s discount will no longer be for any group and will apply to no one",
        "%(n)s discounts will no longer be for any group and will apply to no one",
        count,
    )
    return told % {"n": number(count)}


def _products(count: int, *, restricts: bool) -> str:
    if restricts:
        told = ngettext(
            "%(n)s product reserved for this group alone can no longer be bought",
            "%(n)s products reserved for this group alone can no longer be bought",
            count,
        )
    else:
        told = ngettext(
            "%(n)s product will be reserved for no group any more",
            "%(n)s products will be reserved for no group any more",
            count,
        )
    return told % {"n": number(count)}


def _categories(count: int) -> str:
    told = ngettext(
        "%(n)s category that only this group opens will be seen by no one",
        "%(n)s categories that only this group opens will be seen by no one",
        count,
    )
    return told % {"n": number(count)}
