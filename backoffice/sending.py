"""A form is obeyed once: sent again as it stands, it only leads where it led the first time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from backoffice.models import SentForm
from backoffice.services import patiently

REMEMBERED = timedelta(days=1)
TOKEN = "_once"  # noqa: S105  the name of a field


def key_of(request: HttpRequest) -> str:
    """What makes two posts the same one: the page, its token, the person, all that was typed."""
    token = request.POST.get(TOKEN, "")
    if not token:
        return ""
    files = [
        (name, [(one.name, one.size) for one in request.FILES.getlist(name)])
        for name in sorted(request.FILES)
    ]
    typed = sorted(
        (name, values)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"  # signing in again renews it
    )
    told = (request.user.pk, request.get_full_path(), token, typed, files)
    return sha256(repr(told).encode("utf-8", "surrogatepass")).hexdigest()


def led_to(*, key: str) -> str:
    """Where this form led when it was sent before; nothing if it was not."""
    if not key:
        return ""
    return SentForm.objects.filter(key=key).values_list("led_to", flat=True).first() or ""


def once(*, key: str, act: Callable[[], str], at: datetime) -> str:
    """Do what the form asks and say where that leads, unless the same form has been obeyed."""
    if not key:
        return act()
    try:
        where = _obey(key, act, at)
    except SentTwice:
        return led_to(key=key)
    SentForm.objects.filter(at__lt=at - REMEMBERED).delete()
    return where


class SentTwice(Exception):
    """The same form is being, or has been, obeyed."""


@patiently
def _obey(key: str, act: Callable[[], str], at: datetime) -> str:
    # The unique key makes the second of two clicks at once wait for the end of the first.
    try:
        with transaction.atomic():
            sent = SentForm.objects.create(key=key, at=at)
    except IntegrityError as error:
        raise SentTwice from error
    sent.led_to = act()
    sent.save(update_fields=["led_to"])
    return sent.led_to
