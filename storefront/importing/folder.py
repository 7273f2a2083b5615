"""A whole shop from a folder of CSV files: everything in it, or nothing."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import transaction
from django.utils.translation import ngettext

from backoffice.loading import Counts
from backoffice.services import ShopRefusal
from catalog import loading as catalog
from catalog.models import Shop
from catalog.reference import install
from customers.loading import Act, load_customers, load_memberships
from groups.loading import (
    GroupEntry,
    known_groups,
    load_discounts,
    load_groups,
    load_promotions,
    load_restrictions,
)
from pricing.loading import load_quantity_prices, load_templates, template_titles
from storefront.importing import catalogue, groups, logins, offers, people, prices
from storefront.importing.sheets import Fault, Sheet, read

Load = Callable[[], Counts]

# In the order of loading: the columns a file must have, and whether the folder may lack it.
FILES: Mapping[str, tuple[tuple[str, ...], bool]] = {
    "shop": ((), True),
    "channels": (("code", "title_fr|title_en"), True),
    "categories": (("code", "name_fr|name_en"), False),
    "products": (("sku", "name_fr|name_en", "category", "price|price_ht"), False),
    "price_tiers": (("sku", "min_qty", "price|price_ht"), True),
    "templates": (("title_fr", "rule", "value"), True),
    "groups": (("code", "title_fr"), False),
    "promotions": (("title_fr", "kind", "value", "audience"), True),
    "discounts": (("title_fr", "kind", "tiers"), True),
    "customers": (("email",), False),
    "customer_groups": (("customer", "group", "primary"), True),
    "logins": (("email", "password"), True),
}


class FolderRefused(ShopRefusal):
    """Some lines cannot be loaded, so nothing was."""

    def __init__(self, faults: list[Fault]) -> None:
        told = ngettext(
            "Nothing was loaded: %(count)s fault was found.",
            "Nothing was loaded: %(count)s faults were found.",
            len(faults),
        )
        super().__init__(told % {"count": len(faults)})
        self.faults = faults


class Tell(Protocol):
    """Hears how far the work is: the file at hand, the steps done, the steps in all."""

    def __call__(self, file: str, *, done: int, total: int) -> None: ...


def import_folder(*, folder: Path, on: date, at: datetime, tell: Tell) -> dict[str, Counts]:
    """Load the folder; what each file changed. A second time it changes nothing.

    Raises FolderRefused, with every fault of every file, when one line cannot be loaded.
    """
    faults: list[Fault] = []
    sheets = {
        name: sheet
        for name, (required, optional) in FILES.items()
        if (sheet := read(folder, name, required, faults, optional=optional))
    }
    total = 2 * sum(len(sheet.lines) for sheet in sheets.values())
    with transaction.atomic():
        # A database emptied since its migrations has not even a shop.
        if not Shop.objects.exists():
            install(partial(apps.get_model, "catalog"))
        run = _Run(sheets, on=on, at=at)
        done = 0
        loads: dict[str, Load] = {}
        for name, sheet in sheets.items():
            tell(sheet.file, done=done, total=total)
            loads[name] = run.check(name)
            done += len(sheet.lines)
        if faults:
            order = [sheet.file for sheet in sheets.values()]
            raise FolderRefused(sorted(faults, key=lambda f: (order.index(f.file), f.line)))
        for name, sheet in sheets.items():
            tell(sheet.file, done=done, total=total)
            run.counts[sheet.file] = loads[name]()
            done += len(sheet.lines)
        tell("", done=total, total=total)
    return run.counts


class _Run:
    """One import: each file is checked against the shop and the files before it, then loaded."""

    def __init__(self, sheets: Mapping[str, Sheet], *, on: date, at: datetime) -> None:
        self._sheets = sheets
        self._shop = Shop.objects.get()
        self._classes = catalog.vat_classes()
        self._on, self._at = on, at
        self._categories: set[str] | None = None
        self._products: set[str] | None = None
        self._channels: set[str] | None = catalog.channel_codes()
        self._templates: dict[str, int] | None = template_titles()
        self._groups: set[str] | None = None
        self._people: people.People | None = None
        self.counts: dict[str, Counts] = {}

    def check(self, name: str) -> Load:
        """Read one file into what loading it will write; its faults go to its sheet."""
        checks: dict[str, Callable[[Sheet], Load]] = {
            "shop": self._check_shop,
            "channels": self._check_channels,
            "categories": self._check_categories,
            "products": self._check_products,
            "price_tiers": self._check_quantity_prices,
            "templates": self._check_templates,
            "groups": self._check_groups,
            "promotions": self._check_promotions,
            "discounts": self._check_discounts,
            "customers": self._check_customers,
            "customer_groups": self._check_memberships,
            "logins": self._check_logins,
        }
        return checks[name](self._sheets[name])

    def _check_shop(self, sheet: Sheet) -> Load:
        columns = catalogue.shop(sheet, self._classes)
        for name, value in columns.items():
            if value:
                setattr(self._shop, name, value)
        return partial(catalog.load_shop, columns=columns)

    def _check_channels(self, sheet: Sheet) -> Load:
        entries = catalogue.channels(sheet)
        self._channels = catalog.channel_codes() | set(entries) if sheet.whole else None
        return partial(catalog.load_channels, entries=entries)

    def _check_categories(self, sheet: Sheet) -> Load:
        entries = catalogue.categories(sheet, self._classes)
        if sheet.whole:
            self._categories = catalog.category_codes() | set(entries)
        return partial(catalog.load_categories, entries=entries)

    def _check_products(self, sheet: Sheet) -> Load:
        entries = catalogue.products(
            sheet,
            categories=self._categories,
            classes=self._classes,
            entered=self._shop.prices_entered,
        )
        if sheet.whole:
            self._products = catalog.product_skus() | set(entries)
        return partial(catalog.load_products, entries=entries, on=self._on)

    def _check_quantity_prices(self, sheet: Sheet) -> Load:
        entries = prices.quantity_prices(
            sheet, products=self._products, entered=self._shop.prices_entered
        )
        return partial(load_quantity_prices, entries=entries)

    def _check_templates(self, sheet: Sheet) -> Load:
        entries = prices.templates(sheet, products=self._products, categories=self._categories)
        known = {**dict.fromkeys(entries, 1), **template_titles()}
        self._templates = known if sheet.whole else None
        return partial(load_templates, entries=entries)

    def _check_groups(self, sheet: Sheet) -> Load:
        offered = groups.Offered(
            categories=self._categories, templates=self._templates, channels=self._channels
        )
        entries = groups.groups(
            sheet, offered=offered, language=self._shop.default_language, on=self._on
        )
        if sheet.whole:
            self._groups = set(known_groups()) | set(entries)
        products = self._sheets.get("products")
        reserved = catalogue.reservations(products, groups=self._groups) if products else {}
        return partial(self._load_groups, entries, reserved)

    def _load_groups(
        self, entries: Mapping[str, GroupEntry], reserved: Mapping[str, tuple[str, ...]]
    ) -> Counts:
        loaded = load_groups(entries=entries)
        if reserved:
            products = self._sheets["products"].file
            self.counts[f"{products} (reserved_to)"] = load_restrictions(entries=reserved)
        return loaded

    def _check_promotions(self, sheet: Sheet) -> Load:
        found = offers.read_promotions(sheet, known=self._offered)
        return partial(load_promotions, entries=found.entries, groups=found.groups, at=self._at)

    def _check_discounts(self, sheet: Sheet) -> Load:
        found = offers.read_discounts(sheet, known=self._offered)
        return partial(load_discounts, entries=found.entries, groups=found.groups)

    @property
    def _offered(self) -> offers.Known:
        return offers.Known(
            products=self._products,
            categories=self._categories,
            groups=self._groups,
            entered=self._shop.prices_entered,
        )

    def _check_customers(self, sheet: Sheet) -> Load:
        found = people.people(sheet, groups=self._groups, zone=self._act.zone)
        if sheet.whole:
            self._people = found
        return partial(self._load_customers, found, sheet.file)

    def _load_customers(self, found: people.People, file: str) -> Counts:
        loaded = load_customers(entries=found.entries)
        if "customer_groups" not in self._sheets:
            self.counts[f"{file} (group)"] = load_memberships(
                entries=people.main_memberships(found),
                act=self._act,
                join_default=loaded.newcomers,
            )
        return loaded.counts

    def _check_memberships(self, sheet: Sheet) -> Load:
        entries = people.memberships(sheet, people=self._people, groups=self._groups)
        return partial(load_memberships, entries=entries, act=self._act)

    def _check_logins(self, sheet: Sheet) -> Load:
        entries = logins.logins(sheet, people=self._people)
        return partial(logins.load_logins, logins=entries, on=self._on)

    @property
    def _act(self) -> Act:
        return Act(at=self._at, on=self._on, zone=ZoneInfo(self._shop.timezone))
