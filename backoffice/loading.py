"""Many rows brought in line with a file at once: compared in memory, written in batches."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import CharField, Field, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import translation

from backoffice.folding import FoldedField

Row = TypeVar("Row", bound=models.Model)
Key = TypeVar("Key", bound=Hashable)
Values = Mapping[str, Any]
Pair = tuple[int, int]
BATCH = 500


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows of a file were new to the shop, changed it, or said what it knew."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged
        )


@dataclass(frozen=True, slots=True)
class Merged(Generic[Key, Row]):
    """The rows after a merge, by their key, and which of them it wrote."""

    rows: dict[Key, Row]
    new: frozenset[Key]
    changed: frozenset[Key]

    def counts(self, *, also_changed: Iterable[Key] = ()) -> Counts:
        """The figures of the merge; `also_changed` names rows whose links changed beside them."""
        changed = (self.changed | set(also_changed)) - self.new
        unchanged = len(self.rows) - len(self.new) - len(changed)
        return Counts(new=len(self.new), changed=len(changed), unchanged=unchanged)


def batches(keys: Iterable[int]) -> Iterator[list[int]]:
    """Keys in lists short enough for one statement of any database."""
    left = sorted(keys)
    return (left[start : start + BATCH] for start in range(0, len(left), BATCH))


def stored(model: type[Row]) -> QuerySet[Row]:
    """All rows of a table, locked, with every column as it is written."""
    rows: Any = model._base_manager.select_for_update().order_by("pk")
    # A translated table's queryset would write `title` into the active language's column.
    return rows.rewrite(False) if hasattr(rows, "rewrite") else rows  # type: ignore[no-any-return]


def merge(
    model: type[Row],
    *,
    known: Mapping[Key, Row],
    wanted: Mapping[Key, Values],
    at_first: Mapping[Key, Values] | None = None,
    unique: tuple[str, ...] = (),
) -> Merged[Key, Row]:
    """Write what differs; a row that already says the same is not touched.

    `at_first` holds columns only a new row gets. `unique` names folded columns no two rows may
    share: rows about to change them step aside first, so that two rows can swap theirs.
    """
    firsts = at_first or {}
    fresh = {
        key: model(**{**firsts.get(key, {}), **values})
        for key, values in wanted.items()
        if key not in known
    }
    different = {
        key: names
        for key, values in wanted.items()
        if key in known and (names := _assign(known[key], values))
    }
    touched = {key: known[key] for key in different}
    # The untranslated column mirrors the default language, whatever language the caller speaks.
    with translation.override(settings.LANGUAGE_CODE):
        _update(model, list(touched.values()), set().union(*different.values()), unique)
        stored(model).bulk_create(fresh.values(), batch_size=BATCH)
    rows = {key: known[key] if key in known else fresh[key] for key in wanted}
    return Merged(rows=rows, new=frozenset(fresh), changed=frozenset(touched))


def link(
    rows: QuerySet, *, left: str, right: str, wanted: Collection[Pair], among: Collection[int]
) -> set[Pair]:
    """Make the links of the rows in `among` those wanted; the pairs that came or went.

    `rows` are the links that may go; `left` and `right` are the columns of a pair.
    """
    here: dict[Pair, int] = {
        (one, other): pk
        for pk, one, other in rows.order_by("pk").values_list("pk", left, right)
        if one in among
    }
    gone = here.keys() - set(wanted)
    for keys in batches(here[pair] for pair in gone):
        rows.model._base_manager.filter(pk__in=keys).delete()
    fresh = [pair for pair in wanted if pair not in here]
    made = [rows.model(**{left: one, right: other}) for one, other in fresh]
    rows.model._base_manager.bulk_create(made, batch_size=BATCH)
    return gone | set(fresh)


def _assign(row: models.Model, values: Values) -> set[str]:
    different = {name for name, value in values.items() if not _same(row.__dict__[name], value)}
    for name in different:
        setattr(row, name, values[name])
    return different


def _same(old: Any, new: Any) -> bool:
    return bool(old == new) or (old in (None, "") and new in (None, ""))


def _update(model: type[Row], rows: list[Row], names: set[str], unique: tuple[str, ...]) -> None:
    if not rows:
        return
    columns = {field.attname: field for field in model._meta.concrete_fields}
    filled = [field for field in columns.values() if _fills_itself(field)]
    for row in rows:
        for field in filled:
            field.pre_save(row, add=False)
        if "version" in columns:
            row.version += 1  # type: ignore[attr-defined]
            row.updated_by_id = None  # type: ignore[attr-defined]
    written = names | {field.attname for field in filled} | _mirrors(names, columns)
    written |= {"version", "updated_by_id"} & set(columns)
    if aside := {name: _nobody_else_has() for name in unique}:
        for keys in batches(row.pk for row in rows):
            stored(model).filter(pk__in=keys).update(**aside)
    fields = [columns[name].name for name in written]
    stored(model).bulk_update(rows, fields, batch_size=BATCH)


def _fills_itself(field: Field) -> bool:
    return isinstance(field, FoldedField) or bool(getattr(field, "auto_now", False))


def _mirrors(names: set[str], columns: Mapping[str, Field]) -> set[str]:
    endings = tuple(f"_{code}" for code, _name in settings.LANGUAGES)
    stems = {name.rpartition("_")[0] for name in names if name.endswith(endings)}
    return stems & set(columns)


def _nobody_else_has() -> Concat:
    # Folded texts never start with a blank.
    return Concat(Value(" "), Cast("pk", CharField()))
