"""A folder also tells what groups may have: templates, promotions, discounts, reserved products."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from catalog.models import Basis, Category, Product, Shop
from customers.models import Customer
from customers.viewers import viewer
from groups.models import ChannelPricing, CustomerGroup, ProductRestriction
from groups.offers import Audience, audience, groups_of
from pricing.models import DiscountTier, OrderDiscount, PriceTemplate, Promotion, TemplateRule
from tests.factories.groups import GroupFactory
from tests.storefront.shop_folder import add, change, everything, load, told, write_offers

DAY = date(2026, 11, 20)


@pytest.fixture
def folder(shop: Shop, tmp_path: Path) -> Path:
    return write_offers(tmp_path)


def promotion(title: str) -> Promotion:
    return Promotion.objects.get(title=title)


def codes(row: Promotion | OrderDiscount) -> list[str]:
    return [group.code for group in groups_of(row=row)]


def lea() -> Customer:
    return Customer.objects.get(number="C1")


def rules() -> list[tuple[str | None, str | None, int, str, Decimal]]:
    found = TemplateRule.objects.filter(template__is_public=False).order_by("min_quantity")
    columns = ("product__sku", "category__code", "min_quantity", "kind", "value")
    return list(found.values_list(*columns))


def test_the_template_of_the_folder_has_its_rules(folder: Path) -> None:
    load(folder)
    bulk = PriceTemplate.objects.get()
    assert (bulk.title, bulk.starts_on) == ("Gros", date(2026, 1, 1))
    with translation.override("en"):
        assert bulk.title == "Bulk"
    assert rules() == [
        (None, None, 1, "list_percent", Decimal(-5)),
        (None, "maison", 10, "cost_percent", Decimal(60)),
        ("B-1", None, 50, "fixed", Decimal("7.5")),
    ]
    assert CustomerGroup.objects.get(code="GROSSISTES").price_template == bulk
    assert CustomerGroup.objects.filter(price_template=None).count() == 4


def test_the_promotions_of_the_folder_are_for_those_it_names(folder: Path) -> None:
    load(folder)
    days, friends, abroad = (
        promotion(title) for title in ("Fête des bougies", "Entre amis", "Hors export")
    )
    assert (days.kind, days.starts_on) == ("percent", date(2026, 6, 1))
    assert days.value == 20
    assert [shelf.code for shelf in days.categories.all()] == ["maison-bougies"]
    assert audience(promotion=days) == Audience.EVERYONE
    assert (friends.basis, friends.is_combinable, friends.rank) == (Basis.GROSS, True, 2)
    assert sorted(friends.products.values_list("sku", flat=True)) == ["B-1", "J-1"]
    assert audience(promotion=friends) == Audience.ONLY
    assert codes(friends) == ["GROSSISTES", "NOEL"]
    assert friends.groups_only_at == datetime(2026, 11, 22, 11, tzinfo=UTC)
    assert abroad.basis == Basis.NET, "as the shop enters its prices"
    assert (audience(promotion=abroad), codes(abroad)) == (Audience.EXCEPT, ["EXPORT"])


def test_a_promotion_that_names_nothing_is_on_every_product(folder: Path) -> None:
    change(folder, "promotions.csv", "export,J-1", "export,")
    load(folder)
    assert promotion("Hors export").is_general
    assert not promotion("Fête des bougies").is_general


def test_the_discounts_of_the_folder_have_their_tiers(folder: Path) -> None:
    load(folder)
    tiers = DiscountTier.objects.order_by("discount", "threshold")
    columns = ("discount__title", "discount__kind", "threshold", "kind", "value")
    assert list(tiers.values_list(*columns)) == [
        ("Remise des grossistes", "groups_subtotal", Decimal(500), "percent", Decimal(10)),
        ("Remise des grossistes", "groups_subtotal", Decimal(1000), "percent", Decimal(12)),
        ("Grosses commandes", "subtotal", Decimal(300), "flat", Decimal(15)),
        ("Merci", "groups", Decimal(0), "percent", Decimal("2.5")),
    ]
    named = {row.title: codes(row) for row in OrderDiscount.objects.all()}
    assert named == {
        "Remise des grossistes": ["GROSSISTES"],
        "Grosses commandes": [],
        "Merci": ["NOUVEAUX", "NOEL"],
    }


def test_a_wholesaler_of_the_folder_pays_its_terms(folder: Path) -> None:
    load(folder)
    shop, candle = Shop.objects.get(), Product.objects.get(sku="B-1")
    price = viewer(customer=lea(), shop=shop, on=DAY).unit_prices([candle])[candle.pk]
    # 12.50 − 5 % − 12.5 %, then 3.00 with tax off; the public 20 % off 12.50 is dearer.
    assert price.net == Decimal("7.89")
    anyone = viewer(customer=None, shop=shop, on=DAY).unit_prices([candle])[candle.pk]
    assert anyone.net == Decimal("10.00")


def test_a_reserved_product_is_bought_by_its_groups_only(folder: Path) -> None:
    load(folder)
    assert Shop.objects.get().restricts_products
    assert list(Product.objects.filter(is_reserved=True).values_list("sku", flat=True)) == ["J-1"]
    groups = ProductRestriction.objects.values_list("group__code", flat=True)
    assert sorted(groups) == ["GROSSISTES", "NOEL"]


def test_a_product_no_longer_reserved_is_for_everyone(folder: Path) -> None:
    load(folder)
    change(folder, "products.csv", "noel|grossistes", "")
    said = told(folder)
    assert "products.csv: 0 new, 1 changed, 2 unchanged" in said
    assert not Product.objects.filter(is_reserved=True).exists()
    assert not ProductRestriction.objects.exists()


def test_what_a_group_in_the_bin_had_waits_for_it(folder: Path) -> None:
    load(folder)
    gone = GroupFactory(binned_at=datetime(2026, 11, 1, tzinfo=UTC))
    can = Product.objects.get(sku="J-1")
    ProductRestriction.objects.create(product=can, group=gone)
    change(folder, "products.csv", "noel|grossistes", "noel")
    assert "products.csv (reserved_to): 0 new, 1 changed, 0 unchanged" in told(folder)
    kept = ProductRestriction.objects.filter(product=can).values_list("group__code", flat=True)
    assert sorted(kept) == sorted([gone.code, "NOEL"])


def test_a_category_may_be_hidden_from_visitors(folder: Path) -> None:
    load(folder)
    assert [row.code for row in Category.objects.filter(is_public=False)] == ["jardin"]
    visitor = viewer(customer=None, shop=Shop.objects.get(), on=DAY)
    assert "J-1" not in visitor.reach.products().values_list("sku", flat=True)


def test_the_prices_of_a_group_may_be_off_in_a_channel(folder: Path) -> None:
    load(folder)
    rows = ChannelPricing.objects.order_by("group__position")
    assert list(rows.values_list("group__code", "channel__code", "is_on")) == [
        ("GROSSISTES", "comptoir", False),
        ("NOEL", "web", True),
    ]
    change(folder, "groups.csv", "comptoir:off", "web:off")
    change(folder, "groups.csv", "web:on", "")
    assert "groups.csv: 0 new, 2 changed, 3 unchanged" in told(folder)
    assert list(rows.values_list("group__code", "channel__code", "is_on")) == [
        ("GROSSISTES", "web", False)
    ]


# A second run


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_second_run_changes_nothing(folder: Path, language: str) -> None:
    load(folder)
    before = everything()
    with translation.override(language):
        again = load(folder)
    assert everything() == before
    assert "promotions.csv" in again


def test_a_second_run_says_that_it_changed_nothing(folder: Path) -> None:
    first = told(folder)
    for line in ("templates.csv: 1 new", "promotions.csv: 3 new", "discounts.csv: 3 new"):
        assert any(said.startswith(line) for said in first)
    again = told(folder)
    assert all(": 0 new, 0 changed, " in said for said in again)
    assert "products.csv (reserved_to): 0 new, 0 changed, 1 unchanged" in again


def test_only_what_differs_is_written(folder: Path) -> None:
    load(folder)
    change(folder, "promotions.csv", "percent,20", "percent,25")
    change(folder, "promotions.csv", "B-1|J-1", "B-1")
    change(folder, "discounts.csv", "500:10%|", "")
    change(folder, "templates.csv", "\nGros,,B-1,,50,fixed,7.50,,", "\nGros,,B-1,,60,fixed,7.50,,")
    said = told(folder)
    assert "promotions.csv: 0 new, 2 changed, 1 unchanged" in said
    assert "discounts.csv: 0 new, 1 changed, 2 unchanged" in said
    assert "templates.csv: 0 new, 1 changed, 0 unchanged" in said
    assert [rule[2] for rule in rules()] == [1, 10, 60]
    assert promotion("Fête des bougies").value == 25
    assert list(promotion("Entre amis").products.values_list("sku", flat=True)) == ["B-1"]
    wholesale = OrderDiscount.objects.get(title="Remise des grossistes")
    assert [tier.threshold for tier in DiscountTier.objects.filter(discount=wholesale)] == [1000]


def test_a_row_is_known_again_by_its_french_title_however_written(folder: Path) -> None:
    load(folder)
    change(folder, "promotions.csv", "Fête des bougies", "FÊTE DES BOUGIES")
    change(folder, "discounts.csv", "Merci,Thank you", "merci,Thanks")
    load(folder)
    assert (Promotion.objects.count(), OrderDiscount.objects.count()) == (3, 3)
    thanks = OrderDiscount.objects.get(title="merci")
    with translation.override("en"):
        assert thanks.title == "Thanks"


def test_a_promotion_may_become_reserved_to_groups(folder: Path) -> None:
    load(folder)
    change(folder, "promotions.csv", "except,export", "only,export")
    assert "promotions.csv: 0 new, 1 changed, 2 unchanged" in told(folder)
    assert audience(promotion=promotion("Hors export")) == Audience.ONLY


def test_a_folder_without_these_files_leaves_them_alone(folder: Path) -> None:
    load(folder)
    for name in ("templates", "promotions", "discounts"):
        (folder / f"{name}.csv").unlink()
    before = everything()
    load(folder)
    assert everything() == before


def test_loading_offers_costs_the_same_however_many(folder: Path) -> None:
    load(folder)
    counts = []
    for wanted in (3, 30):
        for turn in range(wanted):
            title = f"N{wanted} {turn}"
            add(folder, "promotions.csv", f"{title},,percent,5,,0,0,except,noel,B-1,jardin,,")
            add(folder, "discounts.csv", f"{title},,groups_subtotal,,export|noel,5:5%|9:6%,,")
            add(folder, "templates.csv", f"{title},,B-1,,1,fixed,5,,")
        with CaptureQueriesContext(connection) as asked:
            load(folder)
        counts.append(len(asked))
    assert counts[0] == counts[1]
