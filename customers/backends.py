"""Who may be signed in, asked at each request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from catalog import selectors as catalog
from catalog.models import Shop
from groups.models import GroupNotice


class SignInBackend(AuthenticationBackend):
    """Who is let in: staff, and customers whose account is open while the shop has accounts."""

    def user_can_authenticate(self, user: Any) -> bool:
        if not super().user_can_authenticate(user):
            return False
        customer = getattr(user, "customer", None)
        if customer is not None and not customer.is_active:
            return False
        return user.is_staff or _has_accounts(user)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """Rights of his own and of his roles, in one query where Django asks twice."""
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if not hasattr(user_obj, "_perm_cache"):
            user_obj._perm_cache = _rights(user_obj)
        return set(user_obj._perm_cache)

    def get_user(self, user_id: int) -> User | None:
        # What each page asks besides, in the same query: of the shop, and of the person.
        shop = Shop.objects.order_by()
        found = User.objects.select_related("customer").annotate(
            has_accounts=Exists(shop.filter(has_accounts=True)),
            unread_notices=Subquery(_unread()),
            shop_language=Subquery(shop.values("default_language")[:1]),
        )
        user = found.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


def _rights(user: Any) -> set[str]:
    rights = Permission.objects.order_by()
    if not user.is_superuser:
        rights = rights.filter(Q(user=user) | Q(group__user=user))
    named = rights.values_list("content_type__app_label", "codename").distinct()
    return {f"{app}.{right}" for app, right in named}


def _unread() -> QuerySet[Any, Any]:
    """How many new groups the person has been told of and not put away, as one figure."""
    rows: QuerySet[Any, Any] = GroupNotice.objects.filter(
        reader=OuterRef("pk"), read_at__isnull=True, group__binned_at__isnull=True
    )
    counted: QuerySet[Any, Any] = rows.order_by().values("reader").annotate(n=Count("pk"))
    return counted.values("n")


def _has_accounts(user: Any) -> bool:
    """Whether the shop has customer accounts; a session's user was read together with that."""
    known: bool | None = getattr(user, "has_accounts", None)
    return catalog.shop().has_accounts if known is None else known
