"""What staff type of a new group."""

from crispy_forms.helper import FormHelper
from django.utils.translation import gettext_lazy as _

from backoffice.layout import Card
from groups.forms.access import AccessFields
from groups.forms.group import GroupForm


class NewGroupForm(AccessFields, GroupForm):
    """All that a group is from its first day: its names, its prices and taxes, what it sees."""

    class Meta(GroupForm.Meta):
        fields = (*GroupForm.Meta.fields, "category_mode")

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.layout.append(Card(_("Access"), *self.access_fields(), slug="access"))
        return helper
