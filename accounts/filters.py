"""How the lists of people and roles are narrowed."""

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import role_label
from backoffice.filters import Filter, ModelChoiceFilter, YesNoFilter


class RoleChoice(ModelChoiceFilter):
    """A role by the name staff know it by."""

    def __init__(self) -> None:
        super().__init__(
            field_name="groups", queryset=Group.objects.order_by("name"), label=_("Role")
        )

    @property
    def field(self) -> object:
        field = super().field
        field.label_from_instance = lambda role: role_label(role.name)
        return field


class StaffFilter(Filter):
    """By name or address, by role, open or closed."""

    search_in = ("email_key",)
    promoted = ("role", "is_active")

    role = RoleChoice()
    is_active = YesNoFilter(field_name="is_active", label=_("Active"))

    def by_words(self, rows: QuerySet[User], _name: str, words: str) -> QuerySet[User]:
        for word in words.split()[:10]:
            rows = rows.filter(
                Q(first_name__icontains=word)
                | Q(last_name__icontains=word)
                | Q(email_key__contains=word.lower())
            )
        return rows
