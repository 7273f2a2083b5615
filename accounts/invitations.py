"""The mail that lets somebody who joins the staff choose a password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.parts import panel_url
from backoffice.services import ShopRefusal


class AlreadyIn(ShopRefusal):
    """Somebody who has a password, or may not come in, is not invited again."""

    message = _("This person has already accepted the invitation, or the account is inactive.")


def is_awaited(*, person: User) -> bool:
    """The invitation is still to be answered."""
    return person.is_active and person.last_login is None and not person.has_usable_password()


def send(*, person: User, by: User, request: HttpRequest) -> None:
    """Mail the link; it is allauth's own for choosing a new password, and dies as soon as used.

    Raises AlreadyIn where nobody is awaited.
    """
    if not is_awaited(person=person):
        raise AlreadyIn
    key = default_token_generator.make_token(person)
    page = panel_url("password_reset_confirm", user_pk_to_url_str(person), key)
    told = {"person": person, "by": by, "address": build_absolute_uri(request, page)}
    with translation.override(person.language or settings.LANGUAGE_CODE):
        get_adapter(request).send_mail("account/email/staff_invitation", person.email, told)
