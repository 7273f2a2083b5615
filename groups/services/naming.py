"""Titles and codes nobody has yet."""

from collections.abc import Callable
from itertools import count

from django.utils import translation

from groups.models import CustomerGroup
from groups.services.group import names_taken

TITLE_LENGTH, CODE_LENGTH = 60, 30
Told = Callable[[int], str]  # « %(title)s (copie %(n)s) », in the language in force


def free_titles(*, group: CustomerGroup, told: Told) -> dict[str, str | None]:
    """The group's titles as `told` first words them, or under the first number that is free."""
    for number in count(1):
        titles = {f"title_{one}": _title(group, one, told, number) for one in ("fr", "en")}
        if not names_taken(code="", besides=group.pk, **titles):
            break
    return titles


def free_code(*, group: CustomerGroup) -> str:
    """The group's code, with the first number that makes it nobody else's."""
    others = CustomerGroup.objects.live().exclude(pk=group.pk).exclude(code="")
    taken = set(others.values_list("code", flat=True))
    code = group.code
    for number in count(2):
        if code not in taken:
            break
        end = f"-{number}"
        code = f"{group.code[: CODE_LENGTH - len(end)]}{end}"
    return code


def _title(group: CustomerGroup, language: str, told: Told, number: int) -> str | None:
    title = vars(group)[f"title_{language}"]
    with translation.override(language):
        words = told(number)
    room = TITLE_LENGTH - len(words % {"title": "", "n": number})
    return words % {"title": title[:room].rstrip(), "n": number} if title else None
