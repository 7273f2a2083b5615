"""What a folder says of customers, of the groups they are in, and of who may sign in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial

from django.utils.translation import gettext as _

from backoffice.folding import folded_key
from backoffice.loading import Values
from customers.loading import CustomerEntry, MembershipEntry, Register
from customers.models import Address, Customer, Kind
from customers.services import EmailTaken
from storefront.importing import cells
from storefront.importing.sheets import Line, Sheet

_NAMES = ("first_name", "last_name", "company", "phone")
_OWN = ("number", "email", "vat_number", "birth_date", "language")
_CUSTOMER = {name: name for name in _NAMES + _OWN}
_EXEMPTION = {name: name for name in ("exemption_reason", "exempt_until")}
_PLACE = ("address1", "postal_code", "city")
_ADDRESS = {name: name for name in (*_NAMES, *_PLACE, "address2", "region", "country")}
_KINDS = {"": Kind.ACCOUNT, "login": Kind.ACCOUNT, "guest": Kind.GUEST}


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of the folder or of the shop: its own key, and whether it may be in groups."""

    key: str
    is_guest: bool


@dataclass(frozen=True, slots=True)
class People:
    """The customers to load, the group `customers.csv` gives each, and everybody by name.

    A name is a number or the e-mail of an account, as other files may write it.
    """

    entries: dict[str, CustomerEntry]
    groups: dict[str, str]
    names: dict[str, Person]

    def find(self, name: str) -> Person | None:
        return self.names.get(name) or self.names.get(folded_key(name))


def people(sheet: Sheet, *, groups: Collection[str] | None, zone: tzinfo) -> People:
    """The customers of the folder; `groups` is None where the folder's could not all be read."""
    register = Register(numbers={line.text("number") for line in sheet.lines})
    owners: dict[str, int] = {}
    accounts: dict[str, Line] = {}
    found = People(entries={}, groups={}, names={})
    for line in sheet.lines:
        entry = _entry(line, register, zone)
        is_guest = entry.columns["kind"] == Kind.GUEST
        number, email = line.text("number"), folded_key(entry.email)
        key = number or f"{entry.columns['kind']} {email}"
        line.only(owners, key, "number" if number else "email")
        if not is_guest:
            first = accounts.setdefault(email, line)
            line.only({email: first.number}, email, "email")
            found.names[email] = Person(key, is_guest)
        if number:
            found.names[number] = Person(key, is_guest)
        found.entries[key] = entry
        found.groups[key] = _main_group(line, groups, is_guest=is_guest)
    _know_the_others(register, found, accounts)
    return found


def _entry(line: Line, register: Register, zone: tzinfo) -> CustomerEntry:
    told = line.read("account", partial(cells.one_of, choices=_KINDS))
    kind = _KINDS[told or ""]
    row = register.find(number=line.text("number"), email=line.text("email"), kind=kind)
    columns = line.columns(Customer, _CUSTOMER)
    if "exemption_reason" in line.cells:
        columns |= _exemption(line, is_guest=kind == Kind.GUEST)
    if not line.text("number"):
        columns.pop("number", None)
    # Who opened an account since stays an account, and keeps the address he signs in with.
    columns["kind"] = row.kind if row and not row.is_guest else kind
    if row and row.user_id:
        del columns["email"]
    for column, name in (("created_at", "joined_on"), ("last_login", "last_seen_at")):
        if column in line.cells:
            reader = cells.day if name == "joined_on" else partial(cells.moment, zone=zone)
            columns[name] = line.read(column, reader)
    address: Values = {}
    if any(line.text(column) for column in _PLACE):
        address = line.columns(Address, _ADDRESS, may_be_empty=True)
    email = row.email if row and row.user_id else line.text("email")
    return CustomerEntry(row=row, email=email, columns=columns, address=address)


def _exemption(line: Line, *, is_guest: bool) -> Values:
    """Who gives a reason pays no tax; without one, an exemption the shop knew is over."""
    reason = line.text("exemption_reason")
    if reason and is_guest:
        line.refuse(_("a guest cannot be exempt"), "exemption_reason")
    return line.columns(Customer, _EXEMPTION) | {"is_exempt": bool(reason)}


def _main_group(line: Line, groups: Collection[str] | None, *, is_guest: bool) -> str:
    code = line.text("group").upper()
    if code and groups is not None and code not in groups:
        line.refuse(_("unknown group “%(code)s”") % {"code": line.text("group")}, "group")
    if code and is_guest:
        line.refuse(_("a guest cannot be in a group"), "group")
    return code


def _know_the_others(register: Register, found: People, accounts: Mapping[str, Line]) -> None:
    matched = {entry.row.pk for entry in found.entries.values() if entry.row is not None}
    for row in register.others(than=matched):
        if not row.is_guest and row.email_key in accounts:
            accounts[row.email_key].refuse(EmailTaken.message, "email")
        person = Person(f" {row.pk}", row.is_guest)
        if row.number:
            found.names.setdefault(row.number, person)
        if not row.is_guest:
            found.names.setdefault(row.email_key, person)


def memberships(
    sheet: Sheet, *, people: People | None, groups: Collection[str] | None
) -> list[MembershipEntry]:
    """Who is in which group; None stands for what could not all be read."""
    owners: dict[str, int] = {}
    mains: dict[str, int] = {}
    entries: list[MembershipEntry] = []
    for line in sheet.lines:
        customer, group = line.text("customer"), line.text("group").upper()
        person = _member(line, people)
        if groups is not None and group not in groups:
            line.refuse(_("unknown group “%(code)s”") % {"code": line.text("group")}, "group")
        key = person.key if person else customer
        line.only(owners, f"{key}\n{group}", "customer")
        is_primary = bool(line.read("primary", cells.yes))
        first = mains.setdefault(key, line.number) if is_primary else line.number
        if first != line.number:
            told = _("the customer already has a main group on line %(line)s")
            line.refuse(told % {"line": first}, "primary")
        since = line.read("since", cells.day)
        entries.append(
            MembershipEntry(customer=customer, group=group, is_primary=is_primary, since=since)
        )
    return entries


def _member(line: Line, people: People | None) -> Person | None:
    customer = line.text("customer")
    person = people.find(customer) if people else None
    if people is not None and person is None:
        line.refuse(_("unknown customer “%(name)s”") % {"name": customer}, "customer")
    if person is not None and person.is_guest:
        line.refuse(_("a guest cannot be in a group"), "customer")
    return person


def main_memberships(people: People) -> list[MembershipEntry]:
    """The memberships of a folder that only names one group beside each customer."""
    return [
        MembershipEntry(
            customer=str(entry.columns.get("number") or entry.email),
            group=people.groups[key],
            is_primary=True,
            since=None,
        )
        for key, entry in people.entries.items()
        if people.groups[key]
    ]
