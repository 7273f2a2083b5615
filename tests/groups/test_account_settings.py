"""« Comptes clients »: the shop's switches about accounts, reserved products and groups."""

from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.auth import SESSION_KEY
from django.test import Client

from accounts.models import User
from catalog.models import Product, Shop
from customers.models import Customer
from groups.models import CustomerGroup, ProductRestriction
from tests.conftest import SignedIn, Staff
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.customers import MembershipFactory
from tests.factories.groups import GroupFactory

URL = "/admin-panel/settings/customer-accounts/"
OFF = "Les comptes clients ne sont pas disponibles sur cette boutique."
BUY = "Ce produit est réservé à certains groupes de clients."


def typed(**changes: Any) -> dict[str, Any]:
    shop, star = Shop.objects.get(), CustomerGroup.objects.filter(is_default=True).first()
    values: dict[str, Any] = {"level_caption": shop.level_caption, "version": shop.version}
    for name in ("has_accounts", "restricts_products", "shows_group"):
        if getattr(shop, name):
            values[name] = "on"
    values["default_group"] = values["default_seen"] = star.pk if star else ""
    values.update(changes)
    return {name: value for name, value in values.items() if value is not None}


def save(client: SignedIn, **changes: Any) -> None:
    answer = client.post(URL, typed(**changes))
    assert answer.status_code == 303, answer.context["form"].errors


def close(client: SignedIn) -> None:
    save(client, has_accounts=None, closes="on")


def test_closing_accounts_asks_first(owner: SignedIn, shop: Shop) -> None:
    page = owner.get(URL).content.decode()
    asked = "Les clients ne pourront plus se connecter ni s’inscrire. Leurs comptes sont conservés."
    assert asked in page
    answer = owner.post(URL, typed(has_accounts=None))
    assert answer.status_code == 422
    assert "closes" in answer.context["form"].errors
    assert Shop.objects.get().has_accounts
    LogEntry.objects.all().delete()
    close(owner)
    assert LogEntry.objects.get().changes_dict == {"has_accounts": ["True", "False"]}
    assert asked not in owner.get(URL).content.decode()
    save(owner, has_accounts="on")
    assert Shop.objects.get().has_accounts


@pytest.mark.parametrize("path", ["/login/", "/register/", "/en/login/", "/password-reset/"])
def test_without_accounts_nobody_signs_in_or_up(
    owner: SignedIn, client: Client, shop: Shop, path: str
) -> None:
    assert OFF not in client.get(path).content.decode()
    close(owner)
    text = client.get(path).content.decode()
    english = "Customer accounts are not available on this shop."
    assert (english if path.startswith("/en/") else OFF) in text
    assert "<input" not in text.partition("<main")[2]


def test_without_accounts_no_form_gets_through(
    owner: SignedIn, client: Client, customer_client: SignedIn
) -> None:
    close(owner)
    user = customer_client.user
    for path in ("/login/", "/admin-panel/login/"):
        client.post(path, {"login": user.email, "password": PASSWORD})
        assert SESSION_KEY not in client.session
    sent = {"first_name": "A", "last_name": "B", "email": "a@shop.example", "password1": PASSWORD}
    assert client.post("/register/", sent).status_code == 403
    assert not User.objects.filter(email="a@shop.example").exists()


def test_the_links_go_and_the_header_stays(owner: SignedIn, client: Client, shop: Shop) -> None:
    assert 'href="/login/"' in client.get("/").content.decode()
    close(owner)
    assert 'href="/login/"' not in client.get("/").content.decode()
    mine = owner.get("/").content.decode()
    assert 'href="/account/"' not in mine
    assert "Se déconnecter" in mine


def test_a_customers_session_sees_the_shop_as_a_visitor(
    owner: SignedIn, customer_client: SignedIn, shop: Shop
) -> None:
    group, product = GroupFactory(discount_percent=50), ProductFactory()
    customer = Customer.objects.get(user=customer_client.user)
    MembershipFactory(customer=customer, group=group)
    page = f"/product/{product.slug}/"
    assert "60,00\u00a0€" in customer_client.get(page).content.decode()
    close(owner)
    text = customer_client.get(page).content.decode()
    assert "60,00\u00a0€" not in text
    assert "120,00\u00a0€" in text
    assert customer_client.get("/account/").status_code == 302
    assert Customer.objects.get(pk=customer.pk).is_active
    save(owner, has_accounts="on")
    again = Client()
    again.post("/login/", {"login": customer_client.user.email, "password": PASSWORD})
    assert "60,00\u00a0€" in again.get(page).content.decode()


def test_staff_sign_in_as_before(owner: SignedIn, client: Client, shop: Shop) -> None:
    close(owner)
    person = UserFactory(is_staff=True)
    sent = {"login": person.email, "password": PASSWORD}
    assert client.post("/admin-panel/login/", sent).status_code == 302
    assert client.get("/admin-panel/").status_code == 200


def test_the_list_of_customers_says_so_with_a_link(
    owner: SignedIn, manager: SignedIn, shop: Shop
) -> None:
    told = "La gestion des comptes clients est désactivée."
    assert told not in owner.get("/admin-panel/customers/").content.decode()
    close(owner)
    main = owner.get("/admin-panel/customers/").content.decode().partition('id="main"')[2]
    assert told in main
    assert f'href="{URL}"' in main
    less = manager.get("/admin-panel/customers/").content.decode().partition('id="main"')[2]
    assert told in less
    assert f'href="{URL}"' not in less


def test_restricting_products_bites_and_is_only_suspended(
    owner: SignedIn, client: Client, shop: Shop
) -> None:
    product: Product = ProductFactory(is_reserved=True)
    ProductRestriction.objects.create(product=product, group=GroupFactory())
    page = f"/product/{product.slug}/"
    assert BUY not in client.get(page).content.decode()
    save(owner, restricts_products="on")
    assert BUY in client.get(page).content.decode()
    save(owner, restricts_products=None)
    assert BUY not in client.get(page).content.decode()
    assert ProductRestriction.objects.count() == 1
    assert Product.objects.get().is_reserved


def test_the_group_on_your_account_and_its_caption(
    owner: SignedIn, customer_client: SignedIn, shop: Shop
) -> None:
    customer = Customer.objects.get(user=customer_client.user)
    MembershipFactory(customer=customer, group=GroupFactory(title_fr="Pros"))

    def card() -> str:
        text = customer_client.get("/account/").content.decode()
        return text.partition('data-testid="account-group"')[2]

    assert "Niveau membre" in card()
    save(owner, level_caption="group")
    assert "Votre groupe" in card()
    assert "Niveau membre" not in card()
    save(owner, shows_group=None)
    assert not card()


def test_the_default_group_is_the_star(owner: SignedIn, shop: Shop) -> None:
    first, second = GroupFactory(), GroupFactory()
    save(owner, default_group=first.pk)
    assert CustomerGroup.objects.get(is_default=True) == first
    save(owner, default_group=second.pk)
    assert CustomerGroup.objects.get(is_default=True) == second
    save(owner, default_group="")
    assert not CustomerGroup.objects.filter(is_default=True).exists()


def test_only_a_group_that_is_active_can_be_chosen(owner: SignedIn, shop: Shop) -> None:
    asleep = GroupFactory(is_active=False)
    answer = owner.post(URL, typed(default_group=asleep.pk))
    assert answer.status_code == 422
    assert not CustomerGroup.objects.filter(is_default=True).exists()
    CustomerGroup.objects.filter(pk=asleep.pk).update(is_default=True)
    save(owner, shows_group=None)  # it had the star before it slept: nothing takes it away
    assert CustomerGroup.objects.get(is_default=True) == asleep


def test_a_star_pressed_meanwhile_is_not_undone(owner: SignedIn, shop: Shop) -> None:
    first, second, third = GroupFactory(), GroupFactory(), GroupFactory(title_fr="Trois")
    save(owner, default_group=first.pk)
    old = typed(shows_group=None)
    CustomerGroup.objects.filter(pk=first.pk).update(is_default=False)
    CustomerGroup.objects.filter(pk=third.pk).update(is_default=True)
    assert owner.post(URL, old).status_code == 303
    assert CustomerGroup.objects.get(is_default=True) == third
    other = {**old, "default_group": second.pk, "version": Shop.objects.get().version}
    answer = owner.post(URL, other)
    assert answer.status_code == 422
    assert "maintenant «\u00a0Trois\u00a0»" in answer.context["form"].errors["default_group"][0]
    assert CustomerGroup.objects.get(is_default=True) == third
    again = {**other, "default_seen": answer.context["form"]["default_seen"].value()}
    assert owner.post(URL, again).status_code == 303
    assert CustomerGroup.objects.get(is_default=True) == second


def test_who_may_not_star_does_not_see_the_choice(staff: Staff, shop: Shop) -> None:
    group = GroupFactory()
    client = staff("catalog.change_shop")
    assert 'name="default_group"' not in client.get(URL).content.decode()
    save(client, default_group=group.pk, default_seen="", shows_group=None)
    assert not CustomerGroup.objects.filter(is_default=True).exists()
    assert not Shop.objects.get().shows_group


def test_only_the_right_to_change_the_shop_opens_it(staff: Staff, shop: Shop) -> None:
    before = Shop.objects.values().get()
    for client in (staff("manager"), staff("catalog.view_shop")):
        assert client.get(URL).status_code == 403
        assert client.post(URL, typed(has_accounts=None, closes="on")).status_code == 403
    assert Shop.objects.values().get() == before


@pytest.mark.parametrize("text", ["\x00", "x" * 500, "9" * 40, "-1", "<b>"])
def test_hostile_input_never_breaks(owner: SignedIn, shop: Shop, text: str) -> None:
    sent = typed(default_group=text, default_seen=text, level_caption=text, version=text)
    assert owner.post(URL, sent).status_code == 422
    assert Shop.objects.get().version == shop.version


def test_somebody_elses_change_is_compared(owner: SignedIn, staff: Staff, shop: Shop) -> None:
    seen = owner.get(URL).context["seen"]
    old = typed(level_caption="group", _seen=seen)
    save(staff("owner"), shows_group=None)
    answer = owner.post(URL, old)
    assert answer.status_code == 422
    names = {row.name for row in answer.context["differences"]}
    assert names == {"level_caption", "shows_group"}
    assert Shop.objects.get().level_caption == "level"
