"""The catalogue in the words of the price engine."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from babel.numbers import get_currency_precision

from catalog import selectors as catalog
from catalog.models import Product, Shop, VatRate
from pricing import engine


@dataclass(frozen=True, slots=True)
class Place:
    """Where goods are delivered, as far as taxes care; blank is the shop's own address."""

    country: str = ""
    region: str = ""


def shop_terms(*, shop: Shop) -> engine.ShopTerms:
    """How the shop enters and rounds its prices."""
    return engine.ShopTerms(
        entered=engine.Basis(shop.prices_entered),
        display=engine.Basis(shop.price_display),
        currency_digits=get_currency_precision(shop.currency),
    )


def engine_rate(*, rate: VatRate) -> engine.Rate:
    """A VAT rate with its taxes; the same taxes have the same key wherever they come from."""
    components = tuple(
        engine.Component(code=part.title, percent=part.percent) for part in rate.components.all()
    )
    key = "+".join(f"{part.code} {part.percent.normalize():f}" for part in components) or "0"
    return engine.Rate(key=key, components=components)


def items(
    *, products: Iterable[Product], shop: Shop, taxes: catalog.TaxTable, place: Place
) -> dict[int, engine.Item]:
    """Products as the engine sees them for one destination, by product."""
    known: dict[int, engine.Rate] = {}
    return {
        product.pk: engine.Item(
            sku=product.sku,
            price=product.price,
            cost=product.cost,
            minimum=product.minimum_price,
            rate=_rate(known, taxes.rate(vat_class=product.vat_class_id, **_as_named(place))),
            reference_rate=_rate(known, taxes.reference(vat_class=product.vat_class_id)),
        )
        for product in products
    }


def unit_prices(
    *,
    products: Iterable[Product],
    policy: engine.Policy,
    shop: Shop,
    taxes: catalog.TaxTable,
    place: Place,
    quantity: int = 1,
) -> Mapping[int, engine.UnitPrice]:
    """What one unit of each product costs this viewer, by product."""
    terms = shop_terms(shop=shop)
    priced = items(products=products, shop=shop, taxes=taxes, place=place)
    return {
        pk: engine.unit_price(item=item, quantity=quantity, policy=policy, shop=terms)
        for pk, item in priced.items()
    }


def _as_named(place: Place) -> dict[str, str]:
    return {"country": place.country, "region": place.region}


def _rate(known: dict[int, engine.Rate], rate: VatRate | None) -> engine.Rate:
    if rate is None:
        return engine.EXEMPT
    if rate.pk not in known:
        known[rate.pk] = engine_rate(rate=rate)
    return known[rate.pk]
