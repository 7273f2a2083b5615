"""The tour of the README, page by page; SCREENSHOTS=docs/images draws its pictures anew."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from accounts.models import User
from catalog.models import Product
from groups.models import CustomerGroup
from tests.e2e.conftest import Meet

PASSWORD = "boutique-demo"


@pytest.fixture
def demo(shop: object) -> None:
    call_command("import_shop", "demo", verbosity=0)


def test_the_tour_of_the_demo_shop(meet: Meet, demo: None) -> None:
    group = CustomerGroup.objects.get(code="GROSSISTES")
    staff = meet()
    page = staff.sign_in(
        User.objects.get(email="owner@demo.example"), "/admin-panel/login/", PASSWORD
    )
    for name, path, code in (
        ("groups", "/admin-panel/groups/", "G1"),
        ("group", f"/admin-panel/groups/{group.pk}/", "G2"),
        ("members", f"/admin-panel/groups/{group.pk}/members/?show=not_in", "G8"),
    ):
        staff.open(path)
        expect(page.get_by_test_id(f"page-{code}")).to_be_visible()
        staff.shot(name)

    shopper = meet()
    page = shopper.sign_in(User.objects.get(email="grossiste@demo.example"), password=PASSWORD)
    shopper.open(f"/product/{Product.objects.get(sku='PAP-1101').slug}/")
    expect(page.get_by_test_id("price").first).to_have_attribute("data-basis", "ht")
    shopper.shot("product")
    shopper.open("/account/")
    expect(page.get_by_test_id("account-group")).to_contain_text("Grossistes")
    shopper.shot("account")
