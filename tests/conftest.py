"""What every test of the shop may ask for."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation
from pytest_django.plugin import DjangoDbBlocker

from accounts.models import User
from accounts.services import sync_roles
from catalog.models import Shop
from catalog.reference import install
from customers.models import Customer
from groups.book import forget
from tests.factories.accounts import UserFactory


class SignedIn(Client):
    """A browser in which somebody is signed in."""

    user: User

    @classmethod
    def for_user(cls, user: User) -> "SignedIn":
        client = cls()
        client.user = user
        client.force_login(user)
        return client


Staff = Callable[..., SignedIn]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database, which nobody holds any more when it is thrown away."""
    yield
    if connection.vendor == "postgresql":
        # A browser that leaves last may leave a thread of the server with its connection open.
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """No test inherits another's throttle or language."""
    cache.clear()
    forget()
    with translation.override("fr"):
        yield


@pytest.fixture
def shop(db: None) -> Shop:
    """The shop and its reference rows, there even after a transactional test emptied the tables."""
    install(partial(apps.get_model, "catalog"))
    return Shop.objects.get()


@pytest.fixture
def roles(db: None) -> None:
    """The four roles with their rights."""
    sync_roles()


@pytest.fixture
def staff(shop: Shop) -> Staff:
    """`staff("groups.view_customergroup")` or `staff("viewer")`: somebody with exactly that."""

    def signed_in(*rights: str) -> SignedIn:
        user = UserFactory(is_staff=True)
        for right in rights:
            app, _, name = right.partition(".")
            if name:
                found = Permission.objects.get(content_type__app_label=app, codename=name)
                user.user_permissions.add(found)
            else:
                sync_roles()
                user.groups.add(Group.objects.get(name=right))
        return SignedIn.for_user(user)

    return signed_in


@pytest.fixture
def owner(staff: Staff) -> SignedIn:
    return staff("owner")


@pytest.fixture
def manager(staff: Staff) -> SignedIn:
    return staff("manager")


@pytest.fixture
def support(staff: Staff) -> SignedIn:
    return staff("support")


@pytest.fixture
def viewer(staff: Staff) -> SignedIn:
    return staff("viewer")


@pytest.fixture
def customer_client(shop: Shop) -> SignedIn:
    """A customer signed in on the shop front; `client.user.customer` is the customer."""
    user = UserFactory()
    Customer.objects.create(
        user=user, email=user.email, first_name=user.first_name, last_name=user.last_name
    )
    return SignedIn.for_user(user)
