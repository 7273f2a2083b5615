"""Awaited members: addresses that join a group once somebody has an account there."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from backoffice.folding import folded_key
from customers.models import Customer, MembershipBatch, PendingMembership, Way
from customers.services.membership import assign
from groups.models import CustomerGroup

CHUNK = 5_000


def wait_for(
    *, group: CustomerGroup, emails: Iterable[str], primary: bool, batch: MembershipBatch
) -> int:
    """The group awaits the owners of these addresses; whom it awaits already, as this act says."""
    rows = [
        PendingMembership(
            group=group,
            email=email,
            email_key=folded_key(email),
            is_primary=primary,
            batch=batch,
        )
        for email in emails
    ]
    PendingMembership.objects.bulk_create(
        rows,
        batch_size=CHUNK,
        update_conflicts=True,
        unique_fields=["group", "email_key"],
        update_fields=["is_primary", "batch"],
    )
    return len(rows)


def admit_main(*, customer: Customer, at: datetime) -> bool:
    """Whoever opens an account at an awaited address enters his main group; whether there is one.

    Where several groups await him so, the last act counts, as for a customer already known.
    """
    awaited = _awaited(customer).filter(is_primary=True)
    last = awaited.order_by("-batch", "-pk").first()
    if last is not None:
        _admit(customer, last, at=at)
        awaited.delete()
    return last is not None


def admit_others(*, customer: Customer, at: datetime) -> None:
    """He enters the other groups that await him; they leave his main group as it is."""
    awaited = _awaited(customer)
    for one in awaited.order_by("group_id"):
        _admit(customer, one, at=at)
    awaited.delete()


def forget_awaited(*, awaited: QuerySet[PendingMembership]) -> int:
    """These are no longer awaited; how many they were."""
    count, _by_model = awaited.delete()
    return count


def _awaited(customer: Customer) -> QuerySet[PendingMembership]:
    rows = PendingMembership.objects.filter(
        email_key=customer.email_key, group__binned_at__isnull=True
    )
    return rows.select_related("group", "batch__actor")


def _admit(customer: Customer, awaited: PendingMembership, *, at: datetime) -> None:
    assign(
        group=awaited.group,
        customers=Customer.objects.filter(pk=customer.pk),
        actor=awaited.batch.actor,
        way=Way(awaited.batch.way),
        at=at,
        primary=awaited.is_primary,
        reason=awaited.batch.reason,
    )
