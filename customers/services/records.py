"""A customer's record: what is known of a person, how he signs in, his main group, in one act."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice import services as kit
from backoffice.services import ShopRefusal, Stale, patiently
from customers import selectors
from customers.models import Customer, MembershipEvent, Way
from customers.services.accounts import EmailTaken, change_email, create_customer
from customers.services.membership import hold_groups, move
from groups.models import CustomerGroup


class StaffSignsInElsewhere(ShopRefusal):
    """A colleague's sign-in is not changed from a customer's record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MainGroup:
    """The main group chosen on a record, none for N/C, and the one its editor saw there."""

    chosen: CustomerGroup | None
    seen: int | None = None

    @property
    def moves(self) -> bool:
        return (self.chosen.pk if self.chosen else None) != self.seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """The record as it is stored, and the act that moved the customer; 0 where nobody moved."""

    customer: Customer
    act: int


@transaction.atomic
def create_record(
    *, customer: Customer, main: MainGroup | None, actor: User | None, on: date, at: datetime
) -> Customer:
    """The shop gets to know a customer, in the group chosen; without a choice, in the default one.

    Raises EmailTaken, GuestsStayOut, GroupIsGone.
    """
    with _taken_at_worst():
        create_customer(customer=customer, actor=actor, on=on, joins_default=main is None)
    if main is not None and main.chosen is not None:
        awaited = selectors.main_group(customer=customer)
        # The default group is proposed to everybody: it gives way to the one that awaited him.
        if awaited is None or not main.chosen.is_default:
            move(customer=customer, group=main.chosen, actor=actor, way=Way.RECORD, at=at)
    return customer


@transaction.atomic
def save_record(
    *,
    form: forms.BaseModelForm,
    email: str,
    main: MainGroup | None,
    actor: User | None,
    at: datetime,
    version: int | None = None,
) -> Saved:
    """All that a record says is saved, or nothing; an inactive customer cannot sign in.

    Raises Stale, EmailTaken, StaffSignsInElsewhere, GuestsStayOut, GroupIsGone.
    """
    before = _held(form.instance, main)
    person: Customer = kit.save(form=form, actor=actor, version=version)
    if email != before.email or person.is_active != before.is_active:
        _change_sign_in(person, email=email, actor=actor)
    act = _settle(before, main, actor=actor, at=at) if main is not None else 0
    return Saved(customer=person, act=act)


@patiently
def choose_main_group(
    *,
    customer: Customer,
    main: MainGroup,
    actor: User | None,
    at: datetime,
    way: Way = Way.RECORD,
    reason: str = "",
) -> int:
    """The main group chosen for a customer, and nothing else of his record, is saved.

    Answers with the act, to be undone by; 0 where nothing had to change. Raises Stale,
    GuestsStayOut, GroupIsGone.
    """
    person = _held(customer, main)
    return _settle(person, main, actor=actor, at=at, way=way, reason=reason)


def _held(customer: Customer, main: MainGroup | None) -> Customer:
    one = Customer.objects.filter(pk=customer.pk)
    if main is not None and main.moves:
        hold_groups(customers=one, joining=main.chosen)
    return one.select_for_update().get()


def _settle(
    person: Customer,
    main: MainGroup,
    *,
    actor: User | None,
    at: datetime,
    way: Way = Way.RECORD,
    reason: str = "",
) -> int:
    if not main.moves:
        return 0
    current = selectors.main_group(customer=person)
    if (current.pk if current else None) != main.seen and current != main.chosen:
        raise Stale(_as_moved(person))
    return move(customer=person, group=main.chosen, actor=actor, way=way, at=at, reason=reason)


def _as_moved(person: Customer) -> Customer:
    """The row, signed by whoever last changed the customer's groups."""
    last = MembershipEvent.objects.filter(customer=person).select_related("batch__actor")
    event = last.order_by("-pk").first()
    if event is not None:
        person.updated_by, person.updated_at = event.batch.actor, event.batch.at
    return person


def _change_sign_in(person: Customer, *, email: str, actor: User | None) -> None:
    user = person.user
    if user is not None and user.is_staff:
        # Whoever edits customers must not get hold of a colleague's account that way.
        raise StaffSignsInElsewhere(
            _("This customer is also staff: the sign-in cannot be changed here.")
        )
    if user is not None and user.is_active != person.is_active:
        user.is_active = person.is_active
        user.save(update_fields=["is_active"])
    if email != person.email:
        with _taken_at_worst():
            change_email(customer=person, email=email, actor=actor)
        person.refresh_from_db()


@contextmanager
def _taken_at_worst() -> Iterator[None]:
    """Somebody who takes the address at the same moment is refused in the same words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise EmailTaken from error
