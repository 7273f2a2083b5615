"""The shop, its channels and its catalogue brought in line with what a folder says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from backoffice.loading import Counts, Values, link, merge, stored
from catalog.history import keep_prices
from catalog.models import Category, Channel, Product, Shop, VatClass


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryEntry:
    """What a folder says of a category; no parent is the top, None says nothing of it."""

    columns: Values
    parent: str | None
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductEntry:
    """What a folder says of a product and of the categories it stands in, by their codes."""

    columns: Values
    categories: tuple[str, ...]
    name: str


def load_shop(*, columns: Values) -> Counts:
    """The one shop as the folder describes it."""
    known = {row.pk: row for row in stored(Shop)}
    return merge(Shop, known=known, wanted={1: columns}, at_first={1: {"pk": 1}}).counts()


def load_channels(*, entries: Mapping[str, Values]) -> Counts:
    """The places where the shop sells, by their codes."""
    known = {row.code: row for row in stored(Channel)}
    return merge(Channel, known=known, wanted=entries).counts()


def load_categories(*, entries: Mapping[str, CategoryEntry]) -> Counts:
    """The shelves, by their codes; a new one gets its address once and for all."""
    known = {row.code: row for row in stored(Category)}
    taken = {row.slug for row in known.values()}
    total = Counts()
    for codes in shelves(parents_after(entries=entries)):
        wanted = {code: dict(entries[code].columns) for code in codes if code in entries}
        at_first: dict[str, Values] = {}
        for code, columns in wanted.items():
            parent = entries[code].parent
            if parent is not None:
                columns["parent_id"] = known[parent].pk if parent else None
            if code not in known:
                at_first[code] = {"slug": free_slug(entries[code].address, code, taken, 160)}
        merged = merge(Category, known=known, wanted=wanted, at_first=at_first)
        known |= merged.rows
        total += merged.counts()
    return total


def load_products(*, entries: Mapping[str, ProductEntry], on: date) -> Counts:
    """The products, by their SKUs; a new one gets its address from its name and SKU.

    Their list prices are remembered from that day on.
    """
    known = {row.sku: row for row in stored(Product)}
    taken = {row.slug for row in known.values()}
    categories = {row.code: row for row in stored(Category)}
    usual = Shop.objects.get().default_vat_class_id
    at_first: dict[str, Values] = {}
    for sku, entry in entries.items():
        if sku not in known:
            kind = categories[entry.categories[0]].vat_class_id or usual
            slug = free_slug(entry.name, sku, taken, 180, always=True)
            at_first[sku] = {"slug": slug, "vat_class_id": kind}
    wanted = {sku: entry.columns for sku, entry in entries.items()}
    former = {row.pk: row.price for row in known.values()}
    merged = merge(Product, known=known, wanted=wanted, at_first=at_first)
    priced = [row for row in merged.rows.values() if former.get(row.pk) != row.price]
    had = {row.pk: former[row.pk] for row in priced if row.pk in former}
    keep_prices(products=priced, former=had, on=on)
    shelved = {
        (merged.rows[sku].pk, categories[code].pk): sku
        for sku, entry in entries.items()
        for code in entry.categories
    }
    return merged.counts(also_changed=_shelve(shelved, merged.rows.values()))


def _shelve(wanted: Mapping[tuple[int, int], str], products: Iterable[Product]) -> set[str]:
    """Stand the products where the folder says, nowhere else; the SKUs of those that moved."""
    skus = {row.pk: row.sku for row in products}
    links = Product.categories.through.objects.all()
    moved = link(links, left="product_id", right="category_id", wanted=wanted, among=skus)
    return {skus[product] for product, _category in moved}


def parents_after(*, entries: Mapping[str, CategoryEntry]) -> dict[str, str]:
    """The parent of each category once the folder is loaded, by their codes; "" at the top."""
    rows = list(Category.objects.order_by().values_list("pk", "code", "parent_id"))
    codes = {pk: code for pk, code, _parent in rows}
    parents = {code: codes.get(parent or 0, "") for _pk, code, parent in rows}
    for code, entry in entries.items():
        parents[code] = parents.get(code, "") if entry.parent is None else entry.parent
    return parents


def shelves(parents: Mapping[str, str]) -> list[list[str]]:
    """The codes level by level from the top; those that stand in themselves are on no level."""
    # A code a folder left empty is nobody's parent: "" is what stands above the top.
    children: dict[str, list[str]] = {}
    for code, parent in parents.items():
        if code:
            children.setdefault(parent, []).append(code)
    level = children.get("", [])
    levels = []
    while level:
        levels.append(level)
        level = [child for code in level for child in children.get(code, [])]
    return levels


def free_slug(name: str, code: str, taken: set[str], longest: int, *, always: bool = False) -> str:
    """An address nobody has, from the name, and the code where it takes one or with `always`."""
    tail = slugify(code)
    head = slugify(name)[: longest - len(tail) - 6].strip("-")
    base = f"{head}-{tail}".strip("-") if always or not head or head in taken else head
    slug, turn = base, 1
    while not slug or slug in taken:
        turn += 1
        slug = f"{base}-{turn}".strip("-")
    taken.add(slug)
    return slug


def vat_classes() -> dict[str, int]:
    """The key of each VAT class, by its code."""
    return dict(VatClass.objects.order_by().values_list("code", "pk"))


def product_skus() -> set[str]:
    """The SKUs of the products the shop has."""
    return set(Product.objects.order_by().values_list("sku", flat=True))


def channel_codes() -> set[str]:
    """The codes of the channels the shop has."""
    return set(Channel.objects.order_by().values_list("code", flat=True))


def category_codes() -> set[str]:
    """The codes of the categories the shop has."""
    return set(Category.objects.order_by().values_list("code", flat=True))
