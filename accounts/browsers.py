"""Browsers somebody has signed in from before: throttled on their own count.

Otherwise a stranger who keeps guessing wrong would lock the owner of the account out.
"""

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

from accounts.models import User
from backoffice.folding import folded_key

COOKIE = "known_browser"
SALT = "accounts.browsers"
YEAR = 365 * 24 * 3600


def is_known(request: HttpRequest, *, email: str) -> bool:
    """The owner of this address has already signed in from this browser."""
    try:
        told = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=YEAR)
    except signing.BadSignature:
        return False
    return bool(told == folded_key(email))


def remember(response: HttpResponseBase, *, user: User) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(user.email_key, salt=SALT),
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
