"""« Restriction sur les catégories »: what members meet in the shop, from the tab to the shelf."""

import re
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import Category, Product, Shop
from customers.models import Customer
from groups.models import CategoryAccess, CustomerGroup, ProductRestriction
from tests.conftest import SignedIn, Staff
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import MembershipFactory
from tests.factories.groups import GroupFactory

Tree = dict[str, Category]
COUNT = re.compile(r'data-testid="visible-count">\s*<strong>(.*?)</strong>', re.S)


@pytest.fixture
def tree(shop: Shop) -> Tree:
    """Outils › Clés › Clés plates; Outils › Pinces; Jardin: one product on each."""
    tools = CategoryFactory(title_fr="Outils", slug="outils")
    keys = CategoryFactory(title_fr="Clés", slug="cles", parent=tools)
    found = {
        "tools": tools,
        "keys": keys,
        "flat": CategoryFactory(title_fr="Clés plates", slug="plates", parent=keys),
        "pliers": CategoryFactory(title_fr="Pinces", slug="pinces", parent=tools),
        "garden": CategoryFactory(title_fr="Jardin", slug="jardin"),
    }
    for name, category in found.items():
        ProductFactory(categories=[category], slug=f"un-{name}", sku=f"SKU-{name}")
    return found


@pytest.fixture
def group(shop: Shop) -> CustomerGroup:
    made: CustomerGroup = GroupFactory()
    return made


@pytest.fixture
def member(customer_client: SignedIn, group: CustomerGroup) -> SignedIn:
    customer = Customer.objects.get(user=customer_client.user)
    MembershipFactory(customer=customer, group=group)
    return customer_client


def url(group: CustomerGroup) -> str:
    return f"/admin-panel/groups/{group.pk}/categories/"


def typed(group: CustomerGroup, mode: str, *ticked: Category, **more: Any) -> dict[str, Any]:
    return {
        "category_mode": mode,
        "categories": [str(one.pk) for one in ticked],
        "version": str(group.version),
        **more,
    }


def ticks(group: CustomerGroup) -> set[int]:
    return set(CategoryAccess.objects.filter(group=group).values_list("category_id", flat=True))


def met(client: Client, tree: Tree) -> set[str]:
    """The categories of whose product the page opens."""
    return {name for name in tree if client.get(f"/product/un-{name}/").status_code == 200}


ALL = {"tools", "keys", "flat", "pliers", "garden"}


@pytest.mark.parametrize(
    ("mode", "ticked", "left"),
    [
        ("all", (), ALL),
        ("shop", (), ALL),
        ("only", ("keys",), {"keys", "flat"}),
        ("only", ("flat", "garden"), {"flat", "garden"}),
        ("except", ("keys",), {"tools", "pliers", "garden"}),
        ("except", ("tools",), {"garden"}),
    ],
)
def test_what_is_saved_is_what_members_meet(
    manager: SignedIn,
    member: SignedIn,
    client: Client,
    group: CustomerGroup,
    tree: Tree,
    mode: str,
    ticked: tuple[str, ...],
    left: set[str],
) -> None:
    answer = manager.post(url(group), typed(group, mode, *(tree[name] for name in ticked)))
    assert answer.status_code == 303
    assert met(member, tree) == left
    assert met(client, tree) == ALL, "visitors follow the shop, whatever a group is told"
    for name, category in tree.items():
        page = member.get(f"/category/{category.slug}/")
        assert (page.status_code == 200) == (name in left)


def test_members_follow_the_shop_when_it_changes(
    member: SignedIn, client: Client, group: CustomerGroup, tree: Tree
) -> None:
    everyone = GroupFactory(category_mode="all")
    insider = SignedIn.for_user(member.user)
    assert met(member, tree) == ALL
    Category.objects.filter(pk=tree["keys"].pk).update(is_public=False)
    assert met(member, tree) == met(client, tree) == ALL - {"keys", "flat"}
    CustomerGroup.objects.filter(pk=group.pk).update(category_mode="all")
    assert met(member, tree) == ALL
    Category.objects.filter(pk=tree["keys"].pk).update(is_published=False, is_public=True)
    assert met(member, tree) == ALL - {"keys", "flat"}
    Category.objects.filter(pk=tree["keys"].pk).update(is_published=True)
    assert met(insider, tree) == met(client, tree) == ALL
    assert everyone.category_mode == "all"


def test_a_category_below_a_ticked_one_goes_without_saying(
    manager: SignedIn, group: CustomerGroup, tree: Tree
) -> None:
    chosen = (tree["flat"], tree["tools"], tree["garden"])
    assert manager.post(url(group), typed(group, "only", *chosen)).status_code == 303
    assert ticks(group) == {tree["tools"].pk, tree["garden"].pk}
    page = manager.get(url(group)).content.decode()
    for name in ("keys", "flat", "pliers"):
        box = page[page.index(f'id="cat-{tree[name].pk}"') :].partition(">")[0]
        assert "checked" in box
        assert "disabled" in box
    later = CategoryFactory(parent=tree["pliers"])
    page = manager.get(url(group)).content.decode()
    assert "disabled" in page[page.index(f'id="cat-{later.pk}"') :].partition(">")[0]


@pytest.mark.parametrize("mode", ["only", "except"])
def test_a_list_without_a_tick_is_refused(
    manager: SignedIn, group: CustomerGroup, tree: Tree, mode: str
) -> None:
    answer = manager.post(url(group), typed(group, mode))
    assert answer.status_code == 422
    assert "Cochez au moins une catégorie" in answer.content.decode()
    group.refresh_from_db()
    assert (group.category_mode, group.version) == ("shop", 1)


@pytest.mark.parametrize("forged", ["0", "999999", "9" * 40, "x", "1\0", "-1", "1 OR 1=1", "²"])
def test_a_category_that_is_not_of_the_shop_is_refused(
    manager: SignedIn, group: CustomerGroup, tree: Tree, forged: str
) -> None:
    kept = str(tree["garden"].pk)
    answer = manager.post(url(group), typed(group, "only") | {"categories": [kept, forged]})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert '<a href="#id_categories">' in page
    assert "checked" in page[page.index(f'id="cat-{kept}"') :].partition(">")[0]
    assert not ticks(group)


@pytest.mark.parametrize("mode", ["", "everything", "shop\0", "x" * 9000])
def test_a_mode_that_is_none_is_refused(
    manager: SignedIn, group: CustomerGroup, tree: Tree, mode: str
) -> None:
    assert manager.post(url(group), typed(group, mode)).status_code == 422
    group.refresh_from_db()
    assert group.category_mode == "shop"


def test_closing_everything_is_asked_first(
    manager: SignedIn, member: SignedIn, group: CustomerGroup, tree: Tree
) -> None:
    empty = CategoryFactory()
    answer = manager.post(url(group), typed(group, "only", empty))
    assert answer.status_code == 422
    assert "Les membres ne verront plus aucun produit." in answer.content.decode()
    assert met(member, tree) == ALL
    answer = manager.post(url(group), typed(group, "only", empty, anyway="on"))
    assert answer.status_code == 303
    assert met(member, tree) == set()
    assert 'data-testid="banner-sees-nothing"' in manager.get(url(group)).content.decode()
    group.refresh_from_db()
    again = manager.post(url(group), typed(group, "only", empty))
    assert again.status_code == 303, "nobody is asked twice for what is already so"


def test_the_page_counts_what_members_would_see(
    manager: SignedIn, group: CustomerGroup, tree: Tree
) -> None:
    ProductFactory()
    ProductFactory(is_published=False, categories=[tree["garden"]])
    assert COUNT.findall(manager.get(url(group)).content.decode()) == ["6 produits visibles sur 6"]
    asked = typed(group, "except", tree["tools"], _preview="1")
    plain = manager.post(url(group), asked)
    assert plain.status_code == 200
    assert COUNT.findall(plain.content.decode()) == ["2 produits visibles sur 6"]
    live = manager.post(url(group), asked, headers={"hx-request": "true"}).content.decode()
    assert "2 produits visibles sur 6" in live
    assert "<form" not in live
    hostile = {**asked, "categories": ["9" * 50, "\0", "x"], "category_mode": "\0"}
    assert manager.post(url(group), hostile).status_code == 200
    assert not ticks(group)


def test_all_and_none_work_without_scripts(
    manager: SignedIn, group: CustomerGroup, tree: Tree
) -> None:
    page = manager.post(url(group), typed(group, "only", _tick="all")).content.decode()
    assert len(re.findall(r'id="cat-\d+" checked', page)) == len(tree)
    sent = typed(group, "only", tree["keys"], _tick="none")
    page = manager.post(url(group), sent).content.decode()
    assert 'id="cat-' in page
    assert not re.findall(r'id="cat-\d+" checked', page)
    assert not ticks(group)


def test_the_history_names_the_categories(
    manager: SignedIn, group: CustomerGroup, tree: Tree
) -> None:
    manager.post(url(group), typed(group, "only", tree["keys"], tree["garden"]))
    group.refresh_from_db()
    manager.post(url(group), typed(group, "except", tree["garden"]))
    page = manager.get(f"/admin-panel/groups/{group.pk}/history/").content.decode()
    for told in ("Outils › Clés", "Seulement les catégories cochées", "Catégories cochées"):
        assert told in page
    assert LogEntry.objects.filter(actor=manager.user).count() >= 4
    before = LogEntry.objects.count()
    group.refresh_from_db()
    manager.post(url(group), typed(group, "except", tree["garden"]))
    assert LogEntry.objects.count() == before, "saving the same says nothing"


def test_the_history_says_why_and_the_next_save_has_its_own_reason(
    manager: SignedIn, group: CustomerGroup, tree: Tree
) -> None:
    why = {"reason": "Accord du 3 mars"}
    manager.post(url(group), {**typed(group, "only", tree["keys"]), **why})
    group.refresh_from_db()
    manager.post(url(group), typed(group, "except", tree["garden"]))
    told = [
        (entry.additional_data or {}).get("note")
        for entry in LogEntry.objects.get_for_object(group).filter(actor=manager.user)
    ]
    assert told.count("Accord du 3 mars") == 2  # the mode, the ticks
    assert len(told) > 2
    page = manager.get(f"/admin-panel/groups/{group.pk}/history/").content.decode()
    assert page.count("Accord du 3 mars") == 2
    answer = manager.post(url(group), {**typed(group, "all"), "reason": "x" * 201})
    assert answer.status_code == 422


def test_somebody_else_saved_meanwhile(manager: SignedIn, group: CustomerGroup, tree: Tree) -> None:
    seen = typed(group, "only", tree["garden"])
    manager.post(url(group), typed(group, "except", tree["tools"]))
    answer = manager.post(url(group), seen)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'data-testid="banner-stale"' in page
    assert "Outils" in page[page.index('data-testid="difference-categories"') :]
    assert ticks(group) == {tree["tools"].pk}


def test_reading_is_not_enough_to_change(
    viewer: SignedIn, group: CustomerGroup, tree: Tree
) -> None:
    page = viewer.get(url(group))
    assert page.status_code == 200
    assert 'name="category_mode"' not in page.content.decode()
    assert "5 produits visibles sur 5" in page.content.decode()
    assert viewer.post(url(group), typed(group, "all")).status_code == 403
    group.refresh_from_db()
    assert group.category_mode == "shop"


def test_who_sees_no_group_does_not_see_the_tab(staff: Staff, group: CustomerGroup) -> None:
    assert staff("customers.view_customer").get(url(group)).status_code == 403


def test_a_shop_without_categories_leads_to_making_one(
    manager: SignedIn, group: CustomerGroup
) -> None:
    page = manager.get(url(group)).content.decode()
    assert "Aucune catégorie pour l’instant" in page
    assert "/admin-panel/categories/new/" in page


def test_products_of_a_closed_category_that_stay_in_sight_are_named(
    manager: SignedIn, group: CustomerGroup, tree: Tree
) -> None:
    both = ProductFactory(categories=[tree["keys"], tree["garden"]], title_fr="Clé à fleurs")
    manager.post(url(group), typed(group, "except", tree["tools"]))
    page = manager.get(url(group)).content.decode()
    told = page[page.index('data-testid="leaks"') :]
    assert "1 produit d’une catégorie fermée reste visible" in told
    assert f"/admin-panel/products/{both.pk}/restrictions/" in told
    assert "par Jardin" in told


def test_reserved_products_say_whether_members_may_buy_them(
    manager: SignedIn, group: CustomerGroup, tree: Tree
) -> None:
    mine, other = Product.objects.order_by("pk")[:2]
    Product.objects.filter(pk__in=[mine.pk, other.pk]).update(is_reserved=True)
    ProductRestriction.objects.create(product=mine, group=group)
    ProductRestriction.objects.create(product=other, group=GroupFactory())
    page = manager.get(url(group)).content.decode()
    told = page[page.index(f'data-testid="reserved-{mine.pk}"') :].partition("</li>")[0]
    assert "Les membres peuvent l’acheter" in told
    told = page[page.index(f'data-testid="reserved-{other.pk}"') :].partition("</li>")[0]
    assert "Fermé à ce groupe" in told
    assert 'data-testid="banner-restriction-off"' in page
    Shop.objects.update(restricts_products=True)
    page = manager.get(url(group)).content.decode()
    assert 'data-testid="banner-restriction-off"' not in page


def test_the_page_asks_as_much_for_300_products_and_categories(
    manager: SignedIn, group: CustomerGroup, shop: Shop
) -> None:
    root = CategoryFactory()
    CategoryAccess.objects.create(group=group, category=root)
    CustomerGroup.objects.filter(pk=group.pk).update(category_mode="except")
    other = CategoryFactory()
    sizes = []
    for count in (3, 27, 270):
        for number in range(count):
            product = ProductFactory(is_reserved=True)
            product.categories.set([root, other])
            ProductRestriction.objects.create(product=product, group=group)
            if number % 3 == 0:
                CategoryFactory(parent=root)
        manager.get(url(group))
        with CaptureQueriesContext(connection) as queries:
            manager.get(url(group))
        sizes.append(len(queries))
    assert len(set(sizes)) == 1, sizes
    assert sizes[0] <= 24
