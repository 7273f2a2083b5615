"""Lists ask the database as often for three hundred customers as for three."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backoffice.folding import folded_key, folded_search
from customers.models import Customer, Way
from customers.services import assign
from tests.conftest import SignedIn
from tests.factories.customers import CustomerFactory
from tests.factories.groups import GroupFactory

pytestmark = pytest.mark.django_db
BUDGET = 12


def _people(count: int) -> None:
    rows = CustomerFactory.build_batch(count)
    for row in rows:
        row.email_key = folded_key(row.email)
        row.search = folded_search(f"{row.first_name} {row.last_name}")
    Customer.objects.bulk_create(rows)


@pytest.mark.parametrize(
    "path",
    [
        "customers/?per=100",
        "customers/?per=100&q=petit&sort=-email",
        "customers/?per=100&group=1&kind=account&country=FR",
        "groups/1/members/?per=100",
        "groups/1/members/?per=100&q=petit&sort=added",
        "groups/1/members/?per=100&show=not_in",
        "groups/1/members/?per=100&show=all",
    ],
)
def test_lists_ask_as_often_for_3000_rows_as_for_3(path: str, manager: SignedIn) -> None:
    groups = [GroupFactory(pk=number) for number in range(1, 12)]
    asked = []
    for total in (3, 30, 3000):
        _people(total - Customer.objects.count())
        ids = Customer.objects.order_by("pk").values_list("pk", flat=True)
        half = Customer.objects.filter(pk__in=list(ids[: total // 2]))
        for group in groups[:3]:
            at = datetime(2026, 11, 22, 9, tzinfo=UTC)
            assign(group=group, customers=half, actor=None, way=Way.PICKER, at=at)
        with CaptureQueriesContext(connection) as told:
            assert manager.get(f"/admin-panel/{path}").status_code == 200
        asked.append(len(told))
    assert len(set(asked)) == 1
    assert asked[0] <= BUDGET
