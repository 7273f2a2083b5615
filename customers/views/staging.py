"""The customers picked for a group, kept with the session until they are saved."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from customers.forms.pasting import ADDITIONAL, MAIN
from customers.models import Customer, Kind


@dataclass(frozen=True, slots=True)
class Basket:
    """Who is picked, whether the group becomes their main one, and why they join."""

    people: tuple[Customer, ...]
    role: str
    reason: str = ""

    @property
    def ids(self) -> list[int]:
        return [person.pk for person in self.people]

    @property
    def primary(self) -> bool:
        return self.role == MAIN


class Staging:
    """The basket of one person for one group."""

    def __init__(self, session: Any, *, group: int) -> None:
        self._session = session
        self._key = f"staged-{group}"

    def basket(self) -> Basket:
        """Those picked who can still join; somebody deleted meanwhile is left out."""
        kept = self._session.get(self._key) or {}
        ids = kept.get("ids", [])
        found = Customer.objects.in_bulk(ids) if ids else {}
        people = (found[pk] for pk in ids if pk in found)
        return Basket(
            people=tuple(one for one in people if one.kind == Kind.ACCOUNT),
            role=kept.get("role", MAIN),
            reason=kept.get("reason", ""),
        )

    def keep(self, *, ids: Iterable[int], role: str, reason: str = "") -> None:
        """Replace the basket, each customer once, in the order picked."""
        self._session[self._key] = {
            "ids": list(dict.fromkeys(ids)),
            "role": role if role == ADDITIONAL else MAIN,
            "reason": reason,
        }

    def clear(self) -> None:
        self._session.pop(self._key, None)
