"""What staff may not type of a group: the reason beside the field, and nothing written."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection

from catalog.models import VatRate
from groups.models import CustomerGroup, VatMode
from tests.conftest import SignedIn
from tests.factories.groups import GroupFactory
from tests.groups.forms import typed

NEW = "/admin-panel/groups/new/"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"title_fr": "  "}, "title_fr", "Saisissez le titre du groupe en français."),
        ({"title_fr": "a\x00b"}, "title_fr", None),
        ({"title_fr": "x" * 61}, "title_fr", None),
        (
            {"description_en": "x" * 512},
            "description_en",
            "Limitez la description à 500 caractères (il y en a 512).",
        ),
        ({"color": "red;}"}, "color", "Saisissez une couleur comme #1F6FEB."),
        (
            {"color": "other", "color_other": "red;}"},
            "color",
            "Saisissez une couleur comme #1F6FEB.",
        ),
        ({"color": ""}, "color", None),
        ({"code": "deux mots"}, "code", "Utilisez des lettres, chiffres ou tirets, sans espace."),
        (
            {"discount_percent": "101"},
            "discount_percent",
            "La réduction doit être comprise entre 0 et 100\u00a0%.",
        ),
        (
            {"discount_percent": "-1"},
            "discount_percent",
            "La réduction doit être comprise entre 0 et 100\u00a0%.",
        ),
        ({"discount_percent": "1e999"}, "discount_percent", None),
        ({"discount_percent": "12.345"}, "discount_percent", None),
        ({"discount_percent": "NaN"}, "discount_percent", None),
        ({"starts_on": ""}, "starts_on", "Saisissez une date de début."),
        ({"starts_on": "31/02/2026"}, "starts_on", "Saisissez une date comme 22/11/2026."),
        (
            {"no_end": None, "ends_on": "2025-12-31"},
            "ends_on",
            "La date de fin doit suivre le 01/01/2026.",
        ),
        (
            {"no_end": None},
            "ends_on",
            "Saisissez une date de fin ou cochez «\u00a0Pas de date de fin\u00a0».",
        ),
        ({"vat_mode": "own"}, "vat_rate", "Choisissez un taux de TVA."),
        (
            {"vat_mode": "own", "vat_rate": "999999"},
            "vat_rate",
            "Ce choix n’existe plus. Choisissez-en un autre.",
        ),
        ({"vat_mode": "own", "vat_rate": "9" * 40}, "vat_rate", None),
        ({"vat_mode": "own", "vat_rate": "1; drop"}, "vat_rate", None),
        ({"vat_mode": "exempt"}, "exemption_reason", "Indiquez le motif d’exonération."),
        ({"vat_mode": "none"}, "vat_mode", None),
        ({"price_display": "free"}, "price_display", None),
    ],
)
def test_a_wrong_answer_comes_back_with_its_reason(
    manager: SignedIn, changes: dict[str, Any], field: str, message: str | None
) -> None:
    answer = manager.post(NEW, typed(**changes))
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert list(errors) == [field]
    if message:
        assert errors[field] == [message]
    assert not CustomerGroup.objects.exists()
    assert not LogEntry.objects.get_for_model(CustomerGroup).exists()


def test_what_was_typed_comes_back_with_the_errors(manager: SignedIn) -> None:
    page = manager.post(NEW, typed(title_fr="Amis", discount_percent="101")).content.decode()
    assert 'value="Amis"' in page
    assert 'value="101"' in page
    assert "<title>Erreur\u00a0:" in page


@pytest.mark.parametrize("text", ["12,5", "12.5", "12,50 %", " 12.50"])
def test_a_discount_is_read_in_both_languages(manager: SignedIn, text: str) -> None:
    manager.post(NEW, typed(discount_percent=text))
    assert CustomerGroup.objects.get().discount_percent == Decimal("12.50")


def test_a_rate_or_a_reason_the_mode_does_not_use_is_not_kept(manager: SignedIn) -> None:
    rate = VatRate.objects.all()[0]
    manager.post(NEW, typed(vat_mode="shop", vat_rate=rate.pk, exemption_reason="Article 259"))
    group = CustomerGroup.objects.get()
    assert (group.vat_mode, group.vat_rate, group.exemption_reason) == (VatMode.SHOP, None, "")


def test_a_forged_rate_is_harmless_where_the_mode_does_not_use_it(manager: SignedIn) -> None:
    manager.post(NEW, typed(vat_mode="exempt", vat_rate="999999", exemption_reason="Export"))
    group = CustomerGroup.objects.get()
    assert (group.vat_rate, group.exemption_reason) == (None, "Export")


@pytest.mark.parametrize(
    ("standing", "typed_titles", "field", "named"),
    [
        (("VIP", ""), ("vip", ""), "title_fr", "VIP"),
        (("École", ""), ("école", ""), "title_fr", "École"),
        (("École", ""), ("E\u0301COLE", ""), "title_fr", "École"),
        (("Les  amis", ""), ("Les amis", ""), "title_fr", "Les  amis"),
        (("Amis", "Friends"), ("Copains", "friends"), "title_en", "Friends"),
        # An untranslated title counts as its French one in English.
        (("Friends", ""), ("Amis", "FRIENDS"), "title_en", "Friends"),
        (("Amis", "Friends"), ("Friends", ""), "title_fr", "Friends"),
    ],
)
def test_a_title_belongs_to_one_group(
    manager: SignedIn,
    standing: tuple[str, str],
    typed_titles: tuple[str, str],
    field: str,
    named: str,
) -> None:
    GroupFactory(title_fr=standing[0], title_en=standing[1])
    french, english = typed_titles
    answer = manager.post(NEW, typed(title_fr=french, title_en=english))
    assert answer.status_code == 422
    told = f"Un groupe s’appelle déjà «\u00a0{named}\u00a0». Choisissez un autre titre."
    assert answer.context["form"].errors == {field: [told]}
    assert CustomerGroup.objects.count() == 1


def test_accents_make_another_title(manager: SignedIn) -> None:
    GroupFactory(title_fr="École", title_en="")
    assert manager.post(NEW, typed(title_fr="Ecole")).status_code == 303


def test_a_code_belongs_to_one_group(manager: SignedIn) -> None:
    GroupFactory(code="PRO")
    answer = manager.post(NEW, typed(code="pro"))
    assert answer.context["form"].errors == {"code": ["«\u00a0PRO\u00a0» est déjà utilisé."]}
    assert CustomerGroup.objects.count() == 1


def test_the_names_of_a_deleted_group_are_free(manager: SignedIn) -> None:
    GroupFactory(title_fr="VIP", title_en="VIP", code="VIP", binned_at="2026-01-01T00:00:00+00:00")
    assert manager.post(NEW, typed(title_fr="VIP", code="VIP")).status_code == 303


@pytest.mark.parametrize(
    ("rival", "field"),
    [
        ({"title_fr": "GROSSISTES"}, "title_fr"),
        ({"title_fr": "Amis", "title_en": "Wholesale"}, "title_en"),
        ({"code": "GROS"}, "code"),
    ],
)
def test_the_second_of_two_who_save_at_once_is_told_the_same(
    manager: SignedIn, rival: dict[str, str], field: str
) -> None:
    with saved_meanwhile(**rival):
        answer = manager.post(NEW, typed(title_en="Wholesale", code="GROS"))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert "déjà" in answer.content.decode()
    assert not CustomerGroup.objects.exists()


@contextmanager
def saved_meanwhile(**columns: str) -> Iterator[None]:
    """Somebody else's group arrives after the form was found good, before it is written."""
    waiting = [columns]

    def arrive(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if waiting and sql.startswith('SELECT "groups_customergroup"."position"'):
            GroupFactory(**waiting.pop())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(arrive):
        yield
    assert not waiting
