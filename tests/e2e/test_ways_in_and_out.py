"""A group from end to end in a real browser: what members see, who comes in, who leaves."""

import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from accounts.models import User
from catalog.models import Category, Product
from customers.models import Customer, Membership
from groups.models import CustomerGroup
from tests.e2e.conftest import Meet, Visitor
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

pytestmark = [pytest.mark.scenario]

PASTED = """
Léa Bélanger <LEA@client.example>, marc@client.example; passant@client.example
marc@client.example
inconnu@client.example	pas-une-adresse
"""
OUTCOMES = {"ok": 1, "moved": 1, "guest": 1, "duplicate": 1, "unknown": 1, "invalid": 1}


@pytest.fixture
def staff_user() -> User:
    user: User = UserFactory(is_staff=True, first_name="Marie", last_name="Roy")
    user.groups.add(Group.objects.get(name="owner"))
    return user


class Story:
    """A manager at work on one group while a customer looks at the shop."""

    def __init__(self, meet: Meet, staff: User) -> None:
        self.tools, self.garden = (
            CategoryFactory(title_fr=title) for title in ("Outils", "Jardin")
        )
        self.wrench = self._product("Clé de 12", "cle-de-12", self.tools)
        self.rake = self._product("Râteau", "rateau", self.garden)
        self.group: CustomerGroup = GroupFactory(
            title_fr="Garages", title_en="Garages", discount_percent=10
        )
        self.vip: CustomerGroup = GroupFactory(title_fr="VIP", title_en="VIP")
        login: User = UserFactory(email="lea@client.example")
        self.lea: Customer = CustomerFactory(
            email="lea@client.example", first_name="Léa", last_name="Bélanger", user=login
        )
        self.marc: Customer = CustomerFactory(email="marc@client.example", last_name="Vial")
        CustomerFactory(email="passant@client.example", guest=True)
        MembershipFactory(group=self.vip, customer=self.marc)
        self.staff, self.shopper = meet(), meet()
        self.page = self.staff.sign_in(staff, "/admin-panel/login/")
        self.shopper.sign_in(login)

    def _product(self, title: str, slug: str, shelf: Category) -> Product:
        made: Product = ProductFactory(title_fr=title, title_en="", slug=slug, categories=[shelf])
        return made

    def url(self, tab: str = "") -> str:
        return f"/admin-panel/groups/{self.group.pk}/{tab}"

    def a_list_is_pasted(self) -> None:
        page = self.staff.open(self.url("members/paste/"))
        page.locator("#id_emails").fill(PASTED)
        page.get_by_test_id("paste-preview").click()
        for outcome, count in OUTCOMES.items():
            counter = page.get_by_test_id(f"outcome-{outcome}")
            expect(counter).to_have_attribute("data-count", str(count))
        assert not Membership.objects.filter(group=self.group).exists()
        assert self.staff.faults() == []

    def the_list_is_saved(self) -> None:
        self.page.get_by_test_id("paste-save").click()
        expect(self.page.get_by_text("2 clients ajoutés").first).to_be_visible()
        assert self.members() == {self.lea, self.marc}
        assert not Membership.objects.filter(group=self.vip).exists(), "Marc left his main group"

    def the_act_is_taken_back(self) -> None:
        self.page.get_by_test_id("toast-undo").first.click()
        expect(self.page.get_by_test_id("toast").first).to_be_visible()
        assert self.members() == set()
        held = Membership.objects.get(customer=self.marc)
        assert (held.group, held.is_primary) == (self.vip, True)

    def only_tools_are_open(self) -> None:
        page = self.staff.open(self.url("categories/"))
        page.locator("input[name=category_mode][value=only]").check(force=True)
        page.get_by_role("checkbox", name="Outils", exact=True).check(force=True)
        expect(page.get_by_text(re.compile("1 produit visible sur 2"))).to_be_visible()
        page.get_by_test_id("save").first.click()
        expect(page.get_by_test_id("toast").first).to_be_visible()
        assert list(self.group.category_access.values_list("category", flat=True)) == [
            self.tools.pk
        ]

    def the_customer_meets(self, *, rake: bool) -> None:
        page = self.shopper.page
        shown = page.request.get(f"{self.shopper.site}/product/rateau/").status
        assert shown == (200 if rake else 404)
        found = self.shopper.open("/search/?q=rateau").get_by_role("link", name="Râteau")
        expect(found.first if rake else found).to_have_count(1 if rake else 0)
        assert page.request.get(f"{self.shopper.site}/product/cle-de-12/").status == 200

    def the_group_is_deleted(self) -> None:
        page = self.staff.open(self.url("delete/"))
        expect(page.get_by_test_id("impact-members")).to_contain_text("2")
        page.locator("input[name=consent]").first.check(force=True)
        page.get_by_test_id("dialog-confirm").click()
        expect(page.get_by_text("Groupe supprimé").first).to_be_visible()

    def the_group_comes_back(self) -> None:
        page: Page = self.staff.open("/admin-panel/groups/bin/")
        page.get_by_test_id(f"row-{self.group._meta.model_name}-{self.group.pk}").hover()
        page.get_by_test_id(f"row-restore-{self.group.pk}").click()
        page.get_by_test_id("dialog-confirm").click()
        expect(page.get_by_test_id("toast").first).to_be_visible()
        self.group.refresh_from_db()
        assert self.group.binned_at is None
        assert self.members() == {self.lea, self.marc}

    def members(self) -> set[Customer]:
        rows = Membership.objects.filter(group=self.group, group__binned_at__isnull=True)
        return {row.customer for row in rows.select_related("customer")}


def test_a_group_is_filled_narrowed_emptied_deleted_and_restored(
    meet: Meet, staff_user: User
) -> None:
    story = Story(meet, staff_user)
    story.a_list_is_pasted()
    story.the_list_is_saved()
    story.the_act_is_taken_back()
    story.a_list_is_pasted()
    story.the_list_is_saved()

    story.the_customer_meets(rake=True)
    story.only_tools_are_open()
    story.the_customer_meets(rake=False)
    story.the_group_is_deleted()
    story.the_customer_meets(rake=True)
    story.the_group_comes_back()
    story.the_customer_meets(rake=False)


def test_a_group_is_made_and_deleted_with_the_keyboard_alone(meet: Meet, staff_user: User) -> None:
    visitor: Visitor = meet()
    page = visitor.sign_in(staff_user, "/admin-panel/login/")
    page.keyboard.press("g")
    page.keyboard.press("g")
    expect(page.get_by_test_id("page-G1")).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_test_id("page-G2n")).to_be_visible()
    page.locator("#id_title_fr").focus()
    page.keyboard.type("Écoles")
    page.keyboard.press("Control+s")
    expect(page.get_by_test_id("page-G8")).to_be_visible()
    group = CustomerGroup.objects.get(title="Écoles")
    assert group.discount_percent == Decimal(0)
    page.keyboard.press("g")
    page.keyboard.press("g")
    expect(page.get_by_test_id("page-G1")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Delete")
    expect(page.get_by_test_id("dialog-cancel")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Groupe supprimé").first).to_be_visible()
    assert not CustomerGroup.objects.live().exists()
