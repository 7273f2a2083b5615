"""Who may open what: every address, every role, every method; a new address joins by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


class Visitor(Client):
    """Somebody who knocks and forgets: no cookie kept, no template recorded (which costs half)."""

    def __init__(self, guest: SignedIn | None = None) -> None:
        super().__init__()
        self.user = guest.user if guest else None
        self.cookies = guest.cookies if guest else self.cookies

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request))  # type: ignore[attr-defined]


@pytest.fixture
def people(staff: Staff, customer_client: SignedIn) -> dict[str, Visitor]:
    """The six who knock at every door."""
    roles = {role: Visitor(staff(role)) for role in ROLES}
    return {"anonymous": Visitor(), "customer": Visitor(customer_client), **roles}


@contextmanager
def undone() -> Iterator[None]:
    """Whatever one request does, the next one finds the shop as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person got from one address by one method, and what it left behind."""

    address: Address
    who: str
    method: str
    where: str
    allowed: bool
    status: int
    shown_out: bool
    written: tuple[str, ...]

    def fault(self) -> str:
        """What is wrong with it; nothing where it is as the address's rule says."""
        told = f"{self.who} {self.method} {self.where} ({self.address.name}): {self.status}"
        if self.status >= 500:
            return told
        if self.allowed and self.method == "GET" and self.shown_out:
            return f"{told}, but the rule lets in"
        if not self.allowed and not self.shown_out:
            return f"{told}, but the rule keeps out"
        if not self.allowed and self.written:
            return f"{told}, but something was written: {self.written}"
        return ""


def shown_out(response: Any, who: str, method: str) -> bool:
    """Asked to sign in and come back, or told that it is not for him."""
    if who != "anonymous":
        return bool(response.status_code == 403)
    door, _mark, back = response.get("Location", "").partition("?")
    asked = door in (reverse("account_login"), reverse("panel:login"))
    return asked and (method != "GET" or back.startswith("next="))


def answer(address: Address, who: str, visitor: Visitor, method: str, where: str) -> Answer:
    rule = address.rule or Rule(signed_in=True, rights=("nobody.has",))
    allowed = rule.allows(visitor.user, method) if visitor.user else not rule.signed_in
    mail.outbox.clear()
    with undone(), writes() as written:
        response = visitor.generic(method, where)
    left = (*written, *(f"a mail to {one.to}" for one in mail.outbox))
    out = shown_out(response, who, method)
    return Answer(address, who, method, where, allowed, response.status_code, out, left)


def unruled(urlconf: str | None = None) -> list[str]:
    return [one.route for one in addresses(urlconf) if one.rule is None or not one.name]


def test_every_address_has_a_name_and_a_rule() -> None:
    assert unruled() == []


def test_every_address_answers_each_person_as_its_rule_says(
    people: dict[str, Visitor], known: dict[str, Kwargs]
) -> None:
    answers = []
    for address in addresses():
        where = address.path(known)
        cache.clear()
        for who, visitor in people.items():
            answers += [answer(address, who, visitor, method, where) for method in METHODS]
    faults = [fault for one in answers if (fault := one.fault())]
    assert not faults, "\n".join(faults)

    read = {role: {one.where for one in answers if _reads(one, role)} for role in ROLES}
    assert read["viewer"] <= read["support"] <= read["manager"] <= read["owner"]
    assert read["viewer"] < read["owner"]


def _reads(one: Answer, role: str) -> bool:
    return one.who == role and one.method == "GET" and not one.shown_out


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
        with undone():
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
    people: dict[str, Visitor],
) -> None:
    assert unruled(__name__) == ["planted/"]
    rights = Permission.objects.count()
    for visitor in people.values():
        for method in METHODS:
            assert visitor.generic(method, "/planted/").status_code == 403
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
    people: dict[str, Visitor], who: str, told: Rule, where: str, noticed: str
) -> None:
    door = Address("x:door", "", access(told)(lambda request: HttpResponse()), frozenset())
    assert noticed in answer(door, who, people[who], "GET", where).fault()
