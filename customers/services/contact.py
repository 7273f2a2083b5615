"""The contact of a group joins it like anyone: when staff say so, never by himself."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backoffice.services import ShopRefusal, patiently
from customers import selectors
from customers.models import Customer, Way
from customers.services.membership import GuestsStayOut, assign
from groups.models import CustomerGroup


class ContactStaysOut(ShopRefusal):
    """The contact’s e-mail leads to nobody who may join the group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Who joined, and the act that can be undone."""

    customer: Customer
    act: int


@patiently
def add_contact(*, group: CustomerGroup, actor: User | None, at: datetime) -> Joined:
    """The account with the contact's e-mail joins the group.

    Raises ContactStaysOut where there is no such account, where it is a guest's or a member's
    already, GroupIsGone when the group has been deleted meanwhile.
    """
    contact = selectors.contact_of(group=group)
    if contact is None:
        raise ContactStaysOut(_("This group has no contact e-mail."))
    if contact.account is None:
        raise ContactStaysOut(_no_account(contact))
    done = assign(
        group=group,
        customers=Customer.objects.filter(pk=contact.account.pk),
        actor=actor,
        way=Way.PICKER,
        at=at,
        reason=gettext("Main contact of the group"),
    )
    if not done.added:
        told = gettext("%(name)s is already a member of the group.")
        raise ContactStaysOut(told % {"name": contact.account})
    return Joined(customer=contact.account, act=done.batch)


def _no_account(contact: selectors.Contact) -> str:
    if contact.is_guest:
        return str(GuestsStayOut.message)
    return gettext("No customer account has the address %(email)s.") % {"email": contact.email}
