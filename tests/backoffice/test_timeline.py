"""The timeline of a record: what happened, what staff say, narrowed and downloaded."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from auditlog.context import set_extra_data
from auditlog.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backoffice.commenting import publish
from backoffice.models import Comment
from catalog.models import VatRate
from customers.models import Customer, Way
from customers.services import assign
from groups.models import CustomerGroup
from groups.services.offers import attach, detach
from tests.conftest import SignedIn, Staff
from tests.factories.accounts import UserFactory
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PromotionFactory
from tests.groups.forms import typed

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
LATE = timedelta(minutes=15, seconds=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(shop: Any) -> CustomerGroup:
    return GroupFactory(title_fr="Amis")


def _url(group: CustomerGroup, query: str = "") -> str:
    return f"{group.get_absolute_url()}history/{query}"


def _told(client: SignedIn, group: CustomerGroup, query: str = "") -> list[str]:
    page = client.get(_url(group, query))
    assert page.status_code == 200
    return [str(event.verb) for day in page.context["days"] for event in day.events]


def _rows(answer: Any) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))


def test_a_comment_is_read_by_colleagues_with_its_author(
    manager: SignedIn, viewer: SignedIn, group: CustomerGroup
) -> None:
    answer = manager.post(_url(group), {"text": "Rappeler <b>lundi</b>\nau 12"})
    assert (answer.status_code, answer["Location"]) == (303, _url(group))
    page = viewer.get(_url(group)).content.decode()
    assert "Rappeler &lt;b&gt;lundi&lt;/b&gt;<br>au 12" in page
    assert "Supprimer mon commentaire" not in page
    assert 'data-testid="comment-form"' not in page
    assert "Supprimer mon commentaire" in manager.get(_url(group)).content.decode()
    assert _told(viewer, group) == ["a commenté", "a créé cette fiche"]


def test_a_comment_leaves_one_line_without_its_words(
    manager: SignedIn, group: CustomerGroup
) -> None:
    before = LogEntry.objects.count()
    manager.post(_url(group), {"text": "secret"})
    entry = LogEntry.objects.order_by("-pk")[0]
    assert LogEntry.objects.count() == before + 1
    assert (entry.actor, entry.additional_data) == (manager.user, {"verb": "commented"})
    assert "secret" not in str(entry.changes)


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001, None])
def test_an_empty_or_endless_comment_comes_back(
    manager: SignedIn, group: CustomerGroup, text: str | None
) -> None:
    answer = manager.post(_url(group), {} if text is None else {"text": text})
    assert answer.status_code == 422
    assert 'data-testid="error-summary"' in answer.content.decode()
    assert not Comment.objects.exists()


def test_reading_is_not_enough_to_comment(viewer: SignedIn, group: CustomerGroup) -> None:
    assert viewer.post(_url(group), {"text": "Bonjour"}).status_code == 403
    assert not Comment.objects.exists()


def test_commenting_needs_the_record_s_own_right(staff: Staff, group: CustomerGroup) -> None:
    outsider = staff("backoffice.add_comment")
    assert outsider.post(_url(group), {"text": "Bonjour"}).status_code == 403
    assert not Comment.objects.exists()


def test_a_comment_is_taken_back_at_once_and_by_its_author_only(
    manager: SignedIn, support: SignedIn, group: CustomerGroup
) -> None:
    fresh = publish(record=group, text="Oups", actor=manager.user, at=timezone.now())
    old = publish(record=group, text="Hier", actor=manager.user, at=timezone.now() - LATE)
    for client, comment in ((support, fresh), (manager, old)):
        answer = client.post(_url(group), {"withdraw": comment.pk})
        assert answer.status_code == 422
        assert "pendant 15 minutes" in answer.content.decode()
    assert Comment.objects.count() == 2
    assert manager.post(_url(group), {"withdraw": fresh.pk}).status_code == 303
    assert [one.text for one in Comment.objects.all()] == ["Hier"]
    assert "a supprimé un commentaire" in _told(manager, group)


@pytest.mark.parametrize("pk", ["0", "x", "9" * 30, "\x00"])
def test_a_comment_of_another_record_is_not_found(
    manager: SignedIn, group: CustomerGroup, pk: str
) -> None:
    other = publish(record=GroupFactory(), text="Ailleurs", actor=manager.user, at=timezone.now())
    for asked in (pk, str(other.pk)):
        assert manager.post(_url(group), {"withdraw": asked}).status_code == 404
    assert Comment.objects.count() == 1


def test_the_timeline_is_narrowed_by_kind_person_and_period(
    manager: SignedIn, support: SignedIn, group: CustomerGroup
) -> None:
    everyone = Customer.objects.filter(pk__in=[CustomerFactory().pk for _n in range(3)])
    assign(group=group, customers=everyone, actor=support.user, way=Way.PICKER, at=NOW)
    promotion = PromotionFactory(title_fr="Soldes")
    attach(group=group, promotions=[promotion], actor=manager.user)
    detach(group=group, promotion=promotion, actor=manager.user)
    manager.post(group.get_absolute_url(), typed(group, discount_percent="8"))
    support.post(_url(group), {"text": "Bonjour"})
    LogEntry.objects.filter(action=LogEntry.Action.CREATE).update(timestamp=NOW.replace(year=2020))
    moved, gave = (
        "a ajouté 3 membres (Onglet Utilisateurs)",
        "a attaché la promotion «\u00a0Soldes\u00a0»",
    )
    taken = "a détaché la promotion «\u00a0Soldes\u00a0»"
    for query, told in (
        ("?kind=created", ["a créé cette fiche"]),
        ("?kind=changed", ["a modifié cette fiche"]),
        ("?kind=members", [moved]),
        ("?kind=promotions", [taken, gave]),
        ("?kind=deleted", []),
        ("?kind=comment", ["a commenté"]),
        (f"?who={support.user.pk}", ["a commenté", moved]),
        ("?who=shop", ["a créé cette fiche"]),
        (f"?who={support.user.pk}&kind=changed", []),
    ):
        assert _told(manager, group, query) == told, query
    assert "a créé cette fiche" not in _told(manager, group, "?period=365")
    everything = _told(manager, group)
    assert len(everything) == 6
    for query in ("?kind=x&who=99999999999999999999&period=-1", "?kind=%00", "?page=1e999"):
        assert _told(manager, group, query) == everything


def test_promotions_are_told_to_those_who_may_see_them(
    staff: Staff, manager: SignedIn, group: CustomerGroup
) -> None:
    attach(group=group, promotions=[PromotionFactory(title_fr="Soldes")], actor=manager.user)
    assert len(_told(manager, group)) == 2
    assert len(_told(staff("groups.view_customergroup"), group)) == 1
    assert len(_told(manager, GroupFactory())) == 1


def test_each_line_says_by_which_way_it_came(manager: SignedIn, group: CustomerGroup) -> None:
    everyone = Customer.objects.filter(pk=CustomerFactory().pk)
    assign(group=group, customers=everyone, actor=None, way=Way.IMPORT, at=NOW)
    manager.post(group.get_absolute_url(), typed(group, discount_percent="8"))
    page = manager.get(_url(group))
    sources = [event.source for day in page.context["days"] for event in day.events]
    assert sorted(sources) == ["Importation", "Ligne de commande", "Panneau"]


def test_what_a_visitor_does_is_told_as_the_shop_front(
    manager: SignedIn, group: CustomerGroup
) -> None:
    with set_extra_data({"actor": None, "remote_addr": "192.0.2.1"}):
        group.code = "AMIS2"
        group.save()
    page = manager.get(_url(group))
    assert page.context["days"][0].events[0].source == "Boutique en ligne"


def test_the_timeline_leaves_as_a_file_no_spreadsheet_runs(
    manager: SignedIn, group: CustomerGroup
) -> None:
    manager.post(group.get_absolute_url(), typed(group, description_fr='=HYPERLINK("x")'))
    manager.post(_url(group), {"text": "+33 1 23 45 67 89"})
    answer = manager.get(_url(group, "?format=csv&kind=comment"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="customergroup-{group.pk}-history.csv"' in answer["Content-Disposition"]
    head, said = _rows(answer)
    assert head == ["Date", "Personne", "Action", "Détail", "Source"]
    assert said[1:4] == [str(manager.user), "a commenté", "'+33 1 23 45 67 89"]
    everything = _rows(manager.get(_url(group, "?format=csv")))
    assert len(everything) == 4
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in everything for cell in row)


def test_the_file_speaks_the_reader_s_language(manager: SignedIn, group: CustomerGroup) -> None:
    manager.post("/admin-panel/prefs/", {"language": "en"})
    answer: Any = manager.get(_url(group, "?format=csv"))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0] == "Date,Person,Action,Detail,Source"
    assert "created this record" in text


def test_a_timeline_asks_as_often_for_thirty_lines_as_for_three(
    manager: SignedIn, group: CustomerGroup
) -> None:
    rates = [*VatRate.objects.all()]

    def _asked(lines: int) -> int:
        for number in range(lines):
            group.vat_mode, group.vat_rate = "own", rates[number % len(rates)]
            group.discount_percent = number
            group.save()
            publish(record=group, text="Vu", actor=UserFactory(is_staff=True), at=timezone.now())
        manager.get(_url(group, "?per=100"))
        with CaptureQueriesContext(connection) as asked:
            manager.get(_url(group, "?per=100"))
        return len(asked)

    assert _asked(3) == _asked(30)
