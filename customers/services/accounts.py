"""Accounts: opening one, and keeping its e-mail and its login the same."""

from datetime import date

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.folding import folded_key
from backoffice.services import ShopRefusal
from customers.models import Customer, Kind, Way
from customers.services.awaiting import admit_main, admit_others
from customers.services.membership import assign
from groups import selectors as groups


class EmailTaken(ShopRefusal):
    """Another account already has this e-mail address."""

    message = _("A customer already uses this address.")

    def __init__(self) -> None:
        super().__init__(field="email")


@transaction.atomic
def create_customer(
    *, customer: Customer, actor: User | None, on: date, joins_default: bool = True
) -> Customer:
    """The shop gets to know a customer; a new account joins the default group, unless told not to.

    The groups that awaited its address take it in: staff vouch for the address they type. Where
    one of them becomes the main group, the default one is not given.

    Raises EmailTaken for the address of another account.
    """
    _refuse_taken(email=customer.email, kind=customer.kind, but=None)
    customer.joined_on = customer.joined_on or on
    customer.updated_by = actor
    customer.save()
    _enter_groups(customer, actor=actor, way=Way.RECORD, on=on, default=joins_default)
    return customer


@transaction.atomic
def open_account(*, user: User, on: date) -> Customer:
    """The person whose address was just verified gets his customer account.

    An account staff had prepared for the address is linked as it is; a guest of that address
    becomes an account, and joins the default group as a new one does. The groups that awaited the
    address take its owner in: only now is it known to be his.
    """
    key = folded_key(user.email)
    rows = Customer.objects.select_for_update().filter(email_key=key).order_by("kind", "pk")
    known = {row.kind: row for row in reversed(rows)}
    found = known.get(Kind.ACCOUNT)
    if found is not None:
        if found.user_id is None:
            found.user = user
            found.save(update_fields=["user", "updated_at"])
            _enter_groups(found, actor=user, way=Way.SIGN_UP, on=on, default=False)
        return found
    person = known.get(Kind.GUEST) or Customer(email=user.email, joined_on=on)
    person.kind = Kind.ACCOUNT
    person.user = user
    person.email = user.email
    person.first_name = user.first_name or person.first_name
    person.last_name = user.last_name or person.last_name
    person.language = user.language or person.language
    person.save()
    _enter_groups(person, actor=user, way=Way.SIGN_UP, on=on, default=True)
    return person


@transaction.atomic
def change_email(*, customer: Customer, email: str, actor: User | None) -> None:
    """The customer is written to, and signs in, at another address.

    Raises EmailTaken for the address of another account.
    """
    person = Customer.objects.select_for_update().get(pk=customer.pk)
    _refuse_taken(email=email, kind=person.kind, but=person)
    person.email = email
    person.updated_by = actor
    person.version += 1
    person.save()
    if person.user_id is None:
        return
    user = User.objects.select_for_update().get(pk=person.user_id)
    user.email = email
    user.save(update_fields=["email", "email_key"])
    EmailAddress.objects.filter(user=user).delete()
    # Staff vouch for the address they type; the customer need not confirm it again.
    EmailAddress.objects.create(user=user, email=email.lower(), primary=True, verified=True)


def _refuse_taken(*, email: str, kind: str, but: Customer | None) -> None:
    key = folded_key(email)
    others = Customer.objects.filter(kind=Kind.ACCOUNT, email_key=key)
    users = User.objects.filter(email_key=key)
    if but is not None:
        others = others.exclude(pk=but.pk)
        users = users.exclude(customer=but)
    if kind == Kind.ACCOUNT and (others.exists() or (but is not None and users.exists())):
        raise EmailTaken


def _enter_groups(
    customer: Customer, *, actor: User | None, way: Way, on: date, default: bool
) -> None:
    """A new account enters the groups that await it, and the default one where none is main."""
    if customer.is_guest:
        return
    now = timezone.now()
    has_main = admit_main(customer=customer, at=now)
    group = groups.default_group(on=on) if default and not has_main else None
    if group is not None:
        assign(
            group=group,
            customers=Customer.objects.filter(pk=customer.pk),
            actor=actor,
            way=way,
            at=now,
            primary=True,
        )
    admit_others(customer=customer, at=now)
