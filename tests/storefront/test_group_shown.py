"""What the shop front calls a group: its label, its title, or nothing at all."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from catalog.models import LevelCaption, Product, Shop
from groups.models import CustomerGroup, PriceDisplay, VatMode
from pricing.models import OrderDiscount
from tests.conftest import SignedIn
from tests.factories.customers import MembershipFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import (
    OrderDiscountFactory,
    PriceTemplateFactory,
    PromotionFactory,
    TemplateRuleFactory,
    TierFactory,
)
from tests.groups.forms import typed
from tests.storefront.reading import body


def _join(client: SignedIn, primary: bool = True, **terms: Any) -> CustomerGroup:
    terms = {"title_fr": "Zeta interne", "title_en": "Zeta inside", **terms}
    group: CustomerGroup = GroupFactory(**terms)
    MembershipFactory(customer=client.user.customer, group=group, is_primary=primary)
    return group


def _pages(client: SignedIn, product: Product, language: str = "") -> dict[str, str]:
    shelf = product.categories.get()
    return {
        name: body(client, f"{language}{path}", **query)
        for name, path, query in (
            ("home", "/", {}),
            ("account", "/account/", {}),
            ("search", "/search/", {"q": product.sku}),
            ("product", f"/product/{product.slug}/", {}),
            ("category", f"/category/{shelf.slug}/", {}),
        )
    }


def test_the_label_stands_for_the_title_wherever_the_shop_names_the_group(
    customer_client: SignedIn, product: Product
) -> None:
    _join(
        customer_client,
        discount_percent=Decimal(10),
        public_label_fr="Compte pro",
        public_label_en="Pro account",
    )
    pages = _pages(customer_client, product)
    assert all("Zeta" not in page for page in pages.values())
    assert all("Compte pro" in page for page in pages.values())
    assert "Prix Compte pro" in pages["product"]
    pages = _pages(customer_client, product, "/en")
    assert all("Zeta" not in page for page in pages.values())
    assert all("Pro account" in page for page in pages.values())


def test_without_a_label_the_title_is_read(customer_client: SignedIn, product: Product) -> None:
    _join(customer_client, discount_percent=Decimal(10))
    assert all("Zeta interne" in page for page in _pages(customer_client, product).values())
    assert all("Zeta inside" in page for page in _pages(customer_client, product, "/en").values())


def test_a_label_in_one_language_hides_the_title_in_the_other_too(
    customer_client: SignedIn, product: Product
) -> None:
    _join(customer_client, discount_percent=Decimal(10), public_label_fr="Compte pro")
    for page in _pages(customer_client, product, "/en").values():
        assert "Zeta" not in page
        assert '<span lang="fr">Compte pro</span>' in page


@pytest.mark.parametrize("primary", [True, False])
def test_a_group_that_is_not_shown_is_named_nowhere_and_keeps_its_prices(
    customer_client: SignedIn, product: Product, primary: bool
) -> None:
    known: dict[str, Any] = {
        "title_fr": "Connu",
        "title_en": "Known",
        "discount_percent": Decimal(10),
    }
    main = None if primary else _join(customer_client, **known)
    hidden = _join(
        customer_client,
        primary,
        is_visible=False,
        discount_percent=Decimal(10),
        public_label_fr="Zeta pro",
        public_label_en="Zeta pro",
        description_fr="Zeta, le groupe",
    )
    for language in ("", "/en"):
        pages = _pages(customer_client, product, language)
        for page in pages.values():
            assert "Zeta" not in page
            assert f"group-tag-{hidden.pk}" not in page
        assert 'data-amount="108.00"' in pages["product"]
        assert ('data-testid="account-group"' in pages["account"]) == (main is not None)


def test_the_account_page_follows_what_staff_change_at_once(
    customer_client: SignedIn, manager: SignedIn
) -> None:
    group = _join(customer_client)
    assert "Zeta interne" in body(customer_client, "/account/")
    changes = {"description_fr": "Pour les ateliers", "public_label_fr": "Atelier"}
    assert manager.post(group.get_absolute_url(), typed(group, **changes)).status_code == 303
    page = body(customer_client, "/account/")
    assert "Atelier" in page
    assert "Pour les ateliers" in page
    assert "Zeta" not in page
    group.refresh_from_db()
    manager.post(group.get_absolute_url(), typed(group, is_visible=None))
    assert "account-group" not in body(customer_client, "/account/")


@pytest.mark.parametrize(
    ("caption", "french", "english"),
    [
        (LevelCaption.LEVEL, "Niveau membre", "Member level"),
        (LevelCaption.GROUP, "Votre groupe", "Your group"),
    ],
)
def test_the_shop_chooses_the_caption(
    customer_client: SignedIn, caption: str, french: str, english: str
) -> None:
    _join(customer_client)
    body(customer_client, "/account/")  # the price book is read, and must not be believed on this
    Shop.objects.update(level_caption=caption)
    for path, told in (("/account/", french), ("/en/account/", english)):
        page = body(customer_client, path)
        assert f'<h2 id="level">{told}</h2>' in page


def test_the_shop_may_keep_the_group_off_the_account_page(
    customer_client: SignedIn, product: Product
) -> None:
    _join(customer_client, discount_percent=Decimal(10))
    _join(customer_client, primary=False, title_fr="Amis", title_en="Friends")
    assert "account-group" in body(customer_client, "/account/")
    Shop.objects.update(shows_group=False)
    page = body(customer_client, "/account/")
    for words in ("account-group", "Zeta", "Amis", "N/C"):
        assert words not in page
    assert 'data-amount="108.00"' in body(customer_client, f"/product/{product.slug}/")


def test_the_sentence_of_the_account_page_says_what_he_has_and_no_secret(
    customer_client: SignedIn, product: Product
) -> None:
    template = TemplateRuleFactory(template=PriceTemplateFactory(title_fr="Secret B2B")).template
    group = _join(
        customer_client,
        price_template=template,
        discount_percent=Decimal("12.5"),
        floor_percent=Decimal("7.77"),
        price_display=PriceDisplay.NET,
        vat_mode=VatMode.EXEMPT,
        exemption_reason="article 262 ter",
        ends_on=date(2026, 12, 31),
        contact_name="Zoé Contact",
        contact_email="zoe@interne.example",
    )
    PromotionFactory(groups_only=True, groups=[group])
    TierFactory(discount=OrderDiscountFactory(kind=OrderDiscount.Kind.GROUPS, groups=[group]))
    page = body(customer_client, "/account/")
    assert (
        "Vous payez des prix qui vous sont propres −12,5\u00a0%, 1 promotion réservée,"
        " 1 remise sur le panier, prix HT, sans TVA (article 262 ter),"
        " jusqu’au 31 décembre 2026." in page
    )
    for secret in ("Secret", "7,77", "coût", "Zoé", "interne.example", group.code):
        assert secret not in page
    english = body(customer_client, "/en/account/")
    assert "You pay prices of your own −12.5%, 1 reserved promotion, 1 order discount" in english


def test_without_group_pricing_the_sentence_promises_no_price(customer_client: SignedIn) -> None:
    _join(customer_client, discount_percent=Decimal(10), use_group_pricing=False)
    assert "Vous payez le prix public, prix TTC." in body(customer_client, "/account/")
