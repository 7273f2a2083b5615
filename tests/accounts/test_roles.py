"""Who may do what by his role."""

from itertools import pairwise

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.roles import ROLES
from accounts.services import (
    UnknownRole,
    change_role,
    create_role,
    create_staff,
    delete_role,
    sync_roles,
)
from backoffice.services import Gone
from tests.conftest import Staff


def test_a_role_may_all_that_the_one_before_may(staff: Staff) -> None:
    rights = [staff(name).user.get_all_permissions() for name in ROLES]
    for narrow, wide in pairwise(rights):
        assert narrow < wide


def test_a_viewer_reads_but_sees_neither_costs_nor_staff(staff: Staff) -> None:
    rights = staff("viewer").user.get_all_permissions()
    assert {
        "groups.view_customergroup",
        "customers.view_customer",
        "catalog.view_vatrate",
    } <= rights
    assert all(right.partition(".")[2].startswith("view_") for right in rights)
    assert not rights & {"pricing.view_cost", "accounts.view_user", "auditlog.view_logentry"}


def test_support_serves_customers_and_moves_members_but_touches_no_group(staff: Staff) -> None:
    rights = staff("support").user.get_all_permissions()
    assert {"customers.add_customer", "customers.change_customer"} <= rights
    assert "groups.manage_members" in rights
    assert not rights & {"groups.change_customergroup", "catalog.change_product"}
    assert not rights & {"customers.delete_customer", "pricing.view_cost"}


def test_a_manager_runs_groups_and_prices_but_not_the_shop_itself(staff: Staff) -> None:
    rights = staff("manager").user.get_all_permissions()
    assert {"groups.delete_customergroup", "catalog.add_product", "pricing.view_cost"} <= rights
    assert not rights & {"catalog.change_shop", "accounts.view_user", "customers.delete_customer"}


def test_syncing_twice_changes_nothing(roles: None) -> None:
    before = {group.name: group.permissions.count() for group in Group.objects.all()}
    sync_roles()
    assert {group.name: group.permissions.count() for group in Group.objects.all()} == before
    assert set(before) == {"owner", "manager", "support", "viewer"}


@pytest.mark.django_db
def test_staff_are_created_with_their_role_and_a_confirmed_address() -> None:
    user = create_staff(email="Chef@Shop.example", role="manager", password="un-bon-mot-de-passe")
    assert user.is_staff
    assert not user.is_superuser
    assert user.has_perm("groups.add_customergroup")
    assert [(row.email, row.verified) for row in EmailAddress.objects.filter(user=user)] == [
        ("chef@shop.example", True)
    ]


@pytest.mark.django_db
def test_a_role_the_shop_does_not_have_is_refused() -> None:
    with pytest.raises(UnknownRole):
        create_staff(email="chef@shop.example", role="king")
    assert not Group.objects.exists()


@pytest.mark.django_db
def test_a_role_deleted_meanwhile_is_refused_and_does_not_come_back(staff: Staff) -> None:
    actor = staff("owner").user
    role = create_role(name="Caisse", rights=(), actor=actor)
    Group.objects.filter(pk=role.pk).delete()
    with pytest.raises(Gone):
        change_role(role=role, name="Caisse", rights=(), actor=actor)
    with pytest.raises(Gone):
        delete_role(role=role, actor=actor)
    assert not Group.objects.filter(name="Caisse").exists()
