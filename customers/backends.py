"""Who may be signed in, asked at each request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class SignInBackend(AuthenticationBackend):
    """Neither a closed user nor the user of a closed customer account is let in."""

    def user_can_authenticate(self, user: Any) -> bool:
        if not super().user_can_authenticate(user):
            return False
        customer = getattr(user, "customer", None)
        return customer is None or customer.is_active

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("customer").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
