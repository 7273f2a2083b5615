"""A group duplicated: every setting comes along, nobody and nothing that is its own does."""

from decimal import Decimal
from typing import Any

import pytest
from auditlog.models import LogEntry

from catalog.models import Channel
from groups import services
from groups.models import (
    CategoryAccess,
    CategoryMode,
    ChannelPricing,
    CustomerGroup,
    GroupCategoryDiscount,
    GroupNotice,
    GroupOrderDiscount,
    GroupPromotion,
    ProductRestriction,
)
from groups.services import copying
from pricing.models import OrderDiscount
from tests.conftest import SignedIn
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ProductFactory
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import OrderDiscountFactory, PriceTemplateFactory, PromotionFactory

pytestmark = pytest.mark.django_db

# Rows that point at a group and are no setting of it: people, and what was told of it.
NOT_SETTINGS = {
    "Membership",
    "MembershipEvent",
    "PendingMembership",
    "PastedList",
    "GroupNotice",
}


@pytest.fixture
def group(shop: Any) -> CustomerGroup:
    """Grossistes with something in every table, and a member."""
    group = GroupFactory(
        wholesale=True,
        is_default=True,
        member_count=1,
        color="#AA3377",
        description_fr="Pour les pros",
        description_en="For pros",
        public_label_fr="Pro",
        contact_name="Marie Roy",
        contact_email="marie@shop.example",
        contact_phone="+33123456789",
        ends_on="2999-12-31",
        membership_days=90,
        category_mode=CategoryMode.ONLY,
        is_visible=False,
        use_group_pricing=False,
        price_template=PriceTemplateFactory(),
        floor_percent=Decimal(7),
        floor_mode="warn",
        public_ceiling=False,
        vat_mode="exempt",
        exemption_reason="Export",
    )
    category, product = CategoryFactory(), ProductFactory(is_reserved=True)
    CategoryAccess.objects.create(group=group, category=category)
    GroupCategoryDiscount.objects.create(group=group, category=category, percent=Decimal(3))
    ProductRestriction.objects.create(group=group, product=product)
    ChannelPricing.objects.create(
        group=group, channel=Channel.objects.order_by("pk")[0], is_on=False
    )
    PromotionFactory(groups=[group])
    OrderDiscountFactory(kind=OrderDiscount.Kind.GROUPS, groups=[group])
    MembershipFactory(group=group, customer=CustomerFactory())
    GroupNotice.objects.create(group=group, reader=UserFactory(is_staff=True))
    return group


def _url(group: CustomerGroup) -> str:
    return f"/admin-panel/groups/{group.pk}/duplicate/"


def test_every_table_that_points_at_a_group_is_declared_copied_or_left() -> None:
    pointing: set[Any] = {
        relation.related_model
        for relation in CustomerGroup._meta.get_fields()
        if relation.auto_created and not relation.concrete
    }
    copied = {*copying.PARTS, *copying.SHARED}
    left = {model for model in pointing if model.__name__ in NOT_SETTINGS}
    assert pointing == copied | left, "say whether duplicating a group copies this table"
    assert not copied & left


def test_every_column_of_the_copy_is_the_group_s_or_declared_its_own(
    group: CustomerGroup, manager: SignedIn
) -> None:
    copy = services.duplicate(group=group, actor=manager.user)
    group, copy = CustomerGroup.objects.get(pk=group.pk), CustomerGroup.objects.get(pk=copy.pk)
    blank = CustomerGroup()
    for field in CustomerGroup._meta.concrete_fields:
        if field.name in copying.ITS_OWN:
            continue
        value = vars(group)[field.attname]
        assert vars(copy)[field.attname] == value, field.name
        if field.name not in ("is_active", "starts_on", "public_label_en", "vat_rate"):
            assert value != vars(blank)[field.attname], f"{field.name}: the test says nothing of it"


def test_the_rows_of_every_table_come_along(group: CustomerGroup, manager: SignedIn) -> None:
    copy = services.duplicate(group=group, actor=manager.user)
    for model in (*copying.PARTS, *copying.SHARED):
        skip = {"id", "group"}
        told = [
            [
                {
                    field.name: getattr(row, field.attname)
                    for field in model._meta.concrete_fields
                    if field.name not in skip
                }
                for row in model._default_manager.filter(group=one)
            ]
            for one in (group, copy)
        ]
        assert told[0] == told[1] != [], model


def test_members_star_and_code_stay_with_the_group(group: CustomerGroup, manager: SignedIn) -> None:
    answer = manager.post(_url(group))
    copy: Any = CustomerGroup.objects.latest("pk")
    assert (answer.status_code, answer["Location"]) == (303, f"/admin-panel/groups/{copy.pk}/")
    assert (copy.title_fr, copy.title_en) == ("Grossistes (copie)", "Wholesalers (copy)")
    assert (copy.code, copy.is_default, copy.member_count) == ("", False, 0)
    assert (copy.is_active, copy.updated_by) == (True, manager.user)
    assert copy.position > group.position
    assert not copy.memberships.exists()
    assert not copy.notices.exists()
    assert CustomerGroup.objects.get(is_default=True) == group
    assert "Groupe dupliqué" in manager.get(answer["Location"]).content.decode()


def test_its_history_says_where_it_comes_from(group: CustomerGroup, manager: SignedIn) -> None:
    manager.post(_url(group))
    copy = CustomerGroup.objects.latest("pk")
    page = manager.get(f"/admin-panel/groups/{copy.pk}/history/").content.decode()
    assert "a copié les réglages de «\u00a0Grossistes\u00a0»" in page
    for link in (GroupPromotion, GroupOrderDiscount):
        row = link.objects.get(group=copy)
        rule = row.promotion if isinstance(row, GroupPromotion) else row.discount
        entry = LogEntry.objects.get_for_object(rule).first()
        assert entry.changes_dict["groups"]["objects"] == ["Grossistes (copie)"]


def test_a_second_copy_takes_the_next_free_title(group: CustomerGroup, manager: SignedIn) -> None:
    for _n in range(3):
        manager.post(_url(group))
    rows = [vars(row) for row in CustomerGroup.objects.order_by("pk")]
    assert [(row["title_fr"], row["title_en"]) for row in rows[1:]] == [
        ("Grossistes (copie)", "Wholesalers (copy)"),
        ("Grossistes (copie 2)", "Wholesalers (copy 2)"),
        ("Grossistes (copie 3)", "Wholesalers (copy 3)"),
    ]


def test_a_title_as_long_as_may_be_is_cut_for_the_mark(manager: SignedIn) -> None:
    group = GroupFactory(title_fr="é" * 60, title_en="")
    copy = services.duplicate(group=group, actor=manager.user)
    assert vars(copy)["title_fr"] == "é" * 52 + " (copie)"
    assert not vars(copy)["title_en"]


def test_without_the_right_to_add_groups_nothing_is_copied(
    group: CustomerGroup, viewer: SignedIn, support: SignedIn
) -> None:
    for client in (viewer, support):
        assert client.post(_url(group)).status_code == 403
    assert CustomerGroup.objects.count() == 1


def test_a_deleted_group_or_a_get_copies_nothing(group: CustomerGroup, manager: SignedIn) -> None:
    assert manager.get(_url(group)).status_code == 405
    CustomerGroup.objects.filter(pk=group.pk).update(
        is_default=False, binned_at="2026-11-22T09:00Z"
    )
    assert manager.post(_url(group)).status_code == 404
    with pytest.raises(services.GroupIsGone):
        services.duplicate(group=group, actor=manager.user)
    assert CustomerGroup.objects.count() == 1
