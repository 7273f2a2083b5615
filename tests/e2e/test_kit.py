"""The kit under a person's hands: keys, palette, kept views, saving, and what goes wrong."""

import re

import pytest
from django.contrib.auth.models import Group
from playwright.sync_api import Page, expect

from accounts.models import User
from backoffice.models import SavedView
from groups.models import CustomerGroup, PriceDisplay
from tests.e2e.conftest import Meet, Visitor, answered
from tests.factories.accounts import UserFactory
from tests.factories.groups import GroupFactory

GROUPS = "/admin-panel/groups/"


@pytest.fixture
def marie(meet: Meet) -> Visitor:
    """Somebody with every right, before three groups."""
    CustomerGroup.objects.all().delete()
    for title, display in (("Alpha", "net"), ("Bêta", "gross"), ("Gamma", "net")):
        GroupFactory(title_fr=title, title_en="", price_display=PriceDisplay(display))
    return _arrive(meet, "Marie")


def _arrive(meet: Meet, name: str) -> Visitor:
    user: User = UserFactory(is_staff=True, first_name=name)
    user.groups.add(Group.objects.get(name="owner"))
    visitor = meet()
    visitor.sign_in(user, "/admin-panel/login/")
    return visitor


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_a_list_is_kept_under_a_name_and_shared(marie: Visitor, meet: Meet) -> None:
    page = marie.open(GROUPS)
    page.get_by_label("Affichage des prix").first.select_option("ht")
    expect(page.get_by_test_id("chip-display")).to_be_visible()
    expect(page.locator("#live-polite")).to_have_text("2 groupes trouvés")
    page.get_by_test_id("save-view-as").click()
    dialog = page.get_by_test_id("dialog")
    expect(dialog).to_be_visible()
    assert marie.faults() == []
    dialog.get_by_label("Nom de la vue").fill("Pros HT")
    dialog.get_by_role("switch").check(force=True)
    dialog.get_by_test_id("dialog-confirm").click()
    expect(page.get_by_text("Vue enregistrée")).to_be_visible()
    marie.open(GROUPS)
    page.get_by_role("link", name="Pros HT").click()
    expect(page.get_by_test_id("chip-display")).to_be_visible()
    view = SavedView.objects.get()
    page.get_by_test_id(f"view-menu-{view.pk}").click()
    assert marie.faults() == []
    page.keyboard.press("Escape")
    paul = _arrive(meet, "Paul").open(GROUPS)
    expect(paul.get_by_role("link", name="Pros HT partagée")).to_be_visible()


def test_the_palette_finds_opens_and_remembers(marie: Visitor) -> None:
    page = marie.open(GROUPS)
    page.keyboard.press("Control+k")
    field = page.get_by_test_id("palette-input")
    expect(field).to_be_focused()
    field.fill("beta")
    first = page.get_by_test_id("palette-option-1")
    expect(first).to_contain_text("Bêta")
    expect(field).to_have_attribute("aria-activedescendant", "palette-option-1")
    assert marie.faults() == []
    page.emulate_media(color_scheme="dark")
    assert marie.faults() == []
    with answered(page):
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bêta")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-recent-1")).to_have_text("Bêta")
    field.fill("zzz")
    expect(page.get_by_text("Aucun résultat pour « zzz »").first).to_be_visible()
    assert marie.faults() == []
    page.keyboard.press("Escape")
    expect(page.locator("#palette-recent-1")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("palette")).to_be_hidden()


def test_the_keyboard_alone_goes_through_a_list_and_its_records(marie: Visitor) -> None:
    page = marie.open(f"{GROUPS}?sort=-title")
    page.keyboard.press("j")
    assert _focused(page).startswith("Gamma")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.locator("[data-tick]:checked")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("[data-tick]:checked")).to_have_count(0)
    page.keyboard.press("k")
    with answered(page):
        page.keyboard.press("o")
    for title in ("Bêta", "Alpha"):
        with answered(page):
            page.keyboard.press("Shift+J")
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.locator("#id_title_fr").focus()
    page.keyboard.type("ng")
    expect(page.get_by_test_id("page-G2")).to_be_visible()
    expect(page.get_by_test_id("save-bar")).to_be_visible()
    with answered(page):
        page.keyboard.press("Control+s")
    expect(page.get_by_text("Groupe enregistré")).to_be_visible()
    page.locator("h1").click()
    page.keyboard.press("g")
    with answered(page):
        page.keyboard.press("c")
    expect(page.get_by_test_id("page-C1")).to_be_visible()
    page.keyboard.press("g")
    with answered(page):
        page.keyboard.press("s")
    expect(page.get_by_test_id("page-SE0")).to_be_visible()


def test_single_keys_can_be_turned_off(marie: Visitor) -> None:
    page = marie.open(GROUPS)
    expect(page.locator(".key-hint")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_test_id("shortcut-sheet")).to_be_visible()
    assert marie.faults() == []
    with answered(page):
        page.get_by_test_id("single-keys").click()
    expect(page.get_by_test_id("page-G1")).to_be_visible()
    expect(page.locator(".key-hint")).to_be_hidden()
    for key in ("j", "/", "n", "g", "h"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement === document.body")
    expect(page.get_by_test_id("page-G1")).to_be_visible()
    page.keyboard.press("Control+k")
    expect(page.get_by_test_id("palette-input")).to_be_focused()


def test_the_split_button_is_a_menu(marie: Visitor) -> None:
    marie.open(GROUPS)
    page = marie.page
    page.get_by_role("link", name="Alpha").first.click()
    caret = page.get_by_test_id("save-menu")
    caret.focus()
    page.keyboard.press("Enter")
    expect(caret).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_test_id("save-continue")).to_be_focused()
    assert marie.faults() == []
    page.keyboard.press("ArrowDown")
    expect(page.get_by_test_id("save-another")).to_be_focused()
    page.keyboard.press("Escape")
    expect(caret).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_test_id("save-delete")).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    with answered(page):
        page.keyboard.press("Enter")
    expect(page.get_by_test_id("page-G2n")).to_be_visible()
    expect(page.locator("#id_title_fr")).to_have_value("")


def test_leaving_unsaved_asks_and_staying_keeps_what_was_typed(marie: Visitor) -> None:
    page = marie.open(GROUPS)
    page.get_by_role("link", name="Alpha").first.click()
    page.locator("#id_title_fr").fill("Autre")
    page.get_by_test_id("tab-history").click()
    dialog = page.locator("#leave-dialog")
    expect(dialog).to_be_visible()
    assert marie.faults() == []
    dialog.get_by_role("button", name="Rester").click()
    expect(page.locator("#id_title_fr")).to_have_value("Autre")
    with answered(page):
        page.get_by_role("link", name="Ignorer").click()
    expect(page.locator("#id_title_fr")).to_have_value("Alpha")


def test_a_double_click_on_save_creates_one_group(marie: Visitor) -> None:
    page = marie.open(f"{GROUPS}new/")
    page.locator("#id_title_fr").fill("Delta")
    page.get_by_test_id("save").dblclick()
    expect(page.get_by_text("Groupe créé").first).to_be_visible()
    assert CustomerGroup.objects.filter(title="Delta").count() == 1


def test_an_ended_session_loses_nothing_typed(marie: Visitor) -> None:
    page = marie.open(GROUPS)
    page.get_by_role("link", name="Alpha").first.click()
    page.locator("#id_title_fr").fill("Alphabet")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+s")
    dialog = page.get_by_test_id("session-dialog")
    expect(dialog).to_be_visible()
    expect(page.locator("#id_title_fr")).to_have_value("Alphabet")
    assert marie.faults() == []
    with page.context.expect_page() as other:
        dialog.get_by_test_id("session-login").click()
    other.value.close()
    user = User.objects.get(first_name="Marie")
    twin = Visitor(page.context.new_page(), marie.site)
    twin.sign_in(user, "/admin-panel/login/")
    twin.page.close()
    with answered(page):
        dialog.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Alphabet")
    # The summary beside the form fails too while nobody is signed in: the browser says so.
    marie.complaints[:] = [text for text in marie.complaints if not re.search(r"\b40[13]\b", text)]


def test_a_list_that_fails_says_so_in_place_and_tries_again(marie: Visitor) -> None:
    page = marie.open(GROUPS)
    page.context.set_offline(True)
    page.locator("#id_q").fill("gamma")
    banner = page.get_by_test_id("banner-list")
    expect(banner).to_be_visible()
    assert marie.faults() == []
    page.context.set_offline(False)
    banner.get_by_role("button", name="Réessayer").click()
    expect(banner).to_be_hidden()
    expect(page.get_by_test_id("list")).to_have_attribute("data-total", "1")
    marie.complaints.clear()  # the browser tells of the failure we made


def test_without_scripts_the_palette_and_the_views_are_pages(meet: Meet, marie: Visitor) -> None:
    plain = meet(scripts=False)
    page = plain.sign_in(User.objects.get(first_name="Marie"), "/admin-panel/login/")
    plain.open(f"{GROUPS}?display=ht")
    page.get_by_test_id("save-view-as").click()
    page.get_by_label("Nom de la vue").fill("Sans script")
    page.get_by_test_id("dialog-confirm").click()
    expect(page.get_by_role("link", name="Sans script")).to_have_attribute("aria-current", "true")
    page.locator("[data-palette]").click()
    page.get_by_test_id("search-q").fill("gamma")
    page.get_by_role("main").get_by_role("button", name="Rechercher").click()
    page.get_by_role("main").get_by_role("link", name="Gamma").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gamma")
