"""Quantity prices imported from a folder, then shown to whoever has them."""

from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.urls import reverse

from catalog.models import Product, Shop
from groups.models import CustomerGroup
from pricing.models import PriceTemplate, TemplateRule
from tests.conftest import SignedIn
from tests.factories.customers import MembershipFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PriceTemplateFactory, TemplateRuleFactory
from tests.storefront.shop_folder import change, everything, load, write

TIERS = "sku,min_qty,price_ht\nB-1,10,11.20\nB-1,50,9.90\nJ-1,5,17\n"

pytestmark = pytest.mark.django_db


def _folder(folder: Path, tiers: str = TIERS) -> Path:
    write(folder)
    (folder / "price_tiers.csv").write_text(tiers, "utf-8")
    return folder


def _steps() -> set[tuple[str, int, str, Decimal]]:
    rows = TemplateRule.objects.select_related("product")
    return {(row.product.sku, row.min_quantity, row.kind, row.value) for row in rows if row.product}


def test_the_folder_fills_the_template_of_everyone(tmp_path: Path, shop: Shop) -> None:
    load(_folder(tmp_path))
    template = PriceTemplate.objects.get()
    titles = (vars(template)["title_fr"], vars(template)["title_en"])
    assert (titles, template.is_public) == (("Prix dégressifs", "Quantity prices"), True)
    assert _steps() == {
        ("B-1", 10, "fixed", Decimal("11.20")),
        ("B-1", 50, "fixed", Decimal("9.90")),
        ("J-1", 5, "fixed", Decimal(17)),
    }


def test_a_second_time_nothing_changes(tmp_path: Path, shop: Shop) -> None:
    load(_folder(tmp_path))
    before = everything()
    load(tmp_path)
    assert everything() == before


def test_a_new_price_replaces_the_old_in_the_template_the_shop_has(
    tmp_path: Path, shop: Shop
) -> None:
    own = PriceTemplateFactory(title_fr="À nous", is_public=True)
    load(_folder(tmp_path))
    change(tmp_path, "price_tiers.csv", "11.20", "10.80")
    load(tmp_path)
    assert ("B-1", 10, "fixed", Decimal("10.80")) in _steps()
    assert [template.pk for template in PriceTemplate.objects.all()] == [own.pk]
    assert len(_steps()) == 3


@pytest.mark.parametrize(
    "line",
    [
        *("X-9,10,5", ",10,5", "B-1,0,5", "B-1,-1,5", "B-1,x,5", "B-1,,5"),
        *("B-1,10,", "B-1,10,-1", "B-1,10,NaN", "B-1,10,1e9", "B-1,10,5\nB-1,10,6"),
    ],
)
def test_a_line_that_cannot_be_meant_loads_nothing(tmp_path: Path, shop: Shop, line: str) -> None:
    _folder(tmp_path, f"sku,min_qty,price_ht\n{line}\n")
    with pytest.raises(CommandError):
        load(tmp_path)
    assert not TemplateRule.objects.exists()
    assert not Product.objects.exists()


def test_the_least_over_the_cost_of_a_group_is_its_floor(tmp_path: Path, shop: Shop) -> None:
    write(tmp_path)
    file = tmp_path / "groups.csv"
    header, first, *others = file.read_text("utf-8").splitlines()
    lines = [f"{header},min_markup_on_cost_percent", f"{first},15", *(f"{one}," for one in others)]
    file.write_text("\n".join(lines), "utf-8")
    load(tmp_path)
    floors = dict(CustomerGroup.objects.values_list("code", "floor_percent"))
    assert floors["GROSSISTES"] == Decimal(15)
    assert floors["NOEL"] is None


def test_the_product_page_shows_each_step_this_viewer_gains_by(
    customer_client: SignedIn, product: Product
) -> None:
    public = PriceTemplateFactory(is_public=True)
    for quantity, price in ((10, 90), (50, 80)):
        TemplateRuleFactory(
            template=public,
            product=product,
            min_quantity=quantity,
            kind="fixed",
            value=Decimal(price),
        )
    url = reverse("shop_product", args=[product.slug])
    steps = customer_client.get(url).context["steps"]
    assert [(step.quantity, step.price.shown) for step in steps] == [
        (10, Decimal("108.00")),
        (50, Decimal("96.00")),
    ]
    page = customer_client.get(url).content.decode()
    assert "dès 10" in page
    assert 'data-amount="108.00"' in page
    # At 15 % off, the step of ten is worth 76.50 and shown without tax.
    group = GroupFactory(discount_percent=Decimal(15), price_display="net")
    MembershipFactory(group=group, customer=customer_client.user.customer, is_primary=True)
    steps = customer_client.get(url).context["steps"]
    assert [step.price.shown for step in steps] == [Decimal("76.50"), Decimal("68.00")]
