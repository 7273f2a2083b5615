"""What staff say about a record to one another: published, and taken back while it is fresh."""

from datetime import datetime, timedelta
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from backoffice.models import Comment
from backoffice.services import ShopRefusal
from backoffice.traces import COMMENT_WITHDRAWN, COMMENTED

FRESH = timedelta(minutes=15)


class NotYours(ShopRefusal):
    """Only the author takes a comment back, and only at once."""

    message = _("A comment can be deleted by its author, for 15 minutes.")


def comments_on(*, record: Model) -> QuerySet[Comment]:
    """What was said about the record."""
    kind = ContentType.objects.get_for_model(type(record))
    return Comment.objects.filter(content_type=kind, object_id=record.pk).select_related("author")


def may_withdraw(*, comment: Comment, actor: Any, at: datetime) -> bool:
    return comment.author_id == actor.pk and at - comment.at <= FRESH


@transaction.atomic
def publish(*, record: Model, text: str, actor: Any, at: datetime) -> Comment:
    """Say something about the record, to the staff alone."""
    kind = ContentType.objects.get_for_model(type(record))
    comment = Comment.objects.create(
        content_type=kind, object_id=record.pk, author=actor, at=at, text=text
    )
    _note(record, COMMENTED, actor)
    return comment


@transaction.atomic
def withdraw(*, record: Model, comment: Comment, actor: Any, at: datetime) -> None:
    """Take back what one has just said."""
    if not may_withdraw(comment=comment, actor=actor, at=at):
        raise NotYours
    comment.delete()
    _note(record, COMMENT_WITHDRAWN, actor)


def _note(record: Model, verb: str, actor: Any) -> None:
    # The words themselves stay out of the log: taken back, they are gone.
    fields: dict[str, Any] = {"changes": {}, "actor": actor, "additional_data": {"verb": verb}}
    LogEntry.objects.log_create(record, force_log=True, action=LogEntry.Action.UPDATE, **fields)
