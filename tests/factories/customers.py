"""People the shop knows."""

from datetime import UTC, datetime

import factory
from django.utils import timezone

from customers.models import (
    Address,
    Customer,
    Kind,
    Membership,
    MembershipBatch,
    MembershipEvent,
    PastedList,
    Way,
)
from tests.factories.accounts import UserFactory


class CustomerFactory(factory.django.DjangoModelFactory):
    """An account customer in no group."""

    class Meta:
        model = Customer

    class Params:
        guest = factory.Trait(kind=Kind.GUEST)

    email = factory.Sequence(lambda n: f"customer{n}@shop.example")
    first_name = "Léa"
    last_name = factory.Sequence(lambda n: f"Petit{n}")


class AddressFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Address

    customer = factory.SubFactory(CustomerFactory)
    address1 = "12 rue des Lilas"
    postal_code = "69003"
    city = "Lyon"
    country = "FR"
    is_default = True


class MembershipFactory(factory.django.DjangoModelFactory):
    """A main membership; the group's count of members is left to the services."""

    class Meta:
        model = Membership

    is_primary = True
    added_at = datetime(2026, 1, 1, tzinfo=UTC)


class PastedListFactory(factory.django.DjangoModelFactory):
    """A list its author has not saved yet."""

    class Meta:
        model = PastedList

    author = factory.SubFactory(UserFactory, is_staff=True)
    text = "lea@shop.example"


class BatchFactory(factory.django.DjangoModelFactory):
    """An act of today, in the users tab of a group."""

    class Meta:
        model = MembershipBatch

    at = factory.LazyFunction(timezone.now)
    way = Way.PICKER


class DepartureFactory(factory.django.DjangoModelFactory):
    """A customer who left a group today; it was his main one."""

    class Meta:
        model = MembershipEvent

    batch = factory.SubFactory(BatchFactory)
    verb = MembershipEvent.Verb.REMOVED
    held_primary = True
    held_way = Way.PICKER
    held_since = datetime(2026, 1, 1, tzinfo=UTC)
