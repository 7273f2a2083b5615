"""A category goes: groups whose access or prices name it are told of, and never see more."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from auditlog.models import LogEntry

from catalog.models import Category, Shop
from groups.health import Code, findings
from groups.models import CategoryAccess, CategoryMode, CustomerGroup, GroupCategoryDiscount
from groups.services import delete_category
from pricing.models import Promotion, TemplateRule
from tests.conftest import SignedIn, Staff
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import MembershipFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import PriceTemplateFactory, PromotionFactory, TemplateRuleFactory
from tests.threads import postgresql_only, together

DAY = date(2026, 11, 22)

pytestmark = pytest.mark.django_db


def _url(category: Category) -> str:
    return f"/admin-panel/categories/{category.pk}/delete/"


def _group(mode: str, *ticked: Category, title_fr: str = "Pros") -> CustomerGroup:
    group: CustomerGroup = GroupFactory(title_fr=title_fr, category_mode=mode)
    for one in ticked:
        CategoryAccess.objects.create(group=group, category=one)
    return group


def _ticks(group: CustomerGroup) -> set[Category]:
    return {row.category for row in CategoryAccess.objects.filter(group=group)}


def _impacts(client: SignedIn, category: Category) -> dict[str, str]:
    return {one.slug: str(one.text) for one in client.get(_url(category)).context["impacts"]}


def test_the_question_names_the_groups_that_mind_it(manager: SignedIn, staff: Staff) -> None:
    shelf, other = CategoryFactory(title_fr="Outils"), CategoryFactory(title_fr="Jardin")
    only = _group("only", shelf, title_fr="Pros")
    both = _group("except", shelf, other, title_fr="Amis")
    _group("all", shelf, title_fr="Tous")
    _group("only", other, title_fr="Jardiniers")
    told = _impacts(manager, shelf)
    assert told["groups"] == "2 groupes en tiennent compte dans leur accès."
    label = CategoryMode.ONLY.label
    assert told[f"group-{only.pk}"] == (
        f"«\u00a0Pros\u00a0» ({label})\u00a0: c’est la dernière, ses membres ne voient plus rien."
    )
    assert told[f"group-{both.pk}"] == f"«\u00a0Amis\u00a0» ({CategoryMode.EXCEPT.label})"
    assert len([slug for slug in told if slug.startswith("group-")]) == 2
    page = manager.get(_url(shelf)).content.decode()
    assert f'href="/admin-panel/groups/{only.pk}/categories/"' in page
    blind = staff("catalog.view_category", "catalog.delete_category")
    assert list(_impacts(blind, shelf)) == ["groups"]


def test_a_group_that_loses_its_last_tick_sees_nothing_and_health_says_so(
    manager: SignedIn, customer_client: SignedIn, shop: Shop
) -> None:
    shelf, other = CategoryFactory(), CategoryFactory()
    here, there = ProductFactory(categories=[shelf]), ProductFactory(categories=[other])
    group = _group("only", shelf)
    MembershipFactory(group=group, customer=customer_client.user.customer)
    assert customer_client.get(f"/product/{here.slug}/").status_code == 200
    assert manager.post(_url(shelf), {"move_to": other.pk}).status_code == 303
    group.refresh_from_db()
    assert (group.category_mode, _ticks(group)) == ("only", set())
    for product in (here, there):
        assert customer_client.get(f"/product/{product.slug}/").status_code == 404
    found = findings(shop=Shop.objects.get(), on=DAY, only_here={}, group=group)
    assert Code.SEES_NOTHING in {one.code for one in found}


def test_what_stood_in_it_stays_as_open_and_as_closed(
    manager: SignedIn, customer_client: SignedIn
) -> None:
    shelf = CategoryFactory(title_fr="Outils")
    inside = CategoryFactory(parent=shelf, title_fr="Pinces")
    product, other = ProductFactory(categories=[inside]), ProductFactory(categories=[])
    only, closed = _group("only", shelf), _group("except", shelf, title_fr="Amis")
    binned = _group("only", shelf, title_fr="Anciens")
    CustomerGroup.objects.filter(pk=binned.pk).update(binned_at="2026-11-01T00:00:00+00:00")
    told = _impacts(manager, shelf)
    assert "restent ouvertes" in told["passed"]
    membership = MembershipFactory(group=closed, customer=customer_client.user.customer)
    assert customer_client.get(f"/product/{product.slug}/").status_code == 404
    assert manager.post(_url(shelf)).status_code == 303
    assert _ticks(only) == _ticks(closed) == _ticks(binned) == {inside}
    assert customer_client.get(f"/product/{product.slug}/").status_code == 404
    assert customer_client.get(f"/product/{other.slug}/").status_code == 200
    membership.group = only
    membership.save()
    assert customer_client.get(f"/product/{product.slug}/").status_code == 200


def test_percentages_pass_to_what_stood_in_it(manager: SignedIn) -> None:
    shelf = CategoryFactory()
    plain, own = CategoryFactory(parent=shelf), CategoryFactory(parent=shelf)
    group = GroupFactory()
    for category, percent in ((shelf, 10), (own, 4)):
        GroupCategoryDiscount.objects.create(group=group, category=category, percent=percent)
    assert "percentages" in _impacts(manager, shelf)
    manager.post(_url(shelf))
    rows = GroupCategoryDiscount.objects.values_list("category", "percent")
    assert dict(rows) == {plain.pk: Decimal(10), own.pk: Decimal(4)}


def test_template_rules_and_promotions_pass_to_what_stood_in_it(manager: SignedIn) -> None:
    shelf = CategoryFactory(title_fr="Outils")
    plain, own = (CategoryFactory(parent=shelf, title_fr=name) for name in ("Pinces", "Clés"))
    template = PriceTemplateFactory(title_fr="Gros")
    for category, step, value in ((shelf, 1, -10), (shelf, 20, -15), (own, 5, -4)):
        TemplateRuleFactory(
            template=template, category=category, min_quantity=step, value=Decimal(value)
        )
    promotion = PromotionFactory(title_fr="Soldes", is_general=False)
    promotion.categories.add(shelf)
    told = _impacts(manager, shelf)
    assert told["templates"] == (
        "Les règles de 1 modèle de tarification passent aux catégories qu’elle contient."
    )
    assert told["promotions"] == "1 promotion passe aux catégories qu’elle contient."
    assert told[f"promotion-{promotion.pk}"] == "«\u00a0Soldes\u00a0»"
    page = manager.get(_url(shelf)).content.decode()
    assert f'href="{template.get_absolute_url()}"' in page
    assert f'href="{promotion.get_absolute_url()}"' in page
    LogEntry.objects.all().delete()
    assert manager.post(_url(shelf)).status_code == 303
    rules = TemplateRule.objects.values_list("category", "min_quantity", "value")
    assert sorted(rules) == sorted(
        [
            (plain.pk, 1, Decimal(-10)),
            (plain.pk, 20, Decimal(-15)),
            (own.pk, 1, Decimal(-10)),
            (own.pk, 5, Decimal(-4)),
        ]
    )
    assert set(promotion.categories.all()) == {plain, own}
    before, after = LogEntry.objects.get_for_object(template).get().changes_dict["rules"]
    assert before == "Outils ≥ 1: list_percent -10, Outils ≥ 20: list_percent -15"
    assert "Pinces ≥ 20: list_percent -15, Clés ≥ 1: list_percent -10" in after
    assert LogEntry.objects.get_for_object(promotion).count() == 2
    for row in (template, promotion):
        row.refresh_from_db()
        assert (row.version, row.updated_by) == (2, manager.user)


def test_rules_and_promotions_go_with_a_category_that_holds_none(
    manager: SignedIn, staff: Staff
) -> None:
    shelf, other = CategoryFactory(title_fr="Outils"), CategoryFactory()
    rule = TemplateRuleFactory(category=shelf)
    assert "prices" not in _impacts(manager, shelf)
    product = ProductFactory(categories=[shelf])
    alone = PromotionFactory(title_fr="Soldes", is_general=False)
    wider = PromotionFactory(title_fr="Fête", is_general=False)
    alone.categories.add(shelf)
    wider.categories.add(shelf, other)
    told = _impacts(manager, shelf)
    assert told["templates"] == "1 modèle de tarification perd ses règles sur elle."
    assert told["promotions"] == "2 promotions la perdent."
    assert told[f"promotion-{alone.pk}"] == (
        "«\u00a0Soldes\u00a0»\u00a0: elle ne portait sur rien d’autre,"
        " elle ne change plus aucun prix."
    )
    assert told[f"promotion-{wider.pk}"] == "«\u00a0Fête\u00a0»"
    blind = staff("catalog.view_category", "catalog.delete_category")
    assert list(_impacts(blind, shelf)) == ["products", "templates", "promotions", "prices"]
    manager.post(_url(shelf), {"move_to": other.pk})
    assert list(product.categories.all()) == [other]
    assert not TemplateRule.objects.exists()
    assert (alone.categories.count(), wider.categories.count()) == (0, 1)
    assert not Promotion.objects.filter(is_general=True).exists()
    history = LogEntry.objects.get_for_object(rule.template)
    assert history.filter(action=LogEntry.Action.UPDATE).count() == 1


def test_the_history_of_the_group_tells_it_and_open_forms_are_stale(manager: SignedIn) -> None:
    shelf = CategoryFactory(title_fr="Outils")
    group, untouched = _group("except", shelf), _group("only", title_fr="Autres")
    LogEntry.objects.all().delete()
    manager.post(_url(shelf))
    line = LogEntry.objects.get_for_object(group).get()
    assert line.actor == manager.user
    assert line.changes_dict == {
        "category_access": {"type": "m2m", "operation": "delete", "objects": ["Outils"]}
    }
    group.refresh_from_db()
    untouched.refresh_from_db()
    assert (group.version, untouched.version) == (2, 1)


def test_a_refused_deletion_leaves_the_groups_alone(manager: SignedIn) -> None:
    shelf = CategoryFactory()
    ProductFactory(categories=[shelf])
    group = _group("only", shelf)
    assert manager.post(_url(shelf), {"move_to": ""}).status_code == 422
    assert manager.post(_url(shelf), {"move_to": shelf.pk}).status_code == 422
    group.refresh_from_db()
    assert (_ticks(group), group.version) == ({shelf}, 1)


@pytest.mark.parametrize("hiding", ["is_published", "is_public"])
def test_nothing_is_shown_by_the_deletion_of_what_hid_it(hiding: str, shop: Shop) -> None:
    shelf = CategoryFactory(**{hiding: False})
    inside = CategoryFactory(parent=shelf)
    delete_category(category=shelf, actor=None)
    inside.refresh_from_db()
    assert getattr(inside, hiding) is False


@pytest.mark.postgresql
@postgresql_only
@pytest.mark.django_db(transaction=True)
def test_ticking_a_category_while_it_goes_is_never_an_error(shop: Shop) -> None:
    clients = [SignedIn.for_user(UserFactory(is_staff=True, is_superuser=True)) for _n in range(11)]
    kept = CategoryFactory()
    ProductFactory(categories=[kept])
    for _attempt in range(3):
        shelf = CategoryFactory()
        groups = [GroupFactory(category_mode="only") for _n in range(10)]
        values = {"category_mode": "only", "categories": [shelf.pk, kept.pk], "version": 1}
        acts: list[Callable[[], object]] = [
            partial(client.post, f"{group.get_absolute_url()}categories/", values)
            for client, group in zip(clients, groups, strict=False)
        ]
        acts.append(partial(clients[-1].post, _url(shelf)))
        assert together(acts) == [None] * 11
        assert not Category.objects.filter(pk=shelf.pk).exists()
        assert all(_ticks(group) <= {kept} for group in groups)
