"""An act on several groups is taken back from its toast, group by group; so is the star."""

import re
from typing import Any

import pytest
from auditlog.models import LogEntry

from groups.models import CustomerGroup
from tests.conftest import SignedIn, Staff
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db
EDIT = "/admin-panel/groups/bulk/edit/"
SWITCH = "/admin-panel/groups/bulk/?do=deactivate"
UNDO = re.compile(r'action="(/admin-panel/groups/bulk/undo/\w+/)"')


def _discounts() -> list[str]:
    return [str(one.discount_percent) for one in CustomerGroup.objects.order_by("pk")]


def _edit(client: SignedIn, groups: list[CustomerGroup], percent: str) -> Any:
    sent = {
        "ids": [one.pk for one in groups],
        "_confirmed": "1",
        "change_discount_percent": "on",
        "discount_percent": percent,
    }
    asked = client.post(EDIT, sent)
    return client.post(EDIT, {**sent, "asked": asked.context["form"]["asked"].value()}, follow=True)


def _undo(page: Any) -> str:
    found = UNDO.search(page.content.decode())
    assert found, "no « Annuler » in the toast"
    return found[1]


@pytest.fixture
def groups(shop: object) -> list[CustomerGroup]:
    return [GroupFactory(title_fr=f"G{n}", discount_percent=n) for n in (1, 2, 3)]


def test_a_bulk_edit_is_taken_back_in_every_group(
    groups: list[CustomerGroup], manager: SignedIn
) -> None:
    page = _edit(manager, groups, "8")
    assert _discounts() == ["8.00", "8.00", "8.00"]
    done = manager.post(_undo(page), follow=True)
    assert "3 groupes comme avant" in done.content.decode()
    assert _discounts() == ["1.00", "2.00", "3.00"]
    for group in groups:
        last = LogEntry.objects.get_for_object(group).order_by("-pk").first()
        assert last.actor == manager.user


def test_a_group_changed_since_stays_and_is_named(
    groups: list[CustomerGroup], manager: SignedIn
) -> None:
    page = _edit(manager, groups, "8")
    _edit(manager, groups[:1], "9")
    done = manager.post(_undo(page), follow=True).content.decode()
    assert "2 groupes comme avant" in done
    assert "«\u00a0G1\u00a0»\u00a0: Tous ces réglages ont changé depuis" in done
    assert _discounts() == ["9.00", "2.00", "3.00"]


def test_groups_made_inactive_act_again(groups: list[CustomerGroup], manager: SignedIn) -> None:
    sent = {"ids": [one.pk for one in groups[:2]], "_confirmed": "1"}
    page = manager.post(SWITCH, sent, follow=True)
    assert CustomerGroup.objects.filter(is_active=False).count() == 2
    manager.post(_undo(page))
    assert not CustomerGroup.objects.filter(is_active=False).exists()


def test_the_star_goes_back_to_the_group_that_had_it(
    groups: list[CustomerGroup], manager: SignedIn
) -> None:
    first, second, _third = groups
    CustomerGroup.objects.filter(pk=first.pk).update(is_default=True)
    page = manager.post(f"/admin-panel/groups/{second.pk}/default/", {}, follow=True)
    assert CustomerGroup.objects.get(is_default=True) == second
    done = manager.post(_undo(page), follow=True)
    assert "2 groupes comme avant" in done.content.decode()
    assert CustomerGroup.objects.get(is_default=True) == first


def test_an_act_is_taken_back_once_and_an_unknown_one_never(
    groups: list[CustomerGroup], manager: SignedIn
) -> None:
    url = _undo(_edit(manager, groups, "8"))
    manager.post(url, follow=True)
    again = manager.post(url, follow=True).content.decode()
    assert "comme avant" not in again
    assert _discounts() == ["1.00", "2.00", "3.00"]
    page = manager.post("/admin-panel/groups/bulk/undo/abc/", follow=True)
    assert "Il n’y a rien à rétablir." in page.content.decode()


def test_it_needs_the_right_to_change_groups(
    groups: list[CustomerGroup], manager: SignedIn, staff: Staff
) -> None:
    url = _undo(_edit(manager, groups, "8"))
    assert staff("viewer").post(url).status_code == 403
    assert _discounts() == ["8.00", "8.00", "8.00"]
