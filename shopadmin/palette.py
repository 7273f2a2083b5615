"""Where the command palette looks: the menu, the records of each app, the commands."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import resolve
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backoffice.access import may_open, rule_of
from backoffice.models import Theme
from backoffice.palette import SHOWN, Hit, Source, says
from backoffice.parts import Label, panel_url
from backoffice.selectors import preference
from catalog.models import Product
from customers.models import Customer
from customers.record import listed_name
from groups.models import CustomerGroup
from shopadmin.navigation import menu


def _opens(request: HttpRequest, name: str) -> bool:
    rule = rule_of(resolve(panel_url(name)).func)
    return rule is not None and may_open(request, rule)


# -- pages -------------------------------------------------------------------------------------


def pages(request: HttpRequest, words: list[str]) -> Iterator[Hit]:
    """The entries of the side menu, each page once."""
    told = set()
    for block in menu(request=request, user=request.user):
        for link in block.links:
            if link.name not in told and says(words, link.label, block.label):
                told.add(link.name)
                yield Hit(
                    label=link.label, note=block.label, icon=link.icon, url=panel_url(link.name)
                )


# -- records -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """The rows of one list, found by its folded column."""

    rows: Callable[[], QuerySet[Any]]
    list_name: str
    record_name: str
    icon: str
    label: Callable[[Any], str]
    note: Callable[[Any], str]

    def __call__(self, request: HttpRequest, words: list[str]) -> Iterator[Hit]:
        if not _opens(request, self.list_name):
            return
        every = Q()
        for word in words:
            every &= Q(search__contains=word)
        for row in self.rows().filter(every)[:SHOWN]:
            url = panel_url(self.record_name, row.pk)
            yield Hit(label=self.label(row), note=self.note(row), icon=self.icon, url=url)


groups = Records(
    rows=lambda: CustomerGroup.objects.live().order_by("position", "pk"),
    list_name="group_list",
    record_name="group_general",
    icon="users-group",
    label=lambda group: str(group.title),
    note=lambda group: str(group.code),
)
customers = Records(
    rows=lambda: Customer.objects.order_by("name_key", "pk"),
    list_name="customer_list",
    record_name="customer_general",
    icon="user",
    label=listed_name,
    note=lambda customer: str(customer.email),
)
products = Records(
    rows=lambda: Product.objects.order_by("sku"),
    list_name="product_list",
    record_name="product_edit",
    icon="package",
    label=lambda product: str(product.title),
    note=lambda product: str(product.sku),
)


# -- commands ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A page that starts something, with other words people call it by."""

    name: str
    label: Label
    icon: str
    also: Label


ADDING = (
    Command(
        name="group_create", label=_("Add a group"), icon="users-plus", also=_("new create group")
    ),
    Command(
        name="customer_create",
        label=_("Add a customer"),
        icon="user-plus",
        also=_("new create customer account"),
    ),
    Command(
        name="product_create",
        label=_("Add a product"),
        icon="package",
        also=_("new create product"),
    ),
    Command(
        name="promotion_create",
        label=_("Add a promotion"),
        icon="tag",
        also=_("new create on sale"),
    ),
    Command(
        name="simulator",
        label=_("Simulate a price"),
        icon="chart-arrows",
        also=_("explain test calculate"),
    ),
    Command(name="shortcuts", label=_("Keyboard shortcuts"), icon="keyboard", also=_("help keys")),
)
THEMES = {
    Theme.SYSTEM: ("device-desktop", _("Change theme: system")),
    Theme.LIGHT: ("sun", _("Change theme: light")),
    Theme.DARK: ("moon", _("Change theme: dark")),
}
LANGUAGES = {"fr": _("Switch to French"), "en": _("Switch to English")}


def commands(request: HttpRequest, words: list[str]) -> Iterator[Hit]:
    """What one may do from anywhere; saving, where the page underneath has something to save."""
    if request.GET.get("saves") and says(words, _("Save"), _("keep record store")):
        yield Hit(label=_("Save"), icon="device-floppy", url="", press="save")
    for one in ADDING:
        if says(words, one.label, one.also) and _opens(request, one.name):
            yield Hit(label=one.label, icon=one.icon, url=panel_url(one.name))
    yield from (hit for hit, texts in _choices(request) if says(words, *texts))


def _choices(request: HttpRequest) -> Iterator[tuple[Hit, Iterable[Label]]]:
    prefs = panel_url("prefs")
    current = preference(user=request.user).theme
    for value, (icon, label) in THEMES.items():
        if value != current:
            hit = Hit(label=label, icon=icon, url=prefs, field="theme", value=value)
            yield hit, (label, _("appearance colours mode"))
    for code, told in LANGUAGES.items():
        if code != (get_language() or "fr")[:2]:
            hit = Hit(label=told, icon="language", url=prefs, field="language", value=code)
            yield hit, (told, _("language"))


SOURCES = (
    Source(slug="pages", label=_("Go to"), find=pages, at_once=True),
    Source(slug="customers", label=_("Customers"), find=customers),
    Source(slug="groups", label=_("Customer groups"), find=groups),
    Source(slug="products", label=_("Products"), find=products),
    Source(slug="commands", label=_("Actions"), find=commands, at_once=True),
)
