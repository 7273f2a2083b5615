"""`manage.py assign_group`: the same triage and the same act, from a file."""

import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.core.management import CommandError, call_command

from catalog.models import Shop
from customers.models import Membership, MembershipBatch
from groups.models import CustomerGroup
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db

LIST = "Léa <A@x.fr>; vip@x.fr\nin@x.fr, a@x.fr\tguest@x.fr\nnobody@x.fr\nmarie@\n"
FIGURES = {
    "entries": 7,
    "added": 1,
    "moved": 1,
    "already": 1,
    "guest": 1,
    "unknown": 1,
    "malformed": 1,
    "repeated": 1,
}


@pytest.fixture
def group(shop: Shop) -> CustomerGroup:
    return GroupFactory(wholesale=True)


@pytest.fixture
def emails(tmp_path: Path, group: CustomerGroup) -> Path:
    """A file, and the customers it speaks of."""
    for name in ("a", "vip", "in"):
        CustomerFactory(email=f"{name}@x.fr", last_name=name)
    CustomerFactory(email="guest@x.fr", guest=True)
    MembershipFactory(customer_id=_id("vip"), group=GroupFactory(title_fr="VIP"))
    MembershipFactory(customer_id=_id("in"), group=group)
    file = tmp_path / "emails.txt"
    file.write_text(LIST, "utf-8")
    return file


def _id(name: str) -> int:
    return int(CustomerFactory._meta.model.objects.get(last_name=name).pk)


def _run(*args: Any) -> str:
    out = StringIO()
    call_command("assign_group", *map(str, args), stdout=out)
    return out.getvalue()


def _inside(group: CustomerGroup) -> dict[str, bool]:
    rows = Membership.objects.filter(group=group).select_related("customer")
    return {row.customer.last_name: row.is_primary for row in rows}


def test_the_json_counts_every_entry_once(group: CustomerGroup, emails: Path) -> None:
    told = json.loads(_run("GROSSISTES", "--emails", emails, "--make-primary", "--json"))
    assert told == FIGURES
    assert told["entries"] == sum(told.values()) - told["entries"]
    assert _inside(group) == {"a": True, "vip": True, "in": True}


def test_without_make_primary_everybody_keeps_his_main_group(
    group: CustomerGroup, emails: Path
) -> None:
    told = json.loads(_run("GROSSISTES", "--emails", emails, "--json"))
    assert told == {**FIGURES, "added": 2, "moved": 0}
    assert _inside(group) == {"a": True, "vip": False, "in": True}


def test_one_act_by_the_command_one_line_in_the_history(group: CustomerGroup, emails: Path) -> None:
    _run("GROSSISTES", "--emails", emails)
    batch = MembershipBatch.objects.get()
    assert (batch.way, batch.actor) == ("command", None)
    assert LogEntry.objects.filter(additional_data__batch=batch.pk).count() == 1
    group.refresh_from_db()
    assert group.member_count == 3


@pytest.mark.parametrize("flags", [(), ("--make-primary",)])
def test_a_dry_run_tells_the_same_and_changes_nothing(
    flags: tuple[str, ...], group: CustomerGroup, emails: Path
) -> None:
    before = list(Membership.objects.order_by("pk").values())
    dry = _run("GROSSISTES", "--emails", emails, "--json", "--dry-run", *flags)
    assert list(Membership.objects.order_by("pk").values()) == before
    assert not MembershipBatch.objects.exists()
    assert dry == _run("GROSSISTES", "--emails", emails, "--json", *flags)


def test_a_second_run_adds_nobody_and_leaves_no_trace(group: CustomerGroup, emails: Path) -> None:
    _run("GROSSISTES", "--emails", emails, "--make-primary")
    told = json.loads(_run("GROSSISTES", "--emails", emails, "--make-primary", "--json"))
    assert (told["added"], told["moved"], told["already"]) == (0, 0, 3)
    assert MembershipBatch.objects.count() == 1


def test_a_disabled_account_is_left_out_and_counted(group: CustomerGroup, tmp_path: Path) -> None:
    CustomerFactory(email="closed@x.fr", is_active=False)
    file = tmp_path / "emails.txt"
    file.write_text("closed@x.fr")
    assert json.loads(_run("GROSSISTES", "--emails", file, "--json"))["disabled"] == 1
    assert _inside(group) == {}


def test_in_words_it_names_what_was_left_out(group: CustomerGroup, emails: Path) -> None:
    told = _run("GROSSISTES", "--emails", emails, "--make-primary", "--dry-run")
    assert "Ce qui se passerait dans «\u00a0Grossistes\u00a0»" in told
    assert "ligne 3 · nobody@x.fr · Aucun compte à cette adresse" in told
    assert "What happened in “Wholesalers”" in _run(
        "GROSSISTES", "--emails", emails, "--language", "en"
    )


def test_addresses_may_come_from_the_input(
    group: CustomerGroup, emails: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Input:
        buffer = BytesIO(b"\xef\xbb\xbfa@x.fr")

    monkeypatch.setattr("sys.stdin", Input)
    assert json.loads(_run("GROSSISTES", "--emails", "-", "--json"))["added"] == 1


@pytest.mark.parametrize(
    ("code", "content", "told"),
    [
        ("NOBODY", b"a@x.fr", "Aucun groupe n’a le code"),
        ("GROSSISTES", None, "ne peut pas être lu"),
        ("GROSSISTES", b"", "ne contient aucune adresse"),
        ("GROSSISTES", b"\xff\xfe\x00", "n’est pas du texte en UTF-8"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    code: str, content: bytes | None, told: str, group: CustomerGroup, tmp_path: Path
) -> None:
    file = tmp_path / "list.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError, match=told):
        _run(code, "--emails", file)
    assert not MembershipBatch.objects.exists()


def test_a_deleted_group_has_no_code(group: CustomerGroup, emails: Path) -> None:
    CustomerGroup.objects.filter(pk=group.pk).update(binned_at="2026-11-01T00:00:00Z")
    with pytest.raises(CommandError, match="Aucun groupe"):
        _run("GROSSISTES", "--emails", emails)
