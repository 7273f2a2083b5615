"""The card « Résumé »: the sentence and the terms of what is typed, before anything is saved."""

from decimal import Decimal

import pytest

from groups.models import CustomerGroup
from tests.conftest import SignedIn
from tests.factories.catalog import CategoryFactory
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed

pytestmark = pytest.mark.django_db


def _told(client: SignedIn, group: CustomerGroup, **changes: str | None) -> str:
    url = f"{group.get_absolute_url()}?summary=1"
    answer = client.post(url, typed(group, **changes), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    text: str = answer.content.decode()
    assert "<html" not in text
    return text


def test_the_summary_follows_what_is_typed_and_saves_nothing(manager: SignedIn) -> None:
    shelf = CategoryFactory(title_fr="Outils")
    group = GroupFactory(member_count=42)
    told = _told(
        manager,
        group,
        discount_percent="7,5",
        category_1=str(shelf.pk),
        percent_1="20",
        floor_percent="10",
        price_display="net",
        no_end=None,
        ends_on="2099-12-31",
    )
    assert (
        "Les 42 membres paient le prix public −7,5\u00a0%, −20\u00a0% dans «\u00a0Outils\u00a0»,"
        " jamais sous coût + 10\u00a0%, prix HT, TVA de la boutique (20\u00a0%),"
        " jusqu’au 31 décembre 2099." in told
    )
    assert "7,5\u00a0% de réduction sur chaque prix." in told
    group.refresh_from_db()
    assert (group.discount_percent, group.version) == (Decimal(0), 1)


def test_what_is_typed_wrongly_is_told_as_it_is_saved(manager: SignedIn) -> None:
    group = GroupFactory(discount_percent=Decimal(5))
    told = _told(manager, group, discount_percent="beaucoup", price_display="net")
    assert "le prix public −5\u00a0%, prix HT" in told


def test_the_sentence_stands_on_the_record_in_both_languages(manager: SignedIn) -> None:
    group = GroupFactory(discount_percent=Decimal(5))
    page = manager.get(group.get_absolute_url()).content.decode()
    assert "Un membre paie le prix public −5\u00a0%" in page
    manager.user.language = "en"
    manager.user.save()
    page = manager.get(group.get_absolute_url()).content.decode()
    assert "A member pays the list price −5%" in page


def test_who_may_only_look_cannot_try_terms(viewer: SignedIn) -> None:
    group = GroupFactory()
    page = viewer.get(group.get_absolute_url()).content.decode()
    assert "Un membre paie" in page
    assert "hx-post" not in page.partition('data-testid="summary"')[2].partition("</aside>")[0]
    assert viewer.post(f"{group.get_absolute_url()}?summary=1", typed(group)).status_code == 403
