"""The settings of the shop: each one changes something, at the next request."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from auditlog.models import LogEntry
from django.test import Client

from catalog import selectors
from catalog.models import Product, Shop, VatClass, VatRate
from customers.viewers import group_viewer, viewer
from pricing import engine
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import OrderDiscountFactory, TierFactory

URL = "/admin-panel/settings/store/"
DAY = date(2026, 11, 22)


@pytest.fixture
def product(shop: Shop) -> Product:
    made: Product = ProductFactory(sku="CARNET", price=Decimal("10.00"))
    return made


def typed(**changes: Any) -> dict[str, Any]:
    shop = Shop.objects.get()
    values: dict[str, Any] = {
        "name": shop.name,
        "currency": shop.currency,
        "country": shop.country,
        "region": shop.region,
        "timezone": shop.timezone,
        "default_language": shop.default_language,
        "prices_entered": shop.prices_entered,
        "price_display": shop.price_display,
        "default_vat_class": shop.default_vat_class_id,
        "rounding_level": shop.rounding_level,
        "unit_digits": "" if shop.unit_digits is None else shop.unit_digits,
        "version": shop.version,
    }
    if shop.discounts_best_only:
        values["discounts_best_only"] = "on"
    values.update(changes)
    return {name: value for name, value in values.items() if value is not None}


def save(client: SignedIn, **changes: Any) -> None:
    answer = client.post(URL, typed(**changes))
    assert answer.status_code == 303, answer.context["form"].errors


def visitor(product: Product) -> engine.UnitPrice:
    seen = viewer(customer=None, shop=selectors.shop(), on=DAY)
    return seen.unit_prices([product])[product.pk]


def quote(*basket: tuple[Product, int]) -> engine.Quote:
    return viewer(customer=None, shop=selectors.shop(), on=DAY).quote(basket)


def test_its_name_is_on_every_page_and_the_change_is_traced(
    owner: SignedIn, client: Client, product: Product
) -> None:
    LogEntry.objects.all().delete()
    save(owner, name="Le Potager")
    assert "Le Potager" in client.get("/").content.decode()
    assert "Le Potager" in owner.get("/admin-panel/").content.decode()
    entry = LogEntry.objects.get()
    assert (entry.actor, entry.changes_dict) == (
        owner.user,
        {"name": ["Ma boutique", "Le Potager"]},
    )
    assert "Le Potager" in owner.get(f"{URL}history/").content.decode()


def test_as_the_store_follows_the_store(
    owner: SignedIn, client: Client, customer_client: SignedIn, product: Product
) -> None:
    page = f"/product/{product.slug}/"
    follows = GroupFactory(price_display="shop")
    fixed = GroupFactory(price_display="net")

    def shown() -> list[str]:
        on, shop = DAY, selectors.shop()
        groups = (group_viewer(group=one, shop=shop, on=on) for one in (follows, fixed))
        return [str(one.unit_prices([product])[product.pk].shown) for one in groups]

    assert "12,00\u00a0€" in client.get(page).content.decode()
    assert shown() == ["12.00", "10.00"]
    save(owner, price_display="net")
    for somebody in (client, customer_client):
        text = somebody.get(page).content.decode()
        assert "10,00\u00a0€" in text
        assert 'data-basis="ht"' in text
    assert shown() == ["10.00", "10.00"]


def test_prices_are_read_as_they_are_entered_after_a_consent(
    owner: SignedIn, product: Product
) -> None:
    assert visitor(product).gross == 12
    answer = owner.post(URL, typed(prices_entered="gross"))
    assert answer.status_code == 422
    assert "Cochez la case" in answer.context["form"].errors["rereads"][0]
    assert Shop.objects.get().prices_entered == "net"
    save(owner, prices_entered="gross", rereads="on")
    assert visitor(product).gross == 10
    assert Product.objects.get().price == 10


def test_the_currency_is_the_one_prices_are_told_and_rounded_in(
    owner: SignedIn, client: Client, product: Product
) -> None:
    save(owner, currency="CAD")
    assert "$" in client.get(f"/product/{product.slug}/").content.decode()
    Product.objects.update(price=Decimal("10.40"))
    product.refresh_from_db()
    save(owner, currency="JPY")
    assert visitor(product).net == 10


def test_the_place_gives_the_rates(owner: SignedIn, product: Product) -> None:
    assert visitor(product).rate.percent == 20
    save(owner, country="CA", region="qc")
    assert Shop.objects.get().region == "QC"
    assert visitor(product).rate.percent == Decimal("14.975")


def test_a_place_without_rates_is_refused(owner: SignedIn, product: Product) -> None:
    answer = owner.post(URL, typed(country="US", region=""))
    assert answer.status_code == 422
    told = answer.context["form"].errors["country"][0]
    assert "Il n’y a pas de taux de TVA pour «\u00a0Taux normal\u00a0»" in told
    assert Shop.objects.get().country == "FR"
    VatRate.objects.create(vat_class=product.vat_class, country="US")
    save(owner, country="US", region="")


def test_days_turn_at_midnight_in_its_time_zone(owner: SignedIn, shop: Shop) -> None:
    with time_machine.travel(datetime(2026, 11, 22, 2, tzinfo=UTC), tick=False):
        assert selectors.today(shop=selectors.shop()) == date(2026, 11, 22)
        save(owner, timezone="America/Montreal")
        assert selectors.today(shop=selectors.shop()) == date(2026, 11, 21)


def test_its_language_is_that_of_staff_who_chose_none_and_of_new_customers(
    owner: SignedIn, shop: Shop
) -> None:
    assert 'lang="fr"' in owner.get("/admin-panel/").content.decode()[:300]
    save(owner, default_language="en")
    assert 'lang="en"' in owner.get("/admin-panel/").content.decode()[:300]
    owner.user.language = "fr"
    owner.user.save()
    assert 'lang="fr"' in owner.get("/admin-panel/").content.decode()[:300]
    new = owner.get("/admin-panel/customers/new/").context["form"]
    assert new["language"].value() == "en"


def test_its_usual_class_is_the_store_rate_and_that_of_new_products(
    owner: SignedIn, product: Product
) -> None:
    low = VatClass.objects.get(code="reduced_low")
    page = "/admin-panel/groups/new/"
    assert "Taux de la boutique (20\u00a0%)" in owner.get(page).content.decode()
    save(owner, default_vat_class=low.pk)
    assert "Taux de la boutique (5,5\u00a0%)" in owner.get(page).content.decode()
    shelf = CategoryFactory()
    sent = {"title_fr": "Crayon", "sku": "CRAYON", "price": "1", "categories": [shelf.pk]}
    assert owner.post("/admin-panel/products/new/", {**sent, "stock": "1"}).status_code == 303
    assert Product.objects.get(sku="CRAYON").vat_class == low


@pytest.mark.parametrize(("level", "tax"), [("total", "0.04"), ("line", "0.03"), ("unit", "0.06")])
def test_vat_is_rounded_where_the_shop_says(
    owner: SignedIn, product: Product, level: str, tax: str
) -> None:
    save(owner, rounding_level=level)
    rate = VatRate.objects.get(vat_class=product.vat_class, country="FR", region="")
    rate.components.update(percent=Decimal("6.5"))
    lines = [ProductFactory(price=Decimal("0.09")) for _turn in range(3)]
    totals = quote(*((line, 2) for line in lines))
    assert totals.gross - totals.net == Decimal(tax)


def test_unit_prices_have_as_many_decimals_as_the_shop_says(
    owner: SignedIn, product: Product
) -> None:
    Product.objects.update(price=Decimal("0.1234"))
    product.refresh_from_db()
    assert visitor(product).net == Decimal("0.12")
    save(owner, unit_digits="4")
    assert visitor(product).net == Decimal("0.1234")
    answer = owner.post(URL, typed(prices_entered="gross", rereads="on"))
    assert "s’arrête au centime" in answer.context["form"].errors["unit_digits"][0]
    save(owner, unit_digits="")
    assert Shop.objects.get().unit_digits is None


def test_best_only_keeps_one_discount(owner: SignedIn, product: Product) -> None:
    TierFactory(discount=OrderDiscountFactory(kind="subtotal"), value=10)
    group = GroupFactory()
    TierFactory(discount=OrderDiscountFactory(kind="groups", groups=[group]), value=5)

    def saved() -> Decimal:
        seen = group_viewer(group=group, shop=selectors.shop(), on=DAY)
        return sum((one.amount for one in seen.quote([(product, 10)]).reductions), Decimal(0))

    assert saved() == 15
    save(owner, discounts_best_only="on")
    assert saved() == 10


@pytest.mark.parametrize(
    ("changes", "field", "text"),
    [
        ({"name": ""}, "name", "Saisissez le nom de la boutique."),
        ({"currency": "XXX"}, "currency", "Ce choix n’existe plus."),
        ({"country": "\x00"}, "country", "Ce choix n’existe plus."),
        ({"region": "Q C"}, "region", "sans espace"),
        ({"timezone": "Mars/Olympus"}, "timezone", "Ce choix n’existe plus."),
        ({"default_vat_class": "9" * 30}, "default_vat_class", "Ce choix n’existe plus."),
        ({"unit_digits": "5"}, "unit_digits", "nombre entier de 0 à 4"),
        ({"unit_digits": "NaN"}, "unit_digits", "nombre entier de 0 à 4"),
        ({"unit_digits": "1,5"}, "unit_digits", "nombre entier de 0 à 4"),
        ({"rounding_level": ""}, "rounding_level", ""),
    ],
)
def test_bad_input_comes_back_with_its_reason(
    owner: SignedIn, product: Product, changes: dict[str, Any], field: str, text: str
) -> None:
    before = Shop.objects.values().get()
    answer = owner.post(URL, typed(**changes))
    assert answer.status_code == 422
    assert text in answer.context["form"].errors[field][0]
    assert Shop.objects.values().get() == before


def test_somebody_elses_change_is_compared(owner: SignedIn, staff: Staff, shop: Shop) -> None:
    other = staff("owner")
    seen = owner.get(URL).context["seen"]
    old = typed(name="La mienne", _seen=seen)
    save(other, name="La leur")
    answer = owner.post(URL, old)
    assert answer.status_code == 422
    assert [row.name for row in answer.context["differences"]] == ["name"]
    assert Shop.objects.get().name == "La leur"


def test_only_the_right_to_change_the_shop_opens_it(staff: Staff, shop: Shop) -> None:
    for client in (staff("manager"), staff("catalog.view_shop")):
        assert client.get(URL).status_code == 403
        assert client.post(URL, typed(name="Pirate")).status_code == 403
        assert client.get(f"{URL}history/").status_code == 403
    assert Shop.objects.get().name == "Ma boutique"
    right = staff("catalog.change_shop")
    assert right.get(URL).status_code == 200
    save(right, name="À nous")


def test_the_index_shows_what_each_may_open(
    owner: SignedIn, manager: SignedIn, staff: Staff, shop: Shop
) -> None:
    index = "/admin-panel/settings/"
    text = owner.get(index).content.decode()
    for name in ("settings_store", "settings_accounts", "tax_list", "channel_list"):
        assert f'data-testid="settings-{name}"' in text
    less = manager.get(index).content.decode()
    assert 'data-testid="settings-settings_store"' not in less
    assert 'data-testid="settings-channel_list"' in less
    assert staff("groups.view_customergroup").get(index).status_code == 403
