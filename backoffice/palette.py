"""Finding a page, a record or a command by its name; the composition says where to look."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from backoffice.folding import folded_search
from backoffice.parts import Label

LEAST = 2  # characters before records are looked up
SHOWN = 5  # hits of a kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Something the palette offers: a page to open, or a POST with at most one value."""

    label: Label
    url: str
    icon: str
    note: Label = ""
    field: str = ""
    value: str = ""
    press: str = ""  # in place of an address: what to press on the page underneath

    @property
    def posts(self) -> bool:
        return bool(self.field)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A kind of hits; `find` gives those of the words, the nearest first, in one query at most."""

    slug: str
    label: Label
    find: Callable[[HttpRequest, list[str]], Iterable[Hit]]
    at_once: bool = False  # answers before anything is typed


@dataclass(frozen=True, slots=True)
class Option:
    """A hit at its place in the list."""

    place: int
    hit: Hit


@dataclass(frozen=True, slots=True)
class Kind:
    """The hits of one source, as the palette prints them."""

    slug: str
    label: Label
    options: tuple[Option, ...]


def kinds(*, request: HttpRequest, typed: str) -> tuple[Kind, ...]:
    """What the typed words find, kind by kind; a kind without a hit is left out."""
    sources: Iterable[Source] = import_string(settings.PALETTE)
    return tuple(_kinds(sources, request, typed))


def _kinds(sources: Iterable[Source], request: HttpRequest, typed: str) -> Iterator[Kind]:
    folded = folded_search(typed)
    words = folded.split()[:10]
    place = 0
    for source in sources:
        if not source.at_once and len(folded) < LEAST:
            continue
        hits = tuple(source.find(request, words))
        options = tuple(Option(n, hit) for n, hit in enumerate(hits, start=place + 1))
        place += len(options)
        if options:
            yield Kind(source.slug, source.label, options)


def says(words: list[str], *texts: Label) -> bool:
    """Whether every word begins one of the texts' words, accents and case aside."""
    spoken = folded_search(" ".join(str(text) for text in texts)).replace("’", " ").split()
    return all(any(one.startswith(word) for one in spoken) for word in words)
