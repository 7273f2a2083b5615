"""A shop of very many customers, one group of which holds a tenth, written by the database."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User
from customers.models import Customer, Membership
from groups.models import CustomerGroup
from shopadmin.benches.stock import MARK

_PEOPLE = Customer._meta.db_table
_HELD = Membership._meta.db_table
_ONE_IN = 10  # customers in the group

_WRITE_PEOPLE = f"""
    INSERT INTO {_PEOPLE} (version, created_at, updated_at, kind, number, email, email_key,
                           first_name, last_name, company, vat_number, phone, language,
                           customer_comment, staff_comment, is_active, search, name_key, is_exempt,
                           exemption_reason)
    WITH RECURSIVE places(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM places WHERE n < %s),
    named(n, last) AS (
        SELECT n, CASE WHEN n %% 239 = 0 THEN 'Belanger' ELSE 'Petit' END FROM places)
    SELECT 1, %s, %s, 'account', '', '{MARK}-crowd' || n || '@shop.invalid',
           '{MARK}-crowd' || n || '@shop.invalid', 'Lea', last || n, '', '', '', 'fr', '', '', %s,
           lower('lea ' || last || n || ' lea {MARK}-crowd' || n || '@shop.invalid'),
           lower(last || n || ' lea'), %s, ''
    FROM named
"""  # noqa: S608 - names of our own tables
_WRITE_MEMBERS = f"""
    INSERT INTO {_HELD} (group_id, customer_id, is_primary, was_primary, way, added_at)
    SELECT %s, id, %s, %s, 'import', %s FROM {_PEOPLE}
    WHERE email LIKE '{MARK}-crowd%%' AND id %% {_ONE_IN} = 0 ORDER BY id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Crowd:
    """The group, how many are in it, how many the shop knows, and who looks at them."""

    group: CustomerGroup
    members: int
    people: int
    staff: User


def gather(*, people: int, on: date) -> Crowd:
    """Write so many customers, put a tenth of them in a group; the caller undoes it."""
    group = CustomerGroup.objects.create(
        title=f"{MARK} foule", code="BENCH-CROWD", starts_on=on - timedelta(days=1)
    )
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_PEOPLE, [people, now, now, True, False])
        cursor.execute(_WRITE_MEMBERS, [group.pk, True, False, now])
        for table in (_PEOPLE, _HELD):
            cursor.execute(f"ANALYZE {table}")
    members = Membership.objects.filter(group=group).count()
    CustomerGroup.objects.filter(pk=group.pk).update(member_count=members)
    staff = User.objects.create(
        email=f"{MARK}@shop.invalid", is_staff=True, is_superuser=True, language="fr"
    )
    return Crowd(group, members, Customer.objects.count(), staff)
