"""The people the shop knows, and the groups they are in."""

from customers.models.acts import (
    MembershipBatch,
    MembershipEvent,
    PastedList,
    PendingMembership,
)
from customers.models.membership import (
    Membership,
    MembershipQuerySet,
    Way,
)
from customers.models.people import (
    LANGUAGES,
    Address,
    Customer,
    Kind,
)

__all__ = [
    "LANGUAGES",
    "Address",
    "Customer",
    "Kind",
    "Membership",
    "MembershipBatch",
    "MembershipEvent",
    "MembershipQuerySet",
    "PastedList",
    "PendingMembership",
    "Way",
]
