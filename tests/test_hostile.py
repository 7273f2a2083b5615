"""Hostile texts, numbers, days and keys in every field of every form of the panel.

Never an error of ours, never a text that becomes markup; what is saved reads back as it was typed,
what is not is refused in words.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from backoffice.fields import typed_number
from catalog.models import Category, Channel, Product, Shop
from customers.models import Address, Customer, Membership
from groups.models import CustomerGroup
from pricing.models import OrderDiscount, PriceTemplate, Promotion
from tests.addresses import Address as Route
from tests.addresses import addresses
from tests.conftest import SignedIn
from tests.hostile import LONG, MARK, TEXTS, Field, Form, forms, samples_for
from tests.samples import samples

# Leaving, or changing who one is, ends the walk.
LEFT_OUT = ("logout", "language", "theme", "password", "/login", "hijack", "undo")
OF_THE_KIT = ("csrfmiddlewaretoken", "next", "_then")
NEVER = (MARK, "<img src=x", "<script>alert")
# What the other fields must say for a field to count at all.
COUNTS_WITH: dict[str, dict[str, list[str]]] = {
    "color_other": {"color": ["other"]},
    "exemption_reason": {"vat_mode": ["exempt"], "is_exempt": ["on"]},
    "exempt_until": {"is_exempt": ["on"], "exemption_reason": ["Attestation"]},
    "ends_on": {"no_end": []},
    "percent_1": {"category_1": ["1"]},
    "sku_1": {"scope_1": ["product"]},
}
# Said to the history, which tells it: the form itself asks anew.
TOLD_ELSEWHERE = {"reason"}
# What a field makes of a text before keeping it, beside cutting the blanks around it.
WRITTEN_ALIKE = {"code", "email", "contact_email", "color_other", "slug", "sku", "vat_number"}


class Knocker(Client):
    """An owner who knocks and forgets: no template recorded, which costs half."""

    def __init__(self, guest: SignedIn) -> None:
        super().__init__()
        self.cookies = guest.cookies

    def request(self, **request: Any) -> Any:
        try:
            return self.handler(self._base_environ(**request))  # type: ignore[attr-defined]
        finally:
            self.exc_info = None


@contextmanager
def undone() -> Iterator[None]:
    """Whatever one request does, the next one finds the shop as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def known(shop: Shop) -> dict[str, dict[str, Any]]:
    return samples()


@pytest.fixture
def knocker(owner: SignedIn) -> Knocker:
    return Knocker(owner)


@pytest.fixture
def routes() -> list[Route]:
    return [
        one
        for one in addresses()
        if one.name.startswith("panel:") and not any(word in one.route for word in LEFT_OUT)
    ]


def _pages(client: Client, routes: list[Route], known: Any) -> Iterator[tuple[str, str]]:
    """Every page of the panel that opens, with its address."""
    for route in routes:
        path = route.path(known)
        with undone():
            answer: Any = client.get(path)
        if answer.status_code == 200 and "text/html" in answer.get("Content-Type", ""):
            yield path, answer.content.decode()


def _posted(client: Client, form: Form, changes: dict[str, list[str]]) -> Any:
    body = urlencode({**form.sent(), **changes}, doseq=True)
    kind = "application/x-www-form-urlencoded"
    return client.generic("POST", form.action, body, content_type=kind)


def _all_forms(client: Client, routes: list[Route], known: Any) -> list[tuple[str, Form]]:
    found: dict[Any, tuple[str, Form]] = {}
    for path, html in _pages(client, routes, known):
        for form in forms(html, path):
            if form.method == "post" and not any(word in form.action for word in LEFT_OUT):
                found.setdefault(form.key, (path, form))
    return list(found.values())


def _kept(client: Client, path: str, form: Form, name: str) -> list[str]:
    """What the same form of the same page holds now."""
    answer: Any = client.get(path)
    for one in forms(answer.content.decode(), path):
        if one.action == form.action and name in one.fields:
            return one.fields[name].values
    return []


def _same(one: Field, typed: str, kept: str) -> bool:
    """Whether a saved value reads back as it was typed."""
    if one.nature == "number":
        number = typed_number(typed)
        return number is not None and typed_number(kept or "x") == number
    if one.nature == "day":
        return kept == typed or _day(typed) == kept
    clean = typed.strip().replace("\r\n", "\n").replace("\r", "\n")
    alike = kept.replace("\r\n", "\n").strip()
    if one.name in WRITTEN_ALIKE:
        return alike.casefold() == clean.casefold()
    return alike == clean


def _day(typed: str) -> str:
    try:
        day, month, year = typed.split("/")
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return "?"


def _fault(client: Client, path: str, form: Form, one: Field, typed: str) -> str:
    with undone():
        cache.clear()
        others = COUNTS_WITH.get(one.name, {})
        answer = _posted(client, form, {**others, one.name: [typed]})
        told = f"{form.action} {one.name}={typed[:40]!r}: {answer.status_code}"
        text = answer.content.decode()
        if answer.status_code >= 500:
            return told
        if any(never in text for never in NEVER):
            return f"{told}, printed raw"
        if answer.status_code == 422 and 'role="alert"' not in text and "banner" not in text:
            return f"{told}, refused without a word"
        saved = answer.status_code in (302, 303) and form.action == path
        # A record's own form reads back; comments, baskets and new rows go elsewhere.
        reads_back = one.nature != "key" and one.name not in TOLD_ELSEWHERE
        if saved and reads_back and "version" in form.fields:
            kept = _kept(client, path, form, one.name)
            if kept and not _same(one, typed, kept[0]):
                return f"{told}, kept as {kept[0][:40]!r}"
    return ""


def _walk(client: Client, found: list[tuple[str, Form]], count: int) -> Iterator[str]:
    place = 0
    for path, form in found:
        for one in form.fields.values():
            if one.name in OF_THE_KIT:
                continue
            place += 1
            for typed in samples_for(one, place, count):
                fault = _fault(client, path, form, one, typed)
                if fault:
                    yield fault


def test_every_field_of_every_form_survives(
    knocker: Knocker, routes: list[Route], known: Any
) -> None:
    found = _all_forms(knocker, routes, known)
    assert len(found) > 30
    assert sum(len(form.fields) for _path, form in found) > 200
    faults = list(_walk(knocker, found, 1))
    assert not faults, "\n".join(faults)


def test_every_text_in_every_field_of_the_group(knocker: Knocker, known: Any) -> None:
    path = reverse("panel:group_general", kwargs=known["panel:group_"])
    page: Any = knocker.get(path)
    form = next(one for one in forms(page.content.decode(), path) if "title_fr" in one.fields)
    texts = [one for one in form.fields.values() if one.nature == "text"]
    assert len(texts) >= 10
    faults = [_fault(knocker, path, form, one, text) for one in texts for text in TEXTS[::6]]
    for name in ("title_fr", "description_fr"):
        faults.append(_fault(knocker, path, form, form.fields[name], LONG))
    for text in TEXTS[1::2]:
        with undone():
            answer = _posted(knocker, form, {one.name: [text] for one in texts})
            assert answer.status_code < 500, text
    faults = [one for one in faults if one]
    assert not faults, "\n".join(faults)


HOSTILE = f"{MARK}\"'&{{{{ 7*7 }}}}"


def _infested() -> None:
    """Every text of the shop is hostile."""
    both = {"title_fr": HOSTILE, "title_en": HOSTILE}
    said = {"description_fr": HOSTILE, "description_en": HOSTILE}
    labels = {"public_label_fr": HOSTILE, "public_label_en": HOSTILE}
    CustomerGroup.objects.update(
        **both, **said, **labels, contact_name=HOSTILE, exemption_reason=HOSTILE
    )
    titled: list[Any] = [Category, Product, Promotion, OrderDiscount, PriceTemplate, Channel]
    for model in titled:
        model.objects.update(**both)
    Product.objects.update(**said)
    people = {"first_name": HOSTILE, "last_name": HOSTILE, "company": HOSTILE}
    Customer.objects.update(
        **people, phone=HOSTILE[:30], staff_comment=HOSTILE, customer_comment=HOSTILE
    )
    Address.objects.update(address1=HOSTILE, city=HOSTILE[:30])
    Shop.objects.update(name=HOSTILE)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_hostile_texts_of_the_shop_are_printed_as_text(
    owner: SignedIn,
    customer_client: SignedIn,
    routes: list[Route],
    known: Any,
    language: str,
) -> None:
    group = CustomerGroup.objects.first()
    assert group
    Membership.objects.create(
        customer=customer_client.user.customer,
        group=group,
        is_primary=True,
        added_at="2026-01-01T00:00Z",
    )
    _infested()
    owner.user.language = language
    owner.user.save()
    prefix = "" if language == "fr" else "/en"
    pages = dict(_pages(Knocker(owner), routes, known))
    for path in ("/", "/account/", "/search/?q=a"):
        pages[f"{prefix}{path}"] = customer_client.get(f"{prefix}{path}").content.decode()
    for route in addresses():
        if route.name in ("shop_category", "shop_product"):
            path = route.path(known)
            pages[path] = customer_client.get(path).content.decode()
    raw = [path for path, html in pages.items() if MARK in html]
    assert not raw
    told = [path for path, html in pages.items() if "data-hostile&gt;" in html]
    assert len(told) > 40
    assert not [path for path, html in pages.items() if "&quot;&#x27;&amp;49" in html]


def test_hostile_questions_to_every_page(knocker: Knocker, routes: list[Route], known: Any) -> None:
    nonsense = {"page": "9" * 40, "sort": MARK, "per": "NaN", "view": "../", "group": "9" * 30}
    asked = [
        {**nonsense, "q": "\x00", "on": "0000-01-01", "least": "١٢"},
        {**nonsense, "q": MARK + LONG[:2000], "page": "-1", "show": MARK, "status": "x"},
    ]
    faults = []
    for route in routes:
        path = route.path(known)
        for question in asked:
            with undone():
                answer: Any = knocker.get(path, question)
            if answer.status_code >= 500:
                faults.append(f"{path} {question}: {answer.status_code}")
            elif not answer.streaming and any(one in answer.content.decode() for one in NEVER):
                faults.append(f"{path} {question}: printed raw")
    assert not faults, "\n".join(faults)
