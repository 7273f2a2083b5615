"""Groups as screens and prices need them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from backoffice.colors import (
    PALETTE,
    Swatch,
    clear_color,
    is_color,
    look_alike,
    look_alike_to_some,
    tag_rules,
)
from backoffice.folding import folded_key
from catalog.models import Category, Shop, VatComponent, VatRate
from groups.models import (
    CategoryAccess,
    CategoryMode,
    CustomerGroup,
    GroupCategoryDiscount,
    GroupPromotion,
    PriceDisplay,
    State,
    VatMode,
)

BIN_DAYS = 30  # how long a deleted group can be restored


def summary(*, shop: Shop, on: date, language: str) -> QuerySet[CustomerGroup]:
    """Every group outside the bin as the list shows it, in the order staff gave them.

    Each row says beside its columns: `standing` that day, `vat_percent` and `shown_display` as its
    members have them, `sort_title`, and whether any group `has_default`.
    """
    own = VatComponent.objects.filter(rate=OuterRef("vat_rate")).order_by().values("rate")
    percent = DecimalField(max_digits=7, decimal_places=4)
    live = CustomerGroup.objects.live()
    return (
        live.select_related("price_template")
        .annotate(
            standing=standing(on=on),
            vat_percent=Case(
                When(vat_mode=VatMode.EXEMPT, then=Value(Decimal(0))),
                When(
                    vat_mode=VatMode.OWN,
                    then=Subquery(own.annotate(all=Sum("percent")).values("all")),
                ),
                default=Subquery(_usual_rates(shop)[:1]),
                output_field=percent,
            ),
            shown_display=Case(
                When(price_display=PriceDisplay.SHOP, then=Value(shop.price_display)),
                default=F("price_display"),
            ),
            sort_title=title_order(language=language),
            has_default=Exists(live.filter(is_default=True)),
        )
        .order_by("position", "pk")
    )


def record() -> QuerySet[CustomerGroup]:
    """The groups staff may open, with who changed them last and how many promotions they have."""
    links = GroupPromotion.objects.filter(group=OuterRef("pk")).order_by().values("group")
    count = Subquery(links.annotate(n=Count("pk")).values("n"))
    found = CustomerGroup.objects.live().select_related("updated_by")
    return found.annotate(promotion_count=Coalesce(count, 0))


def binned(*, at: datetime) -> QuerySet[CustomerGroup]:
    """The groups that can still be restored, the last deleted first, with who deleted them."""
    limit = at - timedelta(days=BIN_DAYS)
    rows = CustomerGroup.objects.filter(binned_at__gt=limit).select_related("updated_by")
    return rows.order_by("-binned_at", "pk")


def days_in_bin(*, group: CustomerGroup, at: datetime) -> int:
    """How many days a deleted group can still be restored; the day that has begun counts."""
    if group.binned_at is None:
        return 0
    left = group.binned_at + timedelta(days=BIN_DAYS) - at
    return max(0, -(-left // timedelta(days=1)))


def choices() -> QuerySet[CustomerGroup]:
    """The groups a drop-down offers."""
    return CustomerGroup.objects.live().order_by("position", "pk")


def category_discounts(*, group: CustomerGroup) -> QuerySet[GroupCategoryDiscount]:
    """The percentages by category of a group, in the order they were written."""
    rows = GroupCategoryDiscount.objects.filter(group=group).select_related("category")
    return rows.order_by("pk")


def minding(*, category: Category) -> QuerySet[CustomerGroup]:
    """The groups whose restriction names this category, with how many `ticks` each has."""
    rows = CategoryAccess.objects.filter(group=OuterRef("pk"))
    count = Subquery(rows.order_by().values("group").annotate(n=Count("pk")).values("n"))
    listed = choices().filter(category_mode__in=(CategoryMode.ONLY, CategoryMode.EXCEPT))
    return listed.filter(Exists(rows.filter(category=category))).annotate(ticks=count)


def discounting(*, category: Category) -> QuerySet[CustomerGroup]:
    """The groups that have a percentage of their own on this category."""
    rows = GroupCategoryDiscount.objects.filter(group=OuterRef("pk"), category=category)
    return choices().filter(Exists(rows))


def starred() -> CustomerGroup | None:
    """The group that has the star, active or not."""
    return CustomerGroup.objects.live().filter(is_default=True).first()


def default_group(*, on: date) -> CustomerGroup | None:
    """The group a new account joins that day, if there is one and it is active."""
    return CustomerGroup.objects.active(on=on).filter(is_default=True).first()


def standing(*, on: date) -> Case:
    """`CustomerGroup.state` as the database computes it, to filter and to mark rows."""
    return Case(
        When(is_active=False, then=Value(State.INACTIVE)),
        When(starts_on__gt=on, then=Value(State.UPCOMING)),
        When(ends_on__lt=on, then=Value(State.ENDED)),
        default=Value(State.ACTIVE),
    )


def title_order(*, language: str) -> F:
    """What lists sort titles by: an untranslated English title counts as its French one."""
    return F("title_en_key") if language == "en" else F("title_fr_key")


def shop_percent(*, shop: Shop) -> Decimal | None:
    """The VAT of the shop's usual goods at its own address, all taxes together."""
    return _usual_rates(shop).first()


def _usual_rates(shop: Shop) -> QuerySet[VatRate, Decimal]:
    rates = VatRate.objects.filter(
        vat_class=shop.default_vat_class_id, country=shop.country, region__in=("", shop.region)
    )
    # The region's own rate comes before the country's.
    rates = rates.order_by("-region").annotate(all_taxes=Sum("components__percent"))
    return rates.values_list("all_taxes", flat=True)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The groups just before and just after another, in the order of the list."""

    before: CustomerGroup | None
    after: CustomerGroup | None


def neighbours(*, group: CustomerGroup) -> Neighbours:
    """Where the previous and next arrows of a group's record lead, in one query."""
    place, pk = group.position, group.pk
    rows = CustomerGroup.objects.live().order_by("position", "pk")
    before = rows.filter(Q(position__lt=place) | Q(position=place, pk__lt=pk)).reverse()
    after = rows.filter(Q(position__gt=place) | Q(position=place, pk__gt=pk))
    found = rows.filter(
        Q(pk=Subquery(before.values("pk")[:1])) | Q(pk=Subquery(after.values("pk")[:1]))
    )
    beside = {(one.position, one.pk) > (place, pk): one for one in found}
    return Neighbours(before=beside.get(False), after=beside.get(True))


def neighbours_among(groups: Sequence[CustomerGroup], *, group: CustomerGroup) -> Neighbours:
    """The same, where all the groups have been read already."""
    keys = [one.pk for one in groups]
    at = keys.index(group.pk) if group.pk in keys else len(keys)
    return Neighbours(
        before=groups[at - 1] if 0 < at < len(keys) else None,
        after=groups[at + 1] if at + 1 < len(keys) else None,
    )


@dataclass(frozen=True, slots=True)
class Namesakes:
    """The live groups that already have a title or a code, as staff wrote them."""

    french: str = ""
    english: str = ""
    code: str = ""


def namesakes(*, title_fr: str, title_en: str, code: str, besides: int | None) -> Namesakes:
    """Who already has these names; without an English title the French one stands for it."""
    french, english = folded_key(title_fr), folded_key(title_en or title_fr)
    same = Q(title_fr_key=french) | Q(title_en_key=english)
    if code:
        same |= Q(code=code)
    found = Namesakes()
    for other in CustomerGroup.objects.live().filter(same).exclude(pk=besides or 0).order_by("pk"):
        found = Namesakes(
            french=_written(other, "title_fr") if other.title_fr_key == french else found.french,
            english=_written(other, "title_en") if other.title_en_key == english else found.english,
            code=other.code if code and other.code == code else found.code,
        )
    return found


def _written(group: CustomerGroup, name: str) -> str:
    return str(group.__dict__.get(name) or group.__dict__["title_fr"])


def free_color() -> str:
    """A colour for a new group: one told from all others, or the one the fewest groups have."""
    colors = list(CustomerGroup.objects.live().values_list("color", flat=True))
    clear = clear_color(filter(is_color, colors))
    if clear is not None:
        return clear.hex
    used = Counter(color.upper() for color in colors)
    return min(PALETTE, key=lambda swatch: used[swatch.hex]).hex


@dataclass(frozen=True, slots=True)
class ColorTwin:
    """A group whose colour is taken for another, by anybody or by some, and a colour still free."""

    group: CustomerGroup
    to_some: bool
    free: Swatch | None


def color_twin(*, color: str, besides: int | None) -> ColorTwin | None:
    """The first live group whose tag may be taken for one of this colour."""
    if not is_color(color):
        return None
    others = CustomerGroup.objects.live().exclude(pk=besides or 0).order_by("position", "pk")
    known = [one for one in others if is_color(one.color)]
    free = clear_color(one.color for one in known)
    for alike, to_some in ((look_alike, False), (look_alike_to_some, True)):
        for one in known:
            if alike(one.color, color):
                return ColorTwin(group=one, to_some=to_some, free=free)
    return None


@dataclass(frozen=True, slots=True)
class ColorSheet:
    """The style sheet of the groups' tags; another version means another text."""

    text: str
    version: str


def color_sheet() -> ColorSheet:
    """The colours of all live groups."""
    colors: Iterable[tuple[int, str]] = (
        CustomerGroup.objects.live().order_by("pk").values_list("pk", "color")
    )
    text = tag_rules(colors)
    return ColorSheet(text=text, version=sha256(text.encode()).hexdigest()[:12])
