"""The catalogue in the words of the price engine."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import get_currency_precision

from catalog.models import Product, Shop, VatRate
from catalog.selectors import Shelves, TaxTable
from pricing import engine


@dataclass(frozen=True, slots=True)
class Place:
    """Where goods are delivered, as far as taxes care; blank is the shop's own address."""

    country: str = ""
    region: str = ""


def shop_terms(*, shop: Shop) -> engine.ShopTerms:
    """How the shop enters, rounds and combines its prices."""
    best, kinds = engine.Combination.BEST, engine.Combination.PER_KIND
    return engine.ShopTerms(
        entered=engine.Basis(shop.prices_entered),
        display=engine.Basis(shop.price_display),
        currency_digits=get_currency_precision(shop.currency),
        unit_digits=shop.unit_digits,
        rounding_level=engine.RoundingLevel(shop.rounding_level),
        combination=best if shop.discounts_best_only else kinds,
    )


def engine_rate(*, rate: VatRate) -> engine.Rate:
    """A VAT rate with its taxes; the same taxes have the same key wherever they come from."""
    components = tuple(
        engine.Component(code=part.title, percent=part.percent) for part in rate.components.all()
    )
    key = "+".join(f"{part.code} {part.percent.normalize():f}" for part in components) or "0"
    return engine.Rate(key=key, components=components)


def items(
    *,
    products: Iterable[Product],
    taxes: TaxTable,
    shelves: Shelves,
    place: Place,
) -> dict[int, engine.Item]:
    """Products as the engine sees them for one destination, by product, in one query."""
    wanted = list(products)
    known: dict[int, engine.Rate] = {}
    paths = shelves.of(products=wanted)
    return {
        product.pk: engine.Item(
            sku=product.sku,
            price=product.price,
            cost=product.cost,
            minimum=product.minimum_price,
            rate=_rate(
                known,
                taxes.rate(
                    vat_class=product.vat_class_id, country=place.country, region=place.region
                ),
            ),
            reference_rate=_rate(known, taxes.reference(vat_class=product.vat_class_id)),
            categories=paths.get(product.pk, ()),
        )
        for product in wanted
    }


def _rate(known: dict[int, engine.Rate], rate: VatRate | None) -> engine.Rate:
    if rate is None:
        return engine.EXEMPT
    if rate.pk not in known:
        known[rate.pk] = engine_rate(rate=rate)
    return known[rate.pk]
