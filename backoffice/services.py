"""Writing one row: locked, compared with what its editor saw, refused in words people read."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, OperationalError, models, transaction
from django.db.models import F, ProtectedError, QuerySet
from django.forms.models import construct_instance
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from backoffice.folding import folded_key
from backoffice.models import SavedView, StaffPreference

P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row", bound=models.Model)
DEADLOCK = "40P01"  # as PostgreSQL numbers it
TRIES = 4
LONGEST_QUERY = 2000  # characters, as the column


class ShopRefusal(Exception):
    """The shop will not do this; the message says why and what to do, in the reader's language."""

    message: str | Promise = _("This is not possible.")

    def __init__(self, message: str | Promise = "", *, field: str = "") -> None:
        super().__init__(message or self.message)
        self.message = message or self.message
        self.field = field


class Stale(ShopRefusal):
    """Someone else saved the row while this person was typing."""

    message = _("This record has changed while you were editing.")

    def __init__(self, current: models.Model) -> None:
        super().__init__()
        self.current = current


class Gone(ShopRefusal):
    """Somebody deleted the row meanwhile."""

    message = _("This record has been deleted meanwhile.")


class Taken(ShopRefusal):
    """The database refused the row: someone took the value a moment ago."""

    message = _(
        "Another change has just been saved with the same values. Check them and save again."
    )

    def __init__(self, errors: dict[str, list[ValidationError]] | None = None) -> None:
        super().__init__()
        self.errors = errors or {}


def patiently(act: Callable[P, R]) -> Callable[P, R]:
    """The act in one transaction; begun again when the database breaks it off.

    Two acts may each wait for what the other holds: PostgreSQL then breaks one of them off, and
    nothing of it is left. Inside a larger transaction the larger one is told instead.
    """

    @wraps(act)
    def tried(*args: P.args, **kwargs: P.kwargs) -> R:
        for _try in range(TRIES - 1):
            try:
                with transaction.atomic():
                    return act(*args, **kwargs)
            except OperationalError as error:
                broken_off = getattr(error.__cause__, "sqlstate", "") == DEADLOCK
                if not broken_off or transaction.get_connection().in_atomic_block:
                    raise
        with transaction.atomic():
            return act(*args, **kwargs)

    return tried


@transaction.atomic
def save(*, form: forms.BaseModelForm, actor: Any, version: int | None = None) -> Any:
    """Save the form's row; an existing one only if it is still as the editor saw it."""
    if form.instance.pk:
        _onto_the_locked_row(form, version)
    row = form.instance
    _as_stored(row)
    if hasattr(row, "updated_by_id"):
        row.updated_by = actor
    try:
        with transaction.atomic():
            return form.save()
    except IntegrityError as error:
        raise _what_is_taken(row) from error


def _onto_the_locked_row(form: forms.BaseModelForm, version: int | None) -> None:
    # Columns the form does not show may have moved since the page was opened: write on today's row.
    locked: Any = held(type(form.instance)._default_manager.all(), pk=form.instance.pk)
    if hasattr(locked, "version"):
        if version is not None and locked.version != version:
            raise Stale(locked)
        locked.version += 1
    meta = form._meta
    form.instance = construct_instance(form, locked, meta.fields, meta.exclude)


def _as_stored(row: models.Model) -> None:
    # « 12,5 » and the column's 12.5000 are one amount: written alike, they leave no trace.
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(field, models.DecimalField) and isinstance(value, Decimal):
            setattr(row, field.attname, value.quantize(Decimal(1).scaleb(-field.decimal_places)))


def _what_is_taken(row: models.Model) -> Taken:
    try:
        row.validate_unique()
        row.validate_constraints()
    except ValidationError as error:
        found = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
        return Taken(found)
    return Taken()


def held(rows: QuerySet[Row], *, pk: int) -> Row:
    """The row, locked until the transaction ends.

    Raises Gone when it was deleted meanwhile.
    """
    # Not its key: who only names the row, a line of history by its author, does not wait for it.
    row = rows.select_for_update(no_key=True).filter(pk=pk).first()
    if row is None:
        raise Gone
    return row


def touch(*, rows: QuerySet, actor: Any) -> None:
    """Whoever has one of these rows open is told that it changed."""
    rows.update(version=F("version") + 1, updated_by=actor, updated_at=timezone.now())


@transaction.atomic
def delete(*, row: models.Model) -> None:
    """Delete a row nothing depends on."""
    try:
        row.delete()
    except ProtectedError as error:
        raise ShopRefusal(_("It is still used elsewhere, so it cannot be deleted.")) from error


def prefer(*, user: Any, **choices: Any) -> StaffPreference:
    """Remember how this person likes the panel."""
    preference, _created = StaffPreference.objects.update_or_create(user=user, defaults=choices)
    return preference


def prefer_columns(*, user: Any, key: str, names: list[str]) -> None:
    """Remember which columns of one list this person wants to see."""
    with transaction.atomic():
        StaffPreference.objects.get_or_create(user=user)
        preference = StaffPreference.objects.select_for_update().get(user=user)
        preference.columns = {**preference.columns, key: names}
        preference.save(update_fields=["columns"])


class ViewNameTaken(ShopRefusal):
    """This person already has a view of this name on this list."""

    message = _("A view already has this name. Choose another one.")


def keep_view(*, view: SavedView) -> SavedView:
    """Keep the state of a list under its name."""
    if len(view.query) > LONGEST_QUERY:
        raise ShopRefusal(_("These filters are too long to be kept. Shorten the search."))
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        raise ViewNameTaken(field="name") from error
    return view


def copy_view(*, view: SavedView) -> SavedView:
    """The same state under the first free name: « Pros HT (copie) », « Pros HT (copie 2) »."""
    own = SavedView.objects.filter(owner_id=view.owner_id, key=view.key)
    taken = set(own.values_list("name_key", flat=True))
    name = next(name for name in _copies(view.name) if folded_key(name) not in taken)
    return keep_view(
        view=SavedView(owner_id=view.owner_id, key=view.key, query=view.query, name=name)
    )


def _copies(name: str) -> Iterator[str]:
    for n in count(1):
        ending = gettext("(copy)") if n == 1 else gettext("(copy %(n)s)") % {"n": n}
        yield f"{name[: 39 - len(ending)]} {ending}"
