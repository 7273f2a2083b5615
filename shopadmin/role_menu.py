"""« Voir comme ce rôle »: the menu as the people of one role see it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import selectors
from accounts.record import VIEW_ROLES, RoleRecord
from shopadmin.navigation import menu


@dataclass(frozen=True, slots=True)
class Somebody:
    """A member of staff who has one role and nothing else."""

    rights: frozenset[str]
    is_authenticated: bool = True
    is_staff: bool = True

    def has_perm(self, right: str) -> bool:
        return right in self.rights


class RolePreview(RoleRecord):
    """Only to look at: nothing is opened as somebody else."""

    access = VIEW_ROLES
    code = "ST2p"
    tab = "preview"
    title = _("View as this role")
    template = "shopadmin/role_preview.html"

    def context(self) -> dict[str, Any]:
        somebody: Any = Somebody(selectors.role_rights(role=self.record))
        own: Any = self.request.user
        seen = menu(request=self.request, user=somebody)
        open_to = {link.name for block in seen for link in block.links}
        every = {
            link.name: link
            for block in menu(request=self.request, user=own)
            for link in block.links
        }
        closed = [link for name, link in every.items() if name not in open_to]
        return {**super().context(), "seen": seen, "closed": closed}
