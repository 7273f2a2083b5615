"""Where signing in may lead: nowhere but to a page of this shop."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.usefixtures("shop")

FOREIGN = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
    "\\/evil.example", "/\\/evil.example", "//evil.example/%2e%2e", "https:evil.example",
    "https:/evil.example", "https://evil.example", "http://evil.example", "HTTPS://evil.example",
    "https:///evil.example", "http:\\\\evil.example", "https://testserver@evil.example",
    "https://testserver:80@evil.example", "https://evil.example#testserver",
    "https://evil.example?testserver", "https://testserver.evil.example",
    "//testserver@evil.example", "\t//evil.example", "\n//evil.example", " //evil.example",
    "/\t/evil.example", "/\n/evil.example",
    "\x00//evil.example", "\x08//evil.example", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "data:text/html,x", "vbscript:x", "ftp://evil.example", "@evil.example", ".evil.example",
    "evil.example", "http://localhost/", "http://127.0.0.1:9/",
]  # fmt: skip


def leads_to(wanted: str) -> str:
    user = UserFactory()
    data = {"login": user.email, "password": PASSWORD, "next": wanted}
    location: str = Client().post(reverse("account_login"), data)["Location"]
    return location


def test_there_are_38_ways_tried() -> None:
    assert len(set(FOREIGN)) == 38


@pytest.mark.parametrize("wanted", FOREIGN)
def test_signing_in_never_leads_off_the_site(wanted: str) -> None:
    assert leads_to(wanted) == "/account/"


@pytest.mark.parametrize("wanted", FOREIGN)
def test_leaving_never_leads_off_the_site(client: Client, wanted: str) -> None:
    assert client.post(reverse("account_logout"), {"next": wanted})["Location"] == "/"


@pytest.mark.parametrize("wanted", ["/product/clavier/?q=a%20b", "/admin-panel/groups/", "/en/"])
def test_a_page_of_the_shop_is_gone_on_to(wanted: str) -> None:
    assert leads_to(wanted) == wanted


def test_a_forged_host_is_refused_and_reaches_no_mail(client: Client, mailoutbox: list) -> None:
    user = UserFactory()
    address = reverse("account_reset_password")
    forged = {"Host": "evil.example"}
    assert client.post(address, {"email": user.email}, headers=forged).status_code == 400
    assert not mailoutbox
    client.post(address, {"email": user.email}, headers={"X-Forwarded-Host": "evil.example"})
    assert "http://testserver/" in mailoutbox[0].body
    assert "evil.example" not in mailoutbox[0].body + mailoutbox[0].subject


@pytest.mark.parametrize("door", ["account_login", "panel:login", "account_signup"])
def test_a_form_sent_from_elsewhere_is_refused(door: str) -> None:
    user = UserFactory()
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse(door), {"login": user.email, "password": PASSWORD})
    assert response.status_code == 403
    assert SESSION_KEY not in client.session
