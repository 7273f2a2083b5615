"""Who may open what: each view carries one rule, and a view without a rule opens for nobody."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.http import HttpRequest

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Rule:
    """What a visitor must be to pass: nothing, signed in, staff, or staff with one of the rights.

    `change` names the rights that writing asks for, where reading asks for less; each of `every`
    is needed besides, to read as to write.
    """

    signed_in: bool = False
    staff: bool = False
    rights: tuple[str, ...] = ()
    change: tuple[str, ...] = ()
    every: tuple[str, ...] = ()

    def rights_for(self, method: str) -> tuple[str, ...]:
        reads = method in ("GET", "HEAD", "OPTIONS")
        return self.rights if reads or not self.change else self.change

    def allows(self, user: Any, method: str = "GET") -> bool:
        if not self.signed_in:
            return True
        if not user.is_authenticated or (self.staff and not user.is_staff):
            return False
        return not self.missing(user, method)

    def missing(self, user: Any, method: str = "GET") -> tuple[str, ...]:
        """The rights a member of staff would need besides those held, to pass."""
        some = self.rights_for(method)
        held = not some or any(user.has_perm(right) for right in some)
        lacking = [right for right in self.every if not user.has_perm(right)]
        return (*(() if held else some), *lacking)


PUBLIC = Rule()
SIGNED_IN = Rule(signed_in=True)
STAFF = Rule(signed_in=True, staff=True)


def staff_with(
    *rights: str, change: str | tuple[str, ...] = (), every: tuple[str, ...] = ()
) -> Rule:
    """Staff holding one of these rights, `change` for the writing methods, and each of `every`."""
    change = (change,) if isinstance(change, str) else change
    return Rule(signed_in=True, staff=True, rights=rights, change=change, every=every)


def with_comments(rule: Rule) -> Rule:
    """Whoever may read may read on; to say something there, one needs the right to comment."""
    return replace(rule, change=("backoffice.add_comment",), every=(*rule.every, *rule.rights))


def access(rule: Rule) -> Callable[[View], View]:
    """Declare the rule of a view function."""

    def declared(view: View) -> View:
        view.access = rule  # type: ignore[attr-defined]
        return view

    return declared


def rule_of(view: Callable[..., Any]) -> Rule | None:
    """The rule a view declares: on the function itself or on its class."""
    declared = getattr(view, "access", None) or getattr(
        getattr(view, "view_class", None), "access", None
    )
    return declared if isinstance(declared, Rule) else None


def may_open(request: HttpRequest, rule: Rule, method: str = "GET") -> bool:
    return rule.allows(request.user, method)
