"""What staff type of groups, and of the promotions and discounts that name them."""

from groups.forms.group import GroupForm

__all__ = ["GroupForm"]
