"""Telling the staff of the channels that a group they all share now exists."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from catalog import selectors as catalog
from groups.models import CustomerGroup, GroupNotice

VIEW = "groups.view_customergroup"


def announce(*, group: CustomerGroup, author: User | None) -> int:
    """Everybody who works in an active channel hears of the new group, but its author.

    Answers how many people are told: on their first page, and by mail once the group is saved.
    """
    people = User.objects.filter(channels__is_active=True, is_staff=True, is_active=True)
    others = people.exclude(pk=author.pk if author else 0).distinct().order_by("pk")
    # Who may not see groups is not told that there is one.
    readers = [person for person in others if person.has_perm(VIEW)]
    GroupNotice.objects.bulk_create([GroupNotice(group=group, reader=one) for one in readers])
    if readers:
        # The group stays saved, whatever becomes of the mail.
        send = partial(_write_to, readers=readers, group=group, author=author)
        transaction.on_commit(send, robust=True)
    return len(readers)


def put_away(*, notice: GroupNotice, at: datetime) -> None:
    """The reader has seen it."""
    GroupNotice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)


def _write_to(*, readers: Sequence[User], group: CustomerGroup, author: User | None) -> None:
    shop = catalog.shop()
    mails = []
    for reader in readers:
        with translation.override(reader.language or shop.default_language):
            named = {"group": group.title, "author": str(author or shop.name), "shop": shop.name}
            mails.append(
                EmailMessage(
                    subject=_("New shared group: %(group)s · %(shop)s") % named,
                    body=_(
                        "%(author)s has created the group “%(group)s”. All channels share it.\n\n"
                        "Your first page in the admin lets you see it, or ignore its prices in"
                        " your channel."
                    )
                    % named,
                    to=[reader.email],
                )
            )
    get_connection().send_messages(mails)
