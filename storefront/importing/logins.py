"""Who may sign in at once in a demo shop."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import ROLES
from accounts.services import create_staff, verified
from backoffice.folding import folded_key
from backoffice.loading import Counts
from customers.services import open_account
from storefront.importing import cells
from storefront.importing.people import People
from storefront.importing.sheets import Line, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """A person who may sign in: staff with a role, or a customer without one."""

    email: str
    password: str
    role: str
    first_name: str
    last_name: str
    language: str


def logins(sheet: Sheet, *, people: People | None) -> list[Login]:
    """The logins of a demo folder; a shop that takes real orders refuses the file."""
    if not settings.DEMO_LOGINS:
        sheet.refuse(_("fixed passwords are for demo shops: remove this file"), line=0)
        return []
    owners: dict[str, int] = {}
    return [_login(line, owners, people) for line in sheet.lines]


def _login(line: Line, owners: dict[str, int], people: People | None) -> Login:
    line.only(owners, folded_key(line.text("email")), "email")
    columns = line.columns(User, {name: name for name in ("email", "first_name", "last_name")})
    if line.text("language"):
        columns |= line.columns(User, {"language": "language"})
    role = line.read("role", partial(cells.one_of, choices=("", *ROLES)))
    line.needs("password")
    person = people.find(line.text("email")) if people else None
    if role == "" and people is not None and (person is None or person.is_guest):
        line.refuse(_("no customer account has this address"), "email")
    return Login(
        email=line.text("email"),
        password=line.text("password"),
        role=role or "",
        first_name=line.text("first_name"),
        last_name=line.text("last_name"),
        language=line.text("language"),
    )


def load_logins(*, logins: Iterable[Login], on: date) -> Counts:
    """Open the logins the shop does not have; those it has keep their password and their role."""
    known = set(User.objects.values_list("email_key", flat=True))
    counts = Counts()
    for login in logins:
        is_new = folded_key(login.email) not in known
        if is_new:
            _open(login, on)
        counts += Counts(new=int(is_new), unchanged=int(not is_new))
    return counts


def _open(login: Login, on: date) -> None:
    who = {"first_name": login.first_name, "last_name": login.last_name, "language": login.language}
    if login.role:
        create_staff(email=login.email, password=login.password, role=login.role, **who)
        return
    user = User.objects.create_user(login.email, login.password, **who)
    verified(user=user)
    open_account(user=user, on=on)
