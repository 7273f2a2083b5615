"""Three columns for a conflict: what the person saw, what stands now, what they typed."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing

from backoffice.forms import shown_value
from backoffice.parts import Label


@dataclass(frozen=True, slots=True)
class Difference:
    name: str
    label: Label
    before: str
    current: str
    typed: str


def seen_values(form: forms.BaseForm) -> dict[str, str]:
    """The values on the screen, in words, sent along so that a conflict can show them again."""
    return {one.name: shown_value(one.field, one.initial) for one in form if not one.is_hidden}


def comparison(*, form: Any, fresh: Any, seen: str) -> list[Difference]:
    """The fields on which the three versions do not agree."""
    try:
        before = signing.loads(seen)
    except signing.BadSignature:
        before = {}
    rows = []
    for one in form:
        if one.is_hidden:
            continue
        current = shown_value(one.field, fresh[one.name].initial)
        typed = shown_value(one.field, form.cleaned_data.get(one.name))
        old = before.get(one.name, current)
        if not old == current == typed:
            rows.append(Difference(one.name, one.label, old, current, typed))
    return rows
