"""People the shop knows."""

from datetime import UTC, datetime

import factory

from customers.models import Address, Customer, Kind, Membership


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
