"""The side menu: one list, from which each person sees the entries open to them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.translation import gettext_lazy as _

from backoffice.access import rule_of
from backoffice.parts import Label


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the menu; the same page may stand in two sections."""

    name: str
    label: Label
    icon: str
    section: str = ""
    key: str = ""  # g, then this key, leads there
    about: Label = ""  # what is decided there, for the page of all settings

    @property
    def url(self) -> str:
        return reverse(f"panel:{self.name}")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the menu that folds; the first one has no label and does not."""

    key: str
    label: Label
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as drawn for one person on one page."""

    name: str
    label: Label
    icon: str
    url: str
    current: bool
    key: str = ""
    about: Label = ""
    badge: int = 0  # what waits there for this person


@dataclass(frozen=True, slots=True)
class Block:
    """A section as drawn for one person: only what he may open, unfolded where he is."""

    key: str
    label: Label
    links: tuple[Link, ...]
    open: bool


MENU = (
    Section("home", "", (Entry("home", _("Home"), "home", key="h"),)),
    Section(
        "users",
        _("Users"),
        (
            Entry("group_list", _("Customer groups"), "users-group", key="g"),
            Entry("customer_list", _("Customers"), "user", key="c"),
        ),
    ),
    Section(
        "shop",
        _("Shop"),
        (
            Entry("customer_list", _("Customers"), "user", section="shop"),
            Entry("product_list", _("Products"), "package", key="p"),
            Entry("category_list", _("Categories"), "category"),
            Entry("template_list", _("Price templates"), "calculator"),
        ),
    ),
    Section(
        "marketing",
        _("Marketing"),
        (
            Entry("discount_list", _("Discounts"), "discount", key="r"),
            Entry("promotion_list", _("On-sale promotions"), "tag"),
        ),
    ),
    Section(
        "tools",
        _("Tools"),
        (
            Entry("simulator", _("Price simulator"), "chart-arrows", key="t"),
            Entry("group_health", _("Group health"), "heartbeat"),
        ),
    ),
    Section(
        "settings",
        _("Settings"),
        (
            Entry("settings", _("All settings"), "settings", key="s"),
            Entry(
                "settings_store",
                _("Store"),
                "building-store",
                about=_("Its name, its place, its currency, how prices are entered and shown."),
            ),
            Entry(
                "settings_accounts",
                _("Customer accounts"),
                "user-cog",
                about=_("Sign-up, default group, reserved products, the group on “Your account”."),
            ),
            Entry(
                "group_list",
                _("Customer groups"),
                "users-group",
                section="settings",
                about=_("What each group sees, pays and may buy."),
            ),
            Entry(
                "tax_list",
                _("Taxes"),
                "receipt-tax",
                about=_("VAT rates by class of goods and by place."),
            ),
            Entry(
                "channel_list",
                _("Channels and branches"),
                "map-pins",
                about=_("Where you sell, who works there, whose prices are ignored there."),
            ),
            Entry(
                "staff_list",
                _("Staff"),
                "users",
                about=_("Who works here, in which role, with which permissions."),
            ),
            Entry(
                "role_list",
                _("Roles and permissions"),
                "shield-lock",
                about=_("What the people of each role may see and do."),
            ),
            Entry(
                "activity",
                _("Activity log"),
                "history",
                about=_("Who did what, and when."),
            ),
        ),
    ),
)


def menu(*, request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> tuple[Block, ...]:
    """The sections that hold at least one entry this person may open."""
    return tuple(block for section in MENU if (block := _block(section, request, user)).links)


def _block(section: Section, request: HttpRequest, user: AbstractBaseUser | AnonymousUser) -> Block:
    links = tuple(_links(section, request, user))
    return Block(section.key, section.label, links, any(link.current for link in links))


def _links(
    section: Section, request: HttpRequest, user: AbstractBaseUser | AnonymousUser
) -> Iterator[Link]:
    here = _entry_above(request.path)
    for entry in section.entries:
        rule = rule_of(resolve(entry.url).func)
        if rule is None or not rule.allows(user):
            continue
        came_from = request.GET.get("from", "")
        # A page listed twice is current once: where the visitor came from, else its first place.
        current = entry.url == here and came_from == entry.section
        url = f"{entry.url}?from={entry.section}" if entry.section else entry.url
        # Counted with the person, at the beginning of the request: it costs no query here.
        badge = (getattr(user, "unread_notices", 0) or 0) if entry.name == "home" else 0
        yield Link(entry.name, entry.label, entry.icon, url, current, entry.key, entry.about, badge)


def _entry_above(path: str) -> str:
    """The address of the menu that is nearest above this page; home is above itself alone."""
    known = {entry.url for section in MENU for entry in section.entries}
    home = reverse("panel:home")
    above = [url for url in known if path.startswith(url) and url != home]
    return max(above, key=len, default=path)
