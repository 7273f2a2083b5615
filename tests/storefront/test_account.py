"""« Votre compte »: the level of a member, and nothing that is not his business."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from catalog.models import Shop, VatRate
from customers.models import Customer
from groups.models import CustomerGroup, PriceDisplay, VatMode
from tests.conftest import SignedIn
from tests.factories.customers import AddressFactory, MembershipFactory
from tests.factories.groups import GroupFactory
from tests.storefront.reading import body


def _member(
    client: SignedIn, membership: dict[str, Any] | None = None, **terms: Any
) -> CustomerGroup:
    group: CustomerGroup = GroupFactory(**terms)
    MembershipFactory(customer=client.user.customer, group=group, **(membership or {}))
    return group


def _card(client: Client, path: str = "/account/") -> str:
    page = body(client, path)
    start = page.index('data-testid="account-group"')
    return page[start : page.index("</section>", start)]


def test_a_member_sees_the_level_and_what_it_brings(customer_client: SignedIn) -> None:
    group = _member(
        customer_client,
        wholesale=True,
        description_fr="Prix de gros pour revendeurs.",
        ends_on=date(2026, 12, 31),
    )
    card = _card(customer_client)
    for words in (
        "Niveau membre",
        "Grossistes",
        f'data-testid="group-tag-{group.pk}"',
        "Prix de gros pour revendeurs.",
        "Réduction générale de 12,5\u00a0%",
        "Prix affichés HT",
        "Valable jusqu’au 31 décembre 2026",
    ):
        assert words in card


def test_the_level_is_told_in_the_language_of_the_page(customer_client: SignedIn) -> None:
    _member(customer_client, wholesale=True, ends_on=date(2026, 12, 31))
    card = _card(customer_client, "/en/account/")
    for words in (
        "Member level",
        "Wholesalers",
        "General discount of 12.5%",
        "Prices shown excl. VAT",
        "Valid until 31 December 2026",
    ):
        assert words in card


def test_only_what_the_group_grants_is_listed(customer_client: SignedIn) -> None:
    _member(customer_client, price_display=PriceDisplay.GROSS)
    card = _card(customer_client)
    assert "Prix affichés TTC" in card
    for words in ("Réduction", "Valable", "taux", "exonéré"):
        assert words not in card


def test_the_own_tax_rate_is_named(customer_client: SignedIn) -> None:
    rate = VatRate.objects.get(vat_class__code="intermediate", country="FR", region="")
    _member(customer_client, vat_mode=VatMode.OWN, vat_rate=rate)
    assert "Votre taux de taxe\u00a0: TVA 10\u00a0%" in _card(customer_client)


def test_the_exemption_is_named_with_its_reason(customer_client: SignedIn) -> None:
    _member(customer_client, vat_mode=VatMode.EXEMPT, exemption_reason="article 262 ter")
    assert "TVA\u00a0: exonéré, article 262 ter" in _card(customer_client)


@pytest.mark.parametrize(
    ("group_ends", "membership_ends", "told"),
    [
        (None, date(2026, 12, 1), "1er décembre 2026"),
        (date(2027, 3, 31), date(2026, 12, 1), "1er décembre 2026"),
        (date(2026, 11, 30), date(2027, 1, 1), "30 novembre 2026"),
    ],
)
def test_the_level_lasts_as_long_as_group_and_membership(
    customer_client: SignedIn, group_ends: date | None, membership_ends: date, told: str
) -> None:
    _member(customer_client, {"ends_on": membership_ends}, ends_on=group_ends)
    assert f"Valable jusqu’au {told}" in _card(customer_client)


def test_additional_groups_are_small_tags_without_terms(customer_client: SignedIn) -> None:
    _member(customer_client, title_fr="Amis")
    other = _member(
        customer_client, {"is_primary": False}, title_fr="Presse", discount_percent=Decimal(33)
    )
    card = _card(customer_client)
    assert f'data-testid="group-tag-{other.pk}"' in card
    assert "33" not in strip_tags(card)


def test_a_customer_in_no_group_sees_no_card(customer_client: SignedIn) -> None:
    for path in ("/account/", "/en/account/"):
        page = body(customer_client, path)
        assert "account-group" not in page
        assert "N/C" not in page
        assert "N/A" not in page
        assert "Niveau" not in page


@pytest.mark.parametrize("terms", [{"is_active": False}, {"ends_on": date(2026, 11, 21)}])
def test_a_group_that_does_not_act_today_is_no_level(
    customer_client: SignedIn, terms: dict[str, Any]
) -> None:
    _member(customer_client, title_fr="Presse", **terms)
    page = body(customer_client, "/account/")
    assert "account-group" not in page
    assert "Presse" not in page


def test_details_and_addresses_are_there_to_read(customer_client: SignedIn) -> None:
    person = customer_client.user.customer
    Customer.objects.update(company="Papiers & Cie", phone="06 39 98 00 00", number="P777")
    AddressFactory(customer=person, address1="12 rue des Lilas", city="Lyon", country="FR")
    AddressFactory(address1="1 rue d’un autre")
    page = body(customer_client, "/account/")
    for words in (person.email, "Papiers &amp; Cie", "06 39 98 00 00", "P777", "12 rue des Lilas"):
        assert words in page
    assert "1 rue d’un autre" not in page


def test_what_staff_keep_to_themselves_is_not_on_the_page(customer_client: SignedIn) -> None:
    Customer.objects.update(staff_comment="Mauvais payeur", customer_comment="Sonnez deux fois")
    group = _member(customer_client, wholesale=True, color="#DC2626")
    CustomerGroup.objects.filter(pk=group.pk).update(is_default=True)
    page = body(customer_client, "/account/")
    for secret in ("Mauvais payeur", "DC2626", "Rouge", "défaut", "GROSSISTES"):
        assert secret not in page


def test_a_visitor_is_asked_to_sign_in(client: Client, shop: Shop) -> None:
    response = client.get("/en/account/")
    assert response.status_code == 302
    assert response["Location"] == "/en/login/?next=%2Fen%2Faccount%2F"


def test_staff_who_are_no_customers_have_an_account_page_too(owner: SignedIn) -> None:
    page = body(owner, "/account/")
    assert owner.user.email in page
    assert "account-group" not in page
