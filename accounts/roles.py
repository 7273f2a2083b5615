"""The roles the shop begins with, each one wider than the one before it."""

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of rights; `*` stands for any name, `withheld` is taken out at the end."""

    name: str
    label: str | Promise
    rights: tuple[str, ...]
    withheld: tuple[str, ...] = ()

    def grants(self, right: str) -> bool:
        return _any(self.rights, right) and not _any(self.withheld, right)


def _any(patterns: Iterable[str], right: str) -> bool:
    return any(fnmatchcase(right, pattern) for pattern in patterns)


_APPS = ("catalog", "pricing", "shipping", "payments", "groups", "customers", "orders")
_READS = tuple(f"{app}.view_*" for app in _APPS)
_SERVES = (
    "customers.add_*",
    "customers.change_*",
    "groups.manage_members",
    "backoffice.add_comment",
)
_SELLS = ("catalog.*", "pricing.*", "shipping.*", "payments.*", "groups.*")
_SETTINGS = ("catalog.add_shop", "catalog.change_shop", "catalog.delete_shop")

VIEWER = Role("viewer", _("Viewer"), _READS, withheld=("pricing.view_cost",))
SUPPORT = Role("support", _("Support"), (*_READS, *_SERVES), withheld=("pricing.view_cost",))
MANAGER = Role(
    "manager",
    _("Manager"),
    (*_READS, *_SERVES, *_SELLS, "customers.import_customer", "backoffice.share_savedview"),
    withheld=_SETTINGS,
)
OWNER = Role("owner", _("Owner"), ("*",))

ROLES = {role.name: role for role in (VIEWER, SUPPORT, MANAGER, OWNER)}


def role_label(name: str) -> str:
    """The name of a role in the reader's language; a role staff made is called as they call it."""
    return str(ROLES[name].label) if name in ROLES else name
