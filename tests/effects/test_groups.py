"""Every setting of a group does something its members or its staff can see."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import VatRate
from customers.models import Customer, Membership, Way
from customers.services import assign, create_customer, remove
from groups.models import (
    CategoryAccess,
    ChannelPricing,
    CustomerGroup,
    GroupCategoryDiscount,
    GroupOrderDiscount,
    GroupPromotion,
    ProductRestriction,
)
from pricing.models import Promotion
from tests.effects.world import (
    AFTER,
    BEFORE,
    DAY,
    Act,
    Setting,
    World,
    group,
    made,
    price,
    told,
    total,
)
from tests.factories.customers import CustomerFactory, MembershipFactory
from tests.factories.groups import GroupFactory
from tests.factories.pricing import (
    OrderDiscountFactory,
    PriceTemplateFactory,
    PromotionFactory,
    TemplateRuleFactory,
    TierFactory,
)

RESERVED = "réservé à certains groupes"


def _dear(world: World) -> None:
    """A group whose template is dearer than the list."""
    template = PriceTemplateFactory()
    TemplateRuleFactory(template=template, kind="fixed", value=150)
    world.turn(world.group, price_template=template)


def _cheaper_by(percent: int) -> PriceTemplateFactory:
    template = PriceTemplateFactory()
    TemplateRuleFactory(template=template, value=-percent)
    return template


def _reduced(world: World) -> VatRate:
    return VatRate.objects.get(vat_class__code="reduced_low", country="FR", region="")


def _two_others(world: World) -> CustomerGroup:
    """The main group sleeps; of the two others, the first in order speaks for the member."""
    world.turn(world.group, ends_on=BEFORE)
    groups = [GroupFactory(position=n, discount_percent=n) for n in (10, 20)]
    for one in groups:
        MembershipFactory(group=one, customer=world.membership.customer, is_primary=False)
    return groups[0]


def _reserved(world: World) -> ProductRestriction:
    world.turn(world.shop, restricts_products=True)
    world.turn(world.product, is_reserved=True)
    other = GroupFactory()
    return ProductRestriction.objects.create(product=world.product, group=other)


def _in_english(words: str) -> Act:
    return told(words, "/en/account/")


def _on_its_record(words: str) -> Act:
    """Whether staff read these words on the record of the group, blanks aside."""
    return lambda world: words in "".join(world.panel(f"groups/{world.group.pk}/").split())


def _promoted(world: World) -> Promotion:
    """Reserved to groups, of which there is none yet."""
    made: Promotion = PromotionFactory(groups_only=True)
    return made


def _leaves_on(world: World) -> date | None:
    """The last day of a customer who joins the group today."""
    person = CustomerFactory()
    some = Customer.objects.filter(pk=person.pk)
    assign(group=world.group, customers=some, actor=None, way=Way.PICKER, at=timezone.now())
    held = Membership.objects.get(customer=person)
    remove(group=world.group, customers=some, actor=None, way=Way.PICKER, at=timezone.now())
    return held.ends_on


def _joins_first(world: World) -> bool:
    """Whether a new customer comes into the group."""
    person = Customer(email="nouveau@shop.example", last_name="Neuf")
    create_customer(customer=person, actor=None, on=DAY)
    joined = Membership.objects.filter(customer=person, group=world.group).exists()
    person.delete()
    return joined


PHONE = "+33123456789"
TEN_OFF = group(discount_percent=10)
SETTINGS = (
    Setting("title_fr", group(title_fr="Garages"), told("Garages"), False, True),
    Setting("title_en", group(title_en="Body shops"), _in_english("Body shops"), False, True),
    Setting("description_fr", group(description_fr="Pour les pros"), told("Pour les pros"), 0, 1),
    Setting("description_en", group(description_en="For pros"), _in_english("For pros"), 0, 1),
    Setting("public_label_fr", group(public_label_fr="Club Pro"), told("Club Pro"), 0, 1),
    Setting("public_label_en", group(public_label_en="Pro Club"), _in_english("Pro Club"), 0, 1),
    Setting("is_visible", group(is_visible=False), told("Ateliers"), True, False),
    Setting(
        "code",
        group(code="GARAGES"),
        _on_its_record("GARAGES"),
        False,
        True,
    ),
    Setting(
        "color",
        group(color="#123456"),
        lambda world: "#123456" in world.visitor.get("/colors.css").content.decode(),
        False,
        True,
    ),
    Setting("position", made(position=30), price, "108.00", "96.00", _two_others),
    Setting("is_active", group(is_active=False), price, "108.00", "120.00", TEN_OFF),
    Setting("starts_on", group(starts_on=AFTER), price, "108.00", "120.00", TEN_OFF),
    Setting("ends_on", group(ends_on=BEFORE), price, "108.00", "120.00", TEN_OFF),
    Setting("membership_days", group(membership_days=10), _leaves_on, None, date(2026, 12, 1)),
    Setting("discount_percent", group(discount_percent="12.5"), price, "120.00", "105.00"),
    Setting("vat_mode", group(vat_mode="exempt"), price, "120.00", "100.00"),
    Setting(
        "vat_rate",
        lambda world: world.turn(world.group, vat_mode="own", vat_rate=_reduced(world)),
        price,
        "120.00",
        "105.50",
    ),
    Setting(
        "exemption_reason",
        group(exemption_reason="Article 293 B"),
        told("Article 293 B"),
        False,
        True,
        group(vat_mode="exempt"),
    ),
    Setting("price_display", group(price_display="net"), price, "120.00", "100.00"),
    Setting(
        "use_group_pricing",
        group(use_group_pricing=False),
        price,
        "108.00",
        "120.00",
        TEN_OFF,
    ),
    Setting(
        "price_template",
        lambda world: world.turn(world.group, price_template=_cheaper_by(5)),
        price,
        "120.00",
        "114.00",
    ),
    Setting(
        "floor_percent",
        group(floor_percent=10),
        price,
        "96.00",
        "105.60",
        group(discount_percent=20),
    ),
    Setting(
        "floor_mode",
        group(floor_mode="off"),
        price,
        "105.60",
        "96.00",
        group(discount_percent=20, floor_percent=10),
    ),
    Setting("is_default", group(is_default=True), _joins_first, False, True),
    Setting("public_ceiling", group(public_ceiling=False), price, "120.00", "180.00", _dear),
    Setting(
        "category_mode",
        group(category_mode="except"),
        lambda world: world.opens(),
        200,
        404,
        lambda world: CategoryAccess.objects.create(group=world.group, category=world.shelf),
    ),
    Setting("contact_name", group(contact_name="Roy"), _on_its_record("Roy"), 0, 1),
    Setting("contact_email", group(contact_email="m@roy.fr"), _on_its_record("m@roy.fr"), 0, 1),
    Setting("contact_phone", group(contact_phone=PHONE), _on_its_record(PHONE), False, True),
    # -- what hangs on a group ---------------------------------------------------------------
    Setting(
        "category_discounts",
        lambda world: GroupCategoryDiscount.objects.create(
            group=world.group, category=world.shelf, percent=Decimal(25)
        ),
        price,
        "120.00",
        "90.00",
    ),
    Setting(
        "category_access",
        lambda world: CategoryAccess.objects.create(group=world.group, category=world.shelf),
        lambda world: world.opens(),
        404,
        200,
        group(category_mode="only"),
    ),
    Setting(
        "product_restrictions",
        lambda world: world.turn(world.made, group=world.group),
        told(RESERVED, "/product/outil/"),
        True,
        False,
        _reserved,
    ),
    Setting(
        "channel_pricing",
        lambda world: ChannelPricing.objects.create(
            group=world.group, channel=world.channel, is_on=False
        ),
        price,
        "108.00",
        "120.00",
        TEN_OFF,
    ),
    Setting(
        "promotion_links",
        lambda world: GroupPromotion.objects.create(group=world.group, promotion=world.made),
        price,
        "120.00",
        "108.00",
        _promoted,
    ),
    Setting(
        "discount_links",
        lambda world: GroupOrderDiscount.objects.create(
            group=world.group, discount=world.made.discount
        ),
        total,
        "200.00",
        "180.00",
        lambda world: TierFactory(discount=OrderDiscountFactory(kind="groups")),
    ),
    Setting(
        "memberships",
        lambda world: Membership.objects.all().delete(),
        price,
        "108.00",
        "120.00",
        TEN_OFF,
    ),
)

# What the shop keeps of a group without anybody setting it, or for staff who come later.
KEPT = {
    *("id", "version", "created_at", "updated_at", "updated_by", "binned_at", "member_count"),
    *("title_fr_key", "title_en_key", "search"),
    *("title", "description", "public_label"),  # as the reader's language has them
    *("notices", "events", "pasted_lists", "pending_memberships"),
}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.column)
def test_a_setting_of_a_group_has_its_effect(world: World, setting: Setting) -> None:
    setting.holds(world)


def test_no_setting_of_a_group_is_without_effect() -> None:
    columns = {field.name for field in CustomerGroup._meta.get_fields()}
    assert columns - KEPT == {setting.column for setting in SETTINGS}
