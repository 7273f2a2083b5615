"""The tour of the README, page by page; SCREENSHOTS=docs/images draws its pictures anew."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from accounts.models import User
from catalog.models import Product
from groups.models import CustomerGroup
from tests.e2e.conftest import Meet

PASSWORD = "boutique-demo"
PASTED = """Étienne Saint-Aubin <vip@demo.example>; client@demo.example
grossiste@demo.example, achats@boutique-des-hirondelles.example
raphael.yvernault@example.com, nouvelle@ferme.example, pas-une-adresse"""
SIMULATED = "/admin-panel/simulator/?who=customer&customer=vip@demo.example&product=MAI-3101"


@pytest.fixture
def demo(shop: object) -> None:
    call_command("import_shop", "demo", verbosity=0)


def test_the_tour_of_the_demo_shop(meet: Meet, demo: None) -> None:
    group = CustomerGroup.objects.get(code="GROSSISTES")
    partners = CustomerGroup.objects.get(code="PARTENAIRES")
    staff = meet()
    page = staff.sign_in(
        User.objects.get(email="owner@demo.example"), "/admin-panel/login/", PASSWORD
    )
    for name, path, code in (
        ("groups", "/admin-panel/groups/", "G1"),
        ("group", f"/admin-panel/groups/{group.pk}/", "G2"),
        ("categories", f"/admin-panel/groups/{partners.pk}/categories/", "G4"),
        ("members", f"/admin-panel/groups/{group.pk}/members/?show=not_in", "G8"),
    ):
        staff.open(path)
        expect(page.get_by_test_id(f"page-{code}")).to_be_visible()
        staff.shot(name)

    staff.open(f"/admin-panel/groups/{group.pk}/members/paste/")
    page.locator("#id_emails").fill(PASTED)
    page.get_by_test_id("paste-preview").click()
    expect(page.get_by_test_id("outcome-moved")).to_have_attribute("data-count", "1")
    staff.shot("paste")
    staff.open(SIMULATED)
    expect(page.get_by_text("Bougies entre amis").first).to_be_visible()
    staff.shot("simulator", full=True)

    shopper = meet()
    page = shopper.sign_in(User.objects.get(email="grossiste@demo.example"), password=PASSWORD)
    shopper.open(f"/product/{Product.objects.get(sku='PAP-1101').slug}/")
    expect(page.get_by_test_id("price").first).to_have_attribute("data-basis", "ht")
    shopper.shot("product")
    shopper.open("/account/")
    expect(page.get_by_test_id("account-group")).to_contain_text("Grossistes")
    shopper.shot("account")
