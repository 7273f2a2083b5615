"""What an edit of a group changed, by its lines of the history, and how that stands today."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Field, ForeignKey, Model

from backoffice.traces import note_of
from catalog.models import Category, Channel
from groups.models import (
    CategoryAccess,
    ChannelPricing,
    CustomerGroup,
    GroupCategoryDiscount,
)

REVERTED = "reverted"
REVERTED_FOR = timedelta(days=30)  # after which an edit stays
# A group's place has its own buttons: up undoes down.
COLUMNS: dict[str, Field] = {
    field.name: field
    for field in CustomerGroup._meta.concrete_fields
    if field.name not in ("id", "position")
}
# The lists of a group, with what their rows are about.
LISTS: dict[str, type[Model]] = {
    "category_access": Category,
    "category_discounts": Category,
    "channel_pricing": Channel,
}
_PARTS = "parts"


def parts(name: str, moved: Mapping[int, tuple[Any, Any]]) -> dict[str, Any]:
    """What a line keeps of a list, beside its words: by key, what was said and what is said now."""
    return {_PARTS: {name: {str(pk): list(pair) for pk, pair in sorted(moved.items())}}}


def plain(percent: Decimal | None) -> str | None:
    """A percentage as a line keeps it: the same however it was typed."""
    return None if percent is None else f"{percent.normalize():f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing an edit changed: a column of the group, or what it says of a category, a channel.

    `gone` says that what it was about, or what it pointed at, no longer exists.
    """

    name: str
    key: str = ""
    was: Any
    became: Any
    now: Any
    gone: bool = False

    @property
    def comes_back(self) -> bool:
        return self.now == self.became and not self.gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """All that one request changed of a group; of the `untold`, its lines say too little."""

    settings: tuple[Setting, ...]
    untold: tuple[str, ...]

    @property
    def back(self) -> tuple[Setting, ...]:
        """What putting the edit back would change."""
        return tuple(one for one in self.settings if one.comes_back)

    @property
    def kept(self) -> tuple[Setting, ...]:
        """What has changed again since, and stays."""
        return tuple(one for one in self.settings if not one.comes_back)

    @property
    def seal(self) -> str:
        """Another figure means that the answer to « what would this change ? » is another."""
        told = [(one.name, one.key, str(one.was), str(one.now)) for one in self.back]
        return sha256(repr(sorted(told)).encode()).hexdigest()[:16]


def can_come_back(entry: LogEntry) -> bool:
    """Whether a line of a group's history tells enough to be put back."""
    note = note_of(entry)
    if entry.action != LogEntry.Action.UPDATE or "verb" in note:
        return False
    return any(name in COLUMNS or name in note.get(_PARTS, {}) for name in entry.changes_dict)


def act_of(entry: LogEntry) -> str:
    """What the lines written by one request share."""
    return str(entry.cid or entry.pk)


def taken_back(entries: Collection[LogEntry]) -> set[str]:
    """Those of the acts behind these lines that were put back already."""
    kind = ContentType.objects.get_for_model(CustomerGroup)
    found = LogEntry.objects.filter(
        content_type=kind,
        object_pk__in={one.object_pk for one in entries},
        additional_data__verb=REVERTED,
    )
    return {str(note_of(one).get("act")) for one in found}


def latest_line(*, group: CustomerGroup, request: str | None) -> LogEntry | None:
    """The last line a request wrote about the group that can be put back."""
    lines = LogEntry.objects.get_for_object(group).filter(cid=request).order_by("-pk")
    return next((one for one in lines if can_come_back(one)), None) if request else None


def edit_of(*, group: CustomerGroup, entry: LogEntry) -> Edit:
    """The edit a line belongs to: everything its request changed of the group."""
    lines = LogEntry.objects.get_for_object(group).filter(action=LogEntry.Action.UPDATE)
    lines = lines.filter(cid=entry.cid) if entry.cid else lines.filter(pk=entry.pk)
    moved: dict[tuple[str, str], tuple[Any, Any]] = {}
    untold: dict[str, None] = {}
    for line in lines.order_by("pk"):
        for name, key, was, became in _moves(line, untold):
            first, _then = moved.get((name, key), (was, became))
            moved[name, key] = (first, became)
    settings = _settings(group, {key: pair for key, pair in moved.items() if pair[0] != pair[1]})
    return Edit(settings=tuple(settings), untold=tuple(untold))


def _settings(
    group: CustomerGroup, moved: Mapping[tuple[str, str], tuple[Any, Any]]
) -> Iterator[Setting]:
    lists = {name for name, _key in moved if name in LISTS}
    today = {name: listed(group=group, name=name) for name in lists}
    known = {name: _known(LISTS[name], moved, name) for name in lists}
    for (name, key), (was, became) in moved.items():
        if name in LISTS:
            now, gone = today[name].get(key), was is not None and key not in known[name]
        else:
            now, gone = getattr(group, COLUMNS[name].attname), _is_gone(COLUMNS[name], was)
        yield Setting(name=name, key=key, was=was, became=became, now=now, gone=gone)


def listed(*, group: CustomerGroup, name: str) -> dict[str, Any]:
    """What a group says today in one of its lists, by key."""
    if name == "category_access":
        ticks = CategoryAccess.objects.filter(group=group)
        return {str(pk): True for pk in ticks.values_list("category_id", flat=True)}
    if name == "channel_pricing":
        rows = ChannelPricing.objects.filter(group=group).values_list("channel_id", "is_on")
        return {str(pk): is_on for pk, is_on in rows}
    percents = GroupCategoryDiscount.objects.filter(group=group)
    return {str(pk): plain(one) for pk, one in percents.values_list("category_id", "percent")}


def is_too_old(*, entry: LogEntry, at: datetime) -> bool:
    """Whether an edit has stood for so long that it stays."""
    age: timedelta = at - entry.timestamp
    return age > REVERTED_FOR


def _moves(line: LogEntry, untold: dict[str, None]) -> Iterator[tuple[str, str, Any, Any]]:
    kept = note_of(line).get(_PARTS, {})
    for name, values in line.changes_dict.items():
        if name in kept and name in LISTS:
            for key, (was, became) in kept[name].items():
                yield name, key, was, became
        elif name in COLUMNS and isinstance(values, list):
            field = COLUMNS[name]
            yield name, "", _parsed(field, values[0]), _parsed(field, values[1])
        else:
            untold[name] = None


def _parsed(field: Field, raw: Any) -> Any:
    if raw is None or (raw == "None" and field.null):
        return None
    if isinstance(field, ForeignKey):
        return int(raw)
    return field.to_python(raw)


def _is_gone(field: Field, key: Any) -> bool:
    if key is None or not isinstance(field, ForeignKey):
        return False
    model: Any = field.related_model
    return not model._default_manager.filter(pk=key).exists()


def _known(model: type[Model], moved: Iterable[tuple[str, str]], name: str) -> set[str]:
    keys = [int(key) for part, key in moved if part == name]
    return {
        str(pk) for pk in model._default_manager.filter(pk__in=keys).values_list("pk", flat=True)
    }
