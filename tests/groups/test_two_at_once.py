"""Twenty colleagues at one group: whoever saves second compares, nobody is overwritten unseen."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from auditlog.models import LogEntry

from catalog.models import Shop
from groups.models import CustomerGroup
from tests.conftest import SignedIn
from tests.factories.accounts import UserFactory
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed
from tests.threads import postgresql_only, together

SESSIONS, ROUNDS = 20, 10

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql, postgresql_only]


@dataclass(frozen=True)
class Answer:
    """What one colleague typed, and how the panel answered."""

    title: str
    percent: str
    status: int
    page: str


@pytest.fixture
def colleagues(shop: Shop) -> list[SignedIn]:
    return [
        SignedIn.for_user(UserFactory(is_staff=True, is_superuser=True)) for _n in range(SESSIONS)
    ]


def _edits(
    colleagues: list[SignedIn], group: CustomerGroup, number: int, **seen: Any
) -> list[Answer]:
    """All of them save what they typed at the same moment, each having seen the group as it is."""
    group.refresh_from_db()
    url = group.get_absolute_url()
    opened = colleagues[0].get(url).context["seen"]
    answers: list[Answer] = []

    def save(client: SignedIn, place: int) -> None:
        title, percent = f"Amis {number}-{place}", f"{number},{2 * place + 11}"
        values = typed(group, title_fr=title, discount_percent=percent, _seen=opened, **seen)
        answer = client.post(url, values)
        answers.append(Answer(title, percent, answer.status_code, answer.content.decode()))

    acts: list[Callable[[], object]] = [
        partial(save, client, place) for place, client in enumerate(colleagues)
    ]
    assert together(acts) == [None] * SESSIONS
    return answers


def _percents(group: CustomerGroup) -> list[list[str]]:
    """The percentages the group went through, by its history: before and after each save."""
    lines = LogEntry.objects.get_for_object(group).filter(action=LogEntry.Action.UPDATE)
    return [line.changes_dict["discount_percent"] for line in lines.order_by("pk")]


def _differences(page: str) -> dict[str, list[str]]:
    """The table of a conflict: by field, what was seen, what stands and what was typed."""
    found = {}
    for name, row in re.findall(r'data-testid="difference-(\w+)">(.*?)</tr>', page, re.DOTALL):
        cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
        found[name] = [" ".join(html.unescape(cell).split()) for cell in cells]
    return found


def test_two_hundred_edits_have_one_winner_a_version_and_lose_nothing(
    colleagues: list[SignedIn],
) -> None:
    group = GroupFactory(title_fr="Amis", title_en="")
    before = "0.00"
    for number in range(1, ROUNDS + 1):
        title_before = group.title_fr
        answers = _edits(colleagues, group, number)
        assert sorted(one.status for one in answers) == [303] + [422] * (SESSIONS - 1)
        winner = next(one for one in answers if one.status == 303)
        group.refresh_from_db()
        assert (group.title_fr, group.version) == (winner.title, number + 1)
        after = winner.percent.replace(",", ".")
        # What the winner overwrote is what he had seen.
        assert _percents(group)[number - 1 :] == [[before, after]]
        for one in answers:
            if one.status == 422:
                _keeps_what_was_typed(one, winner, title_before)
        before = after


def _keeps_what_was_typed(loser: Answer, winner: Answer, title_before: str) -> None:
    assert f'value="{loser.title}"' in loser.page
    assert f'value="{loser.percent}"' in loser.page
    told = _differences(loser.page)
    assert told["title_fr"] == [title_before, winner.title, loser.title]
    current, mine = told["discount_percent"][1:]
    assert (current, mine) == (f"{winner.percent} %", f"{loser.percent} %")


def test_without_the_version_edits_are_overwritten_unseen(colleagues: list[SignedIn]) -> None:
    group = GroupFactory(title_fr="Amis", title_en="")
    answers = _edits(colleagues, group, 1, version=None)
    assert {one.status for one in answers} == {303}
    overwritten = [before for before, _after in _percents(group) if before != "0.00"]
    assert len(overwritten) == SESSIONS - 1
