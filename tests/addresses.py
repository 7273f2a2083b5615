"""Every address the resolver knows, ours or a library's."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from backoffice.access import Rule, rule_of
from shopadmin.access import RULES
from tests.samples import Kwargs, kwargs_for


@dataclass(frozen=True, slots=True)
class Address:
    """A route of the shop with the name and the view it leads to."""

    name: str
    route: str
    view: Callable[..., Any]
    wanted: frozenset[str]

    @property
    def rule(self) -> Rule | None:
        return rule_of(self.view) or RULES.get(self.name)

    def path(self, known: dict[str, Kwargs]) -> str:
        kwargs = kwargs_for(self.name, set(self.wanted), known)
        if kwargs is None:
            raise NoReverseMatch(f"tests/samples.py lists no {set(self.wanted)} for {self.name}")
        return reverse(self.name, kwargs=kwargs)


def addresses(urlconf: str | None = None) -> list[Address]:
    return list(_walk(get_resolver(urlconf), "", "", frozenset()))


def _walk(
    resolver: URLResolver, space: str, route: str, wanted: frozenset[str]
) -> Iterator[Address]:
    for one in resolver.url_patterns:
        here = route + str(one.pattern)
        asked = wanted | frozenset(one.pattern.regex.groupindex)
        if isinstance(one, URLPattern):
            yield Address(f"{space}{one.name or ''}", here, one.callback, asked)
        else:
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one, inner, here, asked)
