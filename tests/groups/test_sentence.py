"""A group in one sentence: over every combination of settings, in both languages."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any

import pytest
from django.utils import translation

from catalog.models import Basis, Channel, Shop
from groups.models import (
    CategoryAccess,
    CategoryMode,
    ChannelPricing,
    FloorMode,
    GroupCategoryDiscount,
    PriceDisplay,
    State,
    VatMode,
)
from groups.telling import group_sentence
from groups.terms import GroupTerms, terms_of
from pricing.models import OrderDiscount
from tests.factories.catalog import CategoryFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import (
    OrderDiscountFactory,
    PriceTemplateFactory,
    PromotionFactory,
    TierFactory,
)

TODAY = date(2026, 11, 22)
NBSP = "\u00a0"

# Each setting: its values, and for each value the words of the two languages that tell it.
Choice = tuple[dict[str, Any], str, str]
NOTHING: Choice = ({}, "", "")
SETTINGS: dict[str, list[Choice]] = {
    "who": [
        ({"members": 0}, "Un membre pai", "A member "),
        ({"members": 1}, "Le membre pai", "The member "),
        ({"members": 4200}, f"Les 4{NBSP}200 membres pai", "The 4,200 members "),
    ],
    "price": [
        NOTHING,
        ({"template": "Gros"}, f"le modèle «{NBSP}Gros{NBSP}»", "the template “Gros”"),
        ({"discount": Decimal("12.5")}, f"−12,5{NBSP}%", "−12.5%"),
        (
            {"template": "Gros", "discount": Decimal(5)},
            f"le modèle «{NBSP}Gros{NBSP}» −5{NBSP}%",
            "the template “Gros” −5%",
        ),
    ],
    "categories": [
        NOTHING,
        (
            {"by_category": (("Outils", Decimal(20)), ("Livres", Decimal(0)))},
            f"−20{NBSP}% dans «{NBSP}Outils{NBSP}», sans réduction dans «{NBSP}Livres{NBSP}»",
            "−20% in “Outils”, no discount in “Livres”",
        ),
    ],
    "floor": [
        NOTHING,
        ({"floor": Decimal(10)}, f"jamais sous coût + 10{NBSP}%", "never under cost + 10%"),
        (
            {"floor": Decimal(10), "floor_mode": FloorMode.WARN},
            f"avec un avertissement sous coût + 10{NBSP}%",
            "with a warning under cost + 10%",
        ),
        (
            {"floor": Decimal(10), "floor_mode": FloorMode.OFF},
            f"le plancher de coût + 10{NBSP}% étant désactivé",
            "the floor of cost + 10% being off",
        ),
    ],
    "ceiling": [
        NOTHING,
        (
            {"is_capped": False},
            "parfois au-dessus du prix public",
            "sometimes above the public price",
        ),
    ],
    "offers": [
        NOTHING,
        (
            {"promotions": 1, "order_discounts": 2},
            "1 promotion réservée, 2 remises sur le panier",
            "1 reserved promotion, 2 order discounts",
        ),
    ],
    "channels": [
        NOTHING,
        (
            {"left_out": ("Comptoir", "Plug-in")},
            "dans tous les canaux sauf Comptoir et Plug-in",
            "in all channels except Comptoir and Plug-in",
        ),
    ],
    "display": [
        ({}, "prix TTC comme dans la boutique", "prices incl. VAT as in the store"),
        ({"display": Basis.NET, "display_is_own": True}, "prix HT", "prices excl. VAT"),
    ],
    "vat": [
        (
            {"taxes": "20 %"},
            "TVA de la boutique (20 %)",
            "the VAT of the store (20 %)",
        ),
        ({"vat_mode": VatMode.OWN, "taxes": "TVA 5,5 %"}, "TVA 5,5 %", "TVA 5,5 %"),
        (
            {"vat_mode": VatMode.EXEMPT, "exemption_reason": "art. 262"},
            "sans TVA (art. 262)",
            "without VAT (art. 262)",
        ),
    ],
    "access": [
        NOTHING,
        (
            {"category_mode": CategoryMode.ALL, "categories": ("Zéro",)},
            "accès à toutes les catégories",
            "access to all categories",
        ),
        (
            {"category_mode": CategoryMode.ONLY, "categories": ("Jardin", "Bureau")},
            f"accès à «{NBSP}Jardin{NBSP}» et «{NBSP}Bureau{NBSP}» seulement",
            "access to “Jardin” and “Bureau” only",
        ),
        (
            {"category_mode": CategoryMode.EXCEPT, "categories": tuple("ABCD")},
            "accès à tout sauf 4 catégories",
            "access to everything except 4 categories",
        ),
    ],
    "period": [
        NOTHING,
        (
            {"ends_on": date(2026, 12, 31)},
            "jusqu’au 31 décembre 2026",
            "until 31 December 2026",
        ),
        (
            {
                "state": State.UPCOMING,
                "starts_later": date(2026, 12, 1),
                "ends_on": date(2026, 12, 31),
            },
            "du 1er décembre 2026 au 31 décembre 2026",
            "from 1 December 2026 to 31 December 2026",
        ),
        (
            {"state": State.UPCOMING, "starts_later": date(2026, 12, 1)},
            "à partir du 1er décembre 2026",
            "from 1 December 2026",
        ),
        (
            {"state": State.ENDED, "ends_on": date(2026, 1, 31)},
            f"Le groupe est terminé{NBSP}: ses membres",
            "The group has ended: its members",
        ),
        (
            {"state": State.INACTIVE},
            f"Le groupe est inactif{NBSP}: ses membres",
            "The group is inactive: its members",
        ),
    ],
}
PRICING = ("price", "categories", "floor", "ceiling", "offers", "channels")
OFF = {"fr": "la tarification du groupe étant désactivée", "en": "group pricing being off"}
STAFF_ONLY = ("floor", "ceiling", "channels", "access", "who")


def _combinations(
    *, fixed: str = "", instead: dict[str, list[Choice]] | None = None
) -> Iterator[tuple[dict[str, Any], tuple[Choice, ...]]]:
    settings = {**SETTINGS, **(instead or {})}
    if fixed:
        settings[fixed] = settings[fixed][:1]
    for chosen in product(*settings.values()):
        columns: dict[str, Any] = {}
        for values, _french, _english in chosen:
            columns |= values
        yield columns, chosen


def _told(chosen: tuple[Choice, ...], language: str) -> dict[str, str]:
    place = 1 if language == "fr" else 2
    return {name: str(one[place]) for name, one in zip(SETTINGS, chosen, strict=True)}


_NEVER = re.compile(r"  | ,|,,|, \.|\.\.|%\(|\)s|None|Decimal|\( |'|\"|-\d")
_FRENCH = re.compile(r"[^\u00a0][:%»]|«[^\u00a0]|[^\u202f][;!?]|–")


def _faults(text: str, language: str) -> Iterator[str]:
    if _NEVER.search(text):
        yield "clumsy"
    if not text.endswith("."):
        yield "unfinished"
    if text[0] != text[0].upper():
        yield "starts small"
    # The names in « 20 % » and « TVA 5,5 % » come ready: they are left out of the check.
    bare = text.replace("20 %", "").replace("5,5 %", "")
    if language == "fr" and _FRENCH.search(bare):
        yield "typography"
    if language == "fr" and re.search(r"\b(member|prices|the|store|without|VAT)\b", text):
        yield "untranslated"


def _words(language: str) -> dict[str, set[str]]:
    """Everything each setting may say."""
    place = 1 if language == "fr" else 2
    return {name: {str(one[place]) for one in SETTINGS[name]} - {""} for name in SETTINGS}


def _strangers(told: dict[str, str], words: dict[str, set[str]]) -> set[str]:
    """What none of the chosen values says, by itself or inside a longer saying."""
    said = " | ".join(told.values())
    return {one for some in words.values() for one in some if one not in said}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("fixed", ["who", "period"])
def test_every_combination_reads_well_and_tells_each_fact_once(language: str, fixed: str) -> None:
    # Who pays and until when frame the rest: each meets every combination of all the others.
    words, seen, faults = _words(language), 0, []
    with translation.override(language):
        for columns, chosen in _combinations(fixed=fixed):
            text = group_sentence(terms=GroupTerms(**columns))
            told = _told(chosen, language)
            wrong = list(_faults(text, language))
            wrong += [one for one in told.values() if one and text.count(one) != 1]
            wrong += [one for one in _strangers(told, words) if one in text]
            seen += 1
            if wrong:
                faults.append((wrong, text))
    assert seen == prod(len(one) for name, one in SETTINGS.items() if name != fixed)
    assert not faults, faults[:5]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_without_group_pricing_nothing_of_its_prices_is_told(language: str) -> None:
    kept = {name: choices for name, choices in SETTINGS.items() if name in PRICING}
    with translation.override(language):
        for chosen in product(*kept.values()):
            columns: dict[str, Any] = {"prices_count": False}
            for values, _french, _english in chosen:
                columns |= values
            text = group_sentence(terms=GroupTerms(**columns))
            assert not list(_faults(text, language)), text
            assert text.count(OFF[language]) == 1
            for _values, french, english in chosen:
                words = french if language == "fr" else english
                assert not words or words not in text, text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_public_part_tells_nothing_staff_keep_to_themselves(language: str) -> None:
    secrets = ("Gros", "coût", "cost", "Comptoir", "Jardin", "Zéro", "4\u00a0200", "public")
    known = {name: SETTINGS[name][-1:] for name in STAFF_ONLY}
    with translation.override(language):
        for columns, chosen in _combinations(instead=known):
            text = group_sentence(terms=GroupTerms(**columns), public=True)
            told = text.replace("le prix public", "")
            assert not list(_faults(text, language)), text
            assert not any(secret in told for secret in secrets), text
            said = _told(chosen, language)
            for name in ("categories", "offers", "vat" if columns.get("vat_mode") else "offers"):
                assert text.count(said[name]) == 1 or not said[name], text


GOLDEN: list[tuple[dict[str, Any], str, str]] = [
    (
        {
            "members": 42,
            "template": "Gros",
            "discount": Decimal(5),
            "floor": Decimal(10),
            "display": Basis.NET,
            "display_is_own": True,
            "vat_mode": VatMode.OWN,
            "taxes": f"TVA 5,5{NBSP}%",
            "ends_on": date(2026, 12, 31),
        },
        f"Les 42 membres paient le modèle «{NBSP}Gros{NBSP}» −5{NBSP}%, jamais sous coût"
        f" + 10{NBSP}%, prix HT, TVA 5,5{NBSP}%, jusqu’au 31 décembre 2026.",
        f"The 42 members pay the template “Gros” −5%, never under cost + 10%, prices excl. VAT,"
        f" TVA 5,5{NBSP}%, until 31 December 2026.",
    ),
    (
        {},
        "Un membre paie le prix public, prix TTC comme dans la boutique, TVA de la boutique.",
        "A member pays the list price, prices incl. VAT as in the store, the VAT of the store.",
    ),
    (
        {"members": 1, "state": State.UPCOMING, "starts_later": date(2027, 1, 1)},
        "Le membre paiera le prix public, prix TTC comme dans la boutique, TVA de la boutique,"
        " à partir du 1er janvier 2027.",
        "The member will pay the list price, prices incl. VAT as in the store,"
        " the VAT of the store, from 1 January 2027.",
    ),
    (
        {"members": 2, "prices_count": False, "discount": Decimal(5), "state": State.INACTIVE},
        "Les 2 membres paient le prix public, la tarification du groupe étant désactivée,"
        " prix TTC comme dans la boutique, TVA de la boutique."
        f" Le groupe est inactif{NBSP}: ses membres ont les conditions de la boutique.",
        "The 2 members pay the list price, group pricing being off, prices incl. VAT as in the"
        " store, the VAT of the store. The group is inactive: its members have the store terms.",
    ),
]


@pytest.mark.parametrize(("columns", "french", "english"), GOLDEN)
def test_some_sentences_word_for_word(columns: dict[str, Any], french: str, english: str) -> None:
    assert group_sentence(terms=GroupTerms(**columns)) == french
    with translation.override("en"):
        assert group_sentence(terms=GroupTerms(**columns)) == english


def test_what_a_group_holds_is_what_the_sentence_is_told(shop: Shop) -> None:
    tools = CategoryFactory(title_fr="Outils")
    counter, web = (Channel.objects.create(code=f"c{n}", title=f"C{n}") for n in (1, 2))
    group = GroupFactory(
        wholesale=True,
        price_template=PriceTemplateFactory(title_fr="Gros"),
        floor_percent=Decimal(10),
        public_ceiling=False,
        category_mode=CategoryMode.ONLY,
        vat_mode=VatMode.EXEMPT,
        exemption_reason="Export",
        member_count=3,
        ends_on=date(2026, 12, 31),
    )
    GroupCategoryDiscount.objects.create(group=group, category=tools, percent=Decimal(20))
    CategoryAccess.objects.create(group=group, category=tools)
    ChannelPricing.objects.create(group=group, channel=counter, is_on=False)
    PromotionFactory(groups_only=True, groups=[group])
    for terms in (
        {"groups_only": True, "is_active": False},
        {"groups_only": True, "ends_on": date(2026, 1, 1)},
        {"groups_only": False},
    ):
        PromotionFactory(groups=[group], **terms)
    TierFactory(discount=OrderDiscountFactory(kind=OrderDiscount.Kind.GROUPS, groups=[group]))
    other = GroupFactory(starts_on=date(2027, 1, 1))
    found = terms_of(groups=[group, other], shop=shop, on=TODAY)
    assert found[group.pk] == GroupTerms(
        members=3,
        ends_on=date(2026, 12, 31),
        left_out=("C1",),
        template="Gros",
        discount=Decimal("12.5"),
        by_category=(("Outils", Decimal(20)),),
        floor=Decimal(10),
        is_capped=False,
        promotions=1,
        order_discounts=1,
        display=Basis.NET,
        display_is_own=True,
        vat_mode=VatMode.EXEMPT,
        exemption_reason="Export",
        category_mode=CategoryMode.ONLY,
        categories=("Outils",),
    )
    plain = found[other.pk]
    assert (plain.state, plain.starts_later) == (State.UPCOMING, date(2027, 1, 1))
    assert (plain.display, plain.display_is_own) == (Basis.GROSS, False)
    assert plain.taxes == f"20{NBSP}%"
    assert web.is_active


def test_group_pricing_off_in_every_channel_is_off(shop: Shop) -> None:
    group = GroupFactory()
    for channel in Channel.objects.filter(is_active=True) or [
        Channel.objects.create(code="web", title="Web")
    ]:
        ChannelPricing.objects.create(group=group, channel=channel, is_on=False)
    assert not terms_of(groups=[group], shop=shop, on=TODAY)[group.pk].prices_count


def test_a_channel_may_have_the_prices_that_the_group_leaves_off(shop: Shop) -> None:
    Channel.objects.all().delete()
    Channel.objects.create(code="web", title="Web")
    counter = Channel.objects.create(code="counter", title="Comptoir")
    group = GroupFactory(use_group_pricing=False, price_display=PriceDisplay.NET)
    ChannelPricing.objects.create(group=group, channel=counter, is_on=True)
    found = terms_of(groups=[group], shop=shop, on=TODAY)[group.pk]
    assert (found.prices_count, found.left_out) == (True, ("Web",))


def test_many_groups_are_told_in_as_many_queries_as_one(
    shop: Shop, django_assert_num_queries: Any
) -> None:
    groups = GroupFactory.create_batch(30)
    with django_assert_num_queries(7):
        terms_of(groups=groups[:1], shop=shop, on=TODAY)
    with django_assert_num_queries(7):
        terms_of(groups=groups, shop=shop, on=TODAY)
