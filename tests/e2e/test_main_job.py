"""The main job, from an empty list of groups to a price the customer sees, in a real browser."""

import json
import re
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import Category
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


class Story:
    """The main job in its acts: staff, a customer and a visitor, each at a browser of his own."""

    def __init__(self, meet: Meet, shelf: Category, owner: User) -> None:
        self.staff, self.shopper, self.visitor = meet(), meet(), meet()
        self.shelf = shelf
        login: User = UserFactory(email="lea@client.example")
        self.lea: Customer = CustomerFactory(
            email="lea@client.example", first_name="Léa", last_name="Bélanger", user=login
        )
        self.marc: Customer = CustomerFactory(first_name="Marc", last_name="Vial")
        CustomerFactory(guest=True, first_name="Jean", last_name="Passant")
        self.page = self.staff.sign_in(owner, "/admin-panel/login/")
        self.shopper.sign_in(login)

    def a_group_is_created(self) -> CustomerGroup:
        page = self.page
        menu = page.get_by_role("navigation", name="Menu principal")
        menu.get_by_role("link", name="Groupes de clients").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Groupes de clients")
        _create_group(page, "Grossistes", "Wholesalers")
        page.locator("input[name=color][value='#DC2626' i]").check(force=True)
        page.locator("input[name=vat_mode][value=own]").check(force=True)
        rate = page.locator("#id_vat_rate")
        label = rate.locator("option", has_text="TVA 20").first.text_content()
        rate.select_option(label=str(label))
        page.locator("#id_discount_percent").fill("12,5")
        page.locator("input[name=price_display][value=net]").check(force=True)
        page.get_by_test_id("save").first.click()
        # Saving leads to the members, among those not included yet.
        expect(page.get_by_test_id("page-G8")).to_be_visible()
        group = CustomerGroup.objects.get()
        assert (group.title, group.discount_percent) == ("Grossistes", Decimal("12.50"))
        return group

    def two_customers_join(self, group: CustomerGroup) -> None:
        page = self.page
        expect(page.get_by_test_id("members-show")).to_have_value("not_in")
        for person in (self.lea, self.marc):
            page.get_by_test_id(f"row-customer-{person.pk}").get_by_role("checkbox").check()
        assert not Membership.objects.exists()
        page.get_by_role("button", name="Enregistrer").first.click()
        expect(page.get_by_text("2 clients ajoutés").first).to_be_visible()
        assert Membership.objects.filter(group=group, is_primary=True).count() == 2

    def the_star_moves(self, group: CustomerGroup) -> None:
        self.staff.open("/admin-panel/groups/")
        star = self.page.get_by_test_id(f"star-{group.pk}")
        star.click()
        expect(star).to_have_attribute("aria-pressed", "true")

    def every_page_shows(self, mine: tuple[str, str], others: tuple[str, str]) -> None:
        for path in ("/product/carnet-a5/", f"/category/{self.shelf.slug}/", "/search/?q=carnet"):
            assert _shop_price(self.shopper, path) == mine
            assert _shop_price(self.visitor, path) == others

    def the_account_names(self, title: str) -> None:
        account = self.shopper.open("/account/").get_by_test_id("account-group")
        expect(account).to_contain_text("Niveau membre")
        expect(account).to_contain_text(title)

    def she_is_moved_from(self, group: CustomerGroup, to: CustomerGroup) -> None:
        page = self.page
        self.staff.open("/admin-panel/customers/")
        page.get_by_label("Groupe de clients", exact=True).select_option(str(group.pk))
        expect(page.locator("[data-testid^=row-customer-]")).to_have_count(2)
        page.get_by_test_id(f"row-customer-{self.lea.pk}").get_by_role("link").first.click()
        page.locator("#id_main_group").select_option(str(to.pk))
        page.get_by_test_id("save").first.click()
        expect(page.get_by_text("Client enregistré").first).to_be_visible()

    def the_group_is_deleted(self, group: CustomerGroup) -> None:
        page = self.page
        self.staff.open(f"/admin-panel/groups/{group.pk}/delete/")
        expect(page.get_by_test_id("impact-members")).to_contain_text("1")
        page.locator("input[name=consent]").first.check(force=True)
        page.get_by_test_id("dialog-confirm").click()
        expect(page.get_by_text("Groupe supprimé").first).to_be_visible()


def _explained() -> dict[str, Any]:
    told = StringIO()
    who = ("--customer", "lea@client.example")
    call_command("explain_price", "CARNET-A5", *who, "--json", stdout=told)
    found: dict[str, Any] = json.loads(told.getvalue())
    return found


def test_from_a_new_group_to_the_price_its_member_pays(
    meet: Meet, shelf: Category, owner_user: User
) -> None:
    story = Story(meet, shelf, owner_user)
    group = story.a_group_is_created()
    story.two_customers_join(group)
    story.the_star_moves(group)
    story.every_page_shows(("84.00", "ht"), others=("115.20", "ttc"))
    story.the_account_names("Grossistes")
    explained = _explained()
    assert Decimal(explained["shown"]) == Decimal("84.00")
    assert any(step["group"] for step in explained["steps"])

    vip: CustomerGroup = GroupFactory(title_fr="VIP", title_en="VIP", discount_percent=50)
    story.she_is_moved_from(group, to=vip)
    story.every_page_shows(("57.60", "ttc"), others=("115.20", "ttc"))
    story.the_group_is_deleted(vip)
    story.every_page_shows(("115.20", "ttc"), others=("115.20", "ttc"))
    assert Customer.objects.filter(pk=story.lea.pk).exists()
