"""The style sheet of the groups' tags."""

import pytest
from django.test import Client

from catalog.models import Shop
from tests.conftest import SignedIn
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db


def test_each_live_group_has_its_colour_and_the_ink_one_can_read_on_it(client: Client) -> None:
    blue, yellow = GroupFactory(color="#1F6FEB"), GroupFactory(color="#FACC15")
    GroupFactory(color="#000000", binned_at="2026-01-01T00:00:00+00:00")
    answer = client.get("/colors.css")
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer.content.decode() == (
        f".g{blue.pk}{{--tag:#1F6FEB;--tag-ink:#FFFFFF}}\n"
        f".g{yellow.pk}{{--tag:#FACC15;--tag-ink:#000000}}\n"
    )


def test_an_unchanged_sheet_is_not_sent_again(client: Client) -> None:
    group = GroupFactory()
    etag = client.get("/colors.css")["ETag"]
    again = client.get("/colors.css", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    group.color = "#DC2626"
    group.save()
    assert client.get("/colors.css", headers={"If-None-Match": etag}).status_code == 200


def test_pages_name_the_version_so_that_a_new_colour_shows_at_once(manager: SignedIn) -> None:
    group = GroupFactory(color="#1F6FEB")
    before = manager.get("/admin-panel/groups/").context["colors_url"]
    kept = manager.get(str(before))
    assert kept["Cache-Control"] == "public, max-age=31536000, immutable"
    assert manager.get("/colors.css?v=old")["Cache-Control"] == "no-cache"
    group.color = "#DC2626"
    group.save()
    page = manager.get("/admin-panel/groups/")
    assert str(page.context["colors_url"]) != str(before)
    assert f'href="{page.context["colors_url"]}"' in page.content.decode()


def test_nobody_writes_there(shop: Shop, client: Client) -> None:
    assert client.post("/colors.css").status_code == 405
