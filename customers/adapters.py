"""What signing in means in this shop, told to allauth."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import browsers
from accounts.models import User
from backoffice.folding import folded_key
from backoffice.middleware import PANEL
from catalog import selectors as catalog
from customers.backends import SignInBackend
from customers.models import Customer
from customers.services import open_account
from customers.viewers import viewer

_MISMATCH = _("The e-mail address or password does not match. Check them or reset the password.")


class AccountAdapter(DefaultAccountAdapter):
    """The shop's own decisions about signing in, signing up and the mail that goes with it."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _MISMATCH,
        "too_many_login_attempts": _("Too many attempts. Try again in 5 minutes."),
        "enter_current_password": _("The current password does not match."),
    }

    def is_ajax(self, request: HttpRequest) -> bool:
        """There is one door, made of pages."""
        return False

    # Signing in

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """A closed account gets the answer a wrong password gets."""
        user: User | None = super().authenticate(request, **credentials)
        return user if user is not None and _may_sign_in(user) else None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        email = credentials.get("email", "")
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:known" if browsers.is_known(request, email=email) else key

    def post_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **how)
        browsers.remember(response, user=user)
        Customer.objects.filter(user=user).update(last_seen_at=timezone.now())
        return response

    def is_safe_url(self, url: str) -> bool:
        """Only a path of this very site: other hosts the shop answers to are other sites."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(
            url,
            allowed_hosts={self.request.get_host()},
            require_https=self.request.is_secure(),
        )

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        if request.user.is_staff:
            return reverse("panel:home")
        address: str = super().get_login_redirect_url(request)
        return address

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        if _in_panel(request):
            return reverse("panel:login")
        address: str = super().get_logout_redirect_url(request)
        return address

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    # Signing up

    def new_user(self, request: HttpRequest) -> User:
        return User(language=get_language() or "")

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """The address is the person's own: only now does he get his customer account."""
        with transaction.atomic():
            # Two clicks on the link at once: the second waits, and finds the account open.
            user = User.objects.select_for_update().get(pk=email_address.user_id)
            # A login moves to another address by customers.services.change_email alone.
            if folded_key(email_address.email) != user.email_key:
                messages.error(request, _("This address cannot be confirmed."))
                return False
            if not super().confirm_email(request, email_address):
                return False
            if not user.is_staff:
                self._open_account(request, user)
        return True

    def _open_account(self, request: HttpRequest, user: User) -> None:
        today = timezone.localdate()
        customer = open_account(user=user, on=today)
        shop = catalog.shop()
        group = viewer(customer=customer, shop=shop, on=today).group
        welcome = _("Welcome, %(name)s.") % {"name": user.get_short_name()}
        if group is not None and group.public_name and shop.shows_group:
            welcome = _("Welcome, %(name)s. %(caption)s: %(group)s.") % {
                "name": user.get_short_name(),
                "caption": shop.get_level_caption_display(),
                "group": group.public_name,
            }
        messages.success(request, welcome)

    # Mail

    def format_email_subject(self, subject: str) -> str:
        return f"{subject} · {catalog.shop().name}"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        if _may_sign_in(user):
            super().send_password_reset_mail(user, email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link leads back to where it was asked for, shop front or panel."""
        user, _dash, token = key.partition("-")
        name = "account_reset_password_from_key"
        if _in_panel(self.request):
            name = "panel:password_reset_confirm"
        page = reverse(name, kwargs={"uidb36": user, "key": token})
        address: str = build_absolute_uri(self.request, page)
        return address


def _may_sign_in(user: User) -> bool:
    return SignInBackend().user_can_authenticate(user)


def _in_panel(request: HttpRequest) -> bool:
    return request.path_info.startswith(PANEL)
