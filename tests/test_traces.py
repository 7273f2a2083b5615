"""Every write of a panel screen leaves its trace: who, when, what, in which request."""

from collections.abc import Callable
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.urls import reverse

from customers.models import Membership
from tests.conftest import SignedIn
from tests.samples import Kwargs, kwargs_for, samples

# What a visit or the log itself writes, and what follows from another row's own line.
OF_THE_VISIT = ("django_session", "auditlog_logentry", "backoffice_sentform")
WRITES = ("INSERT", "UPDATE", "DELETE")

EDITED = (
    ("group_general", "title_fr", "Renommé"),
    ("group_general", "discount_percent", "7"),
    ("customer_general", "company", "Scierie"),
    ("product_edit", "title_fr", "Renommé"),
    ("category_edit", "title_fr", "Renommée"),
    ("staff_edit", "last_name", "Roy"),
    ("role_edit", "name", "Renommé"),
    ("channel_edit", "title_fr", "Renommé"),
    ("settings_store", "name", "Renommée"),
)
DONE = (
    "group_default",
    "product_delete",
    "promotion_delete",
    "discount_delete",
    "template_delete",
    "role_delete",
    "customer_address_delete",
)
SAID = ("group", "customer", "product", "promotion", "discount", "template", "staff", "role")


@pytest.fixture
def known(shop: Any) -> dict[str, Kwargs]:
    return samples()


def _url(name: str, known: dict[str, Kwargs]) -> str:
    pattern = f"panel:{name}"
    for wanted in ({"pk"}, {"pk", "address"}, set()):
        found = kwargs_for(pattern, wanted, known)
        try:
            return reverse(pattern, kwargs=found)
        except Exception:  # noqa: S112
            continue
    raise AssertionError(name)


def _as_shown(form: Any) -> dict[str, Any]:
    """What a browser sends back of a form nobody has touched."""
    values = {one.html_name: one.value() for one in form if not one.field.disabled}
    kept = {name: value for name, value in values.items() if value not in (None, False, "")}
    return {name: "on" if value is True else value for name, value in kept.items()}


def _touched(act: Callable[[], Any]) -> tuple[Any, list[str]]:
    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(WRITES) and not any(f'"{own}"' in sql for own in OF_THE_VISIT):
            found.append(sql.split('"')[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        return act(), found


def _traced(client: SignedIn, act: Callable[[], Any], told: str) -> None:
    last = LogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    answer, tables = _touched(act)
    assert answer.status_code in (302, 303), (told, answer.status_code)
    assert tables, f"{told} wrote nothing"
    left = LogEntry.objects.filter(pk__gt=last)
    assert left.exists(), f"{told} wrote {tables} and left no trace"
    for entry in left:
        assert (entry.actor, bool(entry.cid)) == (client.user, True), told


@pytest.mark.parametrize(("name", "field", "value"), EDITED)
def test_a_change_leaves_a_trace(
    owner: SignedIn, known: dict[str, Kwargs], name: str, field: str, value: str
) -> None:
    url = _url(name, known)
    form = owner.get(url).context["form"]
    _traced(owner, lambda: owner.post(url, {**_as_shown(form), field: value}), name)


@pytest.mark.parametrize("name", DONE)
def test_an_act_leaves_a_trace(owner: SignedIn, known: dict[str, Kwargs], name: str) -> None:
    url = _url(name, known)
    _traced(owner, lambda: owner.post(url, {"move_to": "leave", "consent": "on"}), name)


@pytest.mark.parametrize("kind", SAID)
def test_a_comment_leaves_a_trace(owner: SignedIn, known: dict[str, Kwargs], kind: str) -> None:
    url = _url(f"{kind}_history", known)
    _traced(owner, lambda: owner.post(url, {"text": "Vu"}), f"a comment on a {kind}")


def test_an_untouched_form_changes_nothing_and_leaves_no_trace(
    owner: SignedIn, known: dict[str, Kwargs]
) -> None:
    for name in ("staff_edit", "role_edit", "staff_rights"):
        url = _url(name, known)
        before = LogEntry.objects.count()
        owner.post(url, _as_shown(owner.get(url).context["form"]))
        assert LogEntry.objects.count() == before, name


def test_moving_members_leaves_one_line_for_the_act(
    owner: SignedIn, known: dict[str, Kwargs]
) -> None:
    held = Membership.objects.get()
    url = reverse("panel:group_members_remove", args=[held.group_id])
    before = LogEntry.objects.filter(object_pk=str(held.group_id)).count()
    owner.post(url, {"ids": [held.customer_id], "_confirmed": "1"})
    assert not Membership.objects.exists()
    assert LogEntry.objects.filter(object_pk=str(held.group_id)).count() == before + 1
