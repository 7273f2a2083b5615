"""One row of each kind, for the tests that open every address of the shop.

An address with parameters finds its own by the longest beginning of its name listed here; a new
screen on a known model needs no new line.
"""

from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from auditlog.models import LogEntry
from django.contrib.auth.models import Group

from backoffice.models import SavedView
from catalog.models import VatRate
from groups.models import GroupNotice
from pricing.models import OrderDiscount
from tests.factories.accounts import UserFactory
from tests.factories.catalog import CategoryFactory, ChannelFactory, ProductFactory
from tests.factories.customers import (
    AddressFactory,
    CustomerFactory,
    DepartureFactory,
    MembershipFactory,
    PastedListFactory,
)
from tests.factories.groups import GroupFactory
from tests.factories.pricing import (
    OrderDiscountFactory,
    PromotionFactory,
    TemplateRuleFactory,
    TierFactory,
)

Kwargs = dict[str, Any]


def samples() -> dict[str, Kwargs]:
    """The parameters of every address, by the beginning of its name."""
    category = CategoryFactory()
    product = ProductFactory(categories=[category])
    group = GroupFactory()
    group.discount_percent = Decimal(5)
    group.save()
    edited = LogEntry.objects.get_for_object(group).order_by("pk").last()
    member = MembershipFactory(group=group, customer=CustomerFactory()).customer
    address = AddressFactory(customer=member)
    left = DepartureFactory(group=group, customer=CustomerFactory())
    promotion = PromotionFactory(groups=[group])
    discount = OrderDiscountFactory(kind=OrderDiscount.Kind.GROUPS, groups=[group])
    TierFactory(discount=discount)
    kept = SavedView.objects.create(owner=UserFactory(), key="groups.customergroup", name="Mine")
    channel = ChannelFactory(staff=[UserFactory(is_staff=True)])
    notice = GroupNotice.objects.create(group=group, reader=channel.staff.get())
    pending = EmailAddress.objects.create(user=UserFactory(), email="pending@shop.example")
    role = Group.objects.create(name="Accueil")
    colleague = UserFactory(is_staff=True, language="fr")
    colleague.groups.add(Group.objects.create(name="Caisse"))
    reset = {"uidb36": "1", "key": "abc-def"}
    return {
        "account_confirm_email": {"key": EmailConfirmationHMAC(pending).key},
        "account_reset_password_from_key": reset,
        "panel:password_reset_confirm": reset,
        "panel:category_": {"pk": category.pk},
        "panel:product_": {"pk": product.pk},
        "panel:tax_": {"pk": VatRate.objects.values_list("pk", flat=True)[0]},
        "panel:group_": {"pk": group.pk},
        "panel:group_member_": {"pk": group.pk, "customer": member.pk},
        "panel:group_member_back": {"pk": group.pk, "event": left.pk},
        "panel:group_revert": {"pk": group.pk, "entry": edited.pk},
        "panel:group_bulk_undo": {"act": edited.cid or "0"},
        "panel:members_": {"pk": group.pk, "batch": left.batch_id},
        "panel:group_promotion_": {"pk": group.pk, "promotion": promotion.pk},
        "panel:group_pasted_": {"pk": group.pk, "pasted": PastedListFactory(group=group).pk},
        "panel:promotion_": {"pk": promotion.pk},
        "panel:discount_": {"pk": discount.pk},
        "panel:customer_": {"pk": member.pk},
        "panel:view_": {"pk": kept.pk},
        "panel:channel_": {"pk": channel.pk},
        "panel:staff_": {"pk": colleague.pk},
        "panel:role_": {"pk": role.pk},
        "panel:notice_": {"pk": notice.pk, "channel": channel.pk},
        "panel:template_": {"pk": TemplateRuleFactory().template.pk},
        "panel:customer_address": {"pk": member.pk, "address": address.pk},
        "shop_category": {"slug": category.slug},
        "shop_product": {"slug": product.slug},
    }


def kwargs_for(name: str, wanted: set[str], known: dict[str, Kwargs]) -> Kwargs | None:
    """The parameters of this address; None where nobody has listed them."""
    if not wanted:
        return {}
    names = sorted((prefix for prefix in known if name.startswith(prefix)), key=len, reverse=True)
    for prefix in names:
        if wanted <= set(known[prefix]):
            return {key: known[prefix][key] for key in wanted}
    return None
