"""The groups as a file: those in view, or those ticked, and never a formula."""

import csv
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from groups.models import VatMode
from tests.conftest import SignedIn, Staff
from tests.factories.groups import GroupFactory

URL = "/admin-panel/groups/export/"

pytestmark = pytest.mark.django_db


def _lines(answer: Any) -> list[dict[str, str]]:
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def test_the_file_holds_what_the_view_shows_in_its_order(manager: SignedIn) -> None:
    GroupFactory(wholesale=True, member_count=42, ends_on="2999-12-31")
    GroupFactory(
        title_fr="Amis", title_en="", price_display="net", discount_percent=Decimal("7.25")
    )
    GroupFactory(title_fr="Détail", price_display="gross")
    lines = _lines(manager.get(f"{URL}?display=ht&sort=title"))
    assert [line["Titre (français)"] for line in lines] == ["Amis", "Grossistes"]
    told = lines[1]
    assert told["Titre (anglais)"] == "Wholesalers"
    assert (told["Code"], told["Statut"], told["Membres"]) == ("GROSSISTES", "Actif", "42")
    assert (told["Réduction générale (%)"], told["Taux de TVA (%)"]) == ("12,5", "20")
    assert (told["Date de début"], told["Date de fin"]) == ("2026-01-01", "2999-12-31")
    assert lines[0]["Réduction générale (%)"] == "7,25"
    assert "12,5\u00a0%" in told["Ce qu’obtient un membre"]


def test_ticked_groups_alone_are_exported(manager: SignedIn) -> None:
    one, _two, three = GroupFactory.create_batch(3)
    lines = _lines(manager.post(URL, {"ids": [one.pk, three.pk]}))
    assert [line["Code"] for line in lines] == [one.code, three.code]
    everything = _lines(manager.post(URL, {"_all": "1", "_query": f"q={one.code.lower()}"}))
    assert [line["Code"] for line in everything] == [one.code]


def test_the_button_follows_the_filters(manager: SignedIn) -> None:
    for headers in ({}, {"HX-Request": "true"}):
        page = manager.get("/admin-panel/groups/?display=ht", headers=headers).content.decode()
        assert f'href="{URL}?display=ht"' in page


def test_deleted_groups_stay_in(manager: SignedIn) -> None:
    GroupFactory(binned_at="2026-11-22T09:00Z")
    assert _lines(manager.get(URL)) == []


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\uff1d", "\u00a0="])
def test_a_title_is_never_a_formula(manager: SignedIn, sign: str) -> None:
    GroupFactory(title_fr=f"{sign}HYPERLINK(1)", title_en="")
    told = _lines(manager.get(URL))[0]["Titre (français)"]
    assert told == f"'{sign}HYPERLINK(1)"


def test_english_readers_get_english(manager: SignedIn) -> None:
    manager.user.language = "en"
    manager.user.save()
    GroupFactory(
        vat_mode=VatMode.EXEMPT, exemption_reason="Export", discount_percent=Decimal("2.5")
    )
    answer: Any = manager.get(URL)
    assert 'filename="customer-groups.csv"' in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    line = next(csv.DictReader(StringIO(text)))
    assert (line["General discount (%)"], line["VAT"]) == ("2.5", "Tax exempt")


def test_whoever_sees_the_groups_exports_them_and_nobody_else(
    viewer: SignedIn, staff: Staff
) -> None:
    GroupFactory()
    assert len(_lines(viewer.get(URL))) == 1
    stranger = staff("catalog.view_product")
    assert stranger.get(URL).status_code == 403
    assert stranger.post(URL, {"_all": "1"}).status_code == 403


@pytest.mark.parametrize("rows", [3, 30, 300])
def test_the_file_costs_the_same_whatever_its_length(
    manager: SignedIn, django_assert_max_num_queries: Any, rows: int
) -> None:
    GroupFactory.create_batch(rows)
    with django_assert_max_num_queries(16):
        assert len(_lines(manager.get(URL))) == rows


@pytest.mark.parametrize("query", ["sort=;drop", "display=%00", "q=%00", "channel=used-x", "per=9"])
def test_nonsense_in_the_address_breaks_nothing(manager: SignedIn, query: str) -> None:
    GroupFactory()
    assert len(_lines(manager.get(f"{URL}?{query}"))) == 1
