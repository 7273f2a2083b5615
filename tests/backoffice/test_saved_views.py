"""A list as somebody keeps it: under a name, his own, and shared only by those who may."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from accounts.models import User
from backoffice.models import SavedView
from groups.models import CustomerGroup, PriceDisplay
from tests.conftest import SignedIn, Staff
from tests.factories.groups import GroupFactory

LIST = "/admin-panel/kit/"
KEY = "groups.customergroup"
VIEW = "groups.view_customergroup"
SHARE = "backoffice.share_savedview"


@pytest.fixture
def marie(staff: Staff) -> SignedIn:
    CustomerGroup.objects.all().delete()
    return staff(VIEW)


def keep(client: SignedIn, query: str, *, path: str = LIST, **typed: Any) -> Any:
    asked = urlencode({"list": path, "query": query})
    return client.post(f"/admin-panel/views/?{asked}", {"name": "Pros HT", **typed})


def view_of(user: User, **fields: Any) -> SavedView:
    shape = {"owner_id": user.pk, "key": KEY, "name": "Pros HT", "query": "display=net"}
    return SavedView.objects.create(**{**shape, **fields})


def tabs(client: SignedIn, query: str = "") -> list[str]:
    page = client.get(f"{LIST}?{query}").content.decode()
    return re.findall(r'data-testid="view-(\w+)"', page)


def test_the_state_of_a_list_is_kept_and_opens_again(marie: SignedIn) -> None:
    GroupFactory(title_fr="Pro", price_display=PriceDisplay.NET)
    GroupFactory(title_fr="Public", price_display=PriceDisplay.GROSS)
    answer = keep(marie, "display=net&sort=-members&q=p&page=4&per=50&unknown=1&view=7")
    view = SavedView.objects.get()
    assert (view.owner_id, view.key, view.name) == (marie.user.pk, KEY, "Pros HT")
    assert view.query == "display=net&q=p&sort=-members"
    assert answer.status_code == 303
    assert answer["Location"] == f"{LIST}?{view.query}&view={view.pk}"
    page = marie.get(answer["Location"]).content.decode()
    assert f'data-testid="view-{view.pk}" aria-current="true"' in page
    assert 'data-testid="chip-display"' in page
    assert "save-view" not in page


def test_a_state_that_is_not_the_views_offers_to_keep_it(marie: SignedIn) -> None:
    view = view_of(marie.user)
    assert "save-view" not in tabs(marie)
    plain = marie.get(f"{LIST}?display=gross").content.decode()
    assert 'data-testid="save-view-as"' in plain
    assert 'data-testid="save-view"' not in plain
    changed = marie.get(f"{LIST}?display=gross&view={view.pk}").content.decode()
    assert 'data-testid="save-view"' in changed
    assert "Enregistrer sous…" in changed
    told = {"list": LIST, "query": "display=gross&page=3"}
    answer = marie.post(f"/admin-panel/views/{view.pk}/update/", told)
    assert answer["Location"] == f"{LIST}?display=gross&view={view.pk}"
    view.refresh_from_db()
    assert view.query == "display=gross"


def test_a_name_is_taken_once_whatever_its_case(marie: SignedIn) -> None:
    view_of(marie.user)
    answer = keep(marie, "display=gross", name=" pros ht ")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Une vue porte déjà ce nom. Choisissez un autre nom." in page
    assert 'value=" pros ht "' in page
    assert SavedView.objects.get().query == "display=net"


@pytest.mark.parametrize("name", ["", "   ", "n" * 41])
def test_a_view_needs_a_name_that_fits(marie: SignedIn, name: str) -> None:
    assert keep(marie, "display=net", name=name).status_code == 422
    assert not SavedView.objects.exists()


def test_sharing_needs_the_right(marie: SignedIn, staff: Staff) -> None:
    keep(marie, "display=net", is_shared="on")
    assert not SavedView.objects.get().is_shared
    paul = staff(VIEW, SHARE)
    assert 'name="is_shared"' in paul.get(f"/admin-panel/views/?list={LIST}").content.decode()
    keep(paul, "display=gross", is_shared="on")
    assert SavedView.objects.get(owner_id=paul.user.pk).is_shared


def test_a_shared_view_is_seen_by_all_and_changed_by_its_owner_alone(
    marie: SignedIn, staff: Staff
) -> None:
    shared = view_of(marie.user, is_shared=True)
    own = view_of(marie.user, name="À moi")
    paul = staff(VIEW)
    assert str(shared.pk) in tabs(paul)
    assert str(own.pk) not in tabs(paul)
    page = paul.get(f"{LIST}?view={shared.pk}").content.decode()
    assert "partagée" in page
    assert f"/views/{shared.pk}/" not in page
    told = {"list": LIST, "query": "", "name": "Volée", "next": LIST}
    for tail in ("", "update/", "duplicate/", "delete/"):
        assert paul.post(f"/admin-panel/views/{shared.pk}/{tail}", told).status_code == 404
    shared.refresh_from_db()
    assert (shared.name, shared.query, SavedView.objects.count()) == ("Pros HT", "display=net", 2)


def test_a_view_is_renamed_duplicated_and_deleted(marie: SignedIn) -> None:
    view = view_of(marie.user)
    marie.post(f"/admin-panel/views/{view.pk}/", {"name": "Revendeurs", "next": LIST})
    for name in ("Revendeurs (copie)", "Revendeurs (copie 2)"):
        answer = marie.post(f"/admin-panel/views/{view.pk}/duplicate/", {"list": LIST})
        copy = SavedView.objects.get(name=name)
        assert answer["Location"] == f"{LIST}?display=net&view={copy.pk}"
    answer = marie.post(f"/admin-panel/views/{view.pk}/delete/", {"next": LIST})
    assert (answer.status_code, answer["Location"]) == (303, LIST)
    assert not SavedView.objects.filter(pk=view.pk).exists()
    assert SavedView.objects.count() == 2


def test_a_view_that_names_filters_long_gone_still_opens(marie: SignedIn) -> None:
    view = view_of(marie.user, query="gone=1&display=net&sort=vanished&display=%00")
    page = marie.get(f"{LIST}?gone=1&display=net&view={view.pk}")
    assert page.status_code == 200
    assert "gone=1" not in re.search(r'id="view-tabs".*?</nav>', page.content.decode(), re.S)[0]  # type: ignore[index]


@pytest.mark.parametrize(
    "path", ["", "//evil.example/", "https://evil.example/", "/admin-panel/", "/nowhere/", "kit/"]
)
def test_a_view_is_kept_of_a_list_and_of_nothing_else(marie: SignedIn, path: str) -> None:
    assert keep(marie, "display=net", path=path).status_code == 404
    assert not SavedView.objects.exists()


def test_a_list_one_may_not_open_has_no_views_either(staff: Staff) -> None:
    nobody = staff("catalog.view_product")
    assert keep(nobody, "display=net").status_code == 404
    assert not SavedView.objects.exists()


def test_renaming_and_deleting_never_send_people_to_another_site(marie: SignedIn) -> None:
    view = view_of(marie.user)
    away = {"name": "Là-bas", "next": "https://evil.example/"}
    assert marie.post(f"/admin-panel/views/{view.pk}/", away)["Location"] == "/admin-panel/"
    assert marie.post(f"/admin-panel/views/{view.pk}/delete/", away)["Location"] == "/admin-panel/"


@pytest.mark.parametrize("view", ["0", "-1", "x", "9223372036854775808", "%00"])
def test_a_view_that_is_not_there_changes_nothing(marie: SignedIn, view: str) -> None:
    GroupFactory(title_fr="Un")
    assert "Un" in marie.get(f"{LIST}?view={view}").content.decode()


def test_a_search_too_long_to_be_kept_is_refused_in_words(marie: SignedIn) -> None:
    answer = keep(marie, urlencode({"q": "é" * 900}))
    assert answer.status_code == 422
    assert not SavedView.objects.exists()


def test_the_dialog_asks_the_name_alone_and_htmx_redraws_the_tabs(marie: SignedIn) -> None:
    htmx = {"HX-Request": "true"}
    page = marie.get(f"/admin-panel/views/?list={LIST}", headers=htmx).content.decode()
    assert "<html" not in page
    assert 'id="dialog-title"' in page
    rows = marie.get(f"{LIST}?display=net", headers=htmx).content.decode()
    assert 'id="view-tabs" hx-swap-oob="true"' in rows
    assert 'data-testid="save-view-as"' in rows
