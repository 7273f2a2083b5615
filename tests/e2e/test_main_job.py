"""The main job, from an empty list of groups to a price the customer sees, in a real browser."""

import json
import re
from decimal import Decimal
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import Category, Product
from customers.models import Customer, Membership
from groups.models import CustomerGroup
from tests.e2e.conftest import Meet, Visitor
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory

pytestmark = [pytest.mark.scenario]


@pytest.fixture
def shelf() -> Category:
    shelf: Category = CategoryFactory(title_fr="Papeterie", title_en="Stationery")
    ProductFactory(
        sku="CARNET-A5",
        title_fr="Carnet A5 ligné",
        title_en="Lined A5 notebook",
        slug="carnet-a5",
        price=Decimal("96.00"),
        categories=[shelf],
    )
    return shelf


@pytest.fixture
def owner_user() -> User:
    user: User = UserFactory(is_staff=True, first_name="Marie", last_name="Roy")
    user.groups.add(Group.objects.get(name="owner"))
    return user


def _shop_price(visitor: Visitor, path: str) -> tuple[str | None, str | None]:
    tag = visitor.open(path).get_by_test_id("price").first
    return tag.get_attribute("data-amount"), tag.get_attribute("data-basis")


def _create_group(page: Page, title_fr: str, title_en: str) -> None:
    page.get_by_role("link", name="Ajouter un groupe").first.click()
    expect(page.get_by_test_id("page-G2n")).to_be_visible()
    page.locator("#id_title_fr").fill(title_fr)
    english = page.get_by_role("tab", name=re.compile("English|Anglais"))
    if english.count():
        english.first.click()
    page.locator("#id_title_en").fill(title_en)


def test_from_a_new_group_to_the_price_its_member_pays(
    meet: Meet, shelf: Category, owner_user: User
) -> None:
    wholesaler_login = UserFactory(email="lea@client.example")
    wholesaler = CustomerFactory(
        email="lea@client.example", first_name="Léa", last_name="Bélanger", user=wholesaler_login
    )
    other = CustomerFactory(first_name="Marc", last_name="Vial")
    CustomerFactory(guest=True, first_name="Jean", last_name="Passant")

    staff, shopper, visitor = meet(), meet(), meet()
    page = staff.sign_in(owner_user, "/admin-panel/login/")
    menu = page.get_by_role("navigation", name="Menu principal")
    menu.get_by_role("link", name="Groupes de clients").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Groupes de clients")

    # A new group, its titles in both languages, its tax, its discount, prices without tax.
    _create_group(page, "Grossistes", "Wholesalers")
    page.locator("input[name=color][value='#DC2626' i]").check(force=True)
    page.locator("input[name=vat_mode][value=own]").check(force=True)
    rate = page.locator("#id_vat_rate")
    rate.select_option(label=str(rate.locator("option", has_text="TVA 20").first.text_content()))
    page.locator("#id_discount_percent").fill("12,5")
    page.locator("input[name=price_display][value=net]").check(force=True)
    page.get_by_test_id("save").first.click()

    # Saving leads to the members, among those not included yet.
    expect(page.get_by_test_id("page-G8")).to_be_visible()
    group = CustomerGroup.objects.get()
    assert (group.title_fr, group.title_en) == ("Grossistes", "Wholesalers")  # type: ignore[attr-defined]
    assert group.discount_percent == Decimal("12.50")
    expect(page.get_by_test_id("members-show")).to_have_value("not_in")
    for person in (wholesaler, other):
        page.get_by_test_id(f"row-customer-{person.pk}").get_by_role("checkbox").check()
    assert not Membership.objects.exists()
    page.get_by_role("button", name="Enregistrer").first.click()
    expect(page.get_by_text("2 clients ajoutés").first).to_be_visible()
    assert Membership.objects.filter(group=group, is_primary=True).count() == 2

    # The star: those who sign up from now on join this group.
    staff.open("/admin-panel/groups/")
    page.get_by_test_id(f"star-{group.pk}").click()
    confirm = page.get_by_test_id("dialog-confirm")
    if confirm.count():
        confirm.first.click()
    expect(page.get_by_test_id(f"star-{group.pk}")).to_have_attribute("aria-pressed", "true")

    # The member sees his price on every page, without tax; a visitor the public one, with tax.
    shopper.sign_in(wholesaler_login)
    for path in ("/product/carnet-a5/", f"/category/{shelf.slug}/", "/search/?q=carnet"):
        assert _shop_price(shopper, path) == ("84.00", "ht")
        assert _shop_price(visitor, path) == ("115.20", "ttc")
    account = shopper.open("/account/").get_by_test_id("account-group")
    expect(account).to_contain_text("Niveau membre")
    expect(account).to_contain_text("Grossistes")

    # The command tells the same figure, and why.
    told = StringIO()
    call_command(
        "explain_price", "CARNET-A5", "--customer", "lea@client.example", "--json", stdout=told
    )
    explained = json.loads(told.getvalue())
    assert Decimal(explained["shown"]) == Decimal("84.00")
    assert any(step["group"] for step in explained["steps"])

    # Staff find the customer by the group and move her; her next page has the new price.
    vip: CustomerGroup = GroupFactory(title_fr="VIP", title_en="VIP", discount_percent=50)
    staff.open("/admin-panel/customers/")
    page.get_by_label("Groupe de clients", exact=True).select_option(str(group.pk))
    expect(page.get_by_test_id(f"row-customer-{wholesaler.pk}")).to_be_visible()
    expect(page.locator("[data-testid^=row-customer-]")).to_have_count(2)
    page.get_by_test_id(f"row-customer-{wholesaler.pk}").get_by_role("link").first.click()
    page.locator("#id_main_group").select_option(str(vip.pk))
    page.get_by_test_id("save").first.click()
    expect(page.get_by_text("Client enregistré").first).to_be_visible()
    assert _shop_price(shopper, "/product/carnet-a5/") == ("57.60", "ttc")

    # Deleting asks, says what it touches, and then takes the group's terms away.
    staff.open("/admin-panel/groups/")
    staff.open(f"/admin-panel/groups/{vip.pk}/delete/")
    expect(page.get_by_test_id("impact-members")).to_contain_text("1")
    page.locator("input[name=consent], input[name=understood]").first.check(force=True)
    page.get_by_test_id("dialog-confirm").click()
    expect(page.get_by_text("Groupe supprimé").first).to_be_visible()
    assert _shop_price(shopper, "/product/carnet-a5/") == ("115.20", "ttc")
    assert Customer.objects.filter(pk=wholesaler.pk).exists()
    assert Product.objects.get(sku="CARNET-A5").price == Decimal("96.00")
