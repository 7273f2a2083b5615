"""A folder whose offers cannot be is not loaded at all, and every reason is told."""

from pathlib import Path

import pytest

from catalog.models import Shop
from groups.offers import Audience, audience
from pricing.models import OrderDiscount, PriceTemplate, Promotion
from tests.storefront.shop_folder import add, change, load, refused, write_offers


@pytest.fixture
def folder(shop: Shop, tmp_path: Path) -> Path:
    return write_offers(tmp_path)


PROMOTION = "{title},,{kind},{value},{basis},{combinable},{rank},{audience},{groups},{products},"
PROMOTION += "{categories},{start},{end}"
DISCOUNT = "{title},,{kind},{basis},{groups},{tiers},{start},{end}"
TEMPLATE = "{title},{english},{product},{category},{quantity},{rule},{value},,"


def promotion(**cells: str) -> tuple[str, str]:
    names = ("basis", "rank", "groups", "products", "categories", "start", "end", "combinable")
    usual = dict.fromkeys(names, "") | {"title": "Braderie", "kind": "percent", "value": "10"}
    return "promotions.csv", PROMOTION.format(**usual | {"audience": "all"} | cells)


def discount(**cells: str) -> tuple[str, str]:
    usual = dict.fromkeys(("basis", "groups", "start", "end"), "") | {"title": "Prime"}
    return "discounts.csv", DISCOUNT.format(**usual | {"kind": "subtotal", "tiers": "5%"} | cells)


def rule(**cells: str) -> tuple[str, str]:
    usual = dict.fromkeys(("english", "product", "category", "quantity"), "") | {"title": "Détail"}
    return "templates.csv", TEMPLATE.format(**usual | {"rule": "fixed", "value": "5"} | cells)


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (promotion(title=""), "title_fr: the cell is empty"),
        (promotion(title="hors EXPORT"), "title_fr: “hors EXPORT” is already on line 4"),
        (promotion(title="x" * 81), "title_fr: Ensure this value has at most 80 characters"),
        (promotion(kind="half"), "kind: Value 'half' is not a valid choice."),
        (promotion(value="101"), "value: Enter a percentage between 0.01 and 100."),
        (promotion(value="0"), "value: Enter a percentage between 0.01 and 100."),
        (promotion(kind="amount", value="0"), "value: Enter an amount above 0."),
        (promotion(value="NaN"), "value: “NaN” is not a number"),
        (promotion(value="-1"), "value: Ensure this value is greater than or equal to 0"),
        (promotion(basis="TTC"), "basis: “TTC” is not one of: net, gross"),
        (promotion(combinable="yes"), "combinable: “yes” is neither 1 (yes) nor 0 (no)"),
        (promotion(rank="-1"), "rank: Ensure this value is greater than or equal to 0"),
        (promotion(audience=""), "audience: “” is not one of: all, only, except"),
        (promotion(audience="except"), "groups: the cell is empty"),
        (promotion(audience="only", groups="vip"), "groups: unknown group “VIP”"),
        (promotion(products="B-1|Z"), "products: unknown product “Z”"),
        (promotion(categories="cave"), "categories: unknown category “cave”"),
        (promotion(start="2026-02-01", end="2026-01-01"), "end_date: the end is before the start"),
        (promotion(end="2026-02-30"), "end_date: “2026-02-30” value has the correct format"),
        (discount(title=""), "title_fr: the cell is empty"),
        (discount(title="MERCI"), "title_fr: “MERCI” is already on line 4"),
        (discount(kind="free"), "kind: “free” is not one of: subtotal, groups, groups_subtotal"),
        (discount(groups="noel"), "groups: a discount on the subtotal is for everyone"),
        (discount(kind="groups"), "groups: the cell is empty"),
        (discount(kind="groups_subtotal", groups="vip"), "groups: unknown group “VIP”"),
        (discount(tiers=""), "tiers: write tiers like 500:10%"),
        (discount(tiers="500:"), "tiers: write tiers like 500:10%"),
        (discount(tiers="500:10%|500:12%"), "tiers: Tiers must go from smallest to largest."),
        (discount(tiers="500:10%|100:5%"), "tiers: Tiers must go from smallest to largest."),
        (discount(tiers="5:120%"), "tiers: Enter a percentage between 0.01 and 100."),
        (discount(tiers="5:0"), "tiers: Enter an amount above 0."),
        (discount(tiers="five:10%"), "tiers: “five” is not a number"),
        (discount(tiers="-5:10%"), "tiers: Ensure this value is greater than or equal to 0"),
        (
            discount(kind="groups", groups="noel", tiers="500:10%"),
            "tiers: a discount based on groups alone has one value, from 0",
        ),
        (discount(basis="HT"), "basis: “HT” is not one of: net, gross"),
        (discount(start="2026-02-01", end="2026-01-01"), "end_date: the end is before the start"),
        (rule(title=""), "title_fr: the cell is empty"),
        (
            rule(title="Gros", english="Big", quantity="7"),
            "title_en: line 2 says otherwise of the same template",
        ),
        (rule(title="GROS", value="9"), "min_qty: “” is already on line 2"),
        (rule(product="Z"), "product: unknown product “Z”"),
        (rule(category="cave"), "category: unknown category “cave”"),
        (rule(product="B-1", category="maison"), "category: a rule is about a product or a cat"),
        (rule(quantity="0"), "min_qty: Ensure this value is greater than or equal to 1"),
        (rule(quantity="1.5"), "min_qty: “1.5” value must be an integer"),
        (rule(rule="gift"), "rule: “gift” is not one of: list_percent, list_amount, cost_percent"),
        (rule(value=""), "value: the cell is empty"),
        (rule(value="-1"), "value: A fixed price cannot be negative."),
        (rule(rule="list_percent", value="-101"), "value: Enter a percentage between −100 and"),
        (rule(rule="cost_percent", value="1001"), "value: Enter a percentage between −100 and"),
    ],
)
def test_one_bad_line_and_nothing_is_loaded(
    folder: Path, where: tuple[str, str], reason: str
) -> None:
    name, text = where
    number = add(folder, name, text)
    (told,) = refused(folder)
    assert told.startswith(f"{name}:{number}: ")
    assert reason in told


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("groups.csv", ",GROS,", ",Détail,", "2: price_template: unknown price template “Détail”"),
        ("groups.csv", "web:on", "bar:on", "6: channel_prices: unknown channel “bar”"),
        ("groups.csv", "web:on", "web", "6: channel_prices: “web” is not a channel and on or off"),
        ("groups.csv", "web:on", "web:on|web:off", "6: channel_prices: the channel “web” is named"),
        ("products.csv", "noel|gros", "vip|gros", "4: reserved_to: unknown group “VIP”"),
        ("categories.csv", "standard,1,1", "standard,1,no", "2: public: “no” is neither 1 (yes)"),
        ("shop.csv", "r,1", "r,on", "2: restricts_products: “on” is neither 1 (yes) nor 0 (no)"),
        ("promotions.csv", ",audience,", ",public,", "1: the column “audience” is missing"),
        ("discounts.csv", ",tiers,", ",steps,", "1: the column “tiers” is missing"),
    ],
)
def test_a_group_a_product_or_a_file_out_of_tune_is_told(
    folder: Path, name: str, old: str, new: str, reason: str
) -> None:
    change(folder, name, old, new)
    assert [line for line in refused(folder) if line.startswith(f"{name}:{reason}")]


@pytest.mark.parametrize("said", ["all", "except"])
def test_a_promotion_reserved_to_groups_is_never_opened_again(folder: Path, said: str) -> None:
    load(folder)
    change(folder, "promotions.csv", "only,grossistes|NOEL", f"{said},noel")
    (told,) = refused(folder)
    assert told.startswith("promotions.csv:3: audience: This promotion is reserved for customer")
    assert audience(promotion=Promotion.objects.get(title="Entre amis")) == Audience.ONLY


def test_the_type_of_a_discount_never_changes(folder: Path) -> None:
    load(folder)
    change(folder, "discounts.csv", "groups_subtotal", "groups")
    change(folder, "discounts.csv", "500:10%|1000:12%", "10%")
    assert refused(folder) == [
        "discounts.csv:2: kind: The type of a discount cannot change. Create another discount."
    ]


def test_a_title_the_shop_has_twice_names_no_row(folder: Path) -> None:
    load(folder)
    Promotion.objects.create(title="hors export", value=5)
    OrderDiscount.objects.create(title="Merci", kind="groups")
    PriceTemplate.objects.create(title="Gros")
    assert refused(folder) == [
        "templates.csv:2: title_fr: the shop has “Gros” several times: rename the others",
        "groups.csv:2: price_template: the shop has “GROS” several times: rename the others",
        "promotions.csv:4: title_fr: the shop has “Hors export” several times: rename the others",
        "discounts.csv:4: title_fr: the shop has “Merci” several times: rename the others",
    ]


def test_what_cannot_be_read_is_told_once(folder: Path) -> None:
    add(folder, "groups.csv", "broken")
    add(folder, "templates.csv", "broken")
    assert [line.split(" ")[0] for line in refused(folder)] == ["templates.csv:5:", "groups.csv:7:"]
