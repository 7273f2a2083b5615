"""What a template would make of a few products, computed as their prices are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from catalog import selectors as catalog
from catalog.models import Basis, Product, Shop
from pricing import engine, rules, selectors
from pricing.models import PriceTemplate, TemplateRule
from pricing.selectors import Place
from pricing.tags import PriceTag, margin_share, price_tag

QUANTITIES = (1, 10, 100)
EXAMPLES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """The price of a product for so many pieces, and what is left of it over the cost."""

    quantity: int
    price: PriceTag
    margin: Decimal | None  # percent of the price excl. VAT; none where the cost is unknown
    below_cost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A product under the template."""

    product: Product
    public: PriceTag
    cost: PriceTag | None
    figures: tuple[Figure, ...]


def examples(
    *, template: PriceTemplate, rows: Sequence[TemplateRule], shop: Shop, on: date
) -> list[Example]:
    """Up to ten products the rules are about, beside the prices of a visitor that day."""
    visitor, member = _policies(template, rows, shop, on)
    products = _products(rows)
    items = selectors.items(
        products=products,
        taxes=catalog.tax_table(shop=shop),
        shelves=catalog.shelves(),
        place=Place(),
    )
    terms = selectors.shop_terms(shop=shop)
    before, after = (
        [
            engine.unit_prices(items=items, policy=policy, shop=terms, quantity=quantity)
            for quantity in QUANTITIES
        ]
        for policy in (visitor, member)
    )
    return [
        Example(
            product=product,
            public=price_tag(price=before[0][product.pk], currency=shop.currency),
            cost=_cost(product, shop),
            figures=tuple(
                _figure(quantity, was[product.pk], now[product.pk], product, shop)
                for quantity, was, now in zip(QUANTITIES, before, after, strict=True)
            ),
        )
        for product in products
    ]


def _policies(
    template: PriceTemplate, rows: Sequence[TemplateRule], shop: Shop, on: date
) -> tuple[engine.Policy, engine.Policy]:
    """What a visitor is granted, and what the template would grant beside."""
    draft = rules.template(row=template, rows=rows)
    others = PriceTemplate.objects.filter(is_public=True).exclude(pk=template.pk or 0)
    public: Any = others.running(on=on).first()
    visitor = engine.Policy(
        display=engine.Basis(shop.prices_entered),
        public_template=rules.template(row=public) if public else None,
    )
    if template.is_public:
        return visitor, replace(visitor, public_template=draft)
    return visitor, replace(visitor, template=draft)


def costless(*, rows: Iterable[TemplateRule]) -> int:
    """How many products a cost rule is about whose cost is unknown."""
    kind = TemplateRule.Kind.COST_PERCENT
    about = [row for row in rows if row.kind == kind]
    if not about:
        return 0
    return _in_scope(about).filter(cost__isnull=True).count()


def _products(rows: Sequence[TemplateRule]) -> list[Product]:
    named = {row.product.pk: row.product for row in rows if row.product}
    found = list(named.values())[:EXAMPLES]
    wider = [row for row in rows if not row.product]
    if wider and len(found) < EXAMPLES:
        more = _in_scope(wider).exclude(pk__in=named).order_by("-is_published", "pk")
        found += more[: EXAMPLES - len(found)]
    return found


def _in_scope(rows: Sequence[TemplateRule]) -> QuerySet[Product]:
    products = Product.objects.all()
    if any(row.product_id is None and row.category_id is None for row in rows):
        return products
    tree = catalog.branches()
    shelves = {below for row in rows if row.category_id for below in tree.below(row.category_id)}
    links = Product.categories.through.objects.filter(category__in=shelves)
    named = [row.product_id for row in rows if row.product_id]
    return products.filter(pk__in=named) | products.filter(pk__in=links.values("product_id"))


def _figure(
    quantity: int,
    before: engine.UnitPrice,
    after: engine.UnitPrice,
    product: Product,
    shop: Shop,
) -> Figure:
    cost = product.cost
    return Figure(
        quantity=quantity,
        price=replace(price_tag(price=after, currency=shop.currency), struck=before.shown),
        margin=None if cost is None else margin_share(price=after, cost=cost),
        below_cost=cost is not None and after.net < cost,
    )


def _cost(product: Product, shop: Shop) -> PriceTag | None:
    if product.cost is None:
        return None
    return PriceTag(product.cost, Basis.NET, shop.currency)
