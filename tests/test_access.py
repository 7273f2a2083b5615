"""Who may open what: every address, every role, every method; a new address joins by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from backoffice.access import PUBLIC, SIGNED_IN, STAFF, Rule, access, staff_with
from shopadmin.urls import urlpatterns as shop_patterns
from tests.addresses import Address, addresses
from tests.conftest import SignedIn, Staff
from tests.samples import Kwargs, samples

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ROLES = ("viewer", "support", "manager", "owner")
WRITES = ("INSERT", "UPDATE", "DELETE")
# What any visit may write: it is the visit's own.
OF_THE_VISIT = ('"django_session"',)


@pytest.fixture
def known(shop: Any) -> dict[str, Kwargs]:
    return samples()


@pytest.fixture
def people(staff: Staff, customer_client: SignedIn) -> dict[str, Client]:
    """The six who knock at every door."""
    roles = {role: staff(role) for role in ROLES}
    return {"anonymous": Client(), "customer": customer_client, **roles}


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Whatever one request does, the next one finds the shop and the browser as they were."""
    cookies = deepcopy(client.cookies)
    client.raise_request_exception = False
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements that change a row while this is open."""
    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(WRITES) and not any(own in sql for own in OF_THE_VISIT):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def refused(response: Any, who: str) -> bool:
    """Shown the door: asked to sign in, or told that it is not for him."""
    if who != "anonymous":
        return bool(response.status_code == 403)
    doors = (reverse("account_login"), reverse("panel:login"))
    return response.status_code == 302 and response["Location"].partition("?")[0] in doors


def fault(address: Address, who: str, client: Client, method: str, where: str) -> str:
    """What is wrong with this answer; nothing where it is as the address's rule says."""
    user: Any = getattr(client, "user", None)
    rule = address.rule or Rule(signed_in=True, rights=("nobody.has",))
    allowed = rule.allows(user, method) if user else not rule.signed_in
    with undone(client), writes() as written:
        response: Any = client.generic(method, where)
    told = f"{who} {method} {where} ({address.name}): {response.status_code}"
    if response.status_code >= 500:
        return told
    if allowed and method == "GET" and refused(response, who):
        return f"{told}, but the rule lets in"
    if not allowed and not refused(response, who):
        return f"{told}, but the rule keeps out"
    if not allowed and (written or mail.outbox):
        return f"{told}, but something was written: {written} {mail.outbox}"
    return ""


def unruled(urlconf: str | None = None) -> list[str]:
    return [one.route for one in addresses(urlconf) if one.rule is None or not one.name]


def test_every_address_has_a_name_and_a_rule() -> None:
    assert unruled() == []


def test_every_address_answers_each_person_as_its_rule_says(
    people: dict[str, Client], known: dict[str, Kwargs]
) -> None:
    faults = []
    for address in addresses():
        where = address.path(known)
        cache.clear()
        for who, client in people.items():
            for method in METHODS:
                faults.append(fault(address, who, client, method, where))
    found = [one for one in faults if one]
    assert not found, "\n".join(found)


def test_whoever_may_more_reads_more(people: dict[str, Client], known: dict[str, Kwargs]) -> None:
    readable: dict[str, set[str]] = {role: set() for role in ROLES}
    for address in addresses():
        where = address.path(known)
        for role in ROLES:
            with undone(people[role]):
                response = people[role].get(where)
            if not refused(response, role):
                readable[role].add(address.name)
    assert readable["viewer"] <= readable["support"] <= readable["manager"] <= readable["owner"]
    assert readable["viewer"] < readable["owner"]


def test_a_right_taken_back_is_gone_at_the_next_request(
    staff: Staff, known: dict[str, Kwargs]
) -> None:
    tried = 0
    for address in addresses():
        rule = address.rule
        if rule is None or not rule.rights:
            continue
        where = address.path(known)
        client = staff(rule.rights[0], *rule.every)
        with undone(client):
            assert client.get(where).status_code != 403, address.name
        client.user.user_permissions.clear()
        assert client.get(where).status_code == 403, address.name
        tried += 1
    assert tried > 0


def planted(request: HttpRequest) -> HttpResponse:
    Permission.objects.all().delete()
    return HttpResponse("open to all")


urlpatterns = [*shop_patterns, path("planted/", include(([path("", planted, name="door")], "x")))]


@override_settings(ROOT_URLCONF=__name__)
def test_an_address_without_a_rule_fails_the_suite_and_opens_for_nobody(
    people: dict[str, Client],
) -> None:
    assert unruled(__name__) == ["planted/"]
    rights = Permission.objects.count()
    for client in people.values():
        for method in METHODS:
            assert client.generic(method, "/planted/").status_code == 403
    assert Permission.objects.count() == rights


@pytest.mark.parametrize(
    ("who", "told", "where", "noticed"),
    [
        ("anonymous", STAFF, "/login/", "the rule keeps out"),
        ("viewer", staff_with("nobody.has"), "/login/", "the rule keeps out"),
        ("customer", PUBLIC, "/admin-panel/", "the rule lets in"),
        ("anonymous", SIGNED_IN, "/nowhere/", "the rule keeps out"),
    ],
)
def test_the_walk_notices_a_door_that_is_not_as_its_rule_says(
    people: dict[str, Client], who: str, told: Rule, where: str, noticed: str
) -> None:
    door = Address("x:door", "", access(told)(lambda request: HttpResponse()), frozenset())
    assert noticed in fault(door, who, people[who], "GET", where)
