"""The pages of signing in, in a real browser."""

import pytest

from tests.e2e.conftest import Meet, answered
from tests.factories.accounts import PASSWORD, UserFactory

SHOP = (
    "/login/",
    "/login/closed/",
    "/register/",
    "/confirm-email/",
    "/confirm-email/used/",
    "/password-reset/",
    "/password-reset/sent/",
    "/password-reset/done/",
    "/password-reset/1/used-link/",
)
PANEL = (
    "/admin-panel/login/",
    "/admin-panel/password-reset/",
    "/admin-panel/password-reset/sent/",
    "/admin-panel/password-reset/done/",
    "/admin-panel/password-reset/1/used-link/",
)


@pytest.mark.parametrize(
    ("scheme", "narrow", "language"), [("light", False, ""), ("dark", True, "/en")]
)
def test_every_page_of_signing_in_is_accessible(
    meet: Meet, scheme: str, narrow: bool, language: str
) -> None:
    visitor = meet(scheme=scheme, narrow=narrow)
    for path in (*(f"{language}{path}" for path in SHOP), *PANEL):
        visitor.open(path)
        assert visitor.faults() == []
        assert visitor.sideways() <= 0, path


@pytest.mark.parametrize("door", ["/login/", "/en/login/", "/register/", "/admin-panel/login/"])
def test_a_form_to_correct_is_accessible_and_takes_the_focus(meet: Meet, door: str) -> None:
    visitor = meet(narrow=True)
    page = visitor.open(door)
    with answered(page):
        page.locator("form:has(input[type=password]) button[type=submit]").click()
    assert page.evaluate("document.activeElement.dataset.testid") == "error-summary"
    assert page.title().startswith(("Erreur", "Error"))
    assert visitor.faults() == []
    assert visitor.sideways() <= 0


def test_a_password_can_be_looked_at_and_is_sent_as_one(meet: Meet) -> None:
    user = UserFactory()
    page = meet().open("/login/")
    page.get_by_label("Adresse e-mail").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    show = page.get_by_role("button", name="Afficher le mot de passe")
    show.click()
    assert page.locator("input[name=password]").get_attribute("type") == "text"
    assert show.get_attribute("aria-pressed") == "true"
    page.locator("main").get_by_role("button", name="Se connecter").click()
    page.wait_for_url("**/account/")


def test_without_scripts_there_is_no_button_that_does_nothing(meet: Meet) -> None:
    user = UserFactory()
    visitor = meet(scripts=False)
    page = visitor.open("/login/")
    assert page.get_by_role("button", name="Afficher le mot de passe").count() == 0
    visitor.sign_in(user)
    assert page.url.endswith("/account/")
