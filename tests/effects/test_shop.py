"""Every setting of the shop, of a shelf and of a product does something people can see."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import models

from catalog.models import Category, Product, Shop, VatClass
from groups.models import ProductRestriction
from tests.effects.world import DAY, Act, Setting, World, price, shop, told
from tests.factories.groups import GroupFactory
from tests.factories.pricing import OrderDiscountFactory, PromotionFactory, TierFactory

RESERVED = "réservé à certains groupes"


def product(**values: object) -> Act:
    return lambda world: world.turn(world.product, **values)


def shelf(**values: object) -> Act:
    return lambda world: world.turn(world.shelf, **values)


def public(world: World) -> str:
    """What a visitor pays."""
    return world.public_price()


def vat_of_four(world: World) -> str:
    return str(world.quote(4).vat)


def net_of_four(world: World) -> str:
    return world.total(4)


def answer(path: str) -> Act:
    """How a visitor's request is answered."""
    return lambda world: world.visitor.get(path).status_code


def read(words: str, path: str = "/product/outil/") -> Act:
    """Whether a visitor reads these words there."""
    return lambda world: words in world.visitor.get(path).content.decode()


def listed(words: str, path: str) -> Act:
    """Whether staff read these words there."""
    return lambda world: words in world.panel(path)


def found(words: str) -> Act:
    """Whether a search finds the product."""
    return lambda world: "/product/outil/" in world.page(f"/search/?q={words}")


def explained(world: World) -> bool:
    """Whether the command speaks French where nobody says otherwise."""
    out = StringIO()
    call_command("explain_price", world.product.sku, stdout=out)
    return "Prix public" in out.getvalue()


def _reduced() -> VatClass:
    return VatClass.objects.get(code="reduced_low")


def _two_kinds(world: World) -> None:
    """Two discounts of two kinds, which add up."""
    TierFactory(discount=OrderDiscountFactory())
    TierFactory(discount=OrderDiscountFactory(kind="groups", groups=[world.group]), value=5)


def _reserved(world: World) -> None:
    """The product is for the members of a group the customer is not in."""
    world.turn(world.product, is_reserved=True)
    ProductRestriction.objects.create(product=world.product, group=GroupFactory())


def _restricted(world: World) -> None:
    """Restrictions count, and the product names a group, but is open to all."""
    world.turn(world.shop, restricts_products=True)
    ProductRestriction.objects.create(product=world.product, group=GroupFactory())


def _below_the_minimum(world: World) -> None:
    world.turn(world.group, discount_percent=50)


def _cost_floor(world: World) -> None:
    world.turn(world.group, discount_percent=50, floor_percent=0)


def _under_the_other(world: World) -> None:
    """The shelf stands under the other product's; the tree is kept by its own save()."""
    row = Category.objects.get(pk=world.shelf.pk)
    row.parent = world.other.categories.get()
    row.save()


def _to_the_other_shelf(world: World) -> None:
    world.product.categories.set(world.other.categories.all())


def first_shelf(world: World) -> bool:
    """Whether the shelf comes first in the menu."""
    home = world.page("/")
    other = world.other.categories.get()
    return home.index("/category/outils/") < home.index(f"/category/{other.slug}/")


SHOP = (
    Setting("name", shop(name="Chez Zoé"), read("Chez Zoé"), False, True),
    Setting("currency", shop(currency="CAD"), read("$"), False, True),
    Setting("country", shop(country="CA"), public, "120.00", "100.00"),
    Setting("region", shop(region="974"), public, "120.00", "108.50"),
    Setting(
        "timezone",
        shop(timezone="Pacific/Kiritimati"),
        public,
        "108.00",
        "120.00",
        lambda world: PromotionFactory(ends_on=DAY),
    ),
    Setting("prices_entered", shop(prices_entered="gross"), public, "120.00", "100.00"),
    Setting("price_display", shop(price_display="net"), public, "120.00", "100.00"),
    Setting("price_display", shop(price_display="net"), price, "120.00", "100.00"),
    Setting("default_language", shop(default_language="en"), explained, True, False),
    Setting(
        "default_vat_class",
        lambda world: world.turn(world.shop, default_vat_class=_reduced()),
        listed("5,5", "groups/"),
        False,
        True,
    ),
    Setting(
        "discounts_best_only",
        shop(discounts_best_only=True),
        net_of_four,
        "340.00",
        "360.00",
        _two_kinds,
    ),
    Setting(
        "rounding_level",
        shop(rounding_level="unit"),
        vat_of_four,
        "0.26",
        "0.28",
        product(price=Decimal("0.33")),
    ),
    Setting(
        "unit_digits",
        shop(unit_digits=4),
        net_of_four,
        "1.32",
        "1.33",
        product(price=Decimal("0.3333")),
    ),
    Setting(
        "has_accounts",
        shop(has_accounts=False),
        read("ne sont pas disponibles", "/login/"),
        False,
        True,
    ),
    Setting(
        "restricts_products",
        shop(restricts_products=True),
        told(RESERVED, "/product/outil/"),
        False,
        True,
        _reserved,
    ),
    Setting("shows_group", shop(shows_group=False), told("Ateliers"), True, False),
    Setting("level_caption", shop(level_caption="group"), told("Votre groupe"), False, True),
)
SHELF = (
    Setting("title_fr", shelf(title_fr="Visserie"), read("Visserie", "/"), False, True),
    Setting("title_en", shelf(title_en="Screws"), read("Screws", "/en/"), False, True),
    Setting("slug", shelf(slug="vis"), answer("/category/vis/"), 404, 200),
    Setting("parent", _under_the_other, first_shelf, True, False),
    Setting("position", shelf(position=99_999), first_shelf, True, False),
    Setting("is_published", shelf(is_published=False), answer("/category/outils/"), 200, 404),
    Setting("is_public", shelf(is_public=False), answer("/category/outils/"), 200, 404),
)
PRODUCT = (
    Setting("sku", product(sku="ZX-81"), read("ZX-81"), False, True),
    Setting("title_fr", product(title_fr="Clé de 12"), read("Clé de 12"), False, True),
    Setting("title_en", product(title_en="Spanner"), read("Spanner", "/en/product/outil/"), 0, 1),
    Setting("description_fr", product(description_fr="En acier"), read("En acier"), 0, 1),
    Setting(
        "description_en", product(description_en="Steel"), read("Steel", "/en/product/outil/"), 0, 1
    ),
    Setting("slug", product(slug="cle"), answer("/product/cle/"), 404, 200),
    Setting("categories", _to_the_other_shelf, read("/product/outil/", "/category/outils/"), 1, 0),
    Setting(
        "vat_class",
        lambda world: world.turn(world.product, vat_class=_reduced()),
        public,
        "120.00",
        "105.50",
    ),
    Setting("price", product(price=50), public, "120.00", "60.00"),
    Setting("cost", product(cost=90), price, "96.00", "108.00", _cost_floor),
    Setting(
        "minimum_price", product(minimum_price=70), price, "60.00", "84.00", _below_the_minimum
    ),
    Setting("stock", product(stock=0), read("Épuisé"), False, True),
    Setting("is_published", product(is_published=False), answer("/product/outil/"), 200, 404),
    Setting(
        "is_reserved",
        product(is_reserved=True),
        told(RESERVED, "/product/outil/"),
        False,
        True,
        _restricted,
    ),
    Setting("search", product(search="introuvable"), found("introuvable"), False, True),
)
KEPT = {"id", "version", "created_at", "updated_at", "updated_by", "title"}
KEPT_BY: dict[type[models.Model], set[str]] = {
    Shop: KEPT | {"price_stamp"},
    # Folders know a shelf by its code; its class is offered to the products created on it.
    Category: KEPT | {"children", "products", "code", "vat_class", "promotion", "templaterule"},
    Product: KEPT | {"description", "price_history", "promotion", "templaterule"},
}
ALL: dict[type[models.Model], tuple[Setting, ...]] = {Shop: SHOP, Category: SHELF, Product: PRODUCT}


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param(setting, id=f"{model.__name__}.{setting.column}")
        for model, settings in ALL.items()
        for setting in settings
    ],
)
def test_a_setting_has_its_effect(world: World, setting: Setting) -> None:
    setting.holds(world)


@pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
def test_no_setting_is_without_effect(model: type[models.Model]) -> None:
    columns = {field.name for field in model._meta.get_fields()}
    assert columns - KEPT_BY[model] == {setting.column for setting in ALL[model]}
