"""Who may be signed in, asked at each request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, Subquery

from accounts.models import User
from catalog import selectors as catalog
from catalog.models import Shop


class SignInBackend(AuthenticationBackend):
    """Who is let in: staff, and customers whose account is open while the shop has accounts."""

    def user_can_authenticate(self, user: Any) -> bool:
        if not super().user_can_authenticate(user):
            return False
        customer = getattr(user, "customer", None)
        if customer is not None and not customer.is_active:
            return False
        return user.is_staff or _has_accounts(user)

    def get_user(self, user_id: int) -> User | None:
        # What each request asks of the shop before any page does, in the same query.
        shop = Shop.objects.order_by()
        found = User.objects.select_related("customer").annotate(
            has_accounts=Exists(shop.filter(has_accounts=True)),
            shop_language=Subquery(shop.values("default_language")[:1]),
        )
        user = found.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


def _has_accounts(user: Any) -> bool:
    """Whether the shop has customer accounts; a session's user was read together with that."""
    known: bool | None = getattr(user, "has_accounts", None)
    return catalog.shop().has_accounts if known is None else known
