"""What one line of the log says changed, field by field, in the reader's words."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext

from backoffice.forms import worded
from backoffice.http import typed_key
from backoffice.parts import Label
from backoffice.templatetags.ui import day, moment, number, percent

NOT_NEWS = ("version", "updated_at", "updated_by", "created_at", "id")
Teller = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Change:
    label: Label
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        """Too long for one line: folded away until asked for."""
        return len(self.before) + len(self.after) > 160


class Names:
    """What the rows that changes point at are called: read in one go for a whole page."""

    def __init__(self, tellers: Mapping[type[Model], tuple[Callable[[], Any], Teller]]) -> None:
        self._tellers = tellers
        self._known: dict[tuple[type[Model], str], str] = {}

    def read(self, entries: Iterable[tuple[dict[str, Any], type[Model]]]) -> None:
        """Look up every row these changes point at, one question for each kind of row."""
        wanted: dict[type[Model], set[str]] = defaultdict(set)
        for changes, model in entries:
            for name, values in changes.items():
                field = field_of(model, name)
                if field is not None and field.is_relation and isinstance(values, list):
                    kind: Any = field.related_model
                    wanted[kind] |= {str(one) for one in values if typed_key(str(one)) is not None}
        for kind, keys in wanted.items():
            self._read_kind(kind, {key for key in keys if (kind, key) not in self._known})

    def _read_kind(self, kind: type[Model], keys: set[str]) -> None:
        rows, teller = self._tellers.get(kind, (kind._default_manager.all, str))
        for key, row in rows().in_bulk([int(key) for key in keys]).items() if keys else ():
            self._known[kind, str(key)] = teller(row)

    def of(self, kind: Any, key: str) -> str:
        """The row's name; its number where it is gone."""
        return self._known.get((kind, key), key)


def changes_of(
    found: Mapping[str, Any], *, model: type[Model], names: Names, untold: Collection[str] = ()
) -> Iterator[Change]:
    """The fields that moved, those this person may not read left out."""
    for name, values in found.items():
        if name in NOT_NEWS or name in untold:
            continue
        if isinstance(values, dict):  # many rows added to or removed from a relation
            told = ", ".join(str(one) for one in values.get("objects", []))
            added = values.get("operation") == "add"
            yield Change(_label(model, name), "" if added else told, told if added else "")
            continue
        before, after = (_value(model, name, one, names) for one in values)
        if before != after:
            yield Change(_label(model, name), before, after)


def field_of(model: type[Model], name: str) -> Field | None:
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, Field) else None


def _label(model: type[Model], name: str) -> Label:
    field = field_of(model, name)
    label = worded(str(field.verbose_name)) if field else _lines_label(model, name)
    return f"{label[:1].upper()}{label[1:]}"


def _lines_label(model: type[Model], name: str) -> str:
    """The name of a record's lines: the rules of a template, the tiers of a discount."""
    found = {one.name: one.related_model for one in model._meta.related_objects}
    related = found.get(name)
    return str(related._meta.verbose_name_plural) if isinstance(related, type) else name


def _value(model: type[Model], name: str, raw: Any, names: Names) -> str:
    if raw in (None, "None", ""):
        return "—"
    text = str(raw)
    if text in ("True", "False"):
        return gettext("Yes") if text == "True" else gettext("No")
    field = field_of(model, name)
    if field is None:
        return text
    if field.choices:
        return str(dict(field.flatchoices).get(text, text))
    if field.is_relation:
        return names.of(field.related_model, text)
    if field.get_internal_type() == "DecimalField":
        return percent(Decimal(text)) if name.endswith("_percent") else number(Decimal(text))
    return _date(field, text)


def _date(field: Field, text: str) -> str:
    if field.get_internal_type() == "DateField":
        date = parse_date(text[:10])
        return day(date) if date else text
    if field.get_internal_type() == "DateTimeField":
        at = parse_datetime(text)
        return moment(timezone.make_aware(at, datetime.UTC) if at and not at.tzinfo else at)
    return text
