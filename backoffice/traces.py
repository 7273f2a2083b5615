"""The activity log as rows: by which way each line came, and several kinds of rows in one order."""

from dataclasses import dataclass
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, F, Model, Q, QuerySet, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

# What people do to comments has its own place on the timeline.
COMMENTED, COMMENT_WITHDRAWN = "commented", "comment_withdrawn"


class Source(TextChoices):
    """By which way something was done."""

    PANEL = "panel", _("Panel")
    SHOP = "shop", _("Shop front")
    IMPORT = "import", _("Import")
    COMMAND = "command", _("Command line")


_SOURCE = Case(
    When(additional_data__way="import", then=Value(Source.IMPORT)),
    When(additional_data__way="command", then=Value(Source.COMMAND)),
    When(actor__is_staff=True, then=Value(Source.PANEL)),
    # A customer at the shop's door, or somebody not signed in yet: both have an address.
    When(Q(actor__isnull=False) | Q(remote_addr__isnull=False), then=Value(Source.SHOP)),
    default=Value(Source.COMMAND),
    output_field=CharField(),
)


def lines() -> QuerySet[LogEntry]:
    """The log, newest first, each line with its `source`."""
    found: QuerySet[LogEntry] = LogEntry.objects.select_related("actor", "content_type")
    found = found.annotate(source=_SOURCE)
    return found.order_by("-timestamp", "-pk")


def lines_about(*, record: Model) -> QuerySet[LogEntry]:
    """What the log says of one record."""
    kind = ContentType.objects.get_for_model(type(record))
    return lines().filter(content_type=kind, object_pk=str(record.pk))


def note_of(entry: LogEntry) -> dict[str, Any]:
    """What a service added to its line: the act in one word, how many rows, by which way."""
    return entry.additional_data if isinstance(entry.additional_data, dict) else {}


def saying(*verbs: str) -> Q:
    """The lines a service marked with one of these verbs."""
    return Q(additional_data__verb__in=verbs)


def not_saying(*verbs: str) -> Q:
    """All the other lines; what is not there must be asked for, it is neither equal nor unequal."""
    unmarked = Q(additional_data__isnull=True) | Q(additional_data__verb__isnull=True)
    return unmarked | ~saying(*verbs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """Rows of one kind on a timeline: the paths to their moment and to whoever acted."""

    name: str
    rows: QuerySet
    at: str
    who: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """Rows of several kinds in one order, newest first, read a page at a time."""

    strands: tuple[Strand, ...]

    def count(self) -> int:
        return sum(strand.rows.count() for strand in self.strands)

    def __getitem__(self, part: slice) -> list[Any]:
        chosen = list(self._order()[part]) if self.strands else []
        found = {strand.name: strand.rows.in_bulk(_keys(chosen, strand)) for strand in self.strands}
        return [found[source][pk] for _at, source, pk in chosen if pk in found[source]]

    def _order(self) -> Any:
        first, *others = [_in_order(strand) for strand in self.strands]
        rows = first.union(*others, all=True) if others else first
        return rows.order_by("-at_", "-id")


def _keys(chosen: list[Any], strand: Strand) -> list[int]:
    return [pk for _at, source, pk in chosen if source == strand.name]


def _in_order(strand: Strand) -> Any:
    source = Value(strand.name, output_field=CharField())
    rows = strand.rows.order_by().annotate(at_=F(strand.at), source_=source)
    return rows.values_list("at_", "source_", "id")
