"""Every page of the shop, in both languages and both themes: accessible, whole, never sideways."""

import os
from typing import Literal

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import translation

from accounts.models import User
from customers.models import Customer, Membership
from groups.models import CustomerGroup
from tests.addresses import addresses
from tests.e2e.conftest import NARROW, WIDE, Meet, Visitor
from tests.factories.accounts import UserFactory
from tests.factories.customers import AddressFactory, MembershipFactory
from tests.samples import samples

# Addresses that are no page: files, redirections, fragments and verbs answer something else.
HTML = "text/html"
# What a language breaks, it breaks in both themes: each is looked at in one, or in both at leisure.
THEMES: dict[str, tuple[Literal["light", "dark"], ...]] = {"fr": ("light",), "en": ("dark",)}
if os.environ.get("THOROUGH"):
    THEMES = dict.fromkeys(THEMES, ("light", "dark"))


@pytest.fixture
def known(shop: object) -> dict[str, dict[str, object]]:
    """The demo shop, with one more row of each kind."""
    call_command("import_shop", "demo", verbosity=0)
    return samples()


def _paths(known: dict[str, dict[str, object]], *, panel: bool) -> list[str]:
    found = [one.path(known) for one in addresses() if one.name.startswith("panel:") is panel]
    # Leaving comes last: it ends the visit.
    return sorted(path for path in found if "logout" not in path)


def _faults(visitor: Visitor, path: str, language: str) -> list[str]:
    page = visitor.page
    answer = page.request.get(visitor.site + path, max_redirects=0)
    if HTML not in answer.headers.get("content-type", "") or answer.status != 200:
        return []
    page.goto(visitor.site + path)
    found = []
    for theme in THEMES[language]:
        page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {fault}" for fault in visitor.faults()]
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    if visitor.sideways() > 0:
        found.append(f"{path}: {visitor.sideways()} px too wide on a phone")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    if page.locator("h1").count() != 1:
        found.append(f"{path}: {page.locator('h1').count()} main headings")
    if page.locator("html").get_attribute("lang") != language:
        found.append(f"{path}: not in {language}")
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_of_the_panel(
    meet: Meet, known: dict[str, dict[str, object]], language: str
) -> None:
    owner: User = UserFactory(is_staff=True, language=language)
    owner.groups.add(Group.objects.get(name="owner"))
    visitor = meet()
    visitor.sign_in(owner, "/admin-panel/login/")
    paths = _paths(known, panel=True)
    assert len(paths) > 30
    assert [fault for path in paths for fault in _faults(visitor, path, language)] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_of_the_shop_front(
    meet: Meet, known: dict[str, dict[str, object]], language: str
) -> None:
    user: User = UserFactory()
    customer = Customer.objects.create(user=user, email=user.email, first_name="Léa")
    AddressFactory(customer=customer)
    MembershipFactory(customer=customer, group=CustomerGroup.objects.get(code="GROSSISTES"))
    assert Membership.objects.filter(customer=customer).exists()
    with translation.override(language):
        paths = _paths(known, panel=False)
    visitor = meet()
    found = [fault for path in paths for fault in _faults(visitor, path, language)]
    visitor.sign_in(user)
    found += [fault for path in paths for fault in _faults(visitor, path, language)]
    assert found == []
